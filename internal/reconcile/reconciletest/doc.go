// Package reconciletest makes a year of bank lines with known answers, and
// measures how a matcher does on them.
//
// Year is seeded: the same seed gives the same year. Its debtors, invoices and
// lines are invented, but the troubles are those that bookkeepers report:
// numbers written without separators, without zeros, without letters, glued to
// words, abbreviated in lists, mistyped into another customer's number, cut off
// at 31 or 70 characters, or missing; one payment for several invoices; bank
// fees, discounts, part payments, payments with interest, credit notes deducted;
// payments made twice, returned, made before there is an invoice, made by a
// holding for a subsidiary; subscriptions of the same amount for many customers;
// customers with nearly the same name; and credits that have nothing to do with
// any invoice, one in ten of exactly the amount of an open one.
//
// # What a simulation cannot show
//
// The shares of these troubles are set by hand, not measured on anybody's
// account: a share of automatic matches from here is no promise for a given
// business. Payers make mistakes nobody thought of. Names come from small lists,
// so that they collide more often than in life, and typing errors are
// independent, which in life they are not. A bookkeeper who answers every
// question correctly, on the day, is assumed to stand behind the matcher, and
// accounts are learnt from these answers. The years show that the rules hold
// together and how they compare with simpler ones on the same lines; they do not
// prove that no payment will ever be put to the wrong invoice.
package reconciletest
