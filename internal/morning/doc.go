// Package morning says what a working morning brings: the kinds of work in the order
// of a day, and the mail that counts what waits of each. It is pure; the page
// "Aujourd'hui" and the mail are made from the same list.
package morning
