// Package contacts merges lists of contacts, as a bookkeeper exports them, into
// the debtors on record. It belongs to the back office: it asks whether the actor
// may, finds whom a line means, and accounts for every line.
package contacts
