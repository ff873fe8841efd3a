// Package banking takes bank files in: it recognises the lines that are on
// record, decides over the others with [relance/internal/reconcile], and records
// what is sure, each chunk of lines with its payments, matches and the events of
// the cases in one transaction. What is not sure waits for a person, whose word
// it takes too: match, put aside, undo.
//
// Reading is in look.go, claim.go and known.go, deciding in reconcile, writing in
// record.go, post.go and write.go; chunk.go puts them in order. Locks follow the
// rule of [relance/internal/postgres].
package banking
