// Package debtorpages holds the use cases of debtors at their own pages: see what is
// open, say something about it, pay by card; and what the creditor's people may
// do about the links. It is a room of the back office and keeps its rules: the
// outside is seen through interfaces of at most three methods.
//
// A debtor is nobody but who has the link: he sees its invoices, speaks about
// them alone, and what he says reaches the cases by backoffice.Office.Tell.
package debtorpages
