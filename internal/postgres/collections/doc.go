// Package collections keeps the reports of money received (status 212): which
// message was written for which payment, and what is still to be reported.
package collections
