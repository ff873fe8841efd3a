package portal_test

import (
	"net/http"
	"testing"

	"relance/internal/dunning"
	"relance/internal/payment/stripe/stripetest"
)

// paidByCard is an invoice whose debtor has paid by card.
func (w *world) paidByCard() (dunning.Ref, string) {
	w.t.Helper()
	ref := w.add("F-1", "C-7")
	session := w.click(w.linkOf(w.send(ref)))
	w.stripe.Pay(session)
	if status := w.notify(completed, session); status != http.StatusNoContent || w.balance(ref) != 0 {
		w.t.Fatalf("the payment: %d, %s open", status, w.balance(ref))
	}
	return ref, session
}

// newest is the case of an invoice in its newest cycle.
func (w *world) newest(number string) dunning.Case {
	w.t.Helper()
	var cycle int
	w.must(w.store.Pool().QueryRow(w.t.Context(), `select max(cycle) from cases where number = $1`, number).Scan(&cycle))
	c, err := w.store.LoadCase(w.t.Context(), dunning.Ref{Creditor: "atelier", Number: number, Cycle: cycle})
	w.must(err)
	return c
}

// Money that went back counts once, however often and in whatever order it is
// told; the case lives again, and nothing leaves before a person has looked.
func TestARefundOfACardCountsOnceAndAsksAPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, session := w.paidByCard()
	pay := stripetest.Intent(session)
	w.stripe.Return("refund", "re_1", session, 120000, "pending")
	if status := w.notify("charge.refund.updated", pay); status != http.StatusNoContent || w.newest("F-1").Balance != 0 {
		t.Errorf("a refund that is not decided: %d, %s open", status, w.newest("F-1").Balance)
	}
	w.stripe.Return("refund", "re_1", session, 120000, "succeeded")
	for _, kind := range []string{"charge.refunded", "refund.updated", "charge.refunded", completed} {
		id := pay
		if kind == completed {
			id = session
		}
		if status := w.notify(kind, id); status != http.StatusNoContent {
			t.Fatalf("%s: %d", kind, status)
		}
	}
	c := w.newest("F-1")
	if c.Balance != 120000 || c.State == dunning.Closed || !c.Held(dunning.HoldManual) {
		t.Errorf("%s open, %s, held %v", c.Balance, c.Status(), c.Holds)
	}
	if n := w.count("payments where source = 'stripe'"); n != 2 {
		t.Errorf("%d payments of the provider", n)
	}
	if n := w.count("tasks where code = 'look_at_card_return' and done_at is null"); n == 0 {
		t.Error("nobody is asked")
	}
	w.stripe.Return("refund", "re_1", session, 120000, "failed") // the bank of the card refused it weeks later
	for range 2 {
		w.notify("refund.failed", pay)
	}
	if c := w.newest("F-1"); c.Balance != 0 {
		t.Errorf("%s open after the refund failed", c.Balance)
	}
	if n := w.count("payments where source = 'stripe'"); n != 3 {
		t.Errorf("%d payments of the provider", n)
	}
}

// A refund that is told before its payment, and one of a payment that is not
// ours.
func TestARefundMayArriveBeforeItsPayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add("F-1", "C-7")
	session := w.click(w.linkOf(w.send(dunning.Ref{Creditor: "atelier", Number: "F-1"})))
	w.stripe.Pay(session)
	w.stripe.Return("refund", "re_1", session, 50000, "succeeded")
	for _, kind := range []string{"charge.refunded", completed} {
		id := map[string]string{"charge.refunded": stripetest.Intent(session), completed: session}[kind]
		if status := w.notify(kind, id); status != http.StatusNoContent {
			t.Errorf("%s: %d", kind, status)
		}
	}
	if c := w.newest("F-1"); c.Balance != 50000 {
		t.Errorf("%s open, want 500.00", c.Balance)
	}
}

// A chargeback is a question until it is lost, and what somebody entered by hand
// is not recorded a second time.
func TestAChargebackCountsWhenItIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, session := w.paidByCard()
	pay := stripetest.Intent(session)
	w.stripe.Return("dispute", "dp_1", session, 120000, "needs_response")
	w.notify("charge.dispute.created", pay)
	if n := w.count("tasks where code = 'look_at_card_return' and step = 'dp_1'"); n != 1 || w.newest("F-1").Balance != 0 {
		t.Errorf("%d tasks, %s open", n, w.newest("F-1").Balance)
	}
	w.stripe.Return("dispute", "dp_1", session, 120000, "won")
	w.notify("charge.dispute.closed", pay)
	if c := w.newest("F-1"); c.Balance != 0 {
		t.Errorf("%s open although the dispute was won", c.Balance)
	}
	w.stripe.Return("dispute", "dp_1", session, 120000, "lost")
	for range 2 {
		w.notify("charge.dispute.closed", pay)
	}
	if c := w.newest("F-1"); c.Balance != 120000 || !c.Held(dunning.HoldManual) {
		t.Errorf("%s open, held %v", c.Balance, c.Holds)
	}
}

// Money that a clerk has entered as paid back is not recorded again when the
// provider tells it; a transfer of the same sum that is paid back by card leaves
// one payment.
func TestWhatWasEnteredByHandIsNotRecordedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ref, session := w.paidByCard()
	_, err := w.store.Record(t.Context(), dunning.Recording{Ref: ref, Notify: true, Event: dunning.NewPaid(-120000, date("2026-06-01"))})
	w.must(err)
	w.stripe.Return("refund", "re_1", session, 120000, "succeeded")
	w.notify("charge.refunded", stripetest.Intent(session))
	if c := w.newest("F-1"); c.Balance != 120000 {
		t.Errorf("%s open, want 1200.00: the money went back once", c.Balance)
	}
	other := newWorld(t)
	ref, session = other.paidByCard()
	_, err = other.store.Record(t.Context(), dunning.Recording{Ref: ref, Notify: true, Event: dunning.NewPaid(120000, date("2026-06-01")).With(dunning.Stamp{Source: dunning.SourceBank, ID: "line-1"})})
	other.must(err)
	other.stripe.Return("refund", "re_1", session, 120000, "succeeded")
	other.notify("charge.refunded", stripetest.Intent(session))
	if c := other.newest("F-1"); c.Balance != 0 {
		t.Errorf("%s open, %s", c.Balance, c.Status())
	}
}
