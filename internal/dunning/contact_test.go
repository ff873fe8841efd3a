package dunning

import (
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/money"
)

// A debtor is written to again when the plan's spacing is over and its cap of
// contacts in thirty days has room; with one message for each invoice those of one
// day are one contact.
func TestADebtorIsWrittenToAgainWhenThePlanAllowsIt(t *testing.T) {
	t.Parallel()
	today := calendar.NewDate(2026, 6, 15)
	before := func(days ...int) (out []calendar.Date) {
		for _, n := range days {
			out = append(out, today.AddDays(-n))
		}
		return out
	}
	for name, tt := range map[string]struct {
		plan Plan
		days []calendar.Date
		want calendar.Date
	}{
		"never written to":            {Plan{Spacing: 5, MaxIn30: 3}, nil, today},
		"within the spacing":          {Plan{Spacing: 5}, before(9, 2), today.AddDays(3)},
		"after the spacing":           {Plan{Spacing: 5}, before(5), today},
		"the cap is reached":          {Plan{MaxIn30: 3}, before(29, 20, 10), today.AddDays(1)},
		"the cap has room again":      {Plan{MaxIn30: 3}, before(30, 20, 10), today},
		"both, the later counts":      {Plan{Spacing: 7, MaxIn30: 2}, before(20, 1), today.AddDays(10)},
		"today, one for each invoice": {Plan{Spacing: 5, Grouping: ByInvoice}, before(0), today},
		"today, one for the debtor":   {Plan{Spacing: 5, Grouping: ByDebtor}, before(0), today.AddDays(5)},
		"no cap at all":               {Plan{}, before(3, 2, 1, 0), today},
	} {
		if got := tt.plan.NextContact(today, tt.days); got != tt.want {
			t.Errorf("%s: on %s, want %s", name, got, tt.want)
		}
	}
}

func TestOfTwoStepsTheStricterOneDatesTheMessage(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		step, other ScheduledStep
		want        bool
	}{
		"one without a deadline": {ScheduledStep{Level: Final}, ScheduledStep{Level: First, Deadline: 8}, false},
		"the other has none":     {ScheduledStep{Level: First, Deadline: 8}, ScheduledStep{Level: Final}, true},
		"the higher level":       {ScheduledStep{Level: Final, Deadline: 8}, ScheduledStep{Level: First, Deadline: 15}, true},
		"the longer deadline":    {ScheduledStep{Level: Final, Deadline: 15}, ScheduledStep{Level: Final, Deadline: 8}, true},
		"the same":               {ScheduledStep{Level: Final, Deadline: 8}, ScheduledStep{Level: Final, Deadline: 8}, false},
	} {
		if got := tt.step.Dates(tt.other); got != tt.want {
			t.Errorf("%s: %t, want %t", name, got, tt.want)
		}
	}
}

func TestTheSendingHoursOfADayEndOnce(t *testing.T) {
	t.Parallel()
	r, err := NewRules(DefaultPlan(), calendar.Metropole, "atelier", "C-7")
	if err != nil {
		t.Fatal(err)
	}
	morning := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	end := r.Closing(morning)
	if !end.After(morning) || r.Today(end) != r.Today(morning) || r.Closing(end) != end {
		t.Errorf("they end at %s", end)
	}
	if night := time.Date(2026, 6, 1, 20, 0, 0, 0, time.UTC); r.Closing(night) != night {
		t.Errorf("at night they end at %s", r.Closing(night))
	}
}

// What is contested is not asked for, and never more than is open.
func TestWhatOfABalanceIsContested(t *testing.T) {
	t.Parallel()
	dispute := func(amounts ...money.Cents) (out []Hold) {
		for _, a := range amounts {
			out = append(out, Hold{Kind: HoldDispute, Amount: a})
		}
		return append(out, Hold{Kind: HoldManual, Amount: 1})
	}
	for name, tt := range map[string]struct {
		holds                  []Hold
		contested, uncontested money.Cents
	}{
		"nothing":           {nil, 0, 100_00},
		"a part":            {dispute(30_00), 30_00, 70_00},
		"two parts":         {dispute(30_00, 20_00), 50_00, 50_00},
		"more than is open": {dispute(300_00), 100_00, 0},
		"all of it":         {dispute(0), 100_00, 0},
	} {
		c := Case{Balance: 100_00, Holds: tt.holds}
		if got := (CaseView{Case: c}).Disputed(); got != tt.contested {
			t.Errorf("%s: %s is contested, want %s", name, got, tt.contested)
		}
		if got := c.Uncontested(); got != tt.uncontested {
			t.Errorf("%s: %s is not, want %s", name, got, tt.uncontested)
		}
	}
}

// The fixed fee covers the first of the costs; only what is above is asked for.
func TestTheFixedFeeCoversTheFirstOfTheCosts(t *testing.T) {
	t.Parallel()
	c := Claim{Costs: 10_00, Outlays: []Outlay{{Amount: 60_00}, {Amount: 15_00}}}
	if byFee, byPayments := c.Covered(); byFee != FixedFee || byPayments != 25_00 {
		t.Errorf("%s is covered by the fee, %s by payments; want 40.00 and 25.00", byFee, byPayments)
	}
	small := Claim{Outlays: []Outlay{{Amount: 12_00}}}
	if byFee, byPayments := small.Covered(); byFee != 12_00 || byPayments != 0 {
		t.Errorf("of 12.00 %s and %s", byFee, byPayments)
	}
}

func TestAnEndThatGivesTheClaimUp(t *testing.T) {
	t.Parallel()
	for _, o := range Outcomes() {
		want := o == Settled || o == Credited || o == WrittenOff || o == Cancelled
		if got := (Case{State: Closed, Outcome: o}).GivenUp(); got != want {
			t.Errorf("%s: %t, want %t", o, got, want)
		}
	}
	if (Case{State: Reminding, Outcome: Settled}).GivenUp() {
		t.Error("an open case is given up")
	}
}
