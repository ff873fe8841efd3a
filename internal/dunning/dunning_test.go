package dunning

import (
	"testing"
	"time"

	"relance/internal/calendar"
)

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func testRules(t *testing.T, change func(*Plan)) Rules {
	t.Helper()
	p := DefaultPlan()
	p.Spread = 0
	if change != nil {
		change(&p)
	}
	r, err := NewRules(p, calendar.Metropole, "atelier", "client-1")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSchedule(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		due, on string
		want    []string
	}{
		"on time: every step on its business day": {"2026-03-02", "2026-02-02",
			[]string{"courtesy 2026-02-25", "first 2026-03-09", "second 2026-03-17", "final 2026-04-01", "formal_notice 2026-04-16", "handover 2026-05-04"}},
		"late by 60 days: first reminder at once, then by the plan's gaps": {"2026-01-05", "2026-03-06",
			[]string{"first 2026-03-06", "second 2026-03-16", "final 2026-03-31", "formal_notice 2026-04-15", "handover 2026-05-04"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := testRules(t, nil)
			var got []string
			for _, s := range r.Schedule(day(tt.due), day(tt.on)) {
				got = append(got, s.ID+" "+r.Today(s.At).String())
			}
			if len(got) != len(tt.want) {
				t.Fatalf("got %v, want %v", got, tt.want)
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Errorf("step %d: got %s, want %s (all: %v)", i, got[i], tt.want[i], got)
				}
			}
		})
	}
}

func TestAReturnedLetterIsSentAgainAsANewStep(t *testing.T) {
	t.Parallel()
	r := testRules(t, nil)
	c := Case{Number: "F-1", Due: day("2026-03-02"), Balance: 1000, State: Reminding, Steps: r.Schedule(day("2026-03-02"), day("2026-02-02"))}
	at := func(s string) time.Time { return r.instant(day(s)) }
	tell := func(e Event) {
		e = Complete(c, e, r)
		c, _ = Apply(c, e)
	}
	c.Done = 4 // the mails have left
	tell(Event{Kind: KindSent, Step: "formal_notice", At: at("2026-04-16"), Status: "requested"})
	if d := Next(c, at("2026-06-01")); d.Reason != ReasonAwaitPosting {
		t.Fatalf("the hand-over does not wait for the post: %+v", d)
	}
	tell(Event{Kind: KindLetterStatus, Step: "formal_notice", Status: "posted", Date: day("2026-04-20"), At: at("2026-04-20")})
	if d := Next(c, at("2026-04-21")); r.Today(d.At) != day("2026-05-06") {
		t.Errorf("hand-over at %s, want the day after 15 days from posting", d.At)
	}
	tell(Event{Kind: KindLetterStatus, Step: "formal_notice", Status: "returned", At: at("2026-04-24")})
	if d := Next(c, at("2026-06-01")); d.Reason != ReasonNeedsAttention {
		t.Fatalf("a returned letter does not stop the case: %+v", d)
	}
	tell(Event{Kind: KindContact, At: at("2026-04-27")})
	step, _ := c.Step()
	if step.ID != "formal_notice-6" || step.Approval != ApprovalRequired || Next(c, at("2026-06-01")).Action != Ask {
		t.Errorf("next is %+v, want the notice again, to be approved", step)
	}
}
