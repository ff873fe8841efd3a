// Command temporald runs a Temporal server and its web UI in one process on
// PostgreSQL: the machinery behind `relance up` and `relance demo`, and for
// real use on a single machine.
//
// It creates and migrates its two databases at start, registers one
// namespace, listens on the loopback address only, and prints one line of
// JSON on standard output once it serves:
//
//	{"ready":true,"grpc":"127.0.0.1:7233","ui":"http://127.0.0.1:8233","namespace":"default"}
//
// The database is given by the environment variable TEMPORALD_POSTGRES_URL
// (it holds a password, so it is no flag), for instance
// postgres://user:password@127.0.0.1:5432/postgres?sslmode=disable or, through
// a Unix socket, postgres://user@/postgres?host=/run/postgresql. Its database
// is only connected to in order to create the other two.
//
// SIGTERM, SIGINT and, with -parent-watch, the end of standard input stop it.
//
// It is a module of its own because the server draws in some two hundred
// modules, which should burden neither relance's build nor its audits.
package main
