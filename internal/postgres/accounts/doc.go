// Package accounts keeps people and programs in PostgreSQL: users with their
// roles, one-time links, sessions, tokens, and the audit of what they did.
//
// Whatever changes a user, a session or a token writes its entry of the audit in
// the same transaction: there is no deed without an entry. Secrets are stored as
// hashes only.
package accounts
