package dunning

import "slices"

// Merging says why a case has another debtor.
type Merging string

// The reasons.
const (
	Merged Merging = "merged" // two debtors on record were one
	Parted Merging = "parted" // they were not: the merging was undone
)

// NewDebtorChange gives a case another debtor of the same creditor, by his
// reference: two that are one were merged, or parted again. What was sent and
// heard stays as it is. A yes to a step is given up, since it was given to a letter
// to the other.
func NewDebtorChange(from, to string, why Merging) Event {
	return Event{Kind: KindDebtorChanged, Debtor: to, Former: from, Category: string(why)}
}

// completeDebtorChange gives the steps that are still to come the hour and the
// holidays of the new debtor, each on its day. A step never leaves earlier than
// now, and one before the due date not after it.
func completeDebtorChange(c Case, e Event, r Rules) Event {
	if c.State == Closed || c.Done >= len(c.Steps) {
		return e
	}
	rest := slices.Clone(c.Steps[c.Done:])
	for i, s := range rest {
		if s.At.Before(e.At) {
			continue
		}
		at := r.instant(r.Today(s.At))
		if !at.Before(e.At) && (s.Until.IsZero() || at.Before(s.Until)) {
			rest[i].At = at
		}
	}
	e.Instants = moved(c.Steps[c.Done:], rest)
	return e
}

// applyDebtorChange makes the case one of another debtor.
func applyDebtorChange(c *Case, e Event, fx *Effects) {
	c.Debtor = e.Debtor
	c.unapprove(fx)
	fx.StopSend = true
}
