package fact

import (
	"slices"
	"testing"
	"time"

	"relance/internal/dunning"
)

func TestAFactIsOfferedWhereItMakesSense(t *testing.T) {
	t.Parallel()
	step := []dunning.ScheduledStep{{ID: "first", Channel: dunning.Email}}
	posted := []dunning.ScheduledStep{{ID: "formal", Channel: dunning.RegisteredLetter, Sent: time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)}}
	held := func(k dunning.HoldKind) []dunning.Hold { return []dunning.Hold{{Kind: k}} }
	for name, tt := range map[string]struct {
		c    dunning.Case
		kind dunning.Kind
		want bool
	}{
		"a payment of an open case":                   {dunning.Case{State: dunning.Reminding, Balance: 100}, dunning.KindPaid, true},
		"a payment of a closed case":                  {dunning.Case{State: dunning.Closed}, dunning.KindPaid, false},
		"a waiver after the end":                      {dunning.Case{State: dunning.Closed}, dunning.KindWaive, true},
		"a limitation after the end":                  {dunning.Case{State: dunning.Closed}, dunning.KindLimitation, true},
		"an end of a dispute without one":             {dunning.Case{State: dunning.Reminding}, dunning.KindResolveDispute, false},
		"an end of a dispute":                         {dunning.Case{State: dunning.Reminding, Holds: held(dunning.HoldDispute)}, dunning.KindResolveDispute, true},
		"the lifting of what a person put":            {dunning.Case{State: dunning.Reminding, Holds: held(dunning.HoldManual)}, dunning.KindRelease, true},
		"the lifting of a dispute":                    {dunning.Case{State: dunning.Reminding, Holds: held(dunning.HoldDispute)}, dunning.KindRelease, false},
		"the lifting of nothing":                      {dunning.Case{State: dunning.Reminding}, dunning.KindRelease, false},
		"another try after a failure":                 {dunning.Case{State: dunning.Reminding, Attention: &dunning.Attention{}}, dunning.KindRetry, true},
		"another try where nothing failed":            {dunning.Case{State: dunning.Reminding}, dunning.KindRetry, false},
		"leaving out the step that comes next":        {dunning.Case{State: dunning.Reminding, Steps: step}, dunning.KindSkip, true},
		"leaving out a step where none is left":       {dunning.Case{State: dunning.Reminding}, dunning.KindSkip, false},
		"a claim of interest while principal is open": {dunning.Case{State: dunning.Reminding, Balance: 1}, dunning.KindClaim, false},
		"a claim of interest once it is paid":         {dunning.Case{State: dunning.Reminding}, dunning.KindClaim, true},
		"what became of a letter that was posted":     {dunning.Case{State: dunning.FormalState, Steps: posted, Done: 1}, dunning.KindLetterStatus, true},
		"what became of a letter where none was sent": {dunning.Case{State: dunning.Reminding, Steps: step}, dunning.KindLetterStatus, false},
	} {
		if got := Offered(tt.c, tt.kind); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestWhatEndsByItselfIsNotAPersonsToLift(t *testing.T) {
	t.Parallel()
	c := dunning.Case{Holds: []dunning.Hold{{Kind: dunning.HoldDispute}, {Kind: dunning.HoldManual}, {Kind: dunning.HoldBounce}, {Kind: dunning.HoldReply}}}
	if got := Liftable(c); !slices.Equal(got, []dunning.HoldKind{dunning.HoldManual, dunning.HoldReply}) {
		t.Errorf("a person may lift %v", got)
	}
}
