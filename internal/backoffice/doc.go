// Package backoffice holds the use cases: what a person or a program can ask
// relance to do. Every door (command line, console, API, portal, mailbox,
// webhooks) reads a request, calls one method of Office with an access.Actor
// and words the answer. Nothing here prints, reads flags or speaks HTTP.
//
// Each method
//
//   - asks package access whether the actor may; a creditor who is not the
//     actor's does not exist for him;
//   - checks what is asked for before anything is written, and says what is
//     wrong and how to mend it (dunning.Error);
//   - decides in one transaction of the store whatever depends on the state of a
//     case: what is open, whether the case is still the one that its author saw;
//   - gives back values of the rules (dunning, reconcile, interest, limitation).
//
// The outside is seen through interfaces of at most three methods, declared
// beside the use cases that need them; package app fills them in. A request that
// is sent twice is recognised by its key; a request may carry the version of the
// case that its author saw, and is refused with the newer case when somebody was
// faster.
//
// One file holds one group of use cases: find.go, list.go and sheet.go look,
// tell.go and the files behind it record facts, spread.go a payment that names
// no invoice, import*.go invoices, bank*.go and match.go the bank's side.
package backoffice
