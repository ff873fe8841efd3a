// Package sirene reads INSEE's own register of companies (API Sirene 3.11). It
// needs a key, and allows thirty requests a minute: two requests make one look,
// one for the company, one for its seat. It is the second source behind the same
// interface; the open search gives the same without a key.
//
// The details of its answers to errors (404 for an unknown number, 403 for one
// that may not be shown) are from its documentation as others cite it.
package sirene
