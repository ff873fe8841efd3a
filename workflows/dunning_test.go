package workflows

import (
	"testing"

	"relance/internal/dunning"
)

func TestDunning(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		on, due string
		tell    func(s *scenario)
		want    []string
		outcome dunning.Outcome
	}{
		"paid between two reminders: thanks and nothing more": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) { s.signal("2026-03-12", "paid", `{"amount":"1200.00","date":"2026-03-11"}`) },
			want: []string{"2026-02-25 courtesy", "2026-03-09 first", "2026-03-12 thanks"}, outcome: dunning.Paid,
		},
		"paid before anything was sent: closed without a word": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) { s.signal("2026-02-10", "paid", `{"amount":1200}`) },
			want: []string{"2026-02-10 closed paid"}, outcome: dunning.Paid,
		},
		"never paid: the whole plan, an approval, the hand-over": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-04-17", "approve", `{}`).signal("2026-06-01", "close", `{"outcome":"handed_over"}`)
			},
			want: []string{
				"2026-02-25 courtesy", "2026-03-09 first", "2026-03-17 second", "2026-04-01 final",
				"2026-04-16 asked formal_notice", "2026-04-17 formal_notice", "2026-05-05 handed_over handover",
			}, outcome: dunning.HandedOverOutcome,
		},
		"disputed, resolved, resumed without a burst": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-03-10", "dispute", `{"category":"quality"}`).
					signal("2026-04-20", "resolve_dispute", `{}`).
					signal("2026-05-20", "paid", `{"amount":"1200.00"}`)
			},
			want: []string{
				"2026-02-25 courtesy", "2026-03-09 first", "2026-04-20 second", "2026-05-05 final",
				"2026-05-20 asked formal_notice", "2026-05-20 thanks",
			}, outcome: dunning.Paid,
		},
		"address refused, mended, goes on": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.sends["first"] = dunning.SendRefused
				s.signal("2026-03-20", "contact", `{}`).signal("2026-03-23", "paid", `{"amount":"1200.00"}`)
			},
			want:    []string{"2026-02-25 courtesy", "2026-03-09 first refused", "2026-03-20 first", "2026-03-23 thanks"},
			outcome: dunning.Paid,
		},
		"unknown outcome waits for a person": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.sends["first"] = dunning.SendUnknown
				s.signal("2026-03-11", "settle", `{"status":"sent"}`).signal("2026-03-12", "paid", `{"amount":"1200.00"}`)
			},
			want:    []string{"2026-02-25 courtesy", "2026-03-09 first unknown", "2026-03-12 thanks"},
			outcome: dunning.Paid,
		},
		"a promise that is broken resumes": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-03-10", "promise", `{"date":"2026-03-20"}`).signal("2026-03-27", "close", `{"outcome":"settled"}`)
			},
			want:    []string{"2026-02-25 courtesy", "2026-03-09 first", "2026-03-26 lapsed promise", "2026-03-26 second"},
			outcome: dunning.Settled,
		},
		"a part payment leaves the rest chased": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-03-10", "paid", `{"amount":"200.00"}`).signal("2026-03-18", "paid", `{"amount":"1000.00"}`)
			},
			want: []string{
				"2026-02-25 courtesy", "2026-03-09 first", "2026-03-10 receipt for 200.00", "2026-03-17 second", "2026-03-18 thanks",
			},
			outcome: dunning.Paid,
		},
		"a part payment that is taken back at once is not acknowledged": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-03-10", "paid", `{"amount":"200.00","id":"a"}`).signal("2026-03-10", "paid", `{"amount":"-200.00","id":"b"}`).
					signal("2026-03-11", "paid", `{"amount":"1200.00","id":"c"}`)
			},
			want:    []string{"2026-02-25 courtesy", "2026-03-09 first", "2026-03-11 thanks"},
			outcome: dunning.Paid,
		},
		"a message nobody can read becomes a task": {
			on: "2026-02-02", due: "2026-03-02",
			tell: func(s *scenario) {
				s.signal("2026-02-10", "paid", `{"ammount":"1200.00"}`).signal("2026-02-11", "paid", `{"amount":"1200.00"}`)
			},
			want:    []string{"2026-02-10 unreadable paid", "2026-02-11 closed paid"},
			outcome: dunning.Paid,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScenario(t, tt.on, tt.due)
			tt.tell(s)
			c := s.run(tt.want...)
			if c.State != dunning.Closed || c.Outcome != tt.outcome {
				t.Errorf("ended %s/%s, want closed/%s", c.State, c.Outcome, tt.outcome)
			}
		})
	}
}
