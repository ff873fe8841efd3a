package dunning

import (
	"slices"
	"time"

	"relance/internal/calendar"
)

// send lets a message leave with all that joins it, or tells why it does not.
func (r *rehearsal) send(i int, d Decision) {
	if e, stopped := r.stopped(i, d); stopped {
		e.Step = d.Step
		if e.Kind != KindThanked {
			r.tell([]int{i}, Rehearsed{Kind: e.Kind, Channel: d.Channel, Reason: e.Reason, Until: e.NotBefore})
		}
		r.record(i, e)
		return
	}
	together, level := r.joined(i, d), Level("")
	kind := KindSent
	if d.Action == Thank {
		kind = KindThanked
	}
	for _, j := range together {
		if l := r.stepOf(j, kind).Level; level == "" || l.Rank() > level.Rank() {
			level = l
		}
	}
	r.tell(together, Rehearsed{Kind: kind, Channel: d.Channel, Level: level, Reason: d.Reason})
	r.count(i, d)
	for _, j := range together {
		r.record(j, Event{Kind: kind, Step: r.stepOf(j, kind).ID, Reason: d.Reason})
		if j != i {
			r.wake(j, r.now)
		}
	}
}

// stopped is the event of a rule that keeps a message from leaving now.
func (r *rehearsal) stopped(i int, d Decision) (Event, bool) {
	o := r.Cases[i]
	to := r.Debtors[partyOf(o.Case)]
	if to == nil {
		to = &Correspondent{}
	}
	off := func(until time.Time, why Reason) (Event, bool) { return PutOff(o.Case, d, r.now, until, why), true }
	if usable := to.Postable && d.Channel != Email || to.Mailable && d.Channel == Email; !usable {
		return NewUnreachable(d), true
	}
	if at := o.Rules.Earliest(r.now); d.Channel == Email && at.After(r.now) {
		return off(at, ReasonOutsideWindow)
	}
	today := o.Rules.Today(r.now)
	if most := r.DailyMax[o.Case.Creditor]; most > 0 && r.messages[o.Case.Creditor][today] >= most {
		return off(o.Rules.Morning(today.AddDays(1)), ReasonDailyMaximum)
	}
	if d.Channel == Email && d.Action == Send {
		if first := o.Rules.Plan.NextContact(today, to.Contacts); first.After(today) {
			return off(o.Rules.Morning(first), ReasonContactCap)
		}
	}
	return Event{}, false
}

// joined is the case and those of the debtor's others that share its message.
func (r *rehearsal) joined(i int, d Decision) []int {
	own := r.Cases[i]
	if d.Channel != Email || own.Rules.Plan.Grouping == ByInvoice {
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
func (r *rehearsal) count(i int, d Decision) {
	o := r.Cases[i]
	today := o.Rules.Today(r.now)
	if r.messages[o.Case.Creditor] == nil {
		r.messages[o.Case.Creditor] = map[calendar.Date]int{}
	}
	r.messages[o.Case.Creditor][today]++
	to := r.Debtors[partyOf(o.Case)]
	if d.Channel == Email && d.Action == Send && !slices.Contains(to.Contacts, today) {
		to.Contacts = append(to.Contacts, today)
	}
}

// stepOf is the step that a case has in something that happens.
func (r *rehearsal) stepOf(i int, kind Kind) ScheduledStep {
	c := r.Cases[i].Case
	if kind != KindThanked {
		step, _ := c.Step()
		return step
	}
	d := Next(c, r.now)
	if d.Action == Wait && !d.At.IsZero() {
		d = Next(c, d.At)
	}
	return ScheduledStep{ID: d.Step, Channel: Email, Level: LevelOf(d.Step)}
}
