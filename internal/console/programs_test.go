package console_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"relance/internal/dunning"
	"relance/internal/people"
)

func TestAProgramIsAddedAndItsSecretIsShownOnce(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("admin", people.Everyone)
	if p := v.post("/programmes", "adresse", "http://192.0.2.1/x"); p.status != 422 || !strings.Contains(p.html, `value="http://192.0.2.1/x"`) {
		t.Errorf("an address that is not allowed: %d", p.status)
	}
	p := v.post("/programmes", "adresse", "https://erp.example.com/relance", "pour", "atelier", "evenement", "case.closed")
	secret := regexp.MustCompile(`whsec_[A-Za-z0-9+/=]+`).FindString(p.html)
	if p.status != 200 || secret == "" {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if p := v.get("/programmes"); strings.Contains(p.html, "whsec_") || !strings.Contains(p.html, "erp.example.com") {
		t.Error("the secret is shown twice, or the program is not")
	}
	at := regexp.MustCompile(`/programmes/\d+`).FindString(v.get("/programmes").html)
	if p := v.post(at, "geste", "secret"); !strings.Contains(p.html, "whsec_") || strings.Contains(p.html, secret) {
		t.Error("another secret is not given")
	}
	if p := v.post(at, "geste", "couper"); p.address != at || !strings.Contains(p.html, "coupé") {
		t.Errorf("cut off: %s", p.html)
	}
	v.enter("clerk", "atelier")
	if p := v.get("/programmes"); p.status != http.StatusForbidden {
		t.Errorf("a clerk sees programs: %d", p.status)
	}
	if p := v.post(at, "geste", "rouvrir"); p.status != http.StatusNotFound && p.status != http.StatusForbidden {
		t.Errorf("a clerk lets a program in again: %d", p.status)
	}
}

func TestTheAccountWhereMoneyGoesChangesWithTwoPeople(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.db.Approvals = dunning.ApprovalsTwo
	c, err := v.db.Creditor(t.Context(), "atelier")
	v.must(err)
	c.IBAN = "FR7630006000011234567890189"
	v.must(v.db.SaveCreditor(t.Context(), c, nil))
	v.enter("clerk", "atelier")
	p := v.get("/reglages/changements")
	at := "/reglages/changements/1"
	if !strings.Contains(p.html, c.IBAN) || strings.Contains(p.html, "premier accord</button>") {
		t.Fatalf("a clerk: %s", p.html)
	}
	if p := v.post(at, "geste", "accepter"); p.status != http.StatusForbidden {
		t.Errorf("a clerk agrees: %d", p.status)
	}
	v.enter("approver", "atelier")
	if p := v.post(at, "geste", "accepter"); p.status != 200 || !strings.Contains(p.html, "il en faut un second") {
		t.Fatalf("the first yes: %d %s", p.status, p.html)
	}
	if p := v.post(at, "geste", "accepter"); p.status == 200 {
		t.Errorf("the same person twice: %d", p.status)
	}
	v.enter("approver", people.Everyone)
	if p := v.post(at, "geste", "accepter"); p.status != 200 || !strings.Contains(p.html, "en usage") {
		t.Fatalf("the second yes: %d %s", p.status, p.html)
	}
	if now, err := v.db.Creditor(t.Context(), "atelier"); err != nil || now.IBAN != c.IBAN {
		t.Errorf("the account is %q, %v", now.IBAN, err)
	}
}
