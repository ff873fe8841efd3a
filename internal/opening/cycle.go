package opening

import (
	"time"

	"relance/internal/dunning"
)

// NextCycle is a closed case as the origin of its next cycle: where it stood, free
// of holds and of its end.
func NextCycle(c dunning.Case) dunning.Case {
	c.Cycle++
	c.Version, c.Outcome, c.Holds, c.Attention = 0, "", nil, nil
	c.Receipts = nil
	c.ThankAt, c.NotBefore, c.AgreeBy, c.Asked, c.Approved, c.FirstYes = time.Time{}, time.Time{}, time.Time{}, "", "", nil
	c.State = dunning.Scheduled
	for i, s := range c.Steps {
		switch {
		case s.Sent.IsZero():
		case s.Level == dunning.FormalNotice:
			c.State = dunning.FormalState
		case c.State == dunning.Scheduled && s.Level.Rank() >= dunning.First.Rank():
			c.State = dunning.Reminding
		}
		if s.Channel == dunning.Handover && i < c.Done {
			c.State = dunning.HandedOver
		}
	}
	return c
}

// Revivable are the ends of a case that a returned payment puts in question.
func Revivable(o dunning.Outcome) bool {
	return o == dunning.Paid || o == dunning.Settled || o == dunning.Credited
}

// Revives tells whether an event is a payment that went back and left a case
// owing again that had ended because it was settled.
func Revives(c dunning.Case, e dunning.Event) bool {
	return c.State == dunning.Closed && Revivable(c.Outcome) && e.Kind == dunning.KindPaid && e.Amount < 0 &&
		e.Balance != nil && *e.Balance > 0
}
