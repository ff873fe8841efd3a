// Package mercifacteurtest is a Merci Facteur for tests: the parts of its
// interface that the client uses, on loopback, with a clock that its owner
// moves.
//
//	srv := mercifacteurtest.Start(mercifacteurtest.Options{})
//	defer srv.Close()
//	c, err := mercifacteur.New(mercifacteur.Options{API: srv.URL, Clock: srv.Now, …})
//	srv.Advance(24 * time.Hour) // the letter is printed and posted
//
// Signatures are checked, with their five minutes; tokens end after a day.
// Address keys must all be there, in the published lengths. An "antidoublon"
// that was used within 30 days is refused with an error, and gives no id: the
// lists give it. The list of sendings has the last 50 and none of our
// references; the events of the last 48 hours have them.
//
// # Misbehaving
//
// Disturb is asked before each request what shall happen to it: see package
// faulty. New letters appear in the lists after Options.Lag only.
//
// # Statuses
//
// A Scenario is what happens to a letter, as delays after it was accepted. It
// unfolds only when the clock is moved. Play makes something happen at once.
// Proofs can be downloaded once their event happened, and not before.
//
// # Notifications
//
// Notify delivers those that are due, several letters in one, to the address
// that the account was given: three tries each.
//
// Where the public pages say nothing (most names of errors, the form of a
// letter's history, what a deleted sending answers), the behaviour here is a
// guess and may differ from the real one.
package mercifacteurtest
