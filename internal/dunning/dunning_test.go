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
			_ = time.UTC
		})
	}
}
