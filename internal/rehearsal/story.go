package rehearsal

import (
	"fmt"
	"slices"
	"time"

	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
)

// Fact becomes known on a day, before anything leaves.
type Fact struct {
	On    calendar.Date
	Event dunning.Event
}

// FactError is a fact that the case cannot take.
type FactError struct {
	Fact Fact
	Err  error
}

// Error names the day and the kind.
func (e *FactError) Error() string {
	return fmt.Sprintf("%s, %s: %v", e.Fact.On, e.Fact.Event.Kind, e.Err)
}

// Unwrap gives the reason.
func (e *FactError) Unwrap() error { return e.Err }

// Trial is an invented invoice of a business, in euros, and what becomes known
// about it.
type Trial struct {
	Rules   dunning.Rules
	Due     calendar.Date
	On      calendar.Date // taken in
	Amount  money.Cents   // to chase, with VAT
	NoEmail bool          // the debtor has no address for e-mails
	Approve bool          // every step that asks is agreed to at once
	Facts   []Fact        // in any order; of one day, in theirs
	Until   calendar.Date // last day to play; zero is two years on
	Rates   *interest.Rates
}

// Row is one thing that happened, or did not.
type Row struct {
	At      string          `json:"at"`   // RFC 3339 with the offset of the place of sending
	What    dunning.Kind    `json:"what"` // kind of event; Waiting and NotSent are the rehearsal's own
	Step    string          `json:"step,omitempty"`
	Level   dunning.Level   `json:"level,omitempty"`
	Channel dunning.Channel `json:"channel,omitempty"`
	Reason  dunning.Reason  `json:"reason"`
	Until   string          `json:"until,omitempty"` // of waiting: when the case looks again by itself
	Balance money.Cents     `json:"balance"`
	Instant time.Time       `json:"-"` // At
	Next    time.Time       `json:"-"` // Until
}

// What a story tells besides events.
const (
	Waiting dunning.Kind = "waiting"
	NotSent dunning.Kind = "not_sent" // a planned step whose hour passed while the case was held
)

// Story is what would happen to one invoice.
type Story struct {
	State   dunning.State   `json:"state"`
	Outcome dunning.Outcome `json:"outcome,omitempty"`
	Balance money.Cents     `json:"balance"`
	Reason  dunning.Reason  `json:"reason"` // why nothing more happens by itself
	Rows    []Row           `json:"story"`

	Case dunning.Case     `json:"-"` // at the end
	Next dunning.Decision `json:"-"` // after it
}

// Play plays a trial to its last day. CodeInvalid for a sum that is nothing to
// chase and for a fact of before the day of import; a FactError for one that the
// case cannot take.
func Play(t Trial) (Story, error) {
	facts := slices.Clone(t.Facts)
	slices.SortStableFunc(facts, func(a, b Fact) int { return a.On.Compare(b.On) })
	switch {
	case t.Amount <= 0:
		return Story{}, dunning.Errorf(dunning.CodeInvalid, "%s is nothing to chase: give a positive sum", t.Amount)
	case len(facts) > 0 && facts[0].On.Before(t.On):
		return Story{}, dunning.Errorf(dunning.CodeInvalid, "%s comes before the invoice is taken in (%s)", facts[0].On, t.On)
	}
	until := t.Until
	if until.IsZero() {
		until = later(t.Due, t.On).AddDays(730)
	}
	p := begin(t, facts)
	if err := p.run(p.dayStart(until.AddDays(1))); err != nil {
		return Story{}, err
	}
	next := dunning.Next(p.c, p.now)
	return Story{p.c.State, p.c.Outcome, p.c.Balance, next.Reason, p.rows, p.c, next}, nil
}

func later(a, b calendar.Date) calendar.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// play is a case on its way, and the story so far.
type play struct {
	rules   dunning.Rules
	c       dunning.Case
	now     time.Time
	facts   []Fact
	approve bool
	rows    []Row
	said    dunning.Decision // the last wait that was told
	seq     int64
	claim   claim.Input // of a business, at the default rate, with what was paid, credited and waived
	log     []dunning.Remark
}

// begin opens the case.
func begin(t Trial, facts []Fact) *play {
	p := &play{rules: t.Rules, facts: facts, approve: t.Approve}
	p.c = dunning.Case{
		Creditor: "simulation", Number: "simulation", Debtor: "simulation", Currency: "EUR", Due: t.Due,
		Opening: t.Amount, Balance: t.Amount, Minimum: t.Rules.Plan.Minimum, State: dunning.Scheduled,
		Steps: t.Rules.Schedule(t.Due, t.On),
	}
	p.claim = claim.Input{
		Invoice: dunning.Invoice{Number: "simulation", Payable: t.Amount, Due: t.Due, Currency: "EUR"},
		Regime:  dunning.B2B, Rates: t.Rates,
	}
	p.now = p.dayStart(t.On)
	p.record(dunning.NewOpened(t.Amount).With(dunning.Stamp{Reason: dunning.ReasonFact}))
	mails := slices.ContainsFunc(p.c.Steps, func(st dunning.ScheduledStep) bool { return st.Channel == dunning.Email })
	if t.NoEmail && mails {
		p.record(dunning.NewBounce().With(dunning.Stamp{Reason: dunning.ReasonNoAddress}))
	}
	return p
}

// dayStart is the instant at which the facts of a day are known: before the
// earliest sending hour there can be.
func (p *play) dayStart(d calendar.Date) time.Time {
	loc := Local(p.rules, p.now).Location()
	return time.Date(d.Year, d.Month, d.Day, calendar.Earliest/60-1, 0, 0, 0, loc).UTC()
}
