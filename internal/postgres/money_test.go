package postgres_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
	"relance/internal/notice"
)

// letterhead gives the creditor what a notice must show.
func (b *bundle) letterhead() {
	c := testCreditor()
	c.Address = dunning.Address{Lines: []string{"12 rue des Lilas"}, Postcode: "69003", City: "Lyon"}
	c.SIREN, c.Signatory = "123456782", "Claire Brunel"
	b.save(c, quietPlan())
}

// TestNoticeAfterMoneyMoved lets the whole way from the claim to the words see
// what came, went back and was credited: a notice that does not add up is one
// that never leaves.
func TestNoticeAfterMoneyMoved(t *testing.T) {
	t.Parallel()
	credit := dunning.NewCredited(20000, day("2026-05-20")).With(dunning.Stamp{ID: "AV-1", At: monday})
	for name, tt := range map[string]struct {
		events []dunning.Event
		want   [3]money.Cents // paid, credited, principal
	}{
		"a credit note":                {[]dunning.Event{credit}, [3]money.Cents{0, 20000, 100000}},
		"a payment and a credit note":  {[]dunning.Event{paid(30000, "2026-05-18"), credit}, [3]money.Cents{30000, 20000, 70000}},
		"a payment that went back":     {[]dunning.Event{paid(20000, "2026-05-20"), paid(-20000, "2026-05-25")}, [3]money.Cents{0, 0, 120000}},
		"a part of one that went back": {[]dunning.Event{paid(20000, "2026-05-20"), paid(-5000, "2026-05-25")}, [3]money.Cents{15000, 0, 105000}},
		"money dated tomorrow":         {[]dunning.Event{paid(20000, "2026-06-02")}, [3]money.Cents{20000, 0, 100000}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.letterhead()
			ref := b.add(invoice("F-1"))
			for _, e := range tt.events {
				b.record(ref, e)
			}
			n, err := claim.InNotice(b.granted(ref, "worker", monday).Notice, interest.Builtin())
			b.must(err)
			it := n.Items[0]
			if d := cmp.Diff(tt.want, [3]money.Cents{it.Paid, it.CreditedSum(), it.Claim.Principal}); d != "" {
				t.Errorf("paid, credited, principal: %s", d)
			}
			words, err := notice.Load(nil)
			b.must(err)
			_, err = words.Render(n)
			b.must(err)

			v, err := b.Case(b.ctx(), ref)
			b.must(err)
			shown := dunning.NewNoticeItem(v.Invoice, v.Case, it.Level, n.Date, v.Received(), v.Credits)
			it.Claim, it.Earlier = dunning.Claim{}, nil
			if d := cmp.Diff(it, shown); d != "" {
				t.Errorf("what leaves and what is shown before differ: %s", d)
			}
		})
	}
}

func TestSamePaymentEnteredTwiceByHandCountsOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	b.record(ref, paid(60000, "2026-05-20"))
	for _, source := range []string{dunning.SourceSignal, dunning.SourceConsole, ""} {
		e := paid(60000, "2026-05-20")
		e.Source = source
		out := b.record(ref, e)
		if !out.Duplicate || out.Case.Balance != 60000 {
			t.Errorf("source %q: duplicate %t, balance %s", source, out.Duplicate, out.Case.Balance)
		}
		if n := b.count("payments where external = 'F-1/2026-05-20/600.00' and source <> $1", dunning.SourceManual); n != 0 {
			t.Errorf("%d payments beside the one that was told by hand", n)
		}
	}
	for name, e := range map[string]dunning.Event{
		"an id of its own": {Kind: dunning.KindPaid, ID: "VIR-2", Source: dunning.SourceSignal, Amount: 10000, Date: day("2026-05-20"), At: monday},
		"another source":   {Kind: dunning.KindPaid, Source: "api", Amount: 10000, Date: day("2026-05-20"), At: monday},
		"another date":     {Kind: dunning.KindPaid, Source: dunning.SourceSignal, Amount: 10000, Date: day("2026-05-21"), At: monday},
	} {
		if out := b.record(ref, e); out.Duplicate {
			t.Errorf("%s: counted as a repeat", name)
		}
	}
	if c := b.loaded(ref); c.Balance != 30000 {
		t.Errorf("balance %s, want 300.00", c.Balance)
	}
	b.proved(ref)
}

func TestMoneyOfTheFutureIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Now = func() time.Time { return monday }
	ref := b.add(invoice("F-1"))
	for name, e := range map[string]dunning.Event{
		"with the case time":    {Kind: dunning.KindPaid, Amount: 1, Date: day("2026-06-03"), At: monday},
		"without the case time": {Kind: dunning.KindPaid, Amount: 1, Date: day("2026-06-03")},
		"a credit note":         {Kind: dunning.KindCredited, Amount: 1, Date: day("2026-06-03")},
	} {
		_, err := b.Record(b.ctx(), dunning.Recording{Ref: ref, Event: e, Notify: true})
		if wantCode(t, err, dunning.CodeInvalid); dunning.ErrorHint(err) == "" {
			t.Errorf("%s: no hint with %v", name, err)
		}
	}
	b.record(ref, dunning.NewPaid(1, day("2026-06-02")))
	if n := b.count("payments"); n != 1 {
		t.Errorf("%d payments, want tomorrow's alone", n)
	}
}

func TestReturnedPaymentReopensAClosedCase(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		outcome dunning.Outcome
		back    money.Cents
		lives   bool
	}{
		{dunning.Paid, -120000, true}, {dunning.Paid, -5000, true}, {dunning.Settled, -120000, true},
		{dunning.WrittenOff, -120000, false}, {dunning.Insolvent, -120000, false}, {dunning.Cancelled, -120000, false},
	} {
		t.Run(string(tt.outcome)+tt.back.String(), func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			ref := b.add(invoice("F-1"))
			b.send(ref, monday)
			b.record(ref, paid(120000, "2026-05-20"))
			b.record(ref, dunning.NewClose(tt.outcome).With(dunning.Stamp{At: monday}))
			back := paid(tt.back, "2026-05-29")
			out := b.record(ref, back)
			latest, err := b.Latest(b.ctx(), "atelier", "F-1")
			b.must(err)
			if lives := latest.Cycle == 1; lives != tt.lives || out.Case.Ref() != latest {
				t.Fatalf("the newest case is %v, the answer speaks of %v", latest, out.Case.Ref())
			}
			starts, tasks := b.count("outbox where kind = 'start' and workflow_id like '%/1'"), b.count("tasks where code = 'late_message' and done_at is null")
			if tt.lives != (starts == 1) || tt.lives != (tasks == 0) {
				t.Errorf("%d starts, %d tasks", starts, tasks)
			}
			if again := b.record(ref, back); !again.Duplicate {
				t.Error("the same return counts twice")
			}
			b.proved(ref, latest)
			if c := b.loaded(latest); tt.lives && (c.Balance != -tt.back || c.Done != 1 || c.State != dunning.Reminding) {
				t.Errorf("the case lives again as %+v", c)
			}
		})
	}
}
