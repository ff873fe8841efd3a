package fact

import (
	"flag"
	"testing"
	"time"

	"pgregory.net/rapid"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

func init() { // the flag of the command line still wins
	if err := flag.Set("rapid.checks", "2000"); err != nil {
		panic(err)
	}
}

// world plays a case against random facts, as the store would: complete, then
// apply. It fails the test as soon as a promise is broken.
type world struct {
	t     *rapid.T
	c     dunning.Case
	r     dunning.Rules
	now   time.Time
	sent  map[string]int
	seq   int64
	ranks []int
	acked map[int64]bool // payments that a receipt has answered
}

func (w *world) record(e dunning.Event) dunning.Effects {
	w.seq++
	e.Seq, e.At = w.seq, w.now
	before := w.c
	e = dunning.Complete(w.c, e, w.r)
	after, fx := dunning.Apply(w.c, e)
	if again, _ := dunning.Apply(after, e); again.Version != after.Version || again.Done != after.Done || again.Balance != after.Balance {
		w.t.Fatalf("%s applied twice changes the case", e.Kind)
	}
	if after.Done < before.Done {
		w.t.Fatalf("%s goes backwards: step %d after %d", e.Kind, after.Done, before.Done)
	}
	if before.State == dunning.Closed && after.State != dunning.Closed {
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
		d := dunning.Next(w.c, w.now)
		switch d.Action {
		case dunning.End:
			return
		case dunning.Wait:
			if !d.At.IsZero() && !d.At.After(w.now) {
				w.t.Fatalf("waits for %s, which is over at %s", d.At, w.now)
			}
			w.sleeps(d)
			return
		case dunning.Send:
			w.send(d)
		case dunning.Thank:
			if w.acknowledges(d) {
				continue
			}
			if w.c.Balance > 0 {
				w.t.Fatalf("thanks while %s is open", w.c.Balance)
			}
			w.record(dunning.Event{Kind: dunning.KindThanked, Step: d.Step})
			w.record(dunning.Event{Kind: dunning.KindClosed, Outcome: w.c.Outcome})
		default:
			w.record(dunning.Event{Kind: decided[d.Action], Step: d.Step, Hold: d.Hold, Reason: d.Reason, Outcome: d.Outcome})
		}
	}
	w.t.Fatalf("never comes to rest: %+v", dunning.Next(w.c, w.now))
}

var decided = map[dunning.Action]dunning.Kind{
	dunning.Ask: dunning.KindAsked, dunning.Skip: dunning.KindSkipped, dunning.Delegate: dunning.KindDelegated, dunning.Surrender: dunning.KindHandedOver, dunning.Lapse: dunning.KindLapsed, dunning.Close: dunning.KindClosed,
}

// sleeps checks that nothing is wanted before the instant that a case waits
// for: its workflow sleeps until then.
func (w *world) sleeps(d dunning.Decision) {
	end := d.At
	if end.IsZero() {
		end = w.now.AddDate(2, 0, 0)
	}
	asleep := w.now.Add(time.Duration(rapid.Int64Range(0, int64(end.Sub(w.now))-1).Draw(w.t, "asleep")))
	if again := dunning.Next(w.c, asleep); again.Action != dunning.Wait {
		w.t.Fatalf("at %s it waits for %s (%s), but at %s it wants to %s %s (%s)",
			w.now, d.At, d.Reason, asleep, again.Action, again.Step, again.Reason)
	}
}

// send checks the promises before it counts the notice as sent.
func (w *world) send(d dunning.Decision) {
	step, _ := w.c.Step()
	w.sent[d.Step]++
	if w.sent[d.Step] > 1 {
		w.t.Fatalf("%s is sent twice", d.Step)
	}
	if w.c.Balance <= 0 || w.c.Chased() == 0 {
		w.t.Fatalf("%s is sent though nothing is chased", d.Step)
	}
	if step.Level == dunning.Courtesy && w.r.Today(w.now).After(w.c.Due) {
		w.t.Fatalf("a courtesy mail leaves after the due date")
	}
	if n := len(w.ranks); n > 0 && step.Level.Rank() <= w.ranks[n-1] && step.Level != dunning.FormalNotice {
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
		w.record(dunning.Event{Kind: dunning.KindRefused, Step: d.Step})
	case 1:
		w.record(dunning.Event{Kind: dunning.KindUnknown, Step: d.Step})
	default:
		e := dunning.Event{Kind: dunning.KindSent, Step: d.Step}
		if step.Channel == dunning.RegisteredLetter {
			e.Status = "requested"
		}
		w.record(e)
	}
}

// tell records a random fact that fits the case.
func (w *world) tell() {
	kind := rapid.SampledFrom(dunning.Facts()).Draw(w.t, "kind")
	e := dunning.Event{
		Kind: kind, Amount: money.Cents(rapid.Int64Range(1, 150000).Draw(w.t, "cents")),
		Date: w.r.Today(w.now).AddDays(rapid.IntRange(-3, 40).Draw(w.t, "days")),
	}
	switch kind {
	case dunning.KindPaid, dunning.KindCredited:
		left := w.c.Balance - e.Amount
		e.Balance = &left
	case dunning.KindInstalments:
		half := w.c.Balance / 2
		e.Amount = 0
		e.Instalments = []dunning.Instalment{{Date: e.Date, Amount: half}, {Date: e.Date.AddDays(30), Amount: w.c.Balance - half}}
	case dunning.KindWaive:
		e.Category = string(dunning.WaiveFee)
	case dunning.KindLimitation:
		e.Category = string(dunning.LimitAcknowledgement)
	case dunning.KindChangePlan:
		w.changePlan()
		return
	case dunning.KindClose:
		e.Outcome = dunning.Settled
	case dunning.KindSettle:
		e.Status = "sent"
	case dunning.KindLetterStatus:
		e.Status = rapid.SampledFrom([]string{"posted", "delivered", "returned"}).Draw(w.t, "status")
		e.Step = "formal_notice"
	}
	if Check(e) == nil && CheckFor(w.c, e) == nil {
		w.record(e)
	}
}

// changePlan moves the case to another plan, of other steps and distances.
func (w *world) changePlan() {
	p := rapid.SampledFrom(otherPlans()).Draw(w.t, "plan")
	p.CatchUp = w.r.Plan.CatchUp
	how := rapid.SampledFrom([]dunning.Onward{dunning.Restart, dunning.Jump}).Draw(w.t, "onward")
	e := dunning.NewPlanChange(p.ID, how)
	if Check(e) != nil || CheckFor(w.c, e) != nil {
		return
	}
	r, err := dunning.NewRules(p, w.r.Zone, "atelier", "C-1")
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
		if s.Level == dunning.FormalNotice && s.At.Before(w.c.NotBefore) {
			w.t.Fatalf("%s: the formal notice leaves at %s, before the printed deadline %s", how, s.At, w.c.NotBefore)
		}
		if first && how == dunning.Restart && s.Level == dunning.FormalNotice && sentRank(w.c) < dunning.First.Rank() && p.ID != "formal" && len(w.c.Steps[:w.c.Done]) == 0 {
			w.t.Fatalf("%s: the formal notice comes first", how)
		}
		first = first && s.Level == ""
	}
}

// otherPlans are milder and harder ones than the default, with the ids of its
// steps on other levels.
func otherPlans() []dunning.Plan {
	short, soft, swapped := dunning.DefaultPlan(), dunning.DefaultPlan(), dunning.DefaultPlan()
	short.ID, short.Spacing, short.Version = "short", 3, 2
	short.Steps = []dunning.Step{{ID: "first", At: 3, Channel: dunning.Email, Level: dunning.First}, {ID: "last", At: 10, Channel: dunning.Email, Level: dunning.Final, Deadline: 5},
		{ID: "formal_notice", At: 20, Channel: dunning.RegisteredLetter, Level: dunning.FormalNotice, Deadline: 8}}
	soft.ID, soft.Minimum = "soft", 5000
	soft.Steps = []dunning.Step{{ID: "hello", At: -3, Channel: dunning.Email, Level: dunning.Courtesy}, {ID: "call", At: 20, Channel: dunning.Call}, {ID: "second", At: 40, Channel: dunning.Email, Level: dunning.Second, Deadline: 7}}
	swapped.ID = "swapped"
	swapped.Steps = []dunning.Step{{ID: "second", At: 5, Channel: dunning.Email, Level: dunning.First}, {ID: "first", At: 15, Channel: dunning.Letter, Level: dunning.Second, Deadline: 7},
		{ID: "handover", At: 90, Channel: dunning.Handover}}
	return []dunning.Plan{dunning.DefaultPlan(), short, soft, swapped}
}

func TestNoOrderOfEventsBreaksAPromise(t *testing.T) {
	t.Parallel()
	plan := dunning.DefaultPlan()
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom([]calendar.Zone{calendar.Metropole, "alsace-moselle", "la-reunion"}).Draw(t, "zone")
		plan := plan
		plan.CatchUp = rapid.SampledFrom([]dunning.CatchUp{dunning.KeepGaps, dunning.MinSpacing}).Draw(t, "catch up")
		r, err := dunning.NewRules(plan, zone, "atelier", "C-1")
		if err != nil {
			t.Fatal(err)
		}
		due := calendar.NewDate(2026, time.January, 1).AddDays(rapid.IntRange(0, 700).Draw(t, "due"))
		on := due.AddDays(rapid.IntRange(-40, 120).Draw(t, "on"))
		w := &world{t: t, r: r, now: r.Window.Instant(on, r.Zone, r.Jitter), sent: map[string]int{}, acked: map[int64]bool{}, c: dunning.Case{
			Number: "F-1", Due: due, Opening: 120000, Balance: 120000, State: dunning.Scheduled, Steps: r.Schedule(due, on),
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

// lastSent is the instant of the last send of a case.
func lastSent(c dunning.Case) (at time.Time) {
	for _, s := range c.Steps {
		if s.Sent.After(at) {
			at = s.Sent
		}
	}
	return at
}

// sentRank is the highest level that was sent in a case.
func sentRank(c dunning.Case) (rank int) {
	for _, s := range c.Steps[:c.Done] {
		if !s.Sent.IsZero() {
			rank = max(rank, s.Level.Rank())
		}
	}
	return rank
}
