// Package status reads lifecycle statuses of electronic invoices: the CDAR
// messages (Cross Domain Acknowledgement and Response, UN/CEFACT D22B) that
// approved platforms exchange in the French e-invoicing reform.
//
// A message says what became of one or more invoices: deposited, received,
// approved, in dispute, refused, payment sent. It is evidence about an invoice,
// sent by somebody; [Read] gives what it says and judges nothing. The status is
// the code MDT-105 alone: its label and the code MDT-88 are written in many ways
// by real platforms and decide nothing.
//
// Times of messages have no zone; they are kept as written and only ordered.
// Amounts are kept as written too, since nothing is added up here.
//
// uncertain: sample-statuses
package status
