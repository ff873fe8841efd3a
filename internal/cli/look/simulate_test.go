package look

import (
	"testing"

	"pgregory.net/rapid"

	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/interest"
)

// The worker's promises hold in the simulator whatever is told when: it ends,
// it never sends to somebody who owes nothing, and no step twice.
func TestNoStoryOfTheSimulatorBreaksAPromise(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules, err := dunning.NewRules(dunning.DefaultPlan(), calendar.Metropole, "", "")
		if err != nil {
			t.Fatal(err)
		}
		on := calendar.NewDate(2026, 2, 1)
		cmd := &Simulate{
			Due: frame.DateArg{Date: calendar.NewDate(2026, 3, 2)}, On: frame.DateArg{Date: on}, Amount: 120000,
			Approve: rapid.Bool().Draw(t, "approve"), DebtorEmail: rapid.SampledFrom([]string{"yes", "no"}).Draw(t, "email"),
		}
		day := on
		for range rapid.IntRange(0, 6).Draw(t, "facts") {
			day = day.AddDays(rapid.IntRange(0, 40).Draw(t, "days"))
			var f factArg
			text := rapid.SampledFrom([]string{
				"paid:300", "paid", "paid:-100", "credited:200", "dispute", "dispute:10", "resolve_dispute", "promise:" + day.AddDays(9).String(),
				"hold", "hold:" + day.AddDays(20).String(), "release", "reply", "release:reply", "bounce", "contact", "approve", "reject", "skip",
				"insolvency:" + day.String(), "reschedule:" + day.AddDays(30).String(), "close:settled",
			}).Draw(t, "fact")
			if err := f.UnmarshalText([]byte(day.String() + "=" + text)); err != nil {
				t.Fatal(err)
			}
			cmd.Event = append(cmd.Event, f)
		}
		p := newPlay(rules, cmd, cmd.Event, interest.Builtin())
		err = p.run(p.dayStart(on.AddDays(900)))
		if dunning.ErrorCode(err) == dunning.CodeInternal {
			t.Fatal(err)
		}
		sent := map[string]bool{}
		for _, r := range p.rows {
			if r.What != dunning.KindSent {
				continue
			}
			if sent[r.Step] || r.Balance <= 0 {
				t.Fatalf("%s is sent twice, or for nothing: %+v", r.Step, p.rows)
			}
			sent[r.Step] = true
		}
	})
}
