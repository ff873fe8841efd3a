// Package merge decides what becomes of two debtors on record who are one: which
// of them goes on, whose values he has, which cases move to him and what leaves
// next then, what is asked of a person before, and what forbids it.
//
// A merging moves cases, it changes no history: each case gets an event, the debtor
// who is given up stays on record and points to the one who goes on.
package merge
