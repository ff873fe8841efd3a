package rehearsal

import (
	"slices"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// send lets a message leave with all that joins it, or tells why it does not.
func (r *rehearsal) send(i int, d dunning.Decision) {
	if e, stopped := r.stopped(i, d); stopped {
		e.Step = d.Step
		if e.Kind != dunning.KindThanked {
			r.tell([]int{i}, Foreseen{Kind: e.Kind, Channel: d.Channel, Reason: e.Reason, Until: e.NotBefore})
		}
		r.record(i, e)
		return
	}
	together, level := r.joined(i, d), dunning.Level("")
	kind := dunning.KindSent
	if d.Action == dunning.Thank {
		kind = dunning.KindThanked
	}
	for _, j := range together {
		if l := r.stepOf(j, kind).Level; level == "" || l.Rank() > level.Rank() {
			level = l
		}
	}
	r.tell(together, Foreseen{Kind: kind, Channel: d.Channel, Level: level, Reason: d.Reason})
	r.count(i, d)
	for _, j := range together {
		step := r.stepOf(j, kind).ID
		e := dunning.NewSent(step).With(dunning.Stamp{Reason: d.Reason})
		if d.Action == dunning.Thank {
			e = dunning.NewThanked(step, d.Reason)
		}
		r.record(j, e)
		if j != i {
			r.wake(j, r.now)
		}
	}
}

// stopped is the event of a rule that keeps a message from leaving now.
func (r *rehearsal) stopped(i int, d dunning.Decision) (dunning.Event, bool) {
	o := r.Cases[i]
	to := r.Debtors[partyOf(o.Case)]
	if to == nil {
		to = &Correspondent{}
	}
	off := func(until time.Time, why dunning.Reason) (dunning.Event, bool) {
		return dunning.PutOff(o.Case, d, r.now, until, why), true
	}
	if usable := to.Postable && d.Channel != dunning.Email || to.Mailable && d.Channel == dunning.Email; !usable {
		return dunning.NewUnreachable(d), true
	}
	if at := o.Rules.Earliest(r.now); d.Channel == dunning.Email && at.After(r.now) {
		return off(at, dunning.ReasonOutsideWindow)
	}
	today := o.Rules.Today(r.now)
	if most := r.DailyMax[o.Case.Creditor]; most > 0 && r.messages[o.Case.Creditor][today] >= most {
		return off(o.Rules.Morning(today.AddDays(1)), dunning.ReasonDailyMaximum)
	}
	if d.Channel == dunning.Email && d.Action == dunning.Send {
		if first := o.Rules.Plan.NextContact(today, to.Contacts); first.After(today) {
			return off(o.Rules.Morning(first), dunning.ReasonContactCap)
		}
	}
	return dunning.Event{}, false
}

// joined is the case and those of the debtor's others that share its message.
func (r *rehearsal) joined(i int, d dunning.Decision) []int {
	own := r.Cases[i]
	if d.Channel != dunning.Email || own.Rules.Plan.Grouping == dunning.ByInvoice {
		return []int{i}
	}
	end, out := own.Rules.Closing(r.now), []int{}
	for _, j := range r.byParty[partyOf(own.Case)] {
		o := r.Cases[j]
		_, joins := o.Rules.Joins(o.Case, d.Action, r.now, end)
		if j == i || joins && o.Case.Currency == own.Case.Currency {
			out = append(out, j)
		}
	}
	return out
}

// count adds a message to the creditor's day and to the debtor's contacts.
func (r *rehearsal) count(i int, d dunning.Decision) {
	o := r.Cases[i]
	today := o.Rules.Today(r.now)
	if r.messages[o.Case.Creditor] == nil {
		r.messages[o.Case.Creditor] = map[calendar.Date]int{}
	}
	r.messages[o.Case.Creditor][today]++
	to := r.Debtors[partyOf(o.Case)]
	if d.Channel == dunning.Email && d.Action == dunning.Send && !slices.Contains(to.Contacts, today) {
		to.Contacts = append(to.Contacts, today)
	}
}

// stepOf is the step that a case has in something that happens.
func (r *rehearsal) stepOf(i int, kind dunning.Kind) dunning.ScheduledStep {
	c := r.Cases[i].Case
	if kind != dunning.KindThanked {
		step, _ := c.Step()
		return step
	}
	d := dunning.Next(c, r.now)
	if d.Action == dunning.Wait && !d.At.IsZero() {
		d = dunning.Next(c, d.At)
	}
	return dunning.ScheduledStep{ID: d.Step, Channel: dunning.Email, Level: dunning.LevelOf(d.Step)}
}
