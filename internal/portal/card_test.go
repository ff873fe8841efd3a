package portal_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"relance/internal/bank"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres/banking"
	"relance/internal/reconcile"
)

// click follows the button to the provider and gives the session.
func (w *world) click(link string) string {
	w.t.Helper()
	a := w.do(http.MethodPost, link+"/carte", url.Values{})
	w.want(a, http.StatusSeeOther)
	at := a.header.Get("Location")
	if !strings.HasPrefix(at, "https://checkout.stripe.com/") {
		w.t.Fatalf("the button leads to %q", at)
	}
	return path.Base(at)
}

// notify delivers a notification about a session or payout.
func (w *world) notify(kind, id string) int {
	signature, body := w.stripe.Notice(kind, id)
	r := httptest.NewRequest(http.MethodPost, "/webhooks/stripe", bytes.NewReader(body))
	r.Header.Set("Stripe-Signature", signature)
	return w.serve(r).status
}

func (w *world) balance(ref dunning.Ref) money.Cents {
	w.t.Helper()
	c, err := w.store.LoadCase(w.t.Context(), ref)
	w.must(err)
	return c.Balance
}

const completed = "checkout.session.completed"

// Notifications come doubled, out of order, forged and before the browser is
// back: there is one payment, of what the provider says.
func TestACardPaymentCountsOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ref := w.add("F-1", "C-7")
	link := w.linkOf(w.send(ref))
	w.want(w.get(link), http.StatusOK, "Payer par carte", "Continuer vers Stripe")
	session := w.click(link)
	if status := w.notify(completed, session); status != http.StatusNoContent || w.balance(ref) != 120000 {
		t.Errorf("a notification without money: %d, %s open", status, w.balance(ref))
	}
	r := httptest.NewRequest(http.MethodPost, "/webhooks/stripe", strings.NewReader(`{"type":"checkout.session.completed","data":{"object":{"id":"`+session+`"}}}`))
	r.Header.Set("Stripe-Signature", "t=1780300800,v1=00")
	if a := w.serve(r); a.status != http.StatusBadRequest {
		t.Errorf("a forged notification: %d", a.status)
	}
	w.want(w.get(link+"?carte=1"), http.StatusOK, "en cours de confirmation") // the browser is back first
	if !w.stripe.Pay(session) {
		t.Fatal("the session cannot be paid")
	}
	if w.balance(ref) != 120000 {
		t.Error("something was recorded before the provider was asked")
	}
	for _, kind := range []string{"checkout.session.async_payment_succeeded", completed, completed, "checkout.session.expired"} {
		if status := w.notify(kind, session); status != http.StatusNoContent {
			t.Errorf("%s: %d", kind, status)
		}
	}
	w.notify(completed, "cs_of_somebody_else")
	if _, err := w.use.FollowCards(t.Context(), w.now.Add(time.Hour)); err != nil {
		t.Error(err)
	}
	if n := w.count("payments where source = 'stripe' and amount = 120000"); n != 1 || w.balance(ref) != 0 {
		t.Errorf("%d payments, %s open", n, w.balance(ref))
	}
	if n := w.count("card_checkouts where state = 'paid' and fee = 25"); n != 1 {
		t.Error("the fee is not on record")
	}
	w.want(w.get(link+"?carte=1"), http.StatusOK, "Merci")
}

func TestALostNotificationIsMadeUpFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ref := w.add("F-1", "C-7")
	w.stripe.Pay(w.click(w.linkOf(w.send(ref))))
	if n, err := w.use.FollowCards(t.Context(), w.now.Add(time.Hour)); n != 1 || err != nil || w.balance(ref) != 0 {
		t.Errorf("%d followed (%v), %s open", n, err, w.balance(ref))
	}
}

// A session is for the balance of the click: it ends when that changes, and is
// replaced when the debtor clicks again.
func TestASessionEndsWhenTheBalanceChanges(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]dunning.Event{
		"a part is paid":    {Kind: dunning.KindPaid, Amount: 20000, Date: date("2026-05-29")},
		"it is contested":   {Kind: dunning.KindDispute, Category: "price"},
		"a credit note":     {Kind: dunning.KindCredited, Amount: 100, Date: date("2026-05-29")},
		"a part contested":  {Kind: dunning.KindDispute, Category: "price", Amount: 100},
		"the case is ended": {Kind: dunning.KindClose, Outcome: dunning.WrittenOff, Reason: dunning.ReasonByPerson},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			ref := w.add("F-1", "C-7")
			session := w.click(w.linkOf(w.send(ref)))
			w.must(w.use.ExpireCards(t.Context()))
			if n := w.count("card_checkouts where state = 'open'"); n != 1 {
				t.Fatal("the session ended although nothing changed")
			}
			_, err := w.store.Record(t.Context(), dunning.Recording{Ref: ref, Event: e, Notify: true})
			w.must(err)
			w.must(w.use.ExpireCards(t.Context()))
			if w.stripe.Pay(session) {
				t.Error("the old sum can still be paid")
			}
		})
	}
	w := newWorld(t)
	link := w.linkOf(w.send(w.add("F-1", "C-7")))
	first := w.click(link)
	if second := w.click(link); second == first || w.stripe.Pay(first) || !w.stripe.Pay(second) {
		t.Error("two sessions of one link can be paid")
	}
}

// The uncontested rest can be paid while a part is in dispute.
func TestACardPaysWhatIsNotContested(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ref := w.add("F-1", "C-7")
	link := w.linkOf(w.send(ref))
	_, err := w.store.Record(t.Context(), dunning.Recording{Ref: ref, Event: dunning.NewDispute(30000, "price"), Notify: true})
	w.must(err)
	session := w.click(link)
	w.must(w.use.ExpireCards(t.Context()))
	w.stripe.Pay(session)
	w.notify(completed, session)
	if w.balance(ref) != 30000 {
		t.Errorf("%s open, want 300.00", w.balance(ref))
	}
}

func TestASumThatWasNotAskedForIsLookedAtByAPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ref := w.add("F-1", "C-7")
	session := w.click(w.linkOf(w.send(ref)))
	w.stripe.Pay(session)
	w.stripe.Lie(session, 120)
	w.notify(completed, session)
	w.notify(completed, session)
	if n := w.count("tasks where code = 'look_at_card'"); n != 1 || w.balance(ref) != 120000 {
		t.Errorf("%d tasks, %s open", n, w.balance(ref))
	}
}

// takeIn takes lines of a bank file in.
func (w *world) takeIn(lines ...bank.Entry) []reconcile.BankResult {
	w.t.Helper()
	im, err := banking.New(w.store).BeginBankImport(w.t.Context(), reconcile.BankRead{Creditor: "atelier", Author: "claire", At: w.now})
	w.must(err)
	out, err := im.Take(w.t.Context(), reconcile.BankLot{Kind: bank.KindStatement, Format: bank.Camt, Account: creditor().IBAN, Entries: lines})
	w.must(err)
	w.must(im.Finish(w.t.Context(), reconcile.FileEnd{Format: bank.Camt, Until: date("2026-06-03")}))
	for _, r := range out {
		w.must(r.Err)
	}
	return out
}

func credit(id, on string, amount money.Cents, from, text string) bank.Entry {
	return bank.Entry{
		ID: id, Fingerprint: id, BookingDate: date(on), ValueDate: date(on), Amount: amount, Currency: "EUR", Status: bank.Booked,
		Counterparty: from, Remittance: text,
	}
}

// The payout of a provider pays no invoice, however well its sum fits one; the
// same sum of somebody else, or with no payout on record, is asked about.
func TestAPayoutNeverCountsTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ref := w.add("F-1", "C-7")
	session := w.click(w.linkOf(w.send(ref)))
	w.stripe.Pay(session)
	w.notify(completed, session)
	w.add("F-2", "C-8", func(n *dunning.NewInvoice) { n.Invoice.Payable, n.Invoice.Total = 119975, 119975 })
	payout := w.stripe.PayOut(119975, w.now.Add(24*time.Hour))
	for range 2 {
		if status := w.notify("payout.paid", payout); status != http.StatusNoContent {
			t.Fatalf("status %d", status)
		}
	}
	lines := w.takeIn(
		credit("b-1", "2026-06-03", 119975, "STRIPE TECHNOLOGY EUROPE", "STRIPE F-2 po_1"), credit("b-2", "2026-06-02", 119975, "AUTRE CLIENT", "VIREMENT"),
		credit("b-3", "2026-06-03", 77700, "STRIPE TECHNOLOGY EUROPE", "STRIPE po_2"))
	if got := lines[0]; got.State != reconcile.LineIgnored || got.Decision.Kind != reconcile.KindPayout {
		t.Errorf("the payout is %s: %+v", got.State, got.Decision)
	}
	if got := lines[1]; got.State == reconcile.LineIgnored {
		t.Errorf("the transfer of a customer is ignored: %+v", got.Decision)
	}
	if got := lines[2]; got.State != reconcile.LineUnmatched {
		t.Errorf("a payout that nobody knows of is %s", got.State)
	}
	if n := w.count("payments where source = 'bank'"); n != 0 {
		t.Errorf("%d payments of the bank", n)
	}
}

// A card and a transfer of the same sum: one closes the case, the other is to be
// paid back, whichever comes first.
func TestACardAndATransferOfTheSameSumAreTwoPayments(t *testing.T) {
	t.Parallel()
	for _, first := range []string{"card", "transfer"} {
		t.Run(first+" first", func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			ref := w.add("F-1", "C-7")
			session := w.click(w.linkOf(w.send(ref)))
			card := func() {
				w.stripe.Pay(session)
				if status := w.notify(completed, session); status != http.StatusNoContent {
					t.Errorf("status %d", status)
				}
			}
			transfer := func() {
				_, err := w.store.Record(t.Context(), dunning.Recording{Ref: ref, Notify: true, Event: dunning.NewPaid(120000, date("2026-06-01")).With(dunning.Stamp{Source: dunning.SourceBank, ID: "line-1"})})
				w.must(err)
			}
			if first == "card" {
				card()
				transfer()
			} else {
				transfer()
				card()
			}
			if w.balance(ref) != -120000 {
				t.Errorf("the balance is %s, want -1200.00", w.balance(ref))
			}
			if n := w.count("tasks where code = 'refund' and done_at is null"); n != 1 {
				t.Errorf("%d tasks to pay money back", n)
			}
		})
	}
}
