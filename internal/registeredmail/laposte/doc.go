// Package laposte asks La Poste where a registered letter is, by its tracking
// number: a second opinion on what a carrier says, and the only one for
// letters posted by hand.
//
// Never tried live. The interface (Suivi v2) was read from the code and notes
// of others, not from La Poste's own contract. It is no Carrier: it posts
// nothing, and what it tells has no proof behind it. In particular its codes
// do not separate a letter that was refused from one that was never fetched:
// both are Returned here, so that a formal notice is never taken as valid on
// this word alone. Compare says where carrier and post disagree; which of the
// two is right is for a person to say.
//
// The service asks it for every paper letter whose number is known, when a key
// is configured: a letter posted by hand gets its presentation and delivery
// from it, for the others it is a second opinion.
//
// A free key allows 100 calls a minute. Errors carry the codes of
// registeredmail: CodeNotFound while La Poste does not know a number, which
// is usual on the day of posting.
package laposte
