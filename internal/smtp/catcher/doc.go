// Package catcher is a mail server that delivers nothing: it keeps every mail
// and shows it on a web page. The demo sends to it, and so can anybody who
// wants to see a debtor's mailbox without writing to a debtor.
//
// It listens on loopback only, keeps mails in memory (and as .eml files when a
// folder is given), and refuses recipients on request with 550 5.1.1, as a
// server does for a mailbox that does not exist.
//
// Mails are foreign content: the page shows their HTML in a sandboxed frame
// without scripts, forms or outside requests.
package catcher
