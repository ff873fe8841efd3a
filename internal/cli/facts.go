package cli

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"relance/internal/app"
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

// book opens the database with the clock of the session.
func (s *session) book() (*app.App, error) {
	a, err := s.open()
	if err != nil {
		return nil, err
	}
	a.Store.Now = func() time.Time { return s.Now().UTC() }
	return a, nil
}

// author is who decides: --by, else the user of the machine.
func (s *session) author(by string) string {
	if by != "" {
		return by
	}
	return cmp.Or(s.Getenv("USER"), s.Getenv("LOGNAME"))
}

// today is the civil date where the invoices are.
func (s *session) today() calendar.Date {
	return calendar.DateOf(s.Now().In(calendar.Metropole.Location()))
}

// fact records one fact about a case: find it, check what is said, write it
// down, say what comes next, and let Temporal hear of it.
func (s *session) fact(arg caseArg, say func(c dunning.Case) (dunning.Event, error)) error {
	return s.factIn(arg, func(_ *app.App, c dunning.Case) (dunning.Event, error) { return say(c) })
}

// factIn is fact for those that must look at more than the case, or keep a
// document.
func (s *session) factIn(arg caseArg, say func(a *app.App, c dunning.Case) (dunning.Event, error)) error {
	a, err := s.book()
	if err != nil {
		return err
	}
	defer a.Close()
	ref, err := a.FindCase(s.ctx, arg.Creditor, arg.Number)
	if err != nil {
		return err
	}
	c, err := a.Store.LoadCase(s.ctx, ref)
	if err != nil {
		return err
	}
	e, err := say(a, c)
	if err != nil {
		return err
	}
	e.Author = s.author(arg.By)
	if err := dunning.CheckFact(e); err != nil {
		return err
	}
	out, err := a.Store.Record(s.ctx, dunning.Recording{Ref: ref, Known: c.Version, Event: e, Notify: true})
	if err != nil {
		return err
	}
	return s.recorded(a, e, out)
}

// recorded says what a fact changed.
func (s *session) recorded(a *app.App, e dunning.Event, out dunning.Recorded) error {
	return s.agreed(a, e, out, nil)
}

// agreed says what a fact changed, and the letter that it agrees to, if any.
func (s *session) agreed(a *app.App, e dunning.Event, out dunning.Recorded, letter *dunning.Draft) error {
	for _, r := range out.Events { // as completed by the store
		if r.Kind == e.Kind {
			e = r
		}
	}
	t := s.view(out.Case)
	t.Event, t.Duplicate, t.Letter = e.Kind, out.Duplicate, letter
	if e.Balance != nil {
		t.Balance = *e.Balance // a closed case does not move, but the invoice's balance does
	}
	if out.Duplicate {
		t.Earlier = s.earlier(a, out.Case, e)
	}
	t.Temporal = s.tell(a, 10*time.Second)
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
		s.say("%s: %s", c.Number, fr.Describe(e, c.Currency))
	case t.Earlier != nil:
		s.say("%s: already on record, nothing changes: %s %s, %s, id %s", c.Number, t.Earlier.Date,
			inFrench(t.Earlier.Amount, c.Currency)+accessoryText(t.Earlier.Accessory, c.Currency), t.Earlier.Source, t.Earlier.ID)
		s.say("if it is another payment, give it an id of its own: --id")
	default:
		s.say("%s: already on record, nothing changes: %s", c.Number, fr.Describe(e, c.Currency))
	}
	if t.Letter != nil {
		s.sayDraft("letter ", *t.Letter, c.Currency)
	}
	s.say("open   %s", inFrench(t.Balance, c.Currency))
	s.say("state  %s", fr.Status(c))
	s.say("next   %s", nextText(t.Next, c))
	if t.Temporal == later {
		s.say("recorded; the case hears of it when Temporal is back")
	}
}

// What became of the message to Temporal.
const (
	toldNow = "told"
	later   = "later"
)

// tell lets Temporal hear at once of what was recorded, if it answers within
// two seconds. If not, a worker's relay tells it later: nothing is lost.
func (s *session) tell(a *app.App, most time.Duration) string {
	state, _ := s.tellStarts(a, most)
	return state
}

// tellStarts is tell; startsWait says that cases are left for the worker to
// start.
func (s *session) tellStarts(a *app.App, most time.Duration) (state string, startsWait bool) {
	quick := *s
	var cancel context.CancelFunc
	quick.ctx, cancel = context.WithTimeout(s.ctx, 2*time.Second)
	defer cancel()
	if quick.dial(a, slog.New(slog.DiscardHandler)) != nil { // the worker tries again, and logs it
		return later, false
	}
	ctx, stop := context.WithTimeout(s.ctx, most)
	defer stop()
	startsWait, err := a.Tell(ctx)
	if err != nil {
		return later, false
	}
	return toldNow, startsWait
}
