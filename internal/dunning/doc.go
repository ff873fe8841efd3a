// Package dunning is the domain: what is chased, when, how, and why not.
//
// # The case
//
// A Case is one unpaid invoice being chased: one row in SQL, one workflow
// execution. It changes by events only:
//
//	decision := Next(c, now)          // what is due, and why
//	event    = Complete(c, event, r)  // outside the workflow: dates filled in
//	c, todo  = Apply(c, event)        // the case after the event
//
// Next and Apply read no clock, no calendar and no network, so the workflow,
// the simulator, the preview and the store all drive the same two functions.
// Complete is pure too, but needs the calendar Rules; it runs where an event
// is recorded, and the instants it finds travel inside the event.
//
// # Reasons
//
// Every decision and every recorded event carries a Reason from a closed list,
// for what was sent and for what was not.
//
// # What is not in a Case
//
// No name, address, e-mail or IBAN: a Case is stored in Temporal's history.
// Those live in Creditor, Debtor and Invoice, which only SQL holds.
package dunning
