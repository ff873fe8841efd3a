package dunning

import (
	"slices"

	"relance/internal/calendar"
	"relance/internal/money"
	"relance/internal/period"
)

// Withdrawn is the Status of a fact that takes an earlier one back: a waiver, a
// cost, an event of limitation. The earlier one stays in the log.
const Withdrawn = "withdrawn"

// Waivable is a part of a claim that a creditor may give up for one invoice.
type Waivable string

// What can be waived.
const (
	WaiveInterest Waivable = "interest"
	WaiveFee      Waivable = "fee"
)

// Waivables lists what can be waived.
func Waivables() []Waivable { return []Waivable{WaiveInterest, WaiveFee} }

// LimitationEvent is something that interrupts or suspends limitation; the words
// are those of package limitation.
type LimitationEvent string

// The events of limitation that people record.
const (
	LimitAcknowledgement LimitationEvent = "acknowledgement" // by the debtor (C. civ. 2240)
	LimitCourtAction     LimitationEvent = "court_action"    // C. civ. 2241
	LimitEnforcement     LimitationEvent = "enforcement"     // C. civ. 2244
	LimitMediation       LimitationEvent = "mediation"       // or conciliation (C. civ. 2238)
	LimitSmallClaims     LimitationEvent = "small_claims"    // the debtor agreed to the procedure (C. civ. 2238)
)

// LimitationEvents lists them all.
func LimitationEvents() []LimitationEvent {
	return []LimitationEvent{LimitAcknowledgement, LimitCourtAction, LimitEnforcement, LimitMediation, LimitSmallClaims}
}

// Remark is an event with the words that belong to it. They are kept as a
// document under the event's Note, for they may name people.
type Remark struct {
	Event Event
	Words string
}

// Waiver gives up a part of the claim on one invoice.
type Waiver struct {
	Part   Waivable      `json:"part"`
	On     calendar.Date `json:"on"`
	Author string        `json:"author,omitempty"` // user name
	Why    string        `json:"why,omitempty"`
}

// Outlay is a justified cost of recovery, in cents of euro.
type Outlay struct {
	Date     calendar.Date `json:"date"`
	Amount   money.Cents   `json:"amount"`
	What     string        `json:"what,omitempty"`     // "" is told in general words
	Document string        `json:"document,omitempty"` // SHA-256 (hex) of the bill
}

// Interruption is an event of limitation as a person recorded it.
type Interruption struct {
	Event LimitationEvent `json:"event"`
	On    calendar.Date   `json:"on"`
	Until calendar.Date   `json:"until,omitzero"` // none while it lasts
}

// Particulars are what people recorded about the claim on an invoice besides
// its money, as it stands: what was taken back is not in it.
type Particulars struct {
	Waived     []Waiver       `json:"waived,omitempty"`
	Outlays    []Outlay       `json:"outlays,omitempty"`
	Limitation []Interruption `json:"limitation,omitempty"`
}

// ParticularsOf reads them from the events of all cycles of an invoice, in the
// order of the log.
func ParticularsOf(log []Remark) (p Particulars) {
	for _, r := range log {
		switch r.Event.Kind {
		case KindWaive:
			p.waive(r)
		case KindCost:
			p.spend(r)
		case KindLimitation:
			p.limit(r.Event)
		case KindInstalments:
			if r.Event.Category == string(LimitAcknowledgement) {
				p.limit(r.Event)
			}
		}
	}
	return p
}

// day is the day that an event speaks of, else the day it was told on.
func (e Event) day() calendar.Date {
	if e.Date.IsZero() && !e.At.IsZero() {
		return calendar.DateOf(e.At.In(calendar.Metropole.Location()))
	}
	return e.Date
}

func (p *Particulars) waive(r Remark) {
	part := Waivable(r.Event.Category)
	p.Waived = slices.DeleteFunc(p.Waived, func(w Waiver) bool { return w.Part == part })
	if r.Event.Status != Withdrawn {
		p.Waived = append(p.Waived, Waiver{Part: part, On: r.Event.day(), Author: r.Event.Author, Why: r.Words})
	}
}

func (p *Particulars) spend(r Remark) {
	e := r.Event
	if e.Status != Withdrawn {
		p.Outlays = append(p.Outlays, Outlay{Date: e.Date, Amount: e.Amount, What: r.Words, Document: e.Document})
		return
	}
	if i := p.Outlay(e.Date, e.Amount); i >= 0 {
		p.Outlays = slices.Delete(p.Outlays, i, i+1)
	}
}

// Outlay finds the last cost of a day and amount, or gives -1.
func (p *Particulars) Outlay(on calendar.Date, amount money.Cents) int {
	for i, o := range slices.Backward(p.Outlays) {
		if o.Date == on && o.Amount == amount {
			return i
		}
	}
	return -1
}

// limit keeps the last word on an event: told again, it has the new end.
func (p *Particulars) limit(e Event) {
	in := Interruption{Event: LimitationEvent(e.Category), On: e.day(), Until: e.End}
	p.Limitation = slices.DeleteFunc(p.Limitation, func(o Interruption) bool { return o.Event == in.Event && o.On == in.On })
	if e.Status != Withdrawn {
		p.Limitation = append(p.Limitation, in)
	}
}

// Waiver gives the waiver of a part that is in force.
func (p *Particulars) Waiver(part Waivable) (Waiver, bool) {
	for _, w := range p.Waived {
		if w.Part == part {
			return w, true
		}
	}
	return Waiver{}, false
}

// Judgment is the day insolvency proceedings were opened, as the case knows it;
// none when they are not open.
func (c Case) Judgment() calendar.Date {
	if i := c.hold(HoldInsolvency); i >= 0 {
		return c.Holds[i].Date
	}
	return calendar.Date{}
}

// DeclareBy is the day by which a claim must be declared in insolvency
// proceedings (C. com. R622-24), on the safe side: two months from the judgment,
// where the law counts from its later publication in the BODACC. Creditors
// outside metropolitan France have two months more.
func DeclareBy(judgment calendar.Date) calendar.Date {
	return period.Of(period.Claim).End(judgment)
}

// applyParticular lets an approval of a letter lapse whose figures change, and
// ends the alarms of a delay that no longer runs.
func applyParticular(c *Case, e Event, fx *Effects) {
	if e.Kind == KindLimitation {
		fx.closeTasks(TaskLimitation)
		return
	}
	c.unapprove(fx)
	if e.Kind == KindWaive {
		c.giveUp(e)
	}
}
