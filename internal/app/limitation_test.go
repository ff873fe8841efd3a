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
			months, expiry, ok := alarm(tt.regime, calendar.Date{}, day(tt.due), day(tt.today))
			if months != tt.months || ok != (tt.months > 0) || expiry.String() != tt.expiry {
				t.Errorf("got %d months before %s (%t), want %d before %s", months, expiry, ok, tt.months, tt.expiry)
			}
		})
	}
}
