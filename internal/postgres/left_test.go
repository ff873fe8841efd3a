package postgres_test

import (
	"slices"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// claimedOnce gives a business's case whose final reminder has left.
func (b *bundle) claimedOnce(number string) (dunning.Ref, time.Time) {
	b.t.Helper()
	n := invoice(number)
	n.Debtor.Regime = dunning.B2B
	ref, now := b.add(n), monday
	for range 10 {
		c := b.loaded(ref)
		step, ok := c.Step()
		if !ok || c.Claimed() {
			break
		}
		if now.Before(step.At) {
			now = step.At
		}
		b.send(ref, now)
	}
	if c := b.loaded(ref); !c.Claimed() {
		b.t.Fatalf("no final reminder left: %+v", c.Steps)
	}
	return ref, now
}

func (b *bundle) openTask(ref dunning.Ref, code dunning.TaskCode) bool {
	b.t.Helper()
	tasks, err := b.Tasks(b.ctx(), desk.TaskFilter{})
	b.must(err)
	return slices.ContainsFunc(tasks, func(t dunning.Task) bool { return t.Ref == ref && t.Code == code })
}

// Who pays the principal late, by hand or through the bank, still owes what the
// notice asked for: the case says so, and a person is asked to claim or waive.
func TestALatePrincipalLeavesItsAccessoriesToAPerson(t *testing.T) {
	t.Parallel()
	for name, pay := range map[string]func(b *bundle, ref dunning.Ref, now time.Time){
		"by hand": func(b *bundle, ref dunning.Ref, now time.Time) {
			b.record(ref, dunning.NewPaid(120000, dayOfTime(now)).With(dunning.Stamp{At: now}))
		},
		"through the bank": func(b *bundle, _ dunning.Ref, now time.Time) {
			b.takeAt(now, credited(120000, dayOfTime(now).String(), "REGLT F2026-0001"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			ref, now := b.claimedOnce("F2026-0001")
			pay(b, ref, now)
			c := b.loaded(ref)
			want := dunning.LeftOf(b.claimOn(ref, dayOfTime(now).String()))
			if c.Left != want || want.Fee != 4000 || want.Interest <= 0 {
				t.Fatalf("the case leaves %+v, want %+v", c.Left, want)
			}
			if now.Before(c.ThankAt) {
				now = c.ThankAt
			}
			out := b.send(ref, now)
			if days := out.Notice.Items[0].ClaimedOn(dunning.B2B); out.Notice.Level != dunning.Thanks || len(days) == 0 {
				t.Errorf("the %s does not know what was claimed", out.Notice.Level)
			}
			if c = b.loaded(ref); c.State != dunning.Closed || !b.openTask(ref, dunning.TaskAccessories) {
				t.Errorf("the case is %s, and nobody is asked about %s", c.State, c.Left.Sum())
			}
			b.record(ref, dunning.NewWaive(dunning.WaiveFee).With(dunning.Stamp{At: now}))
			if !b.openTask(ref, dunning.TaskAccessories) {
				t.Error("with the fee alone waived the task ends")
			}
			b.record(ref, dunning.NewClaimed(calendar.Date{}).With(dunning.Stamp{At: now}))
			if b.openTask(ref, dunning.TaskAccessories) || b.openTask(ref, dunning.TaskLateMessage) {
				t.Error("claimed by hand, the question stays open")
			}
			b.proved(ref)
		})
	}
}

func dayOfTime(at time.Time) calendar.Date {
	return calendar.DateOf(at.In(calendar.Metropole.Location()))
}
