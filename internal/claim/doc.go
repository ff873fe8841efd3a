// Package claim works out what may be asked for an invoice on a day: principal, late
// interest, fixed fee and costs, with the article of each, and what may not be asked
// and why. It is pure.
package claim
