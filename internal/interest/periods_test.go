package interest_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/interest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The JSON of a result is a contract with other programs, and its sentences are
// read by people: both are compared whole.
func TestResult_JSON(t *testing.T) {
	t.Parallel()
	cases := map[string]workedCase{
		"half-year-crossing": {amount: "1000", due: "2026-06-15", on: "2026-07-15"},
		"floor":              {amount: "1200", due: "2024-05-31", on: "2024-07-31", rate: "15"},
		"public":             {regime: interest.Public, amount: "8000", due: "2023-06-20", on: "2024-02-20", rate: "12.5"},
		"consumer-no-notice": {regime: interest.B2C, amount: "900", due: "2026-05-31", on: "2026-11-21"},
		"judgment": {amount: "3000", due: "2026-08-31", on: "2026-11-21", judgment: "2026-10-01",
			payments: []dated{{"2026-10-05", "100"}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := interest.Compute(c.input(t))
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.MarshalIndent(r, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name+".json")
			if *update {
				if err := os.WriteFile(file, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), string(got)+"\n"); d != "" {
				t.Error(d)
			}
		})
	}
}

// Three periods of 1 day of 0.005 each would be 0.01 three times if each were
// rounded; the invoice is rounded once and the periods share its cents.
func TestCompute_PeriodsShareTheRoundedTotal(t *testing.T) {
	t.Parallel()
	c := workedCase{amount: "45.60", due: "2026-06-28", on: "2026-07-02", rate: "12",
		payments: []dated{{"2026-06-29", "0.01"}, {"2026-07-01", "0.01"}}}
	r, err := interest.Compute(c.input(t))
	if err != nil {
		t.Fatal(err)
	}
	checkPeriods(t, r)
	// 45.60 × 12 %/365 = 0.01499; then 45.59 on 30 June and 1 July, 45.58 on 2 July:
	// 0.01499 + 0.01499 + 0.01499 + 0.01498 = 0.05995 → 0.06, shared 2, 2, 1, 1.
	var got []string
	for _, p := range r.Periods {
		got = append(got, p.From.String()+" "+p.Base.String()+" "+p.Amount.String())
	}
	want := []string{"2026-06-29 45.60 0.02", "2026-06-30 45.59 0.02", "2026-07-01 45.59 0.01", "2026-07-02 45.58 0.01"}
	if d := cmp.Diff(want, got); d != "" || r.Interest != 6 {
		t.Errorf("interest %s\n%s", r.Interest, d)
	}
}

func TestCompute_DailyIncrease(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		c     workedCase
		want  string
		exact string
	}{
		{"while running: 1000 × 12.40 %/365 = 0.33973", workedCase{amount: "1000", due: "2026-07-01", on: "2026-11-21"}, "0.34", "2480/73"},
		{"on 30 June the next day is at the rate of July: 1000 × 12.40 %/365", workedCase{amount: "1000", due: "2026-06-15", on: "2026-06-30"}, "0.34", "2480/73"},
		{"on the due date the next day is the first: 1000 × 12.15 %/365 = 0.33288", workedCase{amount: "1000", due: "2026-03-31", on: "2026-03-31"}, "0.33", "2430/73"},
		{"before the due date", workedCase{amount: "1000", due: "2026-03-31", on: "2026-03-30"}, "0.00", "0/1"},
		{"on what is left after that day's payment: 500 × 12.40 %/365", workedCase{amount: "1000", due: "2026-07-01", on: "2026-11-21", payments: []dated{{"2026-11-21", "500"}}}, "0.17", "1240/73"},
		{"principal paid", workedCase{amount: "1000", due: "2026-07-01", on: "2026-11-21", payments: []dated{{"2026-11-20", "1000"}}}, "0.00", "0/1"},
		{"consumer without notice", workedCase{regime: interest.B2C, amount: "1000", due: "2026-07-01", on: "2026-11-21"}, "0.00", "0/1"},
		{"consumer on the day of receipt: 1000 × 2.75 %/365", workedCase{regime: interest.B2C, amount: "1000", due: "2026-07-01", on: "2026-11-21", notice: "2026-11-21"}, "0.08", "550/73"},
		{"the day before the judgment", workedCase{amount: "1000", due: "2026-07-01", on: "2026-11-21", judgment: "2026-11-22"}, "0.00", "0/1"},
		{"two days before the judgment", workedCase{amount: "1000", due: "2026-07-01", on: "2026-11-21", judgment: "2026-11-23"}, "0.34", "2480/73"},
		{"public, frozen at 10.15 %", workedCase{regime: interest.Public, amount: "1000", due: "2026-05-31", on: "2026-11-21"}, "0.28", "2030/73"},
		{"waived", workedCase{amount: "1000", due: "2026-07-01", on: "2026-11-21", waiveInterest: true}, "0.00", "0/1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, err := interest.Compute(c.c.input(t))
			if err != nil {
				t.Fatal(err)
			}
			if r.DailyIncrease.String() != c.want || r.DailyIncreaseExact().String() != c.exact {
				t.Errorf("daily increase %s (exactly %s cents), want %s (%s)", r.DailyIncrease, r.DailyIncreaseExact(), c.want, c.exact)
			}
		})
	}
}
