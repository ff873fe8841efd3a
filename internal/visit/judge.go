package visit

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// Limits against abuse. Whoever has a link may speak as often as he needs, but
// the chase stops only so often for it: nobody holds it for ever.
const (
	// PerDay is how often one link may say something at all in a day.
	PerDay = 10
	// PerLink is how often one link may say something at all.
	PerLink = 40
	// Suspensions is how often answers that a person must read suspend one
	// invoice within Window.
	Suspensions = 2
	Window      = 60 * 24 * time.Hour
	// Disputes is how often one invoice may be contested on the page, in its
	// whole life, with that effect.
	Disputes = 2
)

// promiseDays is how many business days ahead a promise may be where the plan
// does not say.
const promiseDays = 15

// LastPromise is the last day that may be promised on a day.
func LastPromise(today calendar.Date, days int, zone calendar.Zone) calendar.Date {
	if days <= 0 {
		days = promiseDays
	}
	d := today
	for range days {
		d = d.AddDays(1).NextBusinessDay(zone)
	}
	return d
}

// Past is what was said about an invoice before, by any link.
type Past struct {
	Kind      Kind
	At        time.Time
	Suspended bool
}

// Verdict says what an answer does to one case.
type Verdict struct {
	Fact   dunning.Kind // kind of the fact that is recorded; empty when there is only a task
	Reason Reason       // why nothing is suspended; empty when something is
}

// Reason is why an answer suspends nothing.
type Reason string

// The reasons.
const (
	Settled      Reason = "settled"       // the case is over
	Often        Reason = "often"         // it was suspended by answers often enough
	InDispute    Reason = "in_dispute"    // contested already: more words are added to it
	PromisedOnce Reason = "promised_once" // one promise an invoice
	FormalNotice Reason = "formal_notice" // after it a person decides
)

// Judge says what an answer does to a case at an instant, after what was said
// before. It never refuses: what suspends nothing is still read by a person.
func Judge(a Answer, c dunning.Case, past []Past, now time.Time) Verdict {
	if c.State == dunning.Closed || c.Balance <= 0 {
		return Verdict{Reason: Settled}
	}
	switch a.Kind {
	case Contest:
		switch {
		case c.Held(dunning.HoldDispute):
			return Verdict{Reason: InDispute}
		case count(past, now, 0, Contest) >= Disputes:
			return Verdict{Reason: Often}
		}
		return Verdict{Fact: dunning.KindDispute}
	case Promise:
		switch {
		case count(past, now, 0, Promise) > 0 || c.Held(dunning.HoldPromise) || c.Held(dunning.HoldInstalments):
			return Verdict{Reason: PromisedOnce}
		case noticed(c):
			return Verdict{Reason: FormalNotice}
		}
		return Verdict{Fact: dunning.KindPromise}
	}
	if count(past, now, Window, Paid, Instalments, NotMe, Document) >= Suspensions {
		return Verdict{Reason: Often}
	}
	return Verdict{Fact: dunning.KindReply}
}

// count is how often answers of some kinds suspended an invoice, within a time
// or ever.
func count(past []Past, now time.Time, within time.Duration, kinds ...Kind) (n int) {
	for _, p := range past {
		if !p.Suspended || within > 0 && now.Sub(p.At) > within {
			continue
		}
		for _, k := range kinds {
			if p.Kind == k {
				n++
			}
		}
	}
	return n
}

// noticed tells whether a formal notice was sent.
func noticed(c dunning.Case) bool {
	for _, s := range c.Steps {
		if s.Level == dunning.FormalNotice && !s.Sent.IsZero() {
			return true
		}
	}
	return false
}
