package postgres_test

import (
	"testing"
	"time"

	"relance/internal/bank"
	"relance/internal/dunning"
	"relance/internal/reconcile"
)

// chased gives a case that was written to on monday.
func (b *bundle) chased(number string) dunning.Ref {
	b.t.Helper()
	ref := b.add(invoice(number))
	b.send(ref, monday)
	return ref
}

// receipts counts the receipts that left.
func (b *bundle) receipts() int {
	return b.count("messages where level = 'receipt' and state = 'accepted'")
}

func TestAPartPaymentIsAcknowledgedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.chased("F-1")
	now := monday.Add(24 * time.Hour)
	b.record(ref, dunning.NewPaid(50000, day("2026-06-02")).With(dunning.Stamp{At: now}))
	out := b.granted(ref, "worker", now)
	n := out.Notice
	// The second reminder leaves on the 11th, ten days after the first.
	if n.Level != dunning.PartReceipt || n.Items[0].Receipt != 50000 || n.Deadline != day("2026-06-10") || n.Agreed {
		t.Errorf("the mail is a %s for %s by %s, want a receipt for 500.00 by the day before the next step", n.Level, n.Items[0].Receipt, n.Deadline)
	}
	if len(out.Attachments) > 0 {
		t.Errorf("%d files are attached to a receipt", len(out.Attachments))
	}
	b.render(out.Message.ID, "reçu")
	b.handOver(out.Message.ID, "worker", now)
	events := b.finish(ref, out.Message.ID, dunning.SendAccepted, now)
	if e := last(events); e.Kind != dunning.KindThanked || e.Reason != dunning.ReasonPaidInPart {
		t.Errorf("recorded %v, want thanked: paid_in_part", reasons(events))
	}
	if c := b.loaded(ref); c.State != dunning.Reminding || c.Balance != 70000 || dunning.Next(c, now).Action != dunning.Wait {
		t.Errorf("after it the case is %+v", c)
	}
	// The bank's own line of the same payment changes nothing.
	b.record(ref, dunning.NewPaid(50000, day("2026-06-02")).With(dunning.Stamp{ID: "line-1", Source: dunning.SourceBank, At: now}))
	if d := dunning.Next(b.loaded(ref), now); d.Action != dunning.Wait {
		t.Errorf("the confirmation makes the case want %s %s", d.Action, d.Step)
	}
	later := now.Add(24 * time.Hour)
	b.record(ref, dunning.NewPaid(10000, day("2026-06-03")).With(dunning.Stamp{At: later}))
	if second := b.granted(ref, "worker", later); second.Notice.Items[0].Receipt != 10000 {
		t.Errorf("the second receipt answers %s, want the second payment alone", second.Notice.Items[0].Receipt)
	}
	b.proved(ref)
}

func TestOnePaymentOverSeveralInvoicesIsAcknowledgedInOneMail(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two := b.add(invoice("F2026-0001")), b.add(invoice("F2026-0002"))
	b.send(one, monday)
	if c := b.loaded(two); c.Done != 1 {
		t.Fatalf("the reminders did not leave together: %+v", c)
	}
	now := monday.Add(24 * time.Hour)
	line := b.takeAt(now, credited(180000, "2026-06-01", "DIVERS"))
	if _, err := b.Match(b.ctx(), line, []reconcile.MatchPart{{Invoice: "F2026-0001"}, {Invoice: "F2026-0002"}}, "claire", now); err != nil {
		t.Fatal(err)
	}
	out := b.granted(two, "worker", now)
	n := out.Notice
	if n.Level != dunning.PartReceipt || len(n.Items) != 2 {
		t.Fatalf("the mail is a %s over %d invoices, want one receipt over both", n.Level, len(n.Items))
	}
	if got := n.Items[0].Receipt + n.Items[1].Receipt; got != 180000 {
		t.Errorf("it answers %s, want 1800.00", got)
	}
	b.render(out.Message.ID, "reçu")
	b.handOver(out.Message.ID, "worker", now)
	b.finish(two, out.Message.ID, dunning.SendAccepted, now)
	if c := b.loaded(one); c.State != dunning.Closed || c.Outcome != dunning.Paid {
		t.Errorf("the settled invoice is %s, want closed with the same mail", c.State)
	}
	if c := b.loaded(two); c.Balance != 60000 || len(c.Receipts) > 0 {
		t.Errorf("the other is %+v", c)
	}
	if b.receipts() != 1 || b.count("messages where level = 'thanks'") != 0 {
		t.Errorf("%d receipts and %d thanks left, want one mail", b.receipts(), b.count("messages where level = 'thanks'"))
	}
	b.proved(one, two)
}

// What was promised for one invoice is not asked of another, nor by its date.
func TestAReceiptMixesNoDates(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two := b.add(invoice("F2026-0001")), b.add(invoice("F2026-0002"))
	b.send(one, monday)
	now := monday.Add(24 * time.Hour)
	b.record(two, dunning.NewPromise(30000, day("2026-07-30")).With(dunning.Stamp{At: now}))
	for _, ref := range []dunning.Ref{one, two} {
		b.record(ref, dunning.NewPaid(20000, day("2026-06-02")).With(dunning.Stamp{At: now}))
	}
	n := b.granted(one, "worker", now).Notice
	if n.Level != dunning.PartReceipt || len(n.Items) != 2 || !n.Deadline.IsZero() || n.Agreed {
		t.Fatalf("the mail is a %s over %d invoices by %s (agreed: %v), want a receipt over both without a common date",
			n.Level, len(n.Items), n.Deadline, n.Agreed)
	}
	want := map[string]dunning.Awaited{
		"F2026-0001": {By: day("2026-06-10"), Amount: 100000}, // the day before its second reminder
		"F2026-0002": {By: day("2026-07-30"), Amount: 10000, Agreed: true},
	}
	for _, it := range n.Items {
		if it.Awaited != want[it.Invoice.Number] {
			t.Errorf("of %s it asks %+v, want %+v", it.Invoice.Number, it.Awaited, want[it.Invoice.Number])
		}
	}
}

// takeAt takes one bank line in and gives its number.
func (b *bundle) takeAt(at time.Time, e bank.Entry) int64 {
	b.t.Helper()
	im, err := b.BeginBankImport(b.ctx(), reconcile.BankRead{Creditor: "atelier", Author: "claire", At: at})
	b.must(err)
	out, err := im.Take(b.ctx(), statement(b.t, e))
	b.must(err)
	return out[0].Line
}

func TestAnUndonePaymentIsNotAcknowledged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.chased("F2026-0001")
	now := monday.Add(24 * time.Hour)
	line := b.takeAt(now, credited(50000, "2026-06-01", "REGLT F2026-0001"))
	out := b.granted(ref, "worker", now)
	if out.Notice.Level != dunning.PartReceipt {
		t.Fatalf("the mail is a %s, want a receipt", out.Notice.Level)
	}
	b.render(out.Message.ID, "reçu")
	_, err := b.Unmatch(b.ctx(), line, "claire", now)
	b.must(err)
	if b.handOver(out.Message.ID, "worker", now) {
		t.Error("the receipt leaves although the payment was undone")
	}
	if d := dunning.Next(b.loaded(ref), now); d.Action != dunning.Wait {
		t.Errorf("the case wants %s %s", d.Action, d.Step)
	}
	b.proved(ref)
}

func TestAReceiptThatCannotLeaveNeverStopsTheCase(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		prepare func(*bundle)
		outcome dunning.SendOutcome
		want    dunning.Kind
	}{
		"without e-mail": {func(b *bundle) { b.clearEmail() }, "", dunning.KindThanked},
		"paused":         {func(b *bundle) { b.must(b.Pause(b.ctx(), true, "ops")) }, "", dunning.KindWithheld},
		"refused":        {func(*bundle) {}, dunning.SendRefused, dunning.KindRefused},
		"unknown":        {func(*bundle) {}, dunning.SendUnknown, dunning.KindThanked},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			ref := b.chased("F-1")
			now := monday.Add(24 * time.Hour)
			b.record(ref, dunning.NewPaid(50000, day("2026-06-02")).With(dunning.Stamp{At: now}))
			row.prepare(b)
			out := b.reserve(ref, "worker", now)
			events := out.Events
			if row.outcome != "" {
				b.render(out.Message.ID, "reçu")
				b.handOver(out.Message.ID, "worker", now)
				var err error
				events, err = b.Finish(b.ctx(), dunning.Finished{Message: out.Message.ID, Outcome: row.outcome, Address: true, At: now, Ref: ref})
				b.must(err)
			}
			if e := last(events); e.Kind != row.want {
				t.Errorf("recorded %v, want %s at the end", reasons(events), row.want)
			}
			c := b.loaded(ref)
			if d := dunning.Next(c, now); d.Action != dunning.Wait || c.Attention != nil || c.Balance != 70000 {
				t.Errorf("then the case wants %s %s with %+v", d.Action, d.Step, c.Attention)
			}
			b.proved(ref)
		})
	}
}
