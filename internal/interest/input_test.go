package interest_test

import (
	"strings"
	"testing"

	"relance/internal/calendar"
	"relance/internal/interest"
)

func TestCompute_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	never := calendar.Date{}
	feb30 := calendar.Date{Year: 2026, Month: 2, Day: 30}
	for fault, c := range map[string]struct {
		spoil func(*interest.Input)
		want  string
	}{
		"zero amount":          {func(in *interest.Input) { in.Principal = 0 }, "principal: amount is 0.00"},
		"negative amount":      {func(in *interest.Input) { in.Principal = -1 }, "principal: amount -0.01 is negative"},
		"absurd amount":        {func(in *interest.Input) { in.Principal = 1 << 60 }, "principal: amount 11529215046068469.76 is above"},
		"no due date":          {func(in *interest.Input) { in.Due = never }, "due: date is missing"},
		"30 February":          {func(in *interest.Input) { in.On = feb30 }, "on: date 2026-02-30 does not exist"},
		"month 13":             {func(in *interest.Input) { in.On.Month = 13 }, "does not exist"},
		"year 202":             {func(in *interest.Input) { in.Due.Year = 202 }, "outside the years"},
		"year 20260":           {func(in *interest.Input) { in.On.Year = 20260 }, "outside the years"},
		"no regime":            {func(in *interest.Input) { in.Regime = "" }, "regime: \"\" is not a regime"},
		"unknown allocation":   {func(in *interest.Input) { in.Allocation = "fee_first" }, "allocation: "},
		"payment of nothing":   {func(in *interest.Input) { in.Payments[0].Amount = 0 }, "payments[0]: amount is 0.00"},
		"returned payment":     {func(in *interest.Input) { in.Payments[1].Amount = -5 }, "payments[1]: amount -0.05 is negative"},
		"payment without date": {func(in *interest.Input) { in.Payments[1].Date = never }, "payments[1]: date is missing"},
		"absurd payments":      {func(in *interest.Input) { in.Payments[0].Amount, in.Payments[1].Amount = 9e13, 9e13 }, "payments: add up"},
		"credit of nothing":    {func(in *interest.Input) { in.Credits[0].Amount = 0 }, "credits[0]: amount is 0.00"},
		"empty notice date":    {func(in *interest.Input) { in.NoticeReceived = &never }, "notice_received: date is missing"},
		"empty judgment date":  {func(in *interest.Input) { in.Judgment = &never }, "judgment: date is missing"},
	} {
		w := workedCase{amount: "1000", due: "2026-07-01", on: "2026-11-21",
			payments: []dated{{"2026-08-01", "1"}, {"2026-08-02", "1"}}, credits: []dated{{"2026-08-03", "1"}}}
		in := w.input(t)
		c.spoil(&in)
		if _, err := interest.Compute(in); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", fault, err, c.want)
		}
	}
	_, err := interest.Compute(interest.Input{})
	if err == nil || strings.Count(err.Error(), "\n") != 3 { // principal, due, on, regime
		t.Errorf("every fault must be told at once, got %v", err)
	}
}

// An unclaimed letter counts from its first presentation.
func TestInterestFromANoticeThatWasNeverCollected(t *testing.T) {
	t.Parallel()
	presented := day(t, "2026-06-18")
	// unclaimed, presented 18 June: 900 × (2.62 % × 12 + 2.75 % × 144)/365 = 0.7752 + 9.7644
	c := workedCase{regime: interest.B2C, amount: "900", due: "2026-05-31", on: "2026-11-21"}
	in := c.input(t)
	in.NoticeReceived = &presented
	if r, err := interest.Compute(in); err != nil || r.Interest.String() != "10.54" || r.Days != 156 {
		t.Errorf("unclaimed: %s over %d days, %v", r.Interest, r.Days, err)
	}
}
