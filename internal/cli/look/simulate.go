package look

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
)

// Simulate plays one invented case forward, or the whole book, with the
// same functions as the workflow.
type Simulate struct {
	Due         frame.DateArg   `placeholder:"D" help:"One invented invoice: its due date. Without it, all open cases are played."`
	On          frame.DateArg   `placeholder:"D" help:"Day the invoice is taken in."`
	Amount      frame.AmountArg `placeholder:"A" help:"Sum to chase, including VAT."`
	Plan        string          `default:"default" placeholder:"NAME" help:"Plan of the configuration."`
	Zone        calendar.Zone   `default:"metropole" placeholder:"ZONE" help:"Public holidays of the debtor."`
	DebtorEmail string          `default:"yes" enum:"yes,no" help:"Whether the debtor has an e-mail address."`
	Approve     bool            `help:"Agree to every step that asks for it, at once."`
	Event       []factArg       `sep:"none" placeholder:"D=KIND:…" help:"What becomes known on a day, before anything leaves: 2026-03-10=paid:400, …=dispute:100, …=promise:2026-03-20, …=reply, or KIND:{JSON}; may be repeated."`
	Until       *frame.DateArg  `placeholder:"D" help:"Last day to play (default: two years on; of all open cases, 30 days)."`
	Days        int             `placeholder:"N" help:"All open cases: how many days, today included (default: 30)."`
	Whole       bool            `help:"All open cases: to the end of their plans."`
	Creditor    string          `placeholder:"ID" help:"All open cases: only this creditor's."`
}

// Run prints what would happen, and what would not and why.
func (c *Simulate) Run(s *frame.Session) error {
	if c.Due.IsZero() && c.On.IsZero() && c.Amount == 0 {
		return c.playBook(s)
	}
	return c.playOne(s)
}

// playOne plays one invented invoice.
func (c *Simulate) playOne(s *frame.Session) error {
	switch {
	case c.Due.IsZero() || c.On.IsZero():
		return frame.Usage(errors.New("an invoice needs --due, --on and --amount; without any of them all open cases are played"))
	case c.Days != 0 || c.Whole || c.Creditor != "":
		return frame.Usage(errors.New("--days, --whole and --creditor are for all open cases: leave --due, --on and --amount out"))
	}
	rules, err := planRules(s, c.Plan, c.Zone)
	if err != nil {
		return err
	}
	if c.Amount <= 0 {
		return frame.Usage(fmt.Errorf("--amount: %s is nothing to chase: give a positive sum", money.Cents(c.Amount)))
	}
	until := c.Due.AddDays(730)
	if c.On.After(c.Due.Date) {
		until = c.On.AddDays(730)
	}
	if c.Until != nil {
		until = c.Until.Date
	}
	facts := slices.Clone(c.Event)
	slices.SortStableFunc(facts, func(a, b factArg) int { return a.on.Compare(b.on) })
	if len(facts) > 0 && facts[0].on.Before(c.On.Date) {
		return frame.Usage(fmt.Errorf("--event: %s comes before the invoice is taken in (%s)", facts[0].on, c.On.Date))
	}
	rates, err := rates(s)
	if err != nil {
		return err
	}
	p := newPlay(rules, c, facts, rates)
	if err := p.run(p.dayStart(until.AddDays(1))); err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(p.result())
	}
	playTable(s, p)
	return nil
}

// play is a case on its way, and the story so far.
type play struct {
	rules   dunning.Rules
	c       dunning.Case
	now     time.Time
	facts   []factArg
	approve bool
	rows    []playRow
	said    dunning.Decision // the last wait that was told
	seq     int64
	claim   dunning.ClaimInput // of a business, at the default rate, with what was paid, credited and waived
	log     []dunning.Remark
}

// playRow is one thing that happened, or did not.
type playRow struct {
	At      string          `json:"at"`   // RFC 3339 with the offset of the place of sending
	What    dunning.Kind    `json:"what"` // kind of event; waiting and not_sent are the simulator's own
	Step    string          `json:"step,omitempty"`
	Level   dunning.Level   `json:"level,omitempty"`
	Channel dunning.Channel `json:"channel,omitempty"`
	Reason  dunning.Reason  `json:"reason"`
	Until   string          `json:"until,omitempty"` // of waiting: when the case looks again by itself
	Balance money.Cents     `json:"balance"`
	instant time.Time
	next    time.Time
}

// What the simulator tells besides events.
const (
	rowWaiting dunning.Kind = "waiting"
	rowNotSent dunning.Kind = "not_sent" // a planned step whose hour passed while the case was held
)

func newPlay(r dunning.Rules, c *Simulate, facts []factArg, rates *interest.Rates) *play {
	amount := money.Cents(c.Amount)
	p := &play{rules: r, facts: facts, approve: c.Approve}
	p.c = dunning.Case{
		Creditor: "simulation", Number: "simulation", Debtor: "simulation", Currency: "EUR", Due: c.Due.Date,
		Opening: amount, Balance: amount, Minimum: r.Plan.Minimum, State: dunning.Scheduled,
		Steps: r.Schedule(c.Due.Date, c.On.Date),
	}
	p.claim = dunning.ClaimInput{
		Invoice: dunning.Invoice{Number: "simulation", Payable: amount, Due: c.Due.Date, Currency: "EUR"},
		Regime:  dunning.B2B, Rates: rates,
	}
	p.now = p.dayStart(c.On.Date)
	p.record(dunning.Event{Kind: dunning.KindOpened, Balance: &amount, Reason: dunning.ReasonFact})
	mails := slices.ContainsFunc(p.c.Steps, func(st dunning.ScheduledStep) bool { return st.Channel == dunning.Email })
	if c.DebtorEmail == "no" && mails {
		p.record(dunning.Event{Kind: dunning.KindBounce, Reason: dunning.ReasonNoAddress})
	}
	return p
}

// dayStart is the instant at which the facts of a day are known: before the
// earliest sending hour there can be.
func (p *play) dayStart(d calendar.Date) time.Time {
	loc := placeOf(p.rules, p.now).Location()
	return time.Date(d.Year, d.Month, d.Day, calendar.Earliest/60-1, 0, 0, 0, loc).UTC()
}

// playResult is the JSON form of a simulation.
type playResult struct {
	State   dunning.State   `json:"state"`
	Outcome dunning.Outcome `json:"outcome,omitempty"`
	Balance money.Cents     `json:"balance"`
	Reason  dunning.Reason  `json:"reason"` // why nothing more happens by itself
	Story   []playRow       `json:"story"`
}

func (p *play) result() playResult {
	return playResult{p.c.State, p.c.Outcome, p.c.Balance, dunning.Next(p.c, p.now).Reason, p.rows}
}
