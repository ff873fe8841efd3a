// Package demo plays sample invoices through a whole plan in about a minute, on
// a PostgreSQL and a Temporal that are thrown away, with a mail catcher and a
// stand-in for a carrier of letters in place of the real ones. Only the command
// relance links it: the long-running worker holds nothing that stands in for
// anything.
package demo
