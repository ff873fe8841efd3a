// Package banking takes bank files in: it recognises the lines that are on
// record, decides over the others with [relance/internal/reconcile], and records
// what is sure, each chunk of lines with its payments, matches and the events of
// the cases in one transaction. What is not sure waits for a person, whose word
// it takes too: match, put aside, undo.
//
// A chunk is a row of steps in chunk.go: read what is on record (known.go), what
// its lines name (look.go, past.go, items.go, claim.go), let reconcile decide,
// write (record.go, post.go, write.go). Locks follow the rule of
// [relance/internal/postgres].
package banking
