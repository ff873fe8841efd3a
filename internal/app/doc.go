// Package app puts the program together: the only place where the store, the
// mail server and the carrier meet the activities.
//
//	Open    configuration → store and Temporal, for the command line
//	Worker  the long-running process: workers, outbox relay, sweep, health
//	Up      Worker with its own PostgreSQL and Temporal on one machine
//	Demo    Up on sample invoices, played through in about a minute
package app
