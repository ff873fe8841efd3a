// Package desk holds what people look at across cases: the day's work, the
// list of cases with its totals, bank files, debtors, hits of a search. The
// store fills these values, the back office gives them to whom they concern, and
// a door words them. It is pure.
package desk
