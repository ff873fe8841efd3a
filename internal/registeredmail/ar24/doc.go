// Package ar24 sends qualified electronic registered letters (LRE) through
// AR24. They have the force of a registered letter on paper (C. postes L100).
//
// # Never tried live
//
// Everything here was written from what others published of the interface and
// tested against ar24test only. No request was ever made to AR24, its sandbox
// included. The cipher was checked against the documentation's own example.
// Before the first real letter, run a few through the sandbox and look at what
// those sources leave open:
//
//   - the hosts, and whether an account's proofs lie on the same one
//   - how states are capitalised (any way is read), and whether ids are numbers
//     or texts (both are read)
//   - in which zone dates are written (taken as Paris hours)
//   - what the list of mails contains and how it is paged (ids are enough; a
//     list that cannot be paged through leaves a doubt a doubt)
//   - whether a business needs the name of a person beside its own
//   - whether a one-time code is a usual TOTP (SHA-1, 30 s, 6 digits)
//   - what the price in an answer contains (taken as excluding VAT)
//
// # Consent
//
// Anybody but a professional must have agreed beforehand to receive such
// letters (C. postes L100 and R53): an order without that consent is refused here,
// before anything leaves.
//
// # One-time codes
//
// A sender proves who he is with a code that is good for an hour. Usually a
// person types it: Authenticate opens the hour, Sessions keeps it. With
// Options.OTPKey the codes are made here; whether the sender may keep his key
// so is between him and AR24.
//
// # One letter, once
//
// AR24 has no draft and no idempotency key, and lets references repeat: the
// one request that creates a mail also sends it. So the intention is written
// into the IntentMemory before (Kept.Attempt), and only who holds it may make the
// request. When its answer is unclear, nobody repeats it: all mails of the
// sender are read and searched for our reference. Found, its id goes on record
// for good. Not found, the state is Unknown until the request is so old
// (Options.Settle) that it cannot arrive any more; only then does its absence
// count, and the letter may be requested again.
//
// The document is uploaded before the intention: uploads may be repeated, and
// AR24 throws away what no mail uses.
//
// # What comes back
//
// Status derives the state from dates, not from labels: deposit (dp), told to
// the addressee (ev, the presentation), accepted (ar), refused (rf), not
// claimed within fifteen days (ng), undeliverable (bc). Proofs are downloaded
// from AR24's own host only; AR24 owes them for a year, so keep them.
//
// A letter cannot be cancelled once it is with AR24.
//
// Notifications are unsigned. Each mail is given an address of its own, with a
// seal that only we can make; what it says is not believed: it only says "look
// again". They get lost, so letters are polled as well.
//
// Errors and notes hold ids, codes and counts; no name and no address.
package ar24
