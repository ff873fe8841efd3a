package fact

import (
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

func TestCheck_DatesAndAmounts(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	long := calendar.NewDate(9999, 12, 31)
	for name, tt := range map[string]struct {
		event dunning.Event
		good  bool
	}{
		"paid tomorrow":                 {dunning.Event{Kind: dunning.KindPaid, Amount: 1, Date: day("2026-06-02")}, true},
		"paid in two days":              {dunning.Event{Kind: dunning.KindPaid, Amount: 1, Date: day("2026-06-03")}, false},
		"credited in two days":          {dunning.Event{Kind: dunning.KindCredited, Amount: 1, Date: day("2026-06-03")}, false},
		"on record already":             {dunning.Event{Kind: dunning.KindPaid, Amount: 1, Date: day("2026-06-05"), Seq: 4}, true},
		"promised in two days":          {dunning.Event{Kind: dunning.KindPromise, Date: day("2026-06-03")}, true},
		"paid long ago":                 {dunning.Event{Kind: dunning.KindPaid, Amount: 1, Date: day("1900-01-01")}, true},
		"paid before anybody was born":  {dunning.Event{Kind: dunning.KindPaid, Amount: 1, Date: day("1899-12-31")}, false},
		"held for ever":                 {dunning.Event{Kind: dunning.KindHold, Date: long}, false},
		"moved to a far year":           {dunning.Event{Kind: dunning.KindReschedule, Date: day("2200-01-01")}, false},
		"promised in the first century": {dunning.Event{Kind: dunning.KindPromise, Date: calendar.NewDate(1, 1, 2)}, false},
		"an instalment in a far year":   {dunning.Event{Kind: dunning.KindInstalments, Instalments: []dunning.Instalment{{Date: long, Amount: 1}}}, false},
		"more money than there is":      {dunning.Event{Kind: dunning.KindPaid, Amount: 1 << 62}, false},
		"more money sent back":          {dunning.Event{Kind: dunning.KindPaid, Amount: -1 << 62}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.event.At = now
			err := Check(tt.event)
			if (err == nil) != tt.good {
				t.Fatalf("got %v", err)
			}
			if err != nil && (dunning.ErrorCode(err) != dunning.CodeInvalid || dunning.ErrorHint(err) == "") {
				t.Errorf("code %q, hint %q", dunning.ErrorCode(err), dunning.ErrorHint(err))
			}
		})
	}
}

func TestAStepOfUnknownOutcomeIsNotLeftOut(t *testing.T) {
	t.Parallel()
	c := dunning.Case{Number: "F-1", Balance: 100, Steps: []dunning.ScheduledStep{{ID: "final", Level: dunning.Final}}, Attention: &dunning.Attention{Code: dunning.ReasonOutcomeUnknown, Step: "final"}}
	for _, kind := range []dunning.Kind{dunning.KindSkip, dunning.KindRetry} {
		if err := CheckFor(c, dunning.Event{Kind: kind}); dunning.ErrorCode(err) != dunning.CodeConflict || dunning.ErrorHint(err) == "" {
			t.Errorf("%s while nobody knows whether the notice left: %v", kind, err)
		}
	}
	c.Attention.Code = dunning.ReasonRefused
	if err := CheckFor(c, dunning.Event{Kind: dunning.KindSkip}); err != nil {
		t.Errorf("skip after a refusal: %v", err)
	}
}

func TestInterestAndFeeAreClaimedByHandOnlyOnceThePrincipalIsPaid(t *testing.T) {
	t.Parallel()
	if err := CheckFor(dunning.Case{Number: "F-1", Balance: 120000, State: dunning.FormalState}, dunning.Event{Kind: dunning.KindClaim}); err == nil {
		t.Error("a claim by hand is taken while the principal is open")
	}
}
