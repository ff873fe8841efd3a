package rehearsal

import (
	"container/heap"
	"slices"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/plan"
)

// Correspondent is what a rehearsal knows of a debtor: by what he can be
// reached, and on which days he was written to by e-mail, in order.
type Correspondent struct {
	Mailable, Postable bool
	Contacts           []calendar.Date
}

// Portfolio is all open cases of some creditors, to be played forward.
type Portfolio struct {
	Cases    []dunning.Open
	Debtors  map[Party]*Correspondent
	DailyMax map[string]int // by creditor: messages a day; 0 or none is no limit
	Today    map[string]int // by creditor: messages of the first day that left already
	Turns    []Turn         // in order of time
}

// Turn is a version of a plan that starts while cases are played: those that follow
// the plan go on under it.
type Turn struct {
	At       time.Time
	Creditor string
	Plan     dunning.Plan
	Running  dunning.Onward
}

// Find gives the place of an invoice's case among Cases; -1 when it is none of them.
func (b Portfolio) Find(ref dunning.Ref) int {
	return slices.IndexFunc(b.Cases, func(o dunning.Open) bool { return o.Case.Ref() == ref })
}

// Clone gives a portfolio that can be played while this one stays.
func (b Portfolio) Clone() Portfolio {
	out := b
	out.Cases = slices.Clone(b.Cases)
	out.Debtors = map[Party]*Correspondent{}
	for p, d := range b.Debtors {
		own := *d
		own.Contacts = slices.Clone(d.Contacts)
		out.Debtors[p] = &own
	}
	return out
}

// OpenPortfolio is all open cases with what their sends depend on, to be rehearsed.
type OpenPortfolio struct {
	Portfolio
	Names map[Party]string // of the debtors
}

// Party names a debtor by his creditor and the creditor's reference.
type Party struct{ Creditor, Debtor string }

// Foreseen is one thing that would happen: a message with all its invoices, a
// question to a person, a task, the end of the plan, or a message put off.
type Foreseen struct {
	At       time.Time
	Kind     dunning.Kind // sent, thanked, asked, delegated, handed_over, deferred, bounce or attention
	Creditor string
	Debtor   string
	Channel  dunning.Channel
	Level    dunning.Level // of a message: the highest of its invoices
	Numbers  []string
	Cycles   []int                   // of each of them
	Open     []money.Cents           // on each of these invoices, without interest
	Steps    []dunning.ScheduledStep // of each of them; of thanks nothing but ID and level
	Amount   money.Cents             // their sum
	Currency string
	Reason   dunning.Reason
	Until    time.Time // of deferred
}

// Foresee plays a portfolio from an instant to another as the workflows and the
// send protocol do, and tells what would happen in order of time: grouping by
// debtor, contact cap, sending hours and daily maximum count. Nothing new
// becomes known meanwhile: no payment, no answer; mails are taken by the
// server, letters are posted the day they are ordered, and questions are left
// open unless approve agrees to each at once. What a year's letters may cost
// and number, and how old the bank's data may be, is not counted: these limits
// may keep back more. The portfolio is changed.
func Foresee(b Portfolio, from, until time.Time, approve bool) []Foreseen {
	r := &rehearsal{Portfolio: b, approve: approve, messages: map[string]map[calendar.Date]int{}, byParty: map[Party][]int{}}
	r.wakes = make([]time.Time, len(b.Cases))
	for i, o := range b.Cases {
		r.byParty[partyOf(o.Case)] = append(r.byParty[partyOf(o.Case)], i)
		r.wake(i, from)
	}
	for creditor, n := range b.Today {
		r.messages[creditor] = map[calendar.Date]int{calendar.DateOf(from.In(calendar.Metropole.Location())): n}
	}
	for r.turn(until); r.queue.Len() > 0; r.turn(until) {
		next := heap.Pop(&r.queue).(alarm)
		if !next.at.Before(until) {
			break
		}
		if r.wakes[next.i].Equal(next.at) { // else it was woken with another meanwhile
			r.now = next.at
			r.act(next.i)
		}
	}
	return r.foreseen
}

// turn lets the versions start that do so before the next alarm.
func (r *rehearsal) turn(until time.Time) {
	for len(r.Turns) > 0 && r.Turns[0].At.Before(until) && (r.queue.Len() == 0 || !r.queue[0].at.Before(r.Turns[0].At)) {
		t := r.Turns[0]
		r.Turns, r.now = r.Turns[1:], t.At
		for i, o := range r.Cases {
			if o.Case.Creditor != t.Creditor || o.Rules.Plan.ID != t.Plan.ID || o.Rules.Plan.Version == t.Plan.Version || t.Running == dunning.Keep {
				continue
			}
			if _, next, err := plan.Replan(o, t.Plan, t.Running, t.At); err == nil { // else it keeps the plan that it has
				r.Cases[i] = next
				r.wake(i, t.At)
			}
		}
	}
}

func partyOf(c dunning.Case) Party { return Party{c.Creditor, c.Debtor} }

type rehearsal struct {
	Portfolio
	approve  bool
	now      time.Time
	queue    alarms
	wakes    []time.Time // of each case: when it looks again; zero is never
	byParty  map[Party][]int
	messages map[string]map[calendar.Date]int // of a creditor, on a day
	foreseen []Foreseen
}

// mostAtOnce bounds what a case may do at one instant. Next comes to rest long
// before; the bound keeps a fault of it from looping.
const mostAtOnce = 50

// act does what Next says until the case waits or is over.
func (r *rehearsal) act(i int) {
	o := &r.Cases[i]
	r.wakes[i] = time.Time{}
	for range mostAtOnce {
		d := dunning.Next(o.Case, r.now)
		switch d.Action {
		case dunning.End:
			return
		case dunning.Wait:
			if !d.At.IsZero() {
				r.wake(i, d.At)
			}
			return
		case dunning.Send, dunning.Thank:
			r.send(i, d)
		default:
			r.decided(i, d)
		}
	}
}

func (r *rehearsal) wake(i int, at time.Time) {
	r.wakes[i] = at
	heap.Push(&r.queue, alarm{at, i})
}

// decided records a decision, and tells those that a person hears of.
func (r *rehearsal) decided(i int, d dunning.Decision) {
	e := dunning.NewDecided(d)
	if d.Action == dunning.Ask || d.Action == dunning.Delegate || d.Action == dunning.Surrender {
		step, _ := r.Cases[i].Case.Step()
		r.tell([]int{i}, Foreseen{Kind: e.Kind, Channel: step.Channel, Level: step.Level, Reason: d.Reason})
	}
	r.record(i, e)
	if d.Action == dunning.Ask && r.approve {
		r.record(i, dunning.NewApprove(d.Step).With(dunning.Stamp{Reason: dunning.ReasonByPerson}))
	}
}

// record completes an event and applies it.
func (r *rehearsal) record(i int, e dunning.Event) {
	o := &r.Cases[i]
	e.Seq, e.At = o.Case.Version+1, r.now
	o.Case, _ = dunning.Apply(o.Case, dunning.Complete(o.Case, e, o.Rules))
}

// tell adds what happened to the story.
func (r *rehearsal) tell(cases []int, t Foreseen) {
	c := r.Cases[cases[0]].Case
	t.At, t.Creditor, t.Debtor, t.Currency = r.now, c.Creditor, c.Debtor, c.Currency
	for _, i := range cases {
		open := max(r.Cases[i].Case.Balance, 0)
		t.Numbers, t.Open = append(t.Numbers, r.Cases[i].Case.Number), append(t.Open, open)
		t.Cycles = append(t.Cycles, r.Cases[i].Case.Cycle)
		t.Steps = append(t.Steps, r.stepOf(i, t.Kind))
		t.Amount += open
	}
	r.foreseen = append(r.foreseen, t)
}

// alarm is when a case looks again.
type alarm struct {
	at time.Time
	i  int
}

// alarms is a heap: the earliest first, then in the order of the book.
type alarms []alarm

// Len counts them.
func (a alarms) Len() int { return len(a) }

// Less orders them by time.
func (a alarms) Less(i, j int) bool {
	if a[i].at.Equal(a[j].at) {
		return a[i].i < a[j].i
	}
	return a[i].at.Before(a[j].at)
}

// Swap exchanges two.
func (a alarms) Swap(i, j int) { a[i], a[j] = a[j], a[i] }

// Push adds one at the end.
func (a *alarms) Push(x any) { *a = append(*a, x.(alarm)) }

// Pop takes the last away.
func (a *alarms) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}
