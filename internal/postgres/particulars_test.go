package postgres_test

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
)

// What a person recorded about the claim reaches the notice and the view, with
// its words, from every cycle; the log stays whole and holds none of the words.
func TestParticularsReachNoticeAndView(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	note, err := b.SaveDocument(b.ctx(), dunning.Document{MediaType: "text/plain", Name: "note.txt", Bytes: []byte("geste pour M. Lenoir")})
	b.must(err)
	b.record(ref, dunning.NewLimitation("acknowledgement", day("2026-05-20"), calendar.Date{}).With(dunning.Stamp{At: monday}))
	b.record(ref, dunning.NewClose(dunning.Settled).With(dunning.Stamp{At: monday}))
	ref, err = b.Reopen(b.ctx(), ref, dunning.Reopening{Reason: dunning.ReasonByPerson, At: monday})
	b.must(err)
	b.record(ref, dunning.Event{Kind: dunning.KindWaive, Category: "interest", Date: day("2026-06-01"), Note: note.SHA256, Author: "paul", At: monday})
	b.record(ref, dunning.NewCost(12000, day("2026-05-30")).With(dunning.Stamp{At: monday}))

	want := dunning.Particulars{
		Waived:     []dunning.Waiver{{Part: dunning.WaiveInterest, On: day("2026-06-01"), Author: "paul", Why: "geste pour M. Lenoir"}},
		Outlays:    []dunning.Outlay{{Date: day("2026-05-30"), Amount: 12000}},
		Limitation: []dunning.Interruption{{Event: dunning.LimitAcknowledgement, On: day("2026-05-20")}},
	}
	v, err := b.Case(b.ctx(), ref)
	b.must(err)
	if diff := cmp.Diff(want, v.Particulars); diff != "" {
		t.Errorf("in the view (-want +got):\n%s", diff)
	}
	if out := b.granted(ref, "worker", monday); len(out.Notice.Items) != 1 || !cmp.Equal(want, out.Notice.Items[0].Particulars) {
		t.Errorf("in the notice: %+v", out.Notice.Items)
	}
	b.proved(ref)
	if n := b.count("events where data::text like '%Lenoir%'") + b.count("outbox where payload::text like '%Lenoir%'"); n != 0 {
		t.Errorf("%d events and messages hold the words", n)
	}
}

func TestNearLimitationKnowsWhatWasRecorded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	n := invoice("OLD")
	n.Invoice.Due, n.Debtor.Regime = day("2021-12-10"), dunning.B2B
	ref := b.add(n)
	b.record(ref, dunning.NewLimitation("court_action", day("2026-03-02"), day("2026-05-02")).With(dunning.Stamp{At: monday}))
	got, err := b.NearLimitation(b.ctx(), day("2026-11-21"))
	b.must(err)
	want := []dunning.Interruption{{Event: dunning.LimitCourtAction, On: day("2026-03-02"), Until: day("2026-05-02")}}
	if len(got) != 1 || !cmp.Equal(want, got[0].Events) {
		t.Errorf("got %+v, want the case in court", got)
	}
}

// The task names the last day to declare a claim, and ends with the hold.
func TestInsolvencyNamesTheLastDayToDeclare(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	b.record(ref, dunning.NewInsolvency(day("2026-05-28")).With(dunning.Stamp{At: monday}))
	tasks, err := b.OpenTasks(b.ctx(), dunning.TaskInsolvency, "")
	b.must(err)
	if len(tasks) != 1 || tasks[0].Detail != "2026-07-28" || tasks[0].Ref != ref {
		t.Fatalf("tasks %+v, want the declaration until 2026-07-28", tasks)
	}
	tasks[0].Step = "30d"
	b.must(b.OpenTask(b.ctx(), tasks[0]))
	b.record(ref, dunning.NewRelease(dunning.HoldInsolvency).With(dunning.Stamp{At: monday}))
	if n := b.count("tasks where code = 'declare_claim' and done_at is null"); n != 0 {
		t.Errorf("%d tasks are left", n)
	}
}

// Several people record the same payment of a debtor at once: it counts once,
// and whole. Shares that rest on an older picture are refused together.
func TestPayDebtorCountsOnceAndWhole(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two := b.add(invoice("F-1")), b.add(invoice("F-2"))
	version := func(ref dunning.Ref) int64 { return b.loaded(ref).Version }
	p := dunning.DebtorPayment{
		Creditor: "atelier", Debtor: "C-7", Source: dunning.SourceManual, Date: day("2026-05-30"), Amount: 150000, Author: "claire",
		Shares: []dunning.DebtorShare{
			{Ref: one, Known: version(one), Amount: 120000, Rule: string(interest.RuleLegalOrder)},
			{Ref: two, Known: version(two), Amount: 30000, Rule: string(interest.RuleLegalOrder)},
		},
	}
	stale := p
	stale.Shares = []dunning.DebtorShare{p.Shares[0], {Ref: two, Known: version(two) - 1, Amount: 30000}}
	_, _, err := b.PayDebtor(b.ctx(), stale)
	wantCode(t, err, dunning.CodeConflict)
	if left := b.loaded(one).Balance; left != 120000 {
		t.Fatalf("%s is open after a refusal", left)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	repeats := 0
	for range 4 {
		wg.Go(func() {
			_, repeat, err := b.PayDebtor(b.ctx(), p)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if repeat {
				repeats++
			}
		})
	}
	wg.Wait()
	if a, z := b.loaded(one).Balance, b.loaded(two).Balance; a != 0 || z != 90000 || repeats != 3 {
		t.Errorf("%s and %s are open after %d repeats, want 0.00, 900.00 and 3", a, z, repeats)
	}
	b.proved(one, two)
}

// A payment of a debtor is recognised by the whole of its id, and by nothing
// that merely begins like it.
func TestPayDebtorKnowsARepeatByItsWholeID(t *testing.T) {
	t.Parallel()
	pay := func(b *bundle, debtor, id string, ref dunning.Ref) (repeat bool, err error) {
		_, repeat, err = b.PayDebtor(b.ctx(), dunning.DebtorPayment{
			Creditor: "atelier", Debtor: debtor, Source: dunning.SourceManual, ID: id, Date: day("2026-05-30"), Amount: 10000,
			Shares: []dunning.DebtorShare{{Ref: ref, Known: b.loaded(ref).Version, Amount: 10000}},
		})
		return repeat, err
	}
	for name, tt := range map[string]struct {
		before func(b *bundle, ref, odd, other dunning.Ref) (repeat bool, err error)
		repeat bool
		code   dunning.Code
		open   money.Cents // on F-1 in the end
	}{
		"a longer id before it": {func(b *bundle, ref, _, _ dunning.Ref) (bool, error) { return pay(b, "C-7", "2026/03", ref) }, false, "", 100000},
		"a payment of one invoice before it": {func(b *bundle, ref, _, _ dunning.Ref) (bool, error) {
			e := paid(10000, "2026-05-29")
			e.ID = "2026/03"
			b.record(ref, e)
			return false, nil
		}, false, "", 100000},
		"a payment of one invoice with the id of a share": {func(b *bundle, _, odd, _ dunning.Ref) (bool, error) {
			e := paid(10000, "2026-05-29")
			e.ID = "2026/03"
			b.record(odd, e)
			return false, nil
		}, false, "", 110000},
		"itself": {func(b *bundle, ref, _, _ dunning.Ref) (bool, error) { return pay(b, "C-7", "2026", ref) }, true, "", 110000},
		"itself, recorded by an earlier version": {func(b *bundle, ref, _, _ dunning.Ref) (bool, error) {
			defer b.exec("update payments set whole = null")
			return pay(b, "C-7", "2026", ref)
		}, true, "", 110000},
		"another debtor's with this id": {func(b *bundle, _, _, other dunning.Ref) (bool, error) { return pay(b, "C-8", "2026", other) }, false, dunning.CodeConflict, 120000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			stranger := invoice("F-3")
			stranger.Debtor.Key = "C-8"
			ref, odd, other := b.add(invoice("F-1")), b.add(invoice("03")), b.add(stranger)
			if repeat, err := tt.before(b, ref, odd, other); repeat || err != nil {
				t.Fatalf("the payment before: %t, %v", repeat, err)
			}
			repeat, err := pay(b, "C-7", "2026", ref)
			if repeat != tt.repeat || dunning.ErrorCode(err) != tt.code {
				t.Errorf("repeat %t, error %v; want %t, %q", repeat, err, tt.repeat, tt.code)
			}
			if got := b.loaded(ref).Balance; got != tt.open {
				t.Errorf("%s is open, want %s", got, tt.open)
			}
		})
	}
}
