package postgres_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postage"
)

// post is a store whose cases begin with a registered letter of 7.70 €.
func post(t *testing.T, budget money.Cents) *bundle {
	t.Helper()
	b := setup(t)
	b.Now = func() time.Time { return monday } // of the year whose euros are spent
	b.budget(budget)
	return b
}

func (b *bundle) budget(cents money.Cents) {
	b.t.Helper()
	p := quietPlan()
	p.Steps = []dunning.Step{
		{ID: "notice", At: 5, Channel: dunning.RegisteredLetter, Level: dunning.FormalNotice, Deadline: 15},
		{ID: "handover", At: 60, Channel: dunning.Handover},
	}
	c := testCreditor()
	c.Letters = cents
	b.save(c, p)
}

// drawn opens a case of its own debtor and has its letter drawn.
func (b *bundle) drawn(number string) (dunning.Ref, int64) {
	b.t.Helper()
	n := invoice(number)
	n.Debtor.Key, n.Debtor.Email = "D-"+number, ""
	n.Debtor.Address = dunning.Address{Lines: []string{"1 rue Basse"}, Postcode: "69001", City: "Lyon"}
	ref := b.add(n)
	return ref, b.redrawn(ref)
}

func (b *bundle) redrawn(ref dunning.Ref) int64 {
	b.t.Helper()
	next, _ := b.loaded(ref).Step()
	id := b.granted(ref, "worker", next.At).Message.ID
	r := mail(id, "%PDF "+ref.Number)
	r.Cost = 770
	_, err := b.SaveRendered(b.ctx(), id, r)
	b.must(err)
	return id
}

func (b *bundle) spend() postage.Spend {
	b.t.Helper()
	s, err := b.LettersInYear(b.ctx(), 2026)
	b.must(err)
	return s[0]
}

func TestALetterBeyondTheYearsEurosHoldsItsCaseUntilThereAreMore(t *testing.T) {
	t.Parallel()
	b := post(t, 1600)
	var held dunning.Ref
	for _, n := range []string{"F-1", "F-2", "F-3"} {
		ref, id := b.drawn(n)
		if b.handOver(id, "worker", monday) {
			b.finish(ref, id, dunning.SendAccepted, monday)
			continue
		}
		held = ref
		if c := b.loaded(ref); !c.Held(dunning.HoldBudget) || dunning.Next(c, monday).Reason != dunning.ReasonLetterBudget {
			t.Errorf("the case is not held: %+v", c.Holds)
		}
	}
	if held.Number != "F-3" || b.spend() != (postage.Spend{Creditor: "atelier", Year: 2026, Letters: 2, Registered: 2, Spent: 1540, Budget: 1600}) {
		t.Fatalf("%s is held, %+v is spent", held.Number, b.spend())
	}
	if n := b.count("tasks where code = 'letter_budget' and done_at is null"); n != 1 {
		t.Errorf("%d tasks, want one", n)
	}
	release := func(want int) {
		t.Helper()
		if n, err := b.ReleaseLetterBudget(b.ctx()); n != want || err != nil {
			t.Errorf("%d cases go on, want %d: %v", n, want, err)
		}
	}
	release(0)
	b.budget(2300) // 15.40 + 7.70 = 23.10
	release(0)
	b.budget(2310)
	release(1)
	release(0)
	if n := b.count("tasks where code = 'letter_budget' and done_at is null"); n != 0 {
		t.Errorf("%d tasks are left", n)
	}
	if n := b.signals(held.Number, dunning.KindRelease); n != 1 {
		t.Errorf("the workflow hears of it %d times", n)
	}
	next, _ := b.loaded(held).Step()
	if id := b.redrawn(held); !b.handOver(id, "worker", next.At) {
		t.Error("raised, and the letter still does not leave")
	}
	b.proved(held)
}

func TestALetterThatDidNotLeaveGivesItsEurosBack(t *testing.T) {
	t.Parallel()
	b := post(t, 770)
	first, id := b.drawn("F-1")
	b.handOver(id, "worker", monday)
	b.finish(first, id, dunning.SendAccepted, monday)
	b.must(b.NameOrder(b.ctx(), id, "lettre-1"))
	_, err := b.RememberSending(b.ctx(), postage.Sending{Carrier: "folder", Reference: "lettre-1"})
	b.must(err)
	second, id2 := b.drawn("F-2")
	if b.handOver(id2, "worker", monday) {
		t.Fatal("a second letter leaves")
	}
	b.must(b.SaveLetterState(b.ctx(), postage.TrackedLetter{Message: id, State: "failed"}))
	if n, err := b.ReleaseLetterBudget(b.ctx()); n != 1 || err != nil {
		t.Errorf("%d cases go on: %v", n, err)
	}
	if c := b.loaded(second); c.Held(dunning.HoldBudget) {
		t.Error("still held")
	}
}

func TestLettersAtTheSameInstantDoNotOverspendTogether(t *testing.T) {
	t.Parallel()
	b := post(t, 1600)
	ids := make([]int64, 6)
	for i := range ids {
		_, ids[i] = b.drawn(fmt.Sprintf("F-%d", i))
	}
	left := make([]bool, len(ids))
	var wg sync.WaitGroup
	for i, id := range ids {
		wg.Go(func() {
			ok, err := b.HandOver(b.ctx(), id, "worker", monday)
			if err != nil {
				t.Error(err)
			}
			left[i] = ok
		})
	}
	wg.Wait()
	n := 0
	for _, ok := range left {
		if ok {
			n++
		}
	}
	if n != 2 {
		t.Errorf("%d letters leave (%v), want the two that can be paid", n, left)
	}
}

func TestWithoutABudgetEveryLetterLeaves(t *testing.T) {
	t.Parallel()
	b := post(t, 0)
	var left []bool
	for _, n := range []string{"F-1", "F-2"} {
		_, id := b.drawn(n)
		left = append(left, b.handOver(id, "worker", monday))
	}
	if slices.Contains(left, false) {
		t.Errorf("a letter is held without any limit: %v", left)
	}
}

// The limit of the year is counted under a lock: of six letters at one instant
// as many leave as may.
func TestLettersAtTheSameInstantDoNotExceedTheYearsLimitTogether(t *testing.T) {
	t.Parallel()
	b := post(t, 0)
	b.RegisteredPerYear = 2
	ids := make([]int64, 6)
	for i := range ids {
		_, ids[i] = b.drawn(fmt.Sprintf("F-%d", i))
	}
	var left, refused atomic.Int32
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() {
			switch ok, err := b.HandOver(b.ctx(), id, "worker", monday); {
			case ok:
				left.Add(1)
			case errors.Is(err, postage.ErrLettersOfYear):
				refused.Add(1)
			default:
				t.Errorf("a letter stays: %v", err)
			}
		})
	}
	wg.Wait()
	if left.Load() != 2 || refused.Load() != 4 {
		t.Errorf("%d letters leave and %d are refused, want 2 and 4", left.Load(), refused.Load())
	}
}
