package rehearsal_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/rehearsal"
)

// The worker's promises hold in a rehearsal whatever is told when: it ends, it
// never sends to somebody who owes nothing, and no step twice.
func TestNoStoryBreaksAPromise(t *testing.T) {
	t.Parallel()
	rules, err := rehearsal.Rules(dunning.DefaultPlan(), calendar.Metropole)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		on := calendar.NewDate(2026, 2, 1)
		trial := rehearsal.Trial{
			Rules: rules, Due: calendar.NewDate(2026, 3, 2), On: on, Amount: 120000, Rates: interest.Builtin(), Until: on.AddDays(900),
			Approve: rapid.Bool().Draw(t, "approve"), NoEmail: rapid.Bool().Draw(t, "without address"),
		}
		day := on
		for range rapid.IntRange(0, 6).Draw(t, "facts") {
			day = day.AddDays(rapid.IntRange(0, 40).Draw(t, "days"))
			trial.Facts = append(trial.Facts, rehearsal.Fact{On: day, Event: rapid.SampledFrom(facts(day)).Draw(t, "fact")})
		}
		story, err := rehearsal.Play(trial)
		for fact := new(rehearsal.FactError); errors.As(err, &fact); story, err = rehearsal.Play(trial) {
			trial.Facts = slices.DeleteFunc(trial.Facts, func(f rehearsal.Fact) bool { return reflect.DeepEqual(f, fact.Fact) })
		}
		if dunning.ErrorCode(err) == dunning.CodeInternal {
			t.Fatal(err)
		}
		sent := map[string]bool{}
		for _, r := range story.Rows {
			if r.What != dunning.KindSent {
				continue
			}
			if sent[r.Step] || r.Balance <= 0 {
				t.Fatalf("%s is sent twice, or for nothing: %+v", r.Step, story.Rows)
			}
			sent[r.Step] = true
		}
	})
}

// facts is what may become known on a day.
func facts(day calendar.Date) []dunning.Event {
	return []dunning.Event{
		{Kind: dunning.KindPaid, Amount: 30000}, {Kind: dunning.KindPaid}, {Kind: dunning.KindPaid, Amount: -10000},
		{Kind: dunning.KindCredited, Amount: 20000}, {Kind: dunning.KindDispute}, {Kind: dunning.KindDispute, Amount: 1000},
		{Kind: dunning.KindResolveDispute}, {Kind: dunning.KindPromise, Date: day.AddDays(9)}, {Kind: dunning.KindHold},
		{Kind: dunning.KindHold, Date: day.AddDays(20)}, {Kind: dunning.KindRelease}, {Kind: dunning.KindReply},
		{Kind: dunning.KindRelease, Hold: dunning.HoldReply}, {Kind: dunning.KindBounce}, {Kind: dunning.KindContact},
		{Kind: dunning.KindApprove}, {Kind: dunning.KindReject}, {Kind: dunning.KindSkip}, {Kind: dunning.KindInsolvency, Date: day},
		{Kind: dunning.KindReschedule, Date: day.AddDays(30)}, {Kind: dunning.KindClose, Outcome: dunning.Settled},
	}
}

func TestATrialThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	rules, err := rehearsal.Rules(dunning.DefaultPlan(), calendar.Metropole)
	if err != nil {
		t.Fatal(err)
	}
	good := rehearsal.Trial{Rules: rules, Due: calendar.NewDate(2026, 3, 2), On: calendar.NewDate(2026, 2, 1), Amount: 120000, Rates: interest.Builtin()}
	for name, change := range map[string]func(*rehearsal.Trial){
		"nothing to chase": func(t *rehearsal.Trial) { t.Amount = 0 },
		"a fact before its day": func(t *rehearsal.Trial) {
			t.Facts = []rehearsal.Fact{{On: t.On.AddDays(-1), Event: dunning.NewReply()}}
		},
		"a fact that cannot hold": func(t *rehearsal.Trial) {
			t.Facts = []rehearsal.Fact{{On: t.On, Event: dunning.NewClose("")}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			trial := good
			change(&trial)
			if _, err := rehearsal.Play(trial); dunning.ErrorCode(err) != dunning.CodeInvalid {
				t.Errorf("got %v, want a refusal", err)
			}
		})
	}
}
