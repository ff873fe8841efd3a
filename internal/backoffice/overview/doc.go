// Package overview gives people what they look at across cases: the day's
// work, lists with their totals, debtors, files, figures. Every method takes an
// actor and gives him what is his; none changes anything.
package overview
