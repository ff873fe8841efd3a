package rehearsal

import (
	"time"

	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/fact"
)

// mostDoings bounds what a case may do at one instant. The decision functions
// come to rest long before; the bound keeps a fault of theirs from looping.
const mostDoings = 50

// run plays until nothing more happens by itself or an instant is reached.
func (p *play) run(until time.Time) error {
	for {
		wait, err := p.act()
		if err != nil || wait.Action == dunning.End {
			return err
		}
		next, due := p.wake(wait)
		if next.IsZero() || !next.Before(until) {
			return nil
		}
		p.now = next
		switch {
		case len(p.facts) > 0 && p.factAt().Equal(next):
			if err := p.tell(); err != nil {
				return err
			}
		case due:
			p.notSent(wait)
		}
	}
}

// act does what dunning.Next says until the case waits or is over.
func (p *play) act() (dunning.Decision, error) {
	for range mostDoings {
		d := dunning.Next(p.c, p.now)
		switch d.Action {
		case dunning.End:
			return d, nil
		case dunning.Wait:
			p.waiting(d)
			return d, nil
		case dunning.Send:
			p.send(d)
		case dunning.Thank:
			p.record(dunning.NewThanked(d.Step, d.Reason))
		default:
			p.record(dunning.NewDecided(d))
			if d.Action == dunning.Ask && p.approve {
				p.record(dunning.NewApprove(d.Step).With(dunning.Stamp{Reason: dunning.ReasonByPerson}))
			}
		}
	}
	return dunning.Decision{}, dunning.Errorf(dunning.CodeInternal, "the case does not come to rest at %s", p.now.Format(time.RFC3339))
}

// send counts a notice as accepted; e-mails leave in sending hours only.
func (p *play) send(d dunning.Decision) {
	if at := p.rules.Earliest(p.now); d.Channel == dunning.Email && at.After(p.now) {
		p.record(dunning.NewDeferred(d.Step, at).With(dunning.Stamp{Reason: dunning.ReasonOutsideWindow}))
		return
	}
	p.record(dunning.NewSent(d.Step).With(dunning.Stamp{Reason: d.Reason}))
}

// record completes an event, applies it and adds it to the story.
func (p *play) record(e dunning.Event) {
	p.seq++
	e.Seq, e.At = p.seq, p.now
	e = dunning.Complete(p.c, e, p.rules)
	step := p.stepOf(e.Step)
	p.c, _ = dunning.Apply(p.c, e)
	p.said = dunning.Decision{}
	p.add(Row{What: e.Kind, Step: e.Step, Level: step.Level, Channel: step.Channel, Reason: e.Reason, Next: e.Until})
}

func (p *play) stepOf(id string) dunning.ScheduledStep {
	if dunning.Acknowledges(id) {
		return dunning.ScheduledStep{ID: id, Channel: dunning.Email, Level: dunning.LevelOf(id)}
	}
	for _, st := range p.c.Steps {
		if st.ID == id && id != "" {
			return st
		}
	}
	return dunning.ScheduledStep{}
}

func (p *play) add(row Row) {
	row.Instant, row.Balance = p.now, p.c.Balance
	row.At = Local(p.rules, p.now).Format(time.RFC3339)
	if !row.Next.IsZero() {
		row.Until = Local(p.rules, row.Next).Format(time.RFC3339)
	}
	p.rows = append(p.rows, row)
}

// waiting tells once why a case waits, unless it is for the plan's next date.
func (p *play) waiting(d dunning.Decision) {
	same := d.Reason == p.said.Reason && d.Step == p.said.Step && d.At.Equal(p.said.At)
	if d.Reason == dunning.ReasonNotYetDue || d.Reason == dunning.ReasonPaidInFull || d.Reason == dunning.ReasonPrincipalPaid || same {
		return
	}
	p.said = d
	step := p.stepOf(d.Step)
	p.add(Row{What: Waiting, Step: d.Step, Level: step.Level, Channel: step.Channel, Reason: d.Reason, Next: d.At})
}

// wake is the next instant worth looking at; due tells that a planned step
// comes up then although the case is held.
func (p *play) wake(d dunning.Decision) (next time.Time, due bool) {
	next = d.At
	if step, ok := p.c.Step(); ok && d.Reason != dunning.ReasonNotYetDue && step.At.After(p.now) && (next.IsZero() || step.At.Before(next)) {
		next, due = step.At, true
	}
	if len(p.facts) > 0 {
		if at := p.factAt(); next.IsZero() || !at.After(next) {
			next, due = at, false
		}
	}
	return next, due
}

// notSent tells that a step's hour came and why nothing left.
func (p *play) notSent(d dunning.Decision) {
	step, _ := p.c.Step()
	p.add(Row{What: NotSent, Step: step.ID, Level: step.Level, Channel: step.Channel, Reason: d.Reason})
}

// factAt is when the next fact is known; never before what has happened.
func (p *play) factAt() time.Time {
	at := p.dayStart(p.facts[0].On)
	if at.Before(p.now) {
		return p.now
	}
	return at
}

// tell records the next fact, after the checks that the store makes too.
func (p *play) tell() error {
	f := p.facts[0]
	p.facts = p.facts[1:]
	e := f.Event
	e.Reason = dunning.ReasonFact
	if e.Kind == dunning.KindPaid && e.Amount == 0 {
		e.Amount = p.c.Balance
	}
	if e.Date.IsZero() && (e.Kind == dunning.KindPaid || e.Kind == dunning.KindCredited || e.Kind == dunning.KindInsolvency) {
		e.Date = f.On
	}
	err := fact.Check(e)
	if err == nil {
		err = fact.CheckFor(p.c, e)
	}
	if err != nil {
		return &FactError{f, err}
	}
	if e.Kind == dunning.KindPaid || e.Kind == dunning.KindCredited {
		left, err := p.c.Balance.Sub(e.Amount)
		if err != nil {
			return &FactError{f, err}
		}
		e.Balance = &left
		if err := p.count(&e); err != nil {
			return &FactError{f, err}
		}
	}
	p.log = append(p.log, dunning.Remark{Event: e})
	p.record(e)
	return nil
}

// count takes money into the claim and says what notices claimed that stays due
// once the principal is paid.
func (p *play) count(e *dunning.Event) error {
	got := dunning.Received{Date: e.Date, Amount: e.Amount, Accessory: e.Accessory}
	if e.Kind == dunning.KindPaid {
		p.claim.Received = append(p.claim.Received, got)
	} else {
		p.claim.Credited = append(p.claim.Credited, got)
	}
	if *e.Balance > 0 || !p.c.Claimed() {
		return nil
	}
	in := p.claim
	in.On, in.Judgment, in.Particulars = e.Date, p.c.Judgment(), dunning.ParticularsOf(p.log)
	in.Invoice.Due = p.c.Due
	c, err := claim.New(in)
	e.Left = dunning.LeftOf(c)
	return err
}
