// Package wire is what carriers with an API share, whatever their contract:
// one exchange over HTTP and how sure its outcome is, what may be repeated,
// the memory that lets each letter leave once, the book of intentions of those
// that have no drafts, and the reading of dates and of loose JSON.
//
// It knows no provider. A carrier builds its requests itself, and decides what
// an answer means.
//
// # How sure an outcome is
//
// An Answer arrived whole. A Lost did not: when Lost.Maybe is set, the request
// may have been carried out all the same. Again repeats reads, and writes that
// were certainly not carried out; nothing else.
package wire
