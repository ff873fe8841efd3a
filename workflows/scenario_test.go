package workflows

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"

	"relance/activities"
	"relance/internal/calendar"
	"relance/internal/dunning"
)

// scenario tells a case day by day: what is said to it, and what it does.
// Time is skipped; the store is the real event-sourced protocol in memory.
type scenario struct {
	t     *testing.T
	env   *testsuite.TestWorkflowEnvironment
	rules dunning.Rules
	start time.Time

	mu    sync.Mutex
	c     dunning.Case
	log   []dunning.Event
	ids   map[string]bool
	sends map[string]dunning.SendOutcome // by step: what the server answers
	said  []string                       // "2026-03-09 first"
	fail  error                          // of every recording, while it is set
}

func newScenario(t *testing.T, on, due string) *scenario {
	t.Helper()
	return newScenarioIn(t, calendar.Metropole, on, due)
}

func newScenarioIn(t *testing.T, zone calendar.Zone, on, due string) *scenario {
	t.Helper()
	var ts testsuite.WorkflowTestSuite
	s := &scenario{t: t, env: ts.NewTestWorkflowEnvironment(), ids: map[string]bool{}, sends: map[string]dunning.SendOutcome{}}
	plan := dunning.DefaultPlan()
	plan.Spread = 0
	var err error
	if s.rules, err = dunning.NewRules(plan, zone, "atelier", "C-1"); err != nil {
		t.Fatal(err)
	}
	s.start = s.rules.Window.Instant(date(on), zone, 0)
	s.env.SetStartTime(s.start)
	s.env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: s.id()})
	s.env.SetWorkerOptions(worker.Options{})
	s.c = dunning.Case{
		Creditor: "atelier", Number: "F-1", Debtor: "C-1", Currency: "EUR", Due: date(due), Opening: 120000, Balance: 120000,
		Version: 1, State: dunning.Scheduled, Steps: s.rules.Schedule(date(due), date(on)),
	}
	reg := func(name string, f any) { s.env.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name}) }
	reg("RecordEvent", s.record)
	reg("RecordPayment", s.record)
	reg("SendNotice", s.send)
	reg("SendLetter", s.send)
	return s
}

// id is the identity of the case.
func (s *scenario) id() string { return "invoice/atelier/F-1" }

func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// on does something at 10:30 of a day.
func (s *scenario) on(day string, do func()) *scenario {
	at := date(day).UTC().Add(9*time.Hour + 30*time.Minute)
	s.env.RegisterDelayedCallback(do, at.Sub(s.start))
	return s
}

func (s *scenario) signal(day, name, payload string) *scenario {
	return s.on(day, func() { s.env.SignalWorkflow(name, json.RawMessage(payload)) })
}

// run plays the case and compares what it did.
func (s *scenario) run(want ...string) dunning.Case {
	s.t.Helper()
	c := s.play()
	if diff := cmp.Diff(want, s.said); diff != "" {
		s.t.Errorf("what the case did (-want +got):\n%s", diff)
	}
	return c
}

// play plays the case.
func (s *scenario) play() dunning.Case {
	s.t.Helper()
	body, err := json.Marshal(s.c)
	if err != nil {
		s.t.Fatal(err)
	}
	s.env.ExecuteWorkflow(Dunning, DunningInput{Creditor: "atelier", Number: "F-1", Case: body})
	if s.env.IsWorkflowCompleted() {
		if err := s.env.GetWorkflowError(); err != nil {
			s.t.Errorf("workflow failed: %v", err)
		}
	}
	return s.c
}

// append is the store's protocol: deduplicate, number, complete, apply.
func (s *scenario) append(e dunning.Event) {
	if e.ID != "" && s.ids[e.ID] {
		return
	}
	s.ids[e.ID] = true
	e.Seq = s.c.Version + 1
	if e.Kind == dunning.KindPaid || e.Kind == dunning.KindCredited {
		left := s.c.Balance - e.Amount
		e.Balance = &left
	}
	e = dunning.Complete(s.c, e, s.rules)
	s.c, _ = dunning.Apply(s.c, e)
	s.log = append(s.log, e)
}

func (s *scenario) after(known int64) activities.Recorded {
	i := slices.IndexFunc(s.log, func(e dunning.Event) bool { return e.Seq > known })
	if i < 0 {
		return activities.Recorded{}
	}
	return activities.Recorded{Events: slices.Clone(s.log[i:])}
}

func (s *scenario) record(_ context.Context, in activities.RecordInput) (activities.Recorded, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return activities.Recorded{}, s.fail
	}
	if in.Event.Seq > s.c.Version {
		return activities.Recorded{}, temporal.NewNonRetryableApplicationError("not on record", string(dunning.CodeConflict), nil)
	}
	repeat := in.Event.ID != "" && s.ids[in.Event.ID] || in.Event.Seq > 0
	if in.Event.Seq == 0 && (!in.Strict || in.Known == s.c.Version) {
		s.append(in.Event)
		switch in.Event.Kind {
		case dunning.KindAsked, dunning.KindHandedOver, dunning.KindSkipped, dunning.KindClosed, dunning.KindLapsed, dunning.KindUnreadable:
			s.say(in.Event.At, string(in.Event.Kind)+" "+firstOf(in.Event.Step, string(in.Event.Hold), string(in.Event.Outcome), in.Event.Category))
		}
	}
	out := s.after(in.Known)
	out.Duplicate = repeat
	return out, nil
}

// sendBusy is the outcome of a send that is tried again and again.
const sendBusy = dunning.SendRetry

func (s *scenario) send(_ context.Context, in activities.SendInput) (activities.Recorded, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := dunning.Next(s.c, in.Now)
	switch {
	case d.Action == dunning.Thank && dunning.IsReceipt(d.Step):
		s.say(in.Now, "receipt for "+s.c.Acknowledged().String())
		s.append(dunning.NewThanked(d.Step, dunning.ReasonPaidInPart).With(dunning.Stamp{At: in.Now}))
	case d.Action == dunning.Thank:
		s.say(in.Now, "thanks")
		s.append(dunning.NewThanked("", dunning.ReasonAccepted).With(dunning.Stamp{At: in.Now}))
		s.append(dunning.NewClosed(s.c.Outcome, dunning.ReasonPaidInFull).With(dunning.Stamp{At: in.Now}))
	case d.Action != dunning.Send || d.Step != in.Step:
	case s.sends[in.Step] == sendBusy:
		return activities.Recorded{}, errors.New("the mail server is away")
	case s.sends[in.Step] == dunning.SendRefused:
		s.say(in.Now, in.Step+" refused")
		delete(s.sends, in.Step)
		s.append(dunning.Event{Kind: dunning.KindRefused, At: in.Now, Step: in.Step})
	case s.sends[in.Step] == dunning.SendUnknown:
		s.say(in.Now, in.Step+" unknown")
		delete(s.sends, in.Step)
		s.append(dunning.Event{Kind: dunning.KindUnknown, At: in.Now, Step: in.Step})
	default:
		s.say(in.Now, in.Step)
		s.append(dunning.NewSent(in.Step).With(dunning.Stamp{At: in.Now, Reason: dunning.ReasonAccepted}))
	}
	return s.after(in.Known), nil
}

func (s *scenario) say(at time.Time, what string) {
	s.said = append(s.said, fmt.Sprintf("%s %s", s.rules.Today(at), what))
}

func firstOf(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}
