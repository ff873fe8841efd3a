package console_test

import (
	"net/http"
	"strings"
	"testing"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// twin puts the same client on record once more, with an invoice of his own.
func (v *visit) twin(regime dunning.Regime) {
	v.t.Helper()
	_, err := v.db.AddInvoice(v.t.Context(), dunning.NewInvoice{
		Creditor: "atelier", Debtor: dunning.Debtor{Key: "C-jumeau", Name: hostile, Email: "client@example.org", Regime: regime}, Now: v.db.Now(), Author: "test",
		Invoice: dunning.Invoice{Number: "F-jumeau", Issued: calendar.NewDate(2026, 2, 1), Due: calendar.NewDate(2026, 3, 3), DueRule: dunning.DueStated, Currency: "EUR", Total: 70_000, Payable: 70_000, Source: "test"},
	})
	if err != nil {
		v.t.Fatal(err)
	}
}

// Two records of one client become one, after what that does was shown; the sums of
// the pages stay, and it is undone.
func TestTwoRecordsOfOneClientBecomeOne(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.twin(dunning.B2B)
	v.enter("clerk", "atelier")
	if p := v.get(debtor1); !strings.Contains(p.html, debtor1+"/fusion") {
		t.Error("the page of the client does not lead there")
	}
	if p := v.get(debtor1 + "/fusion"); p.status != 200 || !strings.Contains(p.html, "même adresse e-mail") || !strings.Contains(p.html, "avec=C-jumeau") {
		t.Fatalf("%d: the double is not proposed", p.status)
	}
	if p := v.get(debtor1 + "/fusion?cherche=jumeau"); !strings.Contains(p.html, "Comparer") {
		t.Error("it is not found by its reference")
	}
	p := v.get(debtor1 + "/fusion?avec=C-jumeau&prendre-name=other")
	for _, want := range []string{"700,00\u00a0€ de reste dû le rejoignent", `name="prendre-name" value="other"`, "&lt;img src=x"} {
		if p.status != 200 || !strings.Contains(p.html, want) {
			t.Errorf("%d: the comparison does not say %s", p.status, want)
		}
	}
	if p := v.post(debtor1+"/fusion", "avec", "C-jumeau", "version", "9", "version-autre", "1"); p.status != http.StatusConflict || !strings.Contains(p.html, "a changé entre-temps") {
		t.Errorf("merged by what nobody has seen: %d", p.status)
	}
	if p := v.post(debtor1+"/fusion", "avec", "C-jumeau", "prendre-name", "keep"); p.status != 200 || !strings.Contains(p.html, "C’est fusionné") || !strings.Contains(p.html, "F-jumeau") {
		t.Fatalf("%d: not merged", p.status)
	}
	if p := v.get("/debiteurs/atelier/C-jumeau"); p.status != 200 || !strings.Contains(p.html, "Référence C-atelier") {
		t.Errorf("%d: the old reference does not lead to him", p.status)
	}
	if p := v.get(debtor1 + "/fusion"); !strings.Contains(p.html, "Déjà fusionnés avec lui") {
		t.Error("the merging is not shown")
	}
	if p := v.post(debtor1+"/fusion", "geste", "annuler", "avec", "C-jumeau"); p.status != 200 || !strings.Contains(p.html, "La fusion est annulée") || strings.Contains(p.html, "F-jumeau") {
		t.Errorf("%d: not undone", p.status)
	}
}

// Whether a client is a business is a person's to say.
func TestAConsumerIsNotMadeABusinessByItself(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.twin(dunning.B2C)
	v.enter("clerk", "atelier")
	if p := v.get(debtor1 + "/fusion?avec=C-jumeau"); p.status != 200 || !strings.Contains(p.html, "À choisir d’abord") || strings.Contains(p.html, `name="version-autre"`) {
		t.Errorf("%d: it may be merged without a choice", p.status)
	}
	if p := v.post(debtor1+"/fusion", "avec", "C-jumeau"); p.status != http.StatusUnprocessableEntity {
		t.Errorf("merged without a choice: %d", p.status)
	}
	if p := v.get(debtor1 + "/fusion?avec=C-jumeau&prendre-regime=keep"); !strings.Contains(p.html, `name="version-autre"`) {
		t.Error("it cannot be merged after the choice")
	}
	v.forget()
	v.enter("reader", "atelier")
	if p := v.get(debtor1 + "/fusion"); p.status != http.StatusForbidden {
		t.Errorf("a reader may merge: %d", p.status)
	}
}
