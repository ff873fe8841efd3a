package app

import (
	"testing"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

func TestAlarm(t *testing.T) {
	t.Parallel()
	day := func(s string) calendar.Date {
		d, err := calendar.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	tests := map[string]struct {
		regime     dunning.Regime
		due, today string
		months     int
		expiry     string
	}{
		"business, more than a year left: none":       {dunning.B2B, "2021-12-10", "2025-11-21", 0, "2026-12-10"},
		"business, three weeks left":                  {dunning.B2B, "2021-12-10", "2026-11-21", 1, "2026-12-10"},
		"business, five months left":                  {dunning.B2B, "2021-12-10", "2026-07-01", 6, "2026-12-10"},
		"consumer, two years, eleven months left":     {dunning.B2C, "2025-10-21", "2026-11-21", 12, "2027-10-21"},
		"association: watched by the shorter delay":   {dunning.NonProfessional, "2025-01-15", "2026-11-21", 3, "2027-01-15"},
		"public: four years from 1 January following": {dunning.Public, "2022-03-01", "2026-11-21", 3, "2026-12-31"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			months, expiry, ok := alarm(tt.regime, calendar.Date{}, day(tt.due), nil, day(tt.today))
			if months != tt.months || ok != (tt.months > 0) || expiry.String() != tt.expiry {
				t.Errorf("got %d months before %s (%t), want %d before %s", months, expiry, ok, tt.months, tt.expiry)
			}
		})
	}
}

// A debtor acknowledged the debt, so the delay starts afresh; a case in court
// that is over counts from its end.
func TestAlarmCountsWhatPeopleRecorded(t *testing.T) {
	t.Parallel()
	day := func(s string) calendar.Date {
		d, err := calendar.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	tests := map[string]struct {
		interruptions []dunning.Interruption
		months        int
		expiry        string
	}{
		"nothing was told": {nil, 1, "2026-12-10"},
		"acknowledged":     {[]dunning.Interruption{{Event: dunning.LimitAcknowledgement, On: day("2026-03-02")}}, 0, "2031-03-02"},
		"in court until":   {[]dunning.Interruption{{Event: dunning.LimitCourtAction, On: day("2026-03-02"), Until: day("2026-09-01")}}, 0, "2031-09-01"},
		// 30 days stopped, and six months left at least: 2026-07-31 + 6 months.
		"mediation over": {[]dunning.Interruption{{Event: dunning.LimitMediation, On: day("2026-07-01"), Until: day("2026-07-31")}}, 3, "2027-01-31"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			months, expiry, _ := alarm(dunning.B2B, calendar.Date{}, day("2021-12-10"), tt.interruptions, day("2026-11-21"))
			if months != tt.months || expiry.String() != tt.expiry {
				t.Errorf("got %d months before %s, want %d before %s", months, expiry, tt.months, tt.expiry)
			}
		})
	}
}

// People are reminded of a declaration of claim a week, one month and six weeks
// after the publication, then 7, 3 and 1 days before its last day; the last
// reminder stands until it is done.
func TestDeclareWithin(t *testing.T) {
	t.Parallel()
	for today, want := range map[string]int{
		"2026-11-16": 0, "2026-11-17": 54, "2026-12-10": 31, "2026-12-25": 16, "2027-01-03": 7, "2027-01-07": 3, "2027-01-09": 1, "2027-02-01": 1,
	} {
		d, err := calendar.ParseDate(today)
		if err != nil {
			t.Fatal(err)
		}
		if days, ok := declareWithin("2027-01-10", d); days != want || ok != (want > 0) {
			t.Errorf("%s: got %d days, want %d", today, days, want)
		}
	}
	if _, ok := declareWithin("soon", calendar.Date{}); ok {
		t.Error("a detail that is no date has a reminder")
	}
}

// Every event that people record is one that package limitation knows and that
// does something.
func TestLimitationKnowsWhatPeopleRecord(t *testing.T) {
	t.Parallel()
	due := calendar.NewDate(2021, 12, 10)
	for _, e := range dunning.LimitationEvents() {
		_, expiry, _ := alarm(dunning.B2B, calendar.Date{}, due, []dunning.Interruption{
			{Event: e, On: due.AddDays(100), Until: due.AddDays(200)},
		}, due)
		if !expiry.After(due.AddMonths(60)) {
			t.Errorf("%s leaves the last day at %s", e, expiry)
		}
	}
}
