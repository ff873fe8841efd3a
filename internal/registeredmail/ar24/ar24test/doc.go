// Package ar24test is an AR24 for tests: the parts of its interface that the
// client uses, on loopback, with a clock that its owner moves.
//
//	srv := ar24test.Start(ar24test.Options{})
//	defer srv.Close()
//	c, err := ar24.New(ar24.Options{API: srv.URL + "/api", Clock: srv.Now, …})
//	srv.Advance(24 * time.Hour) // the addressee is told of the letter
//
// Signatures are checked and successful answers encrypted with a cipher of its
// own, dates are good for ten minutes, sessions for an hour. Errors come with
// status 200. Nothing is de-duplicated: a repeated POST /mail is a second
// letter. Letters holds what was sent. Ids are numbers here and texts there.
//
// # Misbehaving
//
// Disturb is asked before each request what shall happen to it: see package
// faulty. New mails appear in the list after Options.ListLag only.
//
// # Statuses
//
// A Scenario is what happens to a letter, as delays after it was sent. It
// unfolds only when the clock is moved. Play makes something happen at once.
// A proof can be downloaded an hour after its address appears.
//
// # Notifications
//
// Notify delivers those that are due to the address that each mail was given.
//
// Where the sources say nothing (rate limits, server errors, the rules of
// names), the behaviour here is a guess and may differ from the real one.
package ar24test
