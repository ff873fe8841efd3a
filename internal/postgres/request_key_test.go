package postgres_test

import (
	"testing"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

func TestAllThatIsOpenIsDecidedWhenItIsRecorded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	seen := b.loaded(ref) // a person looks: 1200.00 are open
	b.record(ref, paid(50000, "2026-06-01"))
	all := dunning.Recording{Ref: ref, Known: seen.Version, Notify: true, Open: true, Event: dunning.NewPaid(0, day("2026-06-02")).With(dunning.Stamp{At: monday})}
	out, err := b.Record(b.ctx(), all)
	b.must(err)
	if out.Case.Balance != 0 || out.Case.Outcome != dunning.Paid {
		t.Errorf("balance %s (%s), want 0.00 (paid): 500.00 came in between", out.Case.Balance, out.Case.Outcome)
	}
	if n := b.count("tasks where code = 'refund'"); n != 0 {
		t.Errorf("%d tasks to give money back, want none", n)
	}
	all.Event.Date = day("2026-06-03")
	if _, err := b.Record(b.ctx(), all); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("nothing is open: got %v, want a conflict", err)
	}
}

func TestARequestWithAKeyCountsOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref, other := b.add(invoice("F-1")), b.add(invoice("F-2"))
	ask := dunning.Recording{Ref: ref, Notify: true, Open: true, Key: "form-1", Event: dunning.NewPaid(0, day("2026-06-02")).With(dunning.Stamp{At: monday})}
	first, err := b.Record(b.ctx(), ask)
	b.must(err)
	again, err := b.Record(b.ctx(), ask)
	b.must(err)
	if first.Duplicate || !again.Duplicate || again.Case.Version != first.Case.Version {
		t.Errorf("duplicate %t then %t, versions %d and %d", first.Duplicate, again.Duplicate, first.Case.Version, again.Case.Version)
	}
	ask.Sum[0] = 1 // recorded by a version that kept no sums, it is not looked at
	if again, err = b.Record(b.ctx(), ask); err != nil || !again.Duplicate {
		t.Errorf("a key without a sum on record: duplicate %t, %v", again.Duplicate, err)
	}
	ask.Ref = other
	if _, err := b.Record(b.ctx(), ask); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("the key of another invoice's request: got %v, want a conflict", err)
	}
	b.proved(ref, other)
}

func TestTheKeyOfAFactWithAnotherContentIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	ask := dunning.Recording{Ref: ref, Notify: true, Key: "form-1", Sum: [32]byte{1}, Event: dunning.NewPaid(10000, day("2026-06-02")).With(dunning.Stamp{At: monday})}
	_, err := b.Record(b.ctx(), ask)
	b.must(err)
	ask.Sum, ask.Event.Amount = [32]byte{2}, 20000
	_, refused := b.Record(b.ctx(), ask)
	_, _, unanswered := b.Answered(b.ctx(), ref, ask.Key, ask.Sum)
	for _, err := range []error{refused, unanswered} {
		if dunning.ErrorCode(err) != dunning.CodeConflict {
			t.Errorf("got %v, want a conflict", err)
		}
	}
	b.wantBalance(ref, 110000)
}

func TestARequestFromAnOlderSightOfTheCaseIsRefusedWithTheNewerOne(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	seen := b.loaded(ref)
	b.record(ref, dunning.NewReply().With(dunning.Stamp{At: monday}))
	hold := dunning.Recording{Ref: ref, Notify: true, Seen: seen.Version, Event: dunning.NewHold(calendar.Date{}).With(dunning.Stamp{At: monday})}
	out, err := b.Record(b.ctx(), hold)
	if dunning.ErrorCode(err) != dunning.CodeConflict || out.Case.Version <= seen.Version {
		t.Errorf("got %v with version %d, want a conflict with one after %d", err, out.Case.Version, seen.Version)
	}
	if b.loaded(ref).Held(dunning.HoldManual) {
		t.Error("the hold is recorded all the same")
	}
	hold.Seen = out.Case.Version
	out, err = b.Record(b.ctx(), hold)
	b.must(err)
	if !out.Case.Held(dunning.HoldManual) {
		t.Error("the hold of who saw the newest version is not recorded")
	}
}
