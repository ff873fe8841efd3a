package cli

import (
	"time"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// caseArg names a case and whoever speaks about it.
type caseArg struct {
	Number   string `arg:"" help:"Invoice number, or CREDITOR/NUMBER."`
	Creditor string `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
	By       string `placeholder:"NAME" help:"Who says so (default: $$USER)."`
}

// name is the case as it was named.
func (c caseArg) name() backoffice.CaseName {
	return backoffice.CaseName{Creditor: c.Creditor, Number: c.Number}
}

// told is what a fact changed, for programs.
type told struct {
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

// today is the civil date where the invoices are.
func (s *session) today() calendar.Date {
	return calendar.DateOf(s.Now().In(calendar.Metropole.Location()))
}

// fact records one fact about a case, says what comes next, and lets Temporal
// hear of it.
func (s *session) fact(arg caseArg, f backoffice.Fact) error {
	d, err := s.desk(arg.By)
	if err != nil {
		return err
	}
	defer d.Close()
	if f.Ref, err = d.Find(s.ctx, d.who, arg.name()); err != nil {
		return err
	}
	out, err := d.Tell(s.ctx, d.who, f)
	if err != nil {
		return err
	}
	return s.recorded(d, out, nil)
}

// plain records a fact that needs nothing but its kind, or an event that holds
// all that is told.
func (s *session) plain(arg caseArg, e dunning.Event) error {
	return s.fact(arg, backoffice.Fact{Event: e})
}

// recorded says what a fact changed, and the letter that it agrees to, if any.
func (s *session) recorded(d *counter, out backoffice.Told, letter *dunning.Draft) error {
	e := out.Event
	t := s.view(out.Case)
	t.Event, t.Duplicate, t.Letter = e.Kind, out.Duplicate, letter
	if e.Balance != nil {
		t.Balance = *e.Balance // a closed case does not move, but the invoice's balance does
	}
	if p := out.Earlier; p != nil {
		t.Earlier = &paymentView{ID: p.External, Source: p.Source, Date: p.Date, Amount: p.Amount.Cents, Accessory: p.Accessory}
	}
	t.Temporal = s.tell(d.app, mostPatience)
	if s.json {
		return s.printJSON(t)
	}
	s.sayFact(t, e, out.Case)
	return nil
}

// view is a case in the words of a program.
func (s *session) view(c dunning.Case) told {
	return told{
		Invoice: c.Number, Creditor: c.Creditor, Cycle: c.Cycle, State: c.State, Status: c.Status(), Outcome: c.Outcome,
		Balance: c.Balance, Currency: c.Currency, Next: s.next(c),
	}
}

func (s *session) next(c dunning.Case) nextView {
	d := dunning.Next(c, s.Now())
	return nextView{Action: d.Action, Step: d.Step, At: d.At, Reason: d.Reason, Text: fr.Reason(d.Reason)}
}

func (s *session) sayFact(t told, e dunning.Event, c dunning.Case) {
	switch {
	case !t.Duplicate:
		s.say("%s: %s", c.Number, s.w.Describe(e, c.Currency))
	case t.Earlier != nil:
		s.say("%s: already on record, nothing changes: %s %s, %s, id %s", c.Number, t.Earlier.Date,
			s.amount(t.Earlier.Amount, c.Currency)+s.accessory(t.Earlier.Accessory, c.Currency), t.Earlier.Source, t.Earlier.ID)
		s.say("if it is another payment, give it an id of its own: --id")
	default:
		s.say("%s: already on record, nothing changes: %s", c.Number, s.w.Describe(e, c.Currency))
	}
	if t.Letter != nil {
		s.sayDraft(s.w.Text("letter "), *t.Letter, c.Currency)
	}
	s.say("open   %s", s.amount(t.Balance, c.Currency))
	s.say("state  %s", s.w.Status(c))
	s.say("next   %s", s.nextText(t.Next, c))
	if t.Temporal == later {
		s.say("recorded; the case hears of it when Temporal is back")
	}
}
