// Package mailevatest is a Maileva for tests and demonstrations: the parts of
// registered_mail v4, of the token endpoint and of the notification center
// that the client uses, on loopback, with a clock that its owner moves.
//
//	srv, err := mailevatest.Start(mailevatest.Options{})
//	defer srv.Close()
//	c, err := maileva.New(maileva.Options{Hosts: …srv.URL…, Clock: srv.Now, …})
//	srv.Advance(24 * time.Hour) // the letter is accepted, printed, posted
//
// It keeps to the contract where that is known: every limit with its code and
// both shapes of errors, no de-duplication by custom id, a second submission
// refused, edits after submission refused, proofs absent before they are
// ready, lists in no particular order, tokens that end. It accepts no letter
// before submit, and Letters holds the bytes of each that it accepted.
//
// # Misbehaving
//
// Disturb is asked before each request what shall happen to it: see package
// faulty.
// A fault may let the request have its effect and lose the answer, which is
// what a client has to live with.
//
// # Statuses
//
// A Scenario is what happens to a letter, as delays after its submission. It
// unfolds only when the clock is moved. Play makes something happen at once.
//
// # Notifications
//
// Notify delivers those that are due, in the order, number and completeness
// that its argument decides; whatever is not answered with 201 is repeated
// with the delays of the contract.
//
// Where the contract is silent (rate limits, server errors, life of a token),
// the behaviour here is a guess and may differ from the real one.
package mailevatest
