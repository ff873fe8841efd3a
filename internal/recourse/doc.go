// Package recourse holds the use cases before and after the reminders: what
// customers' platforms say of invoices (lifecycle statuses), what the official
// gazette says of debtors (insolvency), what the register of companies says,
// and the files for each way to court.
//
// It stands beside package backoffice and follows the same rules: a door calls
// one method of Desk with an access.Actor and words the answer; the outside is
// seen through small interfaces that package app fills in; nothing here prints,
// reads flags or speaks HTTP.
package recourse
