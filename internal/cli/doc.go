// Package cli is the command line of relance: the list of its commands and what
// runs one of them. The commands stand in rooms by subject (cases, letters,
// court, parties, banking, invoices, mailbox, look, operate), one file per
// command, on what package frame gives to all.
//
// Tables are for people; --json gives one JSON document on stdout, snake_case,
// amounts as "1234.56", dates as ISO 8601. Errors go to stderr as "error: …"
// and "hint: …". Exit status: 0 done, 1 failed, 2 wrong usage, 3 some items
// failed, each of them named.
package cli
