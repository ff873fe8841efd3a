// Package views reads what people look at: the day's work, lists with their
// totals, debtors, files, hits of a search. It changes nothing. Each method is
// one round trip: what a page needs travels as one batch.
package views
