package dunning

import (
	"slices"
	"testing"
	"time"
)

// waiting is a case whose formal notice is due on Thursday 16 April 2026 and
// needs a yes.
func waiting(t *testing.T, change func(*Plan)) (Rules, Case) {
	t.Helper()
	r := testRules(t, change)
	c := Case{Number: "F-1", Due: day("2026-03-02"), Balance: 1000, State: Reminding, Steps: r.Schedule(day("2026-03-02"), day("2026-02-02")), Done: 4}
	return r, c
}

func TestAnApprovalLapsesWhenTheLetterDoesNotLeave(t *testing.T) {
	t.Parallel()
	r, c := waiting(t, nil)
	at := func(s string) time.Time { return r.instant(day(s)) }
	tell := func(e Event) (fx Effects) {
		c, fx = Apply(c, Complete(c, e, r))
		return fx
	}
	if d := Next(c, at("2026-04-16")); d.Action != Ask || d.Reason != ReasonApprovalRequired {
		t.Fatalf("the step asks for nothing: %+v", d)
	}
	tell(Event{Kind: KindAsked, Step: "formal_notice", At: at("2026-04-16")})
	tell(Event{Kind: KindApprove, Step: "formal_notice", At: at("2026-04-17")}) // a Friday
	if d := Next(c, at("2026-04-17")); d.Action != Send {
		t.Fatalf("approved, and nothing leaves: %+v", d)
	}
	tell(Event{Kind: KindWithheld, Reason: ReasonPaused, At: at("2026-04-17")})
	if d := Next(c, at("2026-04-30")); d.Reason != ReasonPaused {
		t.Fatalf("a held case asks again before it may go on: %+v", d)
	}
	tell(Event{Kind: KindRelease, Hold: HoldSwitch, At: at("2026-04-21")})
	if d := Next(c, at("2026-04-21")); d.Action != Send {
		t.Errorf("the approval is gone on its second business day: %+v", d)
	}
	d := Next(c, at("2026-04-22"))
	if d.Action != Ask || d.Reason != ReasonApprovalLapsed {
		t.Fatalf("after three business days the letter leaves on an old yes: %+v", d)
	}
	fx := tell(Event{Kind: KindAsked, Reason: d.Reason, Step: d.Step, At: at("2026-04-22")})
	if c.Approved != "" || !slices.Contains(fx.Tasks, TaskApprove) || Next(c, at("2026-04-22")).Reason != ReasonAwaitApproval {
		t.Errorf("nobody is asked again: %+v, %+v", c.Approved, fx)
	}
	tell(Event{Kind: KindApprove, At: at("2026-04-23")})
	if d := Next(c, at("2026-04-23")); d.Action != Send {
		t.Errorf("a second yes does not count: %+v", d)
	}
}

func TestAnEarlyApprovalCountsFromThePlannedDay(t *testing.T) {
	t.Parallel()
	r, c := waiting(t, nil)
	at := func(s string) time.Time { return r.instant(day(s)) }
	c, _ = Apply(c, Complete(c, Event{Kind: KindApprove, Step: "formal_notice", At: at("2026-04-02")}, r))
	if d := Next(c, at("2026-04-16")); d.Action != Send {
		t.Errorf("what was agreed to beforehand is asked on the day: %+v", d)
	}
	if d := Next(c, at("2026-04-21")); d.Action != Ask {
		t.Errorf("three business days after its date it still leaves: %+v", d)
	}
}

func TestARefusalTakesAnEarlierYesBack(t *testing.T) {
	t.Parallel()
	for name, days := range map[string]Days{"that lapses": 3, "without end": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, c := waiting(t, func(p *Plan) { p.AgreeDays = days })
			at := r.instant(day("2026-04-16"))
			for _, kind := range []Kind{KindAsked, KindApprove, KindReject, KindRelease} {
				c, _ = Apply(c, Complete(c, Event{Kind: kind, Step: "formal_notice", At: at}, r))
			}
			now := at.AddDate(0, 0, 14) // the steps moved on meanwhile
			if d := Next(c, now); d.Action != Ask || d.Reason != ReasonApprovalRequired {
				t.Errorf("a letter that was refused leaves once the case goes on: %+v", d)
			}
		})
	}
}

func TestAnApprovalWithoutEndLastsForEver(t *testing.T) {
	t.Parallel()
	r, c := waiting(t, func(p *Plan) { p.AgreeDays = 0 })
	at := r.instant(day("2026-04-16"))
	c, _ = Apply(c, Complete(c, Event{Kind: KindAsked, Step: "formal_notice", At: at}, r))
	if ApprovalOverdue(c, at.AddDate(1, 0, 0)) {
		t.Error("a question without end is overdue")
	}
	c, _ = Apply(c, Complete(c, Event{Kind: KindApprove, At: at}, r))
	if d := Next(c, at.AddDate(1, 0, 0)); d.Action != Send {
		t.Errorf("an approval without end lapsed: %+v", d)
	}
}

func TestAQuestionThatNobodyAnswersIsOverdue(t *testing.T) {
	t.Parallel()
	r, c := waiting(t, nil)
	at := func(s string) time.Time { return r.instant(day(s)) }
	c, _ = Apply(c, Complete(c, Event{Kind: KindAsked, Step: "formal_notice", At: at("2026-04-16")}, r))
	if ApprovalOverdue(c, at("2026-04-20")) || !ApprovalOverdue(c, at("2026-04-21")) {
		t.Error("three business days after Thursday are Tuesday")
	}
	if d := Next(c, at("2026-04-21")); !d.At.IsZero() {
		t.Errorf("the case keeps a timer for it, which costs history: %+v", d)
	}
	for kind, e := range map[string]Event{
		"given": {Kind: KindApprove}, "refused": {Kind: KindReject}, "skipped": {Kind: KindSkip},
		"paid in part": {Kind: KindPaid, Balance: &c.Minimum}, "closed": {Kind: KindClose, Outcome: WrittenOff},
	} {
		e.At = at("2026-04-22")
		after, fx := Apply(c, Complete(c, e, r))
		if ApprovalOverdue(after, at("2026-05-22")) || !slices.Contains(fx.Done, TaskApprovalOverdue) {
			t.Errorf("%s: still reminded of", kind)
		}
	}
}

func TestSpentEurosHoldLettersAlone(t *testing.T) {
	t.Parallel()
	r, c := waiting(t, nil)
	at := r.instant(day("2026-04-16"))
	c.Approved = "formal_notice"
	e := Event{Kind: KindHold, Hold: HoldBudget, Reason: ReasonLetterBudget, Amount: 756, Date: day("2026-12-31"), At: at}
	held, fx := Apply(c, Complete(c, e, r))
	d := Next(held, at)
	if d.Action != Wait || d.Reason != ReasonLetterBudget || r.Today(d.At) != day("2027-01-04") {
		t.Errorf("%+v, want to wait for the new year", d)
	}
	if !slices.Contains(fx.Tasks, TaskLetterBudget) || held.Holds[0].Amount != 756 {
		t.Errorf("nobody hears of it: %+v, %+v", fx, held.Holds)
	}
	byMail := held
	byMail.Done = 3
	if d := Next(byMail, at); d.Action != Send {
		t.Errorf("an e-mail is held: %+v", d)
	}
	free, fx := Apply(held, Event{Kind: KindRelease, Hold: HoldBudget, At: at})
	if Next(free, at).Action != Send || !slices.Contains(fx.Done, TaskLetterBudget) {
		t.Errorf("a release does not let it go on: %+v", Next(free, at))
	}
	if _, fx := Apply(held, Event{Kind: KindLapsed, Hold: HoldBudget, Reason: ReasonHoldExpired, At: at}); !slices.Contains(fx.Done, TaskLetterBudget) {
		t.Error("the new year leaves the task open")
	}
}
