package dunning

import (
	"testing"
	"time"

	"relance/internal/calendar"
)

func TestCheckFact_DatesAndAmounts(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	long := calendar.NewDate(9999, 12, 31)
	for name, tt := range map[string]struct {
		event Event
		good  bool
	}{
		"paid tomorrow":                 {Event{Kind: KindPaid, Amount: 1, Date: day("2026-06-02")}, true},
		"paid in two days":              {Event{Kind: KindPaid, Amount: 1, Date: day("2026-06-03")}, false},
		"credited in two days":          {Event{Kind: KindCredited, Amount: 1, Date: day("2026-06-03")}, false},
		"on record already":             {Event{Kind: KindPaid, Amount: 1, Date: day("2026-06-05"), Seq: 4}, true},
		"promised in two days":          {Event{Kind: KindPromise, Date: day("2026-06-03")}, true},
		"paid long ago":                 {Event{Kind: KindPaid, Amount: 1, Date: day("1900-01-01")}, true},
		"paid before anybody was born":  {Event{Kind: KindPaid, Amount: 1, Date: day("1899-12-31")}, false},
		"held for ever":                 {Event{Kind: KindHold, Date: long}, false},
		"moved to a far year":           {Event{Kind: KindReschedule, Date: day("2200-01-01")}, false},
		"promised in the first century": {Event{Kind: KindPromise, Date: calendar.NewDate(1, 1, 2)}, false},
		"an instalment in a far year":   {Event{Kind: KindInstalments, Instalments: []Instalment{{Date: long, Amount: 1}}}, false},
		"more money than there is":      {Event{Kind: KindPaid, Amount: 1 << 62}, false},
		"more money sent back":          {Event{Kind: KindPaid, Amount: -1 << 62}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.event.At = now
			err := CheckFact(tt.event)
			if (err == nil) != tt.good {
				t.Fatalf("got %v", err)
			}
			if err != nil && (ErrorCode(err) != CodeInvalid || ErrorHint(err) == "") {
				t.Errorf("code %q, hint %q", ErrorCode(err), ErrorHint(err))
			}
		})
	}
}

func TestAStepOfUnknownOutcomeIsNotLeftOut(t *testing.T) {
	t.Parallel()
	c := Case{Number: "F-1", Balance: 100, Steps: []ScheduledStep{{ID: "final", Level: Final}}, Attention: &Attention{Code: ReasonOutcomeUnknown, Step: "final"}}
	for _, kind := range []Kind{KindSkip, KindRetry} {
		if err := CheckFactFor(c, Event{Kind: kind}); ErrorCode(err) != CodeConflict || ErrorHint(err) == "" {
			t.Errorf("%s while nobody knows whether the notice left: %v", kind, err)
		}
	}
	c.Attention.Code = ReasonRefused
	if err := CheckFactFor(c, Event{Kind: KindSkip}); err != nil {
		t.Errorf("skip after a refusal: %v", err)
	}
}
