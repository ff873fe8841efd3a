// Package paymenttest is the suite that every provider of card payments passes.
package paymenttest

import (
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/payment"
)

// Fixture is a provider with a stand-in behind it.
type Fixture struct {
	Provider payment.Provider
	Now      time.Time
	Pay      func(session string) bool // as a debtor does; false when nothing can be paid
	Notify   func(session string) (signature string, body []byte)
	PayOut   func(amount int64) (payout string, signature string, body []byte)
	Down     func(bool)
	// Return gives a part of a paid session back, or lets it be asked for back; it
	// tells the payment and a notification about it.
	Return func(session, id string, kind payment.ReturnKind, state payment.ReturnState, amount int64) (pay, signature string, body []byte)
}

// Exercise runs the suite; open gives a fresh world for each test.
func Exercise(t *testing.T, open func(t *testing.T) Fixture) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Fixture){
		"a session is paid once and told with its sum": paid,
		"the same order twice is one session":          twice,
		"an ended session takes no money":              ended,
		"a paid session cannot be ended":               tooLate,
		"what is unknown is not found":                 unknown,
		"only signed and fresh notifications count":    signatures,
		"a payout is told":                             payout,
		"what goes back is told with its order":        returns,
		"a failure of the provider can be tried again": down,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func order(f Fixture, reference string) payment.Order {
	return payment.Order{
		Reference: reference, Title: "Facture F-2026-014", Language: "fr", Amount: 120000, Currency: "EUR",
		Return: "https://factures.example.fr/p/x", Expires: f.Now.Add(time.Hour),
	}
}

func start(t *testing.T, f Fixture, reference string) payment.Session {
	t.Helper()
	s, err := f.Provider.Start(t.Context(), order(f, reference))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func want(t *testing.T, f Fixture, id string, status payment.Status) payment.State {
	t.Helper()
	s, err := f.Provider.Read(t.Context(), id)
	if err != nil || s.Status != status {
		t.Fatalf("the session is %s, want %s (%v)", s.Status, status, err)
	}
	return s
}

func code(t *testing.T, err error, c dunning.Code) {
	t.Helper()
	if dunning.ErrorCode(err) != c {
		t.Errorf("%v has code %q, want %q", err, dunning.ErrorCode(err), c)
	}
}

func paid(t *testing.T, f Fixture) {
	s := start(t, f, "one")
	want(t, f, s.ID, payment.Open)
	if !f.Pay(s.ID) || f.Pay(s.ID) {
		t.Fatal("it cannot be paid, or can be paid twice")
	}
	got := want(t, f, s.ID, payment.Paid)
	if got.Amount != 120000 || got.Currency != "EUR" || got.Payment == "" || got.On.IsZero() || got.Reference != "one" {
		t.Errorf("the state is %+v", got)
	}
}

func twice(t *testing.T, f Fixture) {
	if a, b := start(t, f, "one"), start(t, f, "one"); a != b {
		t.Errorf("%+v and %+v", a, b)
	}
	if a, b := start(t, f, "one"), start(t, f, "two"); a.ID == b.ID {
		t.Error("two orders are one session")
	}
}

func ended(t *testing.T, f Fixture) {
	s := start(t, f, "one")
	for range 2 {
		if err := f.Provider.Expire(t.Context(), s.ID); err != nil {
			t.Fatal(err)
		}
	}
	want(t, f, s.ID, payment.Expired)
	if f.Pay(s.ID) {
		t.Error("money was taken after the end")
	}
}

func tooLate(t *testing.T, f Fixture) {
	s := start(t, f, "one")
	f.Pay(s.ID)
	code(t, f.Provider.Expire(t.Context(), s.ID), dunning.CodeConflict)
	want(t, f, s.ID, payment.Paid)
}

func unknown(t *testing.T, f Fixture) {
	_, err := f.Provider.Read(t.Context(), "nothing")
	code(t, err, dunning.CodeNotFound)
	_, err = f.Provider.Payout(t.Context(), "nothing")
	code(t, err, dunning.CodeNotFound)
	code(t, f.Provider.Expire(t.Context(), "nothing"), dunning.CodeNotFound)
	_, err = f.Provider.Start(t.Context(), payment.Order{Reference: "one", Currency: "EUR"})
	code(t, err, dunning.CodeInvalid)
}

func signatures(t *testing.T, f Fixture) {
	s := start(t, f, "one")
	signature, body := f.Notify(s.ID)
	n, err := f.Provider.Verify(signature, body, f.Now)
	if err != nil || n.Session != s.ID {
		t.Errorf("the notification is about %+v (%v)", n, err)
	}
	for name, c := range map[string]struct {
		signature string
		body      []byte
		at        time.Time
	}{
		"none": {"", body, f.Now}, "another body": {signature, append([]byte(" "), body...), f.Now}, "old": {signature, body, f.Now.Add(10 * time.Minute)},
		"cut": {signature[:len(signature)-2], body, f.Now}, "nonsense": {"t=x,v1=zz", body, f.Now},
	} {
		if _, err := f.Provider.Verify(c.signature, c.body, c.at); dunning.ErrorCode(err) != dunning.CodeForbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func payout(t *testing.T, f Fixture) {
	id, signature, body := f.PayOut(119975)
	n, err := f.Provider.Verify(signature, body, f.Now)
	if err != nil || n.Payout != id {
		t.Fatalf("%+v %v", n, err)
	}
	p, err := f.Provider.Payout(t.Context(), id)
	if err != nil || p.Amount != 119975 || p.Currency != "EUR" || p.Arrives.IsZero() {
		t.Errorf("%+v %v", p, err)
	}
}

func returns(t *testing.T, f Fixture) {
	s := start(t, f, "one")
	f.Pay(s.ID)
	var pay string
	for id, r := range map[string]payment.Return{
		"a": {Kind: payment.Refund, State: payment.ReturnDone, Amount: 20000}, "b": {Kind: payment.Refund, State: payment.ReturnPending, Amount: 100},
		"c": {Kind: payment.Refund, State: payment.ReturnVoid, Amount: 200}, "d": {Kind: payment.Chargeback, State: payment.ReturnPending, Amount: 300},
		"e": {Kind: payment.Chargeback, State: payment.ReturnDone, Amount: 400}, "f": {Kind: payment.Chargeback, State: payment.ReturnVoid, Amount: 500},
	} {
		var signature string
		var body []byte
		pay, signature, body = f.Return(s.ID, id, r.Kind, r.State, int64(r.Amount))
		n, err := f.Provider.Verify(signature, body, f.Now)
		if err != nil || n.Payment != pay || n.Session != "" || n.Payout != "" {
			t.Errorf("%s: the notification is about %+v (%v)", id, n, err)
		}
		reference, list, err := f.Provider.Returns(t.Context(), pay)
		found := false
		for _, got := range list {
			r.ID, r.Currency, r.On = got.ID, "EUR", got.On
			found = found || got == r && !got.On.IsZero()
		}
		if err != nil || reference != "one" || !found {
			t.Errorf("%s: %q %+v (%v), want %+v among them", id, reference, list, err, r)
		}
	}
	_, _, err := f.Provider.Returns(t.Context(), "nothing")
	code(t, err, dunning.CodeNotFound)
}

func down(t *testing.T, f Fixture) {
	s := start(t, f, "one")
	f.Down(true)
	_, err := f.Provider.Read(t.Context(), s.ID)
	code(t, err, dunning.CodeUnavailable)
	code(t, f.Provider.Expire(t.Context(), s.ID), dunning.CodeUnavailable)
	f.Down(false)
	want(t, f, s.ID, payment.Open)
}
