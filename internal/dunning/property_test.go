package dunning

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"relance/internal/calendar"
	"relance/internal/money"
)

// world plays a case against random facts, as the store would: complete, then
// apply. It fails the test as soon as a promise is broken.
type world struct {
	t     *rapid.T
	c     Case
	r     Rules
	now   time.Time
	sent  map[string]int
	seq   int64
	ranks []int
	acked map[int64]bool // payments that a receipt has answered
}

func (w *world) record(e Event) Effects {
	w.seq++
	e.Seq, e.At = w.seq, w.now
	before := w.c
	e = Complete(w.c, e, w.r)
	after, fx := Apply(w.c, e)
	if again, _ := Apply(after, e); again.Version != after.Version || again.Done != after.Done || again.Balance != after.Balance {
		w.t.Fatalf("%s applied twice changes the case", e.Kind)
	}
	if after.Done < before.Done {
		w.t.Fatalf("%s goes backwards: step %d after %d", e.Kind, after.Done, before.Done)
	}
	if before.State == Closed && after.State != Closed {
		w.t.Fatalf("%s opens a closed case", e.Kind)
	}
	for i := after.Done + 1; i < len(after.Steps); i++ {
		if !after.Steps[i].At.After(after.Steps[i-1].At) {
			w.t.Fatalf("%s puts step %s at or before %s", e.Kind, after.Steps[i].ID, after.Steps[i-1].ID)
		}
	}
	w.c = after
	return fx
}

// act does what Next says, until the case waits.
func (w *world) act() {
	for range 50 {
		d := Next(w.c, w.now)
		switch d.Action {
		case End:
			return
		case Wait:
			if !d.At.IsZero() && !d.At.After(w.now) {
				w.t.Fatalf("waits for %s, which is over at %s", d.At, w.now)
			}
			w.sleeps(d)
			return
		case Send:
			w.send(d)
		case Thank:
			if w.acknowledges(d) {
				continue
			}
			if w.c.Balance > 0 {
				w.t.Fatalf("thanks while %s is open", w.c.Balance)
			}
			w.record(Event{Kind: KindThanked, Step: d.Step})
			w.record(Event{Kind: KindClosed, Outcome: w.c.Outcome})
		default:
			w.record(Event{Kind: decided[d.Action], Step: d.Step, Hold: d.Hold, Reason: d.Reason, Outcome: d.Outcome})
		}
	}
	w.t.Fatalf("never comes to rest: %+v", Next(w.c, w.now))
}

var decided = map[Action]Kind{
	Ask: KindAsked, Skip: KindSkipped, Delegate: KindDelegated, Surrender: KindHandedOver, Lapse: KindLapsed, Close: KindClosed,
}

// sleeps checks that nothing is wanted before the instant that a case waits
// for: its workflow sleeps until then.
func (w *world) sleeps(d Decision) {
	end := d.At
	if end.IsZero() {
		end = w.now.AddDate(2, 0, 0)
	}
	asleep := w.now.Add(time.Duration(rapid.Int64Range(0, int64(end.Sub(w.now))-1).Draw(w.t, "asleep")))
	if again := Next(w.c, asleep); again.Action != Wait {
		w.t.Fatalf("at %s it waits for %s (%s), but at %s it wants to %s %s (%s)",
			w.now, d.At, d.Reason, asleep, again.Action, again.Step, again.Reason)
	}
}

// send checks the promises before it counts the notice as sent.
func (w *world) send(d Decision) {
	step, _ := w.c.Step()
	w.sent[d.Step]++
	if w.sent[d.Step] > 1 {
		w.t.Fatalf("%s is sent twice", d.Step)
	}
	if w.c.Balance <= 0 || w.c.Chased() == 0 {
		w.t.Fatalf("%s is sent though nothing is chased", d.Step)
	}
	if step.Level == Courtesy && w.r.Today(w.now).After(w.c.Due) {
		w.t.Fatalf("a courtesy mail leaves after the due date")
	}
	if n := len(w.ranks); n > 0 && step.Level.Rank() <= w.ranks[n-1] && step.Level != FormalNotice {
		w.t.Fatalf("level %s after a higher one", step.Level)
	}
	w.ranks = append(w.ranks, step.Level.Rank())
	if last := lastSent(w.c); !last.IsZero() {
		if days := w.r.Today(w.now).Sub(w.r.Today(last)); days < int(w.r.Plan.Spacing) {
			w.t.Fatalf("%s follows the notice before it by %d days", d.Step, days)
		}
	}
	switch rapid.IntRange(0, 9).Draw(w.t, "outcome") {
	case 0:
		w.sent[d.Step]--
		w.ranks = w.ranks[:len(w.ranks)-1]
		w.record(Event{Kind: KindRefused, Step: d.Step})
	case 1:
		w.record(Event{Kind: KindUnknown, Step: d.Step})
	default:
		e := Event{Kind: KindSent, Step: d.Step}
		if step.Channel == RegisteredLetter {
			e.Status = "requested"
		}
		w.record(e)
	}
}

// tell records a random fact that fits the case.
func (w *world) tell() {
	kind := rapid.SampledFrom(Facts()).Draw(w.t, "kind")
	e := Event{
		Kind: kind, Amount: money.Cents(rapid.Int64Range(1, 150000).Draw(w.t, "cents")),
		Date: w.r.Today(w.now).AddDays(rapid.IntRange(-3, 40).Draw(w.t, "days")),
	}
	switch kind {
	case KindPaid, KindCredited:
		left := w.c.Balance - e.Amount
		e.Balance = &left
	case KindInstalments:
		half := w.c.Balance / 2
		e.Amount = 0
		e.Instalments = []Instalment{{Date: e.Date, Amount: half}, {Date: e.Date.AddDays(30), Amount: w.c.Balance - half}}
	case KindWaive:
		e.Category = string(WaiveFee)
	case KindLimitation:
		e.Category = string(LimitAcknowledgement)
	case KindChangePlan:
		w.changePlan()
		return
	case KindClose:
		e.Outcome = Settled
	case KindSettle:
		e.Status = "sent"
	case KindLetterStatus:
		e.Status = rapid.SampledFrom([]string{"posted", "delivered", "returned"}).Draw(w.t, "status")
		e.Step = "formal_notice"
	}
	if CheckFact(e) == nil && CheckFactFor(w.c, e) == nil {
		w.record(e)
	}
}

// changePlan moves the case to another plan, of other steps and distances.
func (w *world) changePlan() {
	p := rapid.SampledFrom(otherPlans()).Draw(w.t, "plan")
	p.CatchUp = w.r.Plan.CatchUp
	how := rapid.SampledFrom([]Onward{Restart, Jump}).Draw(w.t, "onward")
	e := NewPlanChange(p.ID, how)
	if CheckFact(e) != nil || CheckFactFor(w.c, e) != nil {
		return
	}
	r, err := NewRules(p, w.r.Zone, "atelier", "C-1")
	if err != nil {
		w.t.Fatal(err)
	}
	w.r = r
	w.record(e)
	first := true
	for _, s := range w.c.Steps[w.c.Done:] {
		if s.Level.Rank() > 0 && s.Level.Rank() <= sentRank(w.c) {
			w.t.Fatalf("%s: level %s would be sent again", how, s.Level)
		}
		if s.Level == FormalNotice && s.At.Before(w.c.NotBefore) {
			w.t.Fatalf("%s: the formal notice leaves at %s, before the printed deadline %s", how, s.At, w.c.NotBefore)
		}
		if first && how == Restart && s.Level == FormalNotice && sentRank(w.c) < First.Rank() && p.ID != "formal" && len(w.c.Steps[:w.c.Done]) == 0 {
			w.t.Fatalf("%s: the formal notice comes first", how)
		}
		first = first && s.Level == ""
	}
}

// otherPlans are milder and harder ones than the default, with the ids of its
// steps on other levels.
func otherPlans() []Plan {
	short, soft, swapped := DefaultPlan(), DefaultPlan(), DefaultPlan()
	short.ID, short.Spacing, short.Version = "short", 3, 2
	short.Steps = []Step{{ID: "first", At: 3, Channel: Email, Level: First}, {ID: "last", At: 10, Channel: Email, Level: Final, Deadline: 5},
		{ID: "formal_notice", At: 20, Channel: RegisteredLetter, Level: FormalNotice, Deadline: 8}}
	soft.ID, soft.Minimum = "soft", 5000
	soft.Steps = []Step{{ID: "hello", At: -3, Channel: Email, Level: Courtesy}, {ID: "call", At: 20, Channel: Call}, {ID: "second", At: 40, Channel: Email, Level: Second, Deadline: 7}}
	swapped.ID = "swapped"
	swapped.Steps = []Step{{ID: "second", At: 5, Channel: Email, Level: First}, {ID: "first", At: 15, Channel: Letter, Level: Second, Deadline: 7},
		{ID: "handover", At: 90, Channel: Handover}}
	return []Plan{DefaultPlan(), short, soft, swapped}
}

func TestNoOrderOfEventsBreaksAPromise(t *testing.T) {
	t.Parallel()
	plan := DefaultPlan()
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom([]calendar.Zone{calendar.Metropole, "alsace-moselle", "la-reunion"}).Draw(t, "zone")
		plan := plan
		plan.CatchUp = rapid.SampledFrom([]CatchUp{KeepGaps, MinSpacing}).Draw(t, "catch up")
		r, err := NewRules(plan, zone, "atelier", "C-1")
		if err != nil {
			t.Fatal(err)
		}
		due := calendar.NewDate(2026, time.January, 1).AddDays(rapid.IntRange(0, 700).Draw(t, "due"))
		on := due.AddDays(rapid.IntRange(-40, 120).Draw(t, "on"))
		w := &world{t: t, r: r, now: r.instant(on), sent: map[string]int{}, acked: map[int64]bool{}, c: Case{
			Number: "F-1", Due: due, Opening: 120000, Balance: 120000, State: Scheduled, Steps: r.Schedule(due, on),
		}}
		for range rapid.IntRange(1, 40).Draw(t, "days") {
			w.act()
			if rapid.IntRange(0, 3).Draw(t, "tell") == 0 {
				w.tell()
			}
			w.now = r.Earliest(w.now.Add(time.Duration(rapid.IntRange(1, 400).Draw(t, "hours")) * time.Hour))
		}
		w.act()
	})
}
