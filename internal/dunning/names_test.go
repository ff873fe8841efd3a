package dunning

import (
	"errors"
	"fmt"
	"testing"

	"relance/internal/calendar"
)

// The name of a workflow leads back to its case, whatever the number holds.
func TestACaseIsFoundAgainByTheNameOfItsWorkflow(t *testing.T) {
	t.Parallel()
	for want, ref := range map[string]Ref{
		"invoice/atelier/F-1":           {Creditor: "atelier", Number: "F-1"},
		"invoice/atelier/2026%2F03%20a": {Creditor: "atelier", Number: "2026/03 a"},
		"invoice/atelier/50%25":         {Creditor: "atelier", Number: "50%"},
		"invoice/atelier/F-1/2":         {Creditor: "atelier", Number: "F-1", Cycle: 2},
	} {
		if ref.ID() != want {
			t.Errorf("%+v is %s, want %s", ref, ref.ID(), want)
		}
		if back, err := ParseRef(ref.ID()); err != nil || back != ref {
			t.Errorf("%s leads to %+v (%v)", ref.ID(), back, err)
		}
	}
	for _, id := range []string{"", "F-1", "bill/atelier/F-1", "invoice/atelier/F%2", "invoice/atelier/F-1/0", "invoice/atelier/F-1/x", "invoice/a/b/1/2"} {
		if got, err := ParseRef(id); ErrorCode(err) != CodeInvalid {
			t.Errorf("%q leads to %+v (%v)", id, got, err)
		}
	}
}

// A payment that its source gives no name is known again by invoice, day and sums:
// what goes to interest and fee counts as well.
func TestAPaymentWithoutANameIsKnownAgain(t *testing.T) {
	t.Parallel()
	day := calendar.NewDate(2026, 6, 1)
	whole, besides := NewPaid(100_00, day), NewPaidBesides(100_00, 40_00, day)
	if a, b := PaymentName("F-1", whole), PaymentName("F-1", besides); a != "F-1/2026-06-01/100.00" || b != a+"+40.00" {
		t.Errorf("named %s and %s", a, b)
	}
	p := DebtorPayment{Debtor: "C-7", Date: day, Amount: 100_00}
	if p.Name() != "C-7/2026-06-01/100.00" {
		t.Errorf("the payment of a debtor is named %s", p.Name())
	}
	if p.ID = "VIR-1"; p.Name() != "VIR-1" {
		t.Errorf("one with a name is named %s", p.Name())
	}
}

func TestARateOfVATIsReadOrRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"20": "20.00", " 5.5": "5.50", "20.0000": "20.00", "2.1": "2.10", "0": "0.00"} {
		if got, err := ParseTaxRate(text); err != nil || got.String() != want {
			t.Errorf("%q is read as %s (%v), want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", ".5", "1000", "5.555", "-5", "20 %", "five"} {
		if got, err := ParseTaxRate(text); ErrorCode(err) != CodeInvalid {
			t.Errorf("%q is read as %s (%v)", text, got, err)
		}
	}
	if s := (TaxShare{Net: 100_00, VAT: 20_00}); s.Gross() != 120_00 {
		t.Errorf("with its VAT it is %s", s.Gross())
	}
}

// Who decided from an older case hears which version there is now; whoever may not
// see a case hears the words of one that does not exist.
func TestRefusalsSayWhatTheAskerNeeds(t *testing.T) {
	t.Parallel()
	stale := fmt.Errorf("recording: %w", Stale(Case{Number: "F-1", Version: 7}, 5))
	if ErrorCode(stale) != CodeConflict || NewerVersion(stale) != 7 || ErrorHint(stale) == "" {
		t.Errorf("%v (%s): the newer version is %d", stale, ErrorCode(stale), NewerVersion(stale))
	}
	if v := NewerVersion(errors.New("x")); v != 0 {
		t.Errorf("another error has version %d", v)
	}
	for _, err := range []error{UnknownCase(Ref{Creditor: "atelier", Number: "F-1"}), UnknownTask(3)} {
		if ErrorCode(err) != CodeNotFound || ErrorHint(err) == "" {
			t.Errorf("%v (%s), hint %q", err, ErrorCode(err), ErrorHint(err))
		}
	}
}

func TestWhatACreditorSaysOfHimself(t *testing.T) {
	t.Parallel()
	c := Creditor{Email: "compta@example.fr", IBAN: "FR76 3000 6000 0112 3456 7890 189", Accounts: []string{"FR1420041010050500013M02606"}}
	if c.ReplyAddress() != "compta@example.fr" || !c.OwnAddress("Compta@Example.fr") || c.OwnAddress("") || c.OwnAddress("other@example.fr") {
		t.Error("his own address is not known again, or another one is")
	}
	if c.ReplyTo = "reponses@example.fr"; c.ReplyAddress() != "reponses@example.fr" || !c.OwnAddress("reponses@example.fr") {
		t.Error("answers go elsewhere")
	}
	for iban, want := range map[string]bool{"fr7630006000011234567890189": true, "FR14 2004 1010 0505 0001 3M02 606": true, "DE89370400440532013000": false} {
		if c.Takes(iban) != want {
			t.Errorf("%s is an account of his: %t", iban, !want)
		}
	}
	for form, want := range map[string]bool{"EI": true, "Entrepreneur individuel": true, "micro-entrepreneur": true, "EIRL": false, "SARL": false, "": false} {
		if (Creditor{LegalForm: form}).SoleTrader() != want {
			t.Errorf("%q is that of a sole trader: %t", form, !want)
		}
	}
	page := Portal{On: true, Without: []string{"promise"}}
	if !page.Offers("dispute") || page.Offers("promise") || (Portal{}).Offers("dispute") {
		t.Error("a page offers what it goes without, or not what it has")
	}
}

// The reference of a debtor is the creditor's own, not a number of the debtor's.
func TestTheReferenceOfADebtorIsTheCreditorsOwn(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		debtor Debtor
		want   string
	}{
		"of the creditor's books": {Debtor{Key: "C-7", SIREN: "404833048"}, "C-7"},
		"the SIREN":               {Debtor{Key: "404833048", SIREN: "404833048"}, ""},
		"the VAT number":          {Debtor{Key: "FR83404833048", VAT: "FR83404833048"}, ""},
		"made of the name":        {Debtor{Key: "nom-caron"}, ""},
	} {
		if got := tt.debtor.Reference(); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
