// Package visit holds the rules of a debtor's own page: the link that lets him
// in, what he can say there, and how often and for how long that suspends the
// chase. It is pure: randomness, instants and what is on record are passed in.
//
// # Links
//
// A link carries a token of 160 random bits. Only its SHA-256 is ever stored.
// A mail is rendered and kept with Placeholder where the token will stand, and
// the token is made and put in (Insert) when the mail is handed to the server:
// whoever reads messages, previews, exports or a copy of the database finds no
// link that works. The SHA-256 of the bytes that left is kept beside the link.
//
// # Answers
//
// What a debtor says is an Answer. Each kind becomes facts of the cases it
// names (Judge says which, and what it suspends) and work for a person.
package visit
