// Package posting does what leaves: it composes e-mails and letters, hands them
// to the mail server or to their carrier, compares a letter with the one that
// was agreed to, follows letters on their way and keeps their proofs.
//
//	compose, draft, compare   the page, its figures and price, and what differs
//	deliver                   the hand-over, after the store has agreed to it
//	follow, prove, mark       where a letter is, by its carrier, La Poste or a person
//	carriers                  the registry: configuration, check and webhooks ask it by name
//
// What may be claimed, and when, is decided in package dunning; what has left is
// on record in the store before anything else happens.
package posting
