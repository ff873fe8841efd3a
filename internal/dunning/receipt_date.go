package dunning

import (
	"slices"
	"time"

	"relance/internal/calendar"
	"relance/internal/money"
)

// leastDays is how many business days a receipt leaves to pay the rest, when
// the day is of its own choosing.
const leastDays = 3

// Awaited is what a receipt asks for of one invoice, and by when.
type Awaited struct {
	By     calendar.Date `json:"by,omitzero"`     // none: as soon as possible
	Amount money.Cents   `json:"amount"`          // of the principal; what is agreed next, else all that is open and undisputed
	Agreed bool          `json:"agreed,omitzero"` // the debtor has promised or accepted it
}

// PayBy is what a receipt asks for of a case that still owes something: the
// next instalment or the promised sum, as agreed (without a day once that has
// come), else the rest by the due date, the deadline of the last notice, or the
// last business day before the next step, whichever first lies ahead. It names
// no day when none does, or when a deadline or a step is nearer than three
// business days: a thank-you that presses is none.
func (r Rules) PayBy(c Case, now time.Time) Awaited {
	today, out := r.Today(now), Awaited{Amount: c.Chased()}
	if out.Amount <= 0 {
		return Awaited{}
	}
	for _, h := range c.Holds {
		next, ok := h.next(c)
		if !ok {
			continue
		}
		if next.Amount = min(next.Amount, out.Amount); !next.By.After(today) {
			next.By = calendar.Date{}
		}
		return next
	}
	if c.Due.After(today) {
		out.By = c.Due
		return out
	}
	if out.By = r.lastLimit(c); !out.By.After(today) {
		out.By = r.beforeStep(c)
	}
	if out.By.Before(today.AddBusinessDays(leastDays, r.Zone)) {
		out.By = calendar.Date{}
	}
	return out
}

// CommonDate is the day by which a receipt asks for what is left on its
// invoices, and whether it was agreed; neither when they differ: a date that
// was agreed for one is not asked of another, nor the other way round.
func CommonDate(items []NoticeItem) (by calendar.Date, agreed bool) {
	first := true
	for _, it := range items {
		switch a := it.Awaited; {
		case a.Amount <= 0:
		case first:
			by, agreed, first = a.By, a.Agreed, false
		case a.By != by || a.Agreed != agreed:
			return calendar.Date{}, false
		}
	}
	return by, agreed
}

// lastLimit is the deadline of the last notice; zero when it named none.
func (r Rules) lastLimit(c Case) calendar.Date {
	for _, s := range slices.Backward(c.Steps[:min(c.Done, len(c.Steps))]) {
		if !s.Sent.IsZero() {
			return r.Limit(s.Sent, s.Deadline)
		}
	}
	return calendar.Date{}
}

// beforeStep is the last business day before the next step; zero without one.
func (r Rules) beforeStep(c Case) calendar.Date {
	step, ok := c.Step()
	if !ok {
		return calendar.Date{}
	}
	at := step.At
	if c.NotBefore.After(at) {
		at = c.NotBefore
	}
	return r.Today(at).AddDays(-1).PreviousBusinessDay(r.Zone)
}

// next is the agreed payment that is expected first; nothing for other holds,
// and once all that was agreed has come.
func (h Hold) next(c Case) (Awaited, bool) {
	paid := h.Base - c.Balance
	switch h.Kind {
	case HoldPromise:
		return Awaited{By: h.Date, Amount: h.promised() - paid, Agreed: true}, !h.Date.IsZero() && h.promised() > paid
	case HoldInstalments:
		due := money.Cents(0)
		for _, in := range h.Instalments {
			if due += in.Amount; due > paid {
				return Awaited{By: in.Date, Amount: due - paid, Agreed: true}, true
			}
		}
	}
	return Awaited{}, false
}
