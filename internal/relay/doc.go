// Package relay keeps Temporal in step with SQL, which is the truth for facts.
//
//	Relay  tells Temporal what the outbox holds: cases to start, facts to signal
//	Sweep  looks every ten minutes for what got lost, and has it done again
//
// Both survive Temporal and the database being away, and several of each may
// run at once.
package relay
