package dunning

import (
	"slices"
	"testing"
	"time"

	"relance/internal/money"
)

// claimedCase has had its formal notice and owes its principal.
func claimedCase(t *testing.T) Case {
	t.Helper()
	r := mustRules(t, DefaultPlan())
	c := Case{Number: "F-1", Due: day("2026-03-02"), Opening: 120000, Balance: 120000, State: FormalState,
		Steps: r.Schedule(day("2026-03-02"), day("2026-02-01"))}
	for i := range c.Steps[:len(c.Steps)-1] {
		c.Steps[i].Sent = c.Steps[i].At
	}
	c.Done = len(c.Steps) - 1
	return c
}

func paidOff(left Left) Event {
	nothing := money.Cents(0)
	return Event{Kind: KindPaid, Amount: 120000, Balance: &nothing, Left: left}
}

func TestAPaidPrincipalDoesNotCloseWhatANoticeClaimed(t *testing.T) {
	t.Parallel()
	both := Left{Interest: 1798, Fee: 4000}
	waive := func(p Waivable) Event { return Event{Kind: KindWaive, Category: string(p)} }
	for name, tt := range map[string]struct {
		after []Event
		why   Reason
		task  bool
	}{
		"interest and fee stay due":   {[]Event{paidOff(both)}, ReasonPrincipalPaid, true},
		"all of it was paid":          {[]Event{paidOff(Left{})}, ReasonPaidInFull, false},
		"both are waived before":      {[]Event{paidOff(both), waive(WaiveFee), waive(WaiveInterest)}, ReasonPaidInFull, false},
		"the fee alone is waived":     {[]Event{paidOff(both), waive(WaiveFee)}, ReasonPrincipalPaid, true},
		"the payment went back":       {[]Event{paidOff(both), returned(120000), paidOff(Left{})}, ReasonPaidInFull, false},
		"a credit note settles it":    {[]Event{{Kind: KindCredited, Amount: 120000, Balance: new(money.Cents), Left: both}}, ReasonPrincipalPaid, true},
		"a credit note leaves nought": {[]Event{{Kind: KindCredited, Amount: 120000, Balance: new(money.Cents)}}, ReasonCreditedInFull, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := claimedCase(t)
			for _, e := range tt.after {
				c, _ = Apply(c, e)
			}
			d := Next(c, time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC))
			if d.Action != Close || d.Reason != tt.why {
				t.Errorf("it decides %s because of %s", d.Action, d.Reason)
			}
			closed, fx := Apply(c, Event{Kind: KindClosed, Outcome: d.Outcome, Reason: d.Reason})
			if closed.State != Closed || slices.Contains(fx.Tasks, TaskAccessories) != tt.task {
				t.Errorf("closed as %s with the tasks %v", closed.State, fx.Tasks)
			}
		})
	}
}

func returned(sum money.Cents) Event {
	return Event{Kind: KindPaid, Amount: -sum, Balance: &sum}
}

// The task ends when a person has claimed, when all was waived, or when all came.
func TestTheTaskToClaimOrWaiveEndsWithItsAnswer(t *testing.T) {
	t.Parallel()
	fee, interest := Event{Kind: KindWaive, Category: string(WaiveFee)}, Event{Kind: KindWaive, Category: string(WaiveInterest)}
	for name, tt := range map[string]struct {
		events []Event
		ends   bool
	}{
		"claimed by hand":         {[]Event{{Kind: KindClaim}}, true},
		"one part waived":         {[]Event{fee}, false},
		"both parts waived":       {[]Event{fee, interest}, true},
		"a waiver taken back":     {[]Event{{Kind: KindWaive, Category: string(WaiveFee), Status: Withdrawn}}, false},
		"part of it came":         {[]Event{paidOff(Left{Fee: 4000})}, false},
		"all of it came":          {[]Event{paidOff(Left{})}, true},
		"a letter's late message": {[]Event{{Kind: KindLetterStatus, Status: "delivered"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := Apply(claimedCase(t), paidOff(Left{Interest: 1798, Fee: 4000}))
			c, _ = Apply(c, Event{Kind: KindClosed, Outcome: Paid})
			ended := false
			for _, e := range tt.events {
				var fx Effects
				c, fx = Apply(c, e)
				ended = ended || slices.Contains(fx.Done, TaskAccessories)
			}
			if ended != tt.ends || c.State != Closed {
				t.Errorf("ended %t, the case is %s and leaves %+v", ended, c.State, c.Left)
			}
		})
	}
}

func TestLevelsThatClaimMoreThanThePrincipal(t *testing.T) {
	t.Parallel()
	for level, want := range map[Level][2]bool{Second: {}, Final: {true, false}, FormalNotice: {true, true}, Thanks: {}} {
		if level.Claims(B2B) != want[0] || level.Claims(B2C) != want[1] {
			t.Errorf("%s: business %t, consumer %t", level, level.Claims(B2B), level.Claims(B2C))
		}
	}
}

// A letter that is fetched on the last day leaves eight days before the next step.
func TestADeliveredLetterLeavesEightDays(t *testing.T) {
	t.Parallel()
	r := mustRules(t, DefaultPlan())
	c := claimedCase(t)
	step := c.Steps[c.Done-1]
	waits := Complete(c, Event{Kind: KindLetterStatus, Status: "presented", Step: step.ID, Date: day("2026-05-04"), At: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)}, r)
	if got := r.Today(waits.NotBefore); got != day("2026-05-20") {
		t.Errorf("first presented on 4 May, the next step waits until %s, want the day after the fortnight at the post", got)
	}
	e := Complete(c, Event{Kind: KindLetterStatus, Status: "delivered", Step: step.ID, Date: day("2026-05-04"), At: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)}, r)
	if first := r.Today(e.NotBefore); first.Before(day("2026-05-13")) {
		t.Errorf("the next step may leave on %s", first)
	}
}
