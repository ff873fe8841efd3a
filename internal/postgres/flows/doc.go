// Package flows keeps which messages the Flow service of a platform has listed,
// and how its reading stands. The messages themselves are statuses like those of
// a file: see postgres.Store.TakeStatuses.
//
// A page is recorded with the cursor behind it in one transaction, and a message
// stays until it was read: a crash in between loses none, and none counts twice.
package flows
