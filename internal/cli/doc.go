// Package cli is the command line of relance: one file per command, and ui.go
// for all that is printed.
//
// Tables are for people; --json gives one JSON document on stdout, snake_case,
// amounts as "1234.56", dates as ISO 8601. Errors go to stderr as "error: …"
// and "hint: …". Exit status: 0 done, 1 failed, 2 wrong usage, 3 some items
// failed, each of them named.
package cli
