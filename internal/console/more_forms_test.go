package console_test

import (
	"net/http"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/people"
)

// note posts a form about a case as its page shows it.
func (v *visit) note(at, form string, values ...string) shown {
	v.t.Helper()
	key, version := v.get(at + "/noter/" + form).form(v.t)
	return v.post(at+"/noter/"+form, append(values, "cle", key, "version", version)...)
}

func TestWhatACommandTellsOfACaseAFormTellsToo(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("admin", people.Everyone)
	sheet := func() backoffice.CaseSheet {
		ref, err := v.office.Find(t.Context(), access.Shell("root"), backoffice.CaseName{Creditor: "atelier", Number: "F/1 é"})
		v.must(err)
		s, err := v.office.Sheet(t.Context(), access.Shell("root"), ref)
		v.must(err)
		return s
	}
	for _, step := range []struct {
		what, form string
		values     []string
		holds      func(backoffice.CaseSheet) bool
	}{
		{"a cost", "frais", []string{"montant", "90,00", "date", "09/03/2026", "mots", "huissier"}, func(s backoffice.CaseSheet) bool { return len(s.Particulars.Outlays) == 1 }},
		{"the cost is taken back", "frais", []string{"montant", "90,00", "date", "09/03/2026", "coche", "1"}, func(s backoffice.CaseSheet) bool { return len(s.Particulars.Outlays) == 0 }},
		{"a waiver", "renonciation", []string{"choix", "fee", "mots", "geste"}, func(s backoffice.CaseSheet) bool { return len(s.Particulars.Waived) == 1 }},
		{"the waiver is taken back", "renonciation", []string{"choix", "fee", "coche", "1"}, func(s backoffice.CaseSheet) bool { return len(s.Particulars.Waived) == 0 }},
		{"limitation with its end", "prescription", []string{"choix", "mediation", "date", "01/03/2026", "fin", "05/03/2026"}, func(s backoffice.CaseSheet) bool {
			return len(s.Particulars.Limitation) == 1 && s.Particulars.Limitation[0].Until == calendar.NewDate(2026, 3, 5)
		}},
		{"a payment with interest", "paiement", []string{"montant", "200,00", "accessoires", "40,00", "date", "09/03/2026"}, func(s backoffice.CaseSheet) bool {
			return s.Case.Balance == 100_000 && s.Payments[0].Accessory == 4_000
		}},
		{"the payment went back", "reprise-de-paiement", []string{"montant", "200,00", "date", "10/03/2026"}, func(s backoffice.CaseSheet) bool { return s.Case.Balance == 120_000 }},
		{"acknowledged instalments", "echeancier", []string{"echeances", "20/03/2026 700,00\n20/04/2026 500,00", "coche", "1", "fin", "09/03/2026"}, func(s backoffice.CaseSheet) bool {
			return s.Case.Held(dunning.HoldInstalments) && len(s.Particulars.Limitation) == 2
		}},
	} {
		if p := v.note(f1, step.form, step.values...); p.status != http.StatusOK || strings.Contains(p.html, `role="alert"`) {
			t.Fatalf("%s: %d %s", step.what, p.status, found(`(?s)role="alert">(.*?)</div>`, p.html))
		}
		if !step.holds(sheet()) {
			t.Errorf("%s is not on record", step.what)
		}
	}
	if p := v.note(f1, "cloture", "choix", "cancelled"); p.status != http.StatusOK || !strings.Contains(p.html, "Rouvrir le dossier") {
		t.Fatalf("closed: %d", p.status)
	}
	version := found(`name="version" value="([^"]*)"`, v.get(f1).html)[0]
	if p := v.post(f1+"/rouvrir", "version", version); p.status != http.StatusOK || sheet().Case.State == dunning.Closed {
		t.Errorf("reopened: %d, %s", p.status, sheet().Case.State)
	}
	if p := v.post(f1+"/rouvrir", "version", version); p.status != http.StatusConflict {
		t.Errorf("reopened twice: %d", p.status)
	}
}

func TestADebtorsOtherParticularsAreCorrected(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	fields := []string{"geste", "corriger", "nom", "Menuiserie", "email", "client@example.org", "pays", "fr", "regime", "b2b", "langue", "en", "siren", "732 829 320", "plan", "", "delai", "0", "lre", "1", "accord-le", "01/02/2026", "accord-par", "par mail"}
	if p := v.post(debtor1, fields...); p.status != http.StatusOK || !strings.Contains(p.html, `value="732829320"`) || !strings.Contains(p.html, `value="01/02/2026"`) {
		t.Fatalf("%d %s", p.status, found(`role="alert">([^<]*)`, p.html))
	}
	d, err := v.office.FindDebtor(t.Context(), access.Shell("root"), backoffice.DebtorName{Creditor: "atelier", Key: "C-atelier"})
	v.must(err)
	if d.Language != "en" || !d.Electronic.Accepted || d.Electronic.ConsentOn != calendar.NewDate(2026, 2, 1) || d.SIREN != "732829320" {
		t.Errorf("%+v", d)
	}
	fields[21] = "pas un jour"
	if p := v.post(debtor1, fields...); p.status != http.StatusUnprocessableEntity {
		t.Errorf("a day that is none: %d", p.status)
	}
}
