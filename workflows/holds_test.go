package workflows

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"relance/internal/dunning"
)

// What suspends, moves or ends a case. Each ends by hand where its story is
// told, so that nothing is left to wait for.
func TestDunningHoldsAndMoves(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		on, due string
		tell    func(s *scenario)
		want    []string
	}{
		"instalments that are kept: no reminder, each is acknowledged": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-03-10", "instalments", `{"instalments":[{"date":"2026-03-31","amount":"600.00"},{"date":"2026-04-30","amount":"600.00"}]}`).
					signal("2026-03-31", "paid", `{"amount":"600.00"}`).signal("2026-04-30", "paid", `{"amount":"600.00"}`)
			},
			want: []string{"2026-02-25 courtesy", "2026-03-09 first", "2026-03-31 receipt for 600.00", "2026-04-30 thanks"},
		},
		"an instalment that is missed: the chase goes on": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-03-10", "instalments", `{"instalments":[{"date":"2026-03-31","amount":"600.00"},{"date":"2026-04-30","amount":"600.00"}]}`).
					signal("2026-03-31", "paid", `{"amount":"600.00"}`).signal("2026-05-15", "close", `{"outcome":"settled"}`)
			},
			want: []string{
				"2026-02-25 courtesy", "2026-03-09 first", "2026-03-31 receipt for 600.00",
				"2026-05-07 lapsed instalments", "2026-05-07 second",
			},
		},
		"an answer that nobody reads is never chased over": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-03-10", "reply", `{}`).signal("2026-07-01", "close", `{"outcome":"settled"}`)
			},
			want: []string{"2026-02-25 courtesy", "2026-03-09 first", "2026-03-13 lapsed reply"},
		},
		"an answer that was read: the chase goes on": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-03-10", "reply", `{}`).signal("2026-03-11", "release", `{"hold":"reply"}`).
					signal("2026-03-18", "close", `{"outcome":"settled"}`)
			},
			want: []string{"2026-02-25 courtesy", "2026-03-09 first", "2026-03-17 second"},
		},
		"an approval that is refused suspends the case": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-04-17", "reject", `{}`).signal("2026-09-01", "close", `{"outcome":"written_off"}`)
			},
			want: []string{
				"2026-02-25 courtesy", "2026-03-09 first", "2026-03-17 second", "2026-04-01 final", "2026-04-16 asked formal_notice",
			},
		},
		"a step that is left out": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-03-10", "skip", `{"step":"second"}`).signal("2026-04-02", "close", `{"outcome":"settled"}`)
			},
			want: []string{"2026-02-25 courtesy", "2026-03-09 first", "2026-04-01 final"},
		},
		"a later due date moves what is still to come": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-02-26", "reschedule", `{"date":"2026-04-30"}`).signal("2026-05-06", "close", `{"outcome":"settled"}`)
			},
			want: []string{"2026-02-25 courtesy", "2026-05-05 first"},
		},
		"an earlier due date brings it forward, never into a burst": {
			on: "2026-02-02", due: "2026-04-30",
			tell: func(s *scenario) {
				s.signal("2026-02-03", "reschedule", `{"date":"2026-02-16"}`).signal("2026-03-04", "close", `{"outcome":"settled"}`)
			},
			want: []string{"2026-02-11 courtesy", "2026-02-23 first", "2026-03-03 second"},
		},
		"an invoice that comes in late starts with its first reminder": {
			on: "2026-05-04", due: "2026-03-02",
			// By the plan the reminders lie ten days apart; 14 May is Ascension Day.
			tell: func(s *scenario) { s.signal("2026-05-15", "close", `{"outcome":"settled"}`) },
			want: []string{"2026-05-04 first", "2026-05-15 second"},
		},
		"a resolution before its dispute is refused, the dispute counts": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-02-09", "resolve_dispute", `{}`).signal("2026-02-10", "dispute", `{"category":"price"}`).
					signal("2026-06-01", "close", `{"outcome":"settled"}`)
			},
			want: []string{"2026-02-09 unreadable resolve_dispute"},
		},
		"proceedings are open: nothing more is sent": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-03-10", "insolvency", `{"date":"2026-03-09"}`).signal("2026-09-01", "close", `{"outcome":"insolvent"}`)
			},
			want: []string{"2026-02-25 courtesy", "2026-03-09 first"},
		},
		"a part in dispute leaves the rest chased": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-03-10", "dispute", `{"amount":"200.00"}`).signal("2026-03-18", "close", `{"outcome":"settled"}`)
			},
			want: []string{"2026-02-25 courtesy", "2026-03-09 first", "2026-03-17 second"},
		},
		"paid while the mail server is away: the send is given up": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.sends["first"] = sendBusy
				s.signal("2026-03-10", "paid", `{"amount":"1200.00"}`)
			},
			want: []string{"2026-02-25 courtesy", "2026-03-10 thanks"},
		},
		"the mail server is away for three days: a person is asked, and tries again": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.sends["first"] = sendBusy
				s.on("2026-03-13", func() { s.mu.Lock(); defer s.mu.Unlock(); delete(s.sends, "first") })
				s.signal("2026-03-16", "retry", `{}`).signal("2026-03-17", "close", `{"outcome":"settled"}`)
			},
			want: []string{"2026-02-25 courtesy", "2026-03-16 first"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScenario(t, tt.on, tt.due)
			tt.tell(s)
			if c := s.run(tt.want...); c.State != dunning.Closed {
				t.Errorf("ended %s, want closed", c.State)
			}
		})
	}
}

// The same payment told twice by updates counts once, and the second sender is
// told so.
func TestUpdatesSentTwiceCountOnce(t *testing.T) {
	t.Parallel()
	s := newScenario(t, "2026-02-02", "2026-03-02")
	var replies []Reply
	update := func(day, id string) {
		s.on(day, func() {
			s.env.UpdateWorkflow(MessagePaid, id, &testsuite.TestUpdateCallback{
				OnAccept: func() {},
				OnReject: func(err error) { t.Errorf("refused: %v", err) },
				OnComplete: func(r any, err error) {
					if err != nil {
						t.Error(err)
						return
					}
					replies = append(replies, r.(Reply))
				},
			}, json.RawMessage(`{"amount":"200.00","date":"2026-02-10","id":"VIR-7","source":"bank"}`))
		})
	}
	update("2026-02-10", "u1")
	update("2026-02-11", "u2")
	s.signal("2026-02-12", "close", `{"outcome":"settled"}`)
	if c := s.run(); c.Balance != 100000 {
		t.Errorf("%s is open, want 1000.00", c.Balance)
	}
	at := "2026-02-25T08:00:00Z"
	want := []Reply{
		{State: "scheduled", Balance: "1000.00", NextAt: at, Reason: "not_yet_due"},
		{State: "scheduled", Balance: "1000.00", NextAt: at, Reason: "not_yet_due", Duplicate: true},
	}
	if diff := cmp.Diff(want, replies); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

// A case with a long history starts afresh and loses nothing: neither what it
// is, nor what arrived at the last moment.
func TestContinueAsNewKeepsTheCase(t *testing.T) {
	t.Parallel()
	s := newScenario(t, "2026-02-02", "2026-03-02")
	s.on("2026-03-10", func() {
		s.env.SetContinueAsNewSuggested(true)
		s.env.SignalWorkflow(MessageDispute, json.RawMessage(`{"category":"price"}`))
		s.env.SignalWorkflow(MessagePaid, json.RawMessage(`{"amount":"200.00"}`))
	})
	body, err := json.Marshal(s.c)
	if err != nil {
		t.Fatal(err)
	}
	s.env.ExecuteWorkflow(Dunning, DunningInput{Creditor: "atelier", Number: "F-1", Case: body})
	var again *workflow.ContinueAsNewError
	if !errors.As(s.env.GetWorkflowError(), &again) {
		t.Fatalf("ended with %v", s.env.GetWorkflowError())
	}
	var in DunningInput
	if err := converter.GetDefaultDataConverter().FromPayloads(again.Input, &in); err != nil {
		t.Fatal(err)
	}
	var c dunning.Case
	if err := json.Unmarshal(in.Case, &c); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s.c, c); diff != "" {
		t.Errorf("the case (-SQL +next execution):\n%s", diff)
	}
	if c.Balance != 100000 || !c.Held(dunning.HoldDispute) || c.Done != 2 {
		t.Errorf("it goes on with %+v", c)
	}
}
