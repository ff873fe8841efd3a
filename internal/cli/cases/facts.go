package cases

import (
	"time"

	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/money"
)

// CaseArg names a case and whoever speaks about it.
type CaseArg struct {
	Number   string `arg:"" help:"Invoice number, or CREDITOR/NUMBER."`
	Creditor string `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
	By       string `placeholder:"NAME" help:"Who says so (default: $$USER)."`
}

// Name is the case as it was named.
func (c CaseArg) Name() backoffice.CaseName {
	return backoffice.CaseName{Creditor: c.Creditor, Number: c.Number}
}

// factResult is what a fact changed, for programs.
type factResult struct {
	Invoice   string          `json:"invoice"`
	Creditor  string          `json:"creditor"`
	Cycle     int             `json:"cycle,omitempty"`
	Event     dunning.Kind    `json:"event"`
	Duplicate bool            `json:"duplicate"`
	Earlier   *paymentView    `json:"earlier,omitempty"` // what made it a duplicate
	State     dunning.State   `json:"state"`
	Status    string          `json:"status"`
	Outcome   dunning.Outcome `json:"outcome,omitempty"`
	Balance   money.Cents     `json:"balance"`
	Currency  string          `json:"currency"`
	Next      nextView        `json:"next"`
	Letter    *dunning.Draft  `json:"letter,omitempty"` // that was agreed to
	Temporal  string          `json:"temporal"`         // told, or later: when it is back
}

// nextView is what a case does next.
type nextView struct {
	Action dunning.Action `json:"action"`
	Step   string         `json:"step,omitempty"`
	At     time.Time      `json:"at,omitzero"`
	Reason dunning.Reason `json:"reason"`
	Text   string         `json:"text"` // the reason in French
}

// fact records one fact about a case, says what comes next, and lets Temporal
// hear of it.
func fact(s *frame.Session, arg CaseArg, f backoffice.Fact) error {
	d, err := s.Desk(arg.By)
	if err != nil {
		return err
	}
	defer d.Close()
	if f.Ref, err = d.Find(s.Ctx, d.Who, arg.Name()); err != nil {
		return err
	}
	out, err := d.Tell(s.Ctx, d.Who, f)
	if err != nil {
		return err
	}
	return Recorded(s, d, out, nil)
}

// Plain records a fact that needs nothing but its kind, or an event that holds
// all that is told.
func Plain(s *frame.Session, arg CaseArg, e dunning.Event) error {
	return fact(s, arg, backoffice.Fact{Event: e})
}

// Recorded says what a fact changed, and the letter that it agrees to, if any.
func Recorded(s *frame.Session, d *frame.Counter, out backoffice.FactResult, letter *dunning.Draft) error {
	e := out.Event
	t := view(s, out.Case)
	t.Event, t.Duplicate, t.Letter = e.Kind, out.Duplicate, letter
	if e.Balance != nil {
		t.Balance = *e.Balance // a closed case does not move, but the invoice's balance does
	}
	if p := out.Earlier; p != nil {
		t.Earlier = &paymentView{ID: p.External, Source: p.Source, Date: p.Date, Amount: p.Amount.Cents, Accessory: p.Accessory}
	}
	t.Temporal = s.Tell(d.Rooms, frame.MostPatience)
	if s.JSON {
		return s.PrintJSON(t)
	}
	sayFact(s, t, e, out.Case)
	return nil
}

// view is a case in the words of a program.
func view(s *frame.Session, c dunning.Case) factResult {
	return factResult{
		Invoice: c.Number, Creditor: c.Creditor, Cycle: c.Cycle, State: c.State, Status: c.Status(), Outcome: c.Outcome,
		Balance: c.Balance, Currency: c.Currency, Next: next(s, c),
	}
}

func next(s *frame.Session, c dunning.Case) nextView {
	d := dunning.Next(c, s.Now())
	return nextView{Action: d.Action, Step: d.Step, At: d.At, Reason: d.Reason, Text: frame.French.Reason(d.Reason)}
}

func sayFact(s *frame.Session, t factResult, e dunning.Event, c dunning.Case) {
	switch {
	case !t.Duplicate:
		s.Say("%s: %s", c.Number, s.W.Describe(e, c.Currency))
	case t.Earlier != nil:
		s.Say("%s: already on record, nothing changes: %s %s, %s, id %s", c.Number, t.Earlier.Date,
			s.Amount(t.Earlier.Amount, c.Currency)+s.Accessory(t.Earlier.Accessory, c.Currency), s.W.Source(t.Earlier.Source), t.Earlier.ID)
		s.Say("if it is another payment, give it an id of its own: --id")
	default:
		s.Say("%s: already on record, nothing changes: %s", c.Number, s.W.Describe(e, c.Currency))
	}
	if t.Letter != nil {
		sayDraft(s, s.W.Text("letter "), *t.Letter, c.Currency)
	}
	s.Say("open   %s", s.Amount(t.Balance, c.Currency))
	s.Say("state  %s", s.W.Status(c))
	s.Say("next   %s", nextText(s, t.Next, c))
	if t.Temporal == frame.Later {
		s.Say("recorded; the case hears of it when Temporal is back")
	}
}
