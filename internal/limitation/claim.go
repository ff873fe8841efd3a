package limitation

import (
	"errors"
	"fmt"
	"time"

	"relance/internal/calendar"
	"relance/internal/period"
)

// Kind says which delay a claim has. It is a choice recorded for each debtor;
// for a debtor who is neither a consumer nor clearly a trader, Consumer is the
// safe side and Professional (C. civ. 2224) the usual reading.
type Kind string

const (
	// Professional debts expire after five years (C. com. L110-4; C. civ. 2224).
	Professional Kind = "professional"
	// Consumer debts expire after two years (C. conso. L218-2).
	Consumer Kind = "consumer"
	// Public is a debt of a public body with a public accountant: four years
	// from 1 January after the claim arose (law 68-1250, art. 1).
	Public Kind = "public"
	// Transport is the carriage of goods: one year (C. com. L133-6).
	Transport Kind = "transport"
)

// term is a kind's delay.
type term struct {
	months      int
	fromJanuary bool // counted from 1 January of the year after the start
	words       string
	article     string
}

var terms = map[Kind]term{
	Professional: {period.Of(period.Prescription).Months, false, "délai de cinq ans", "C. com. L110-4 ; C. civ. 2224"},
	Consumer:     {period.Of(period.PrescriptionConsumer).Months, false, "délai de deux ans", "C. conso. L218-2"},
	Public:       {period.Of(period.PrescriptionPublic).Months, true, "délai de quatre ans compté du 1er janvier suivant", "loi 68-1250 du 31 décembre 1968, art. 1er"},
	Transport:    {period.Of(period.PrescriptionTransport).Months, false, "délai d’un an", "C. com. L133-6"},
}

// Articles names the texts by which a claim of a kind expires and by which its
// limitation is interrupted; "" for a kind that there is not.
func Articles(k Kind) string {
	t, ok := terms[k]
	switch {
	case !ok:
		return ""
	case k == Professional: // its term ends with an article of the civil code
		return sentence("%s, 2241", t.article)
	case t.fromJanuary:
		return sentence("%s et 2", t.article)
	}
	return sentence("%s ; C. civ. 2241", t.article)
}

// lastDay is the last day to act of a delay that starts on d.
func (t term) lastDay(d calendar.Date) calendar.Date {
	if t.fromJanuary {
		return calendar.NewDate(d.Year+t.months/12, time.December, 31)
	}
	return d.AddMonths(t.months)
}

// Claim is one invoice as limitation sees it. At least one date is needed.
type Claim struct {
	Kind Kind
	// Completed is the day the service was done or the goods were delivered.
	Completed calendar.Date
	Due       calendar.Date
}

// Start is the earlier of completion and due date, and whether the completion
// is known. The delay begins there (for Public, on 1 January after it).
func (c Claim) Start() (calendar.Date, bool) {
	if c.Completed.IsZero() {
		return c.Due, false
	}
	if !c.Due.IsZero() && c.Due.Before(c.Completed) {
		return c.Due, true
	}
	return c.Completed, true
}

func (c Claim) validate() error {
	if _, ok := terms[c.Kind]; !ok {
		return fmt.Errorf("kind %q: want professional, consumer, public or transport", c.Kind)
	}
	if c.Completed.IsZero() && c.Due.IsZero() {
		return errors.New("no date to start from: give the day the service was completed, or the due date, as 2026-03-02")
	}
	return errors.Join(checkDate("completed", c.Completed), checkDate("due", c.Due))
}

// checkDate accepts no date.
func checkDate(field string, d calendar.Date) error {
	if d.IsZero() {
		return nil
	}
	if d.Month < time.January || d.Month > time.December || d != calendar.NewDate(d.Year, d.Month, d.Day) || d.Year < 1900 || d.Year > 2200 {
		return fmt.Errorf("%s: date %s does not exist or is absurd: give it as 2026-03-02", field, d)
	}
	return nil
}
