package evidence

import (
	"strings"
	"testing"

	"relance/internal/money"
	"relance/internal/procedure"
)

// A request for an order to pay asks for the clerk's fee: as it was said for the file,
// else as the creditor's setting has it, else a blank that --strict names.
func TestARequestForAnOrderToPayAsksForTheClerksFee(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		setting           int64
		said, court       string
		fee, total, lacks string
	}{
		"by the setting":           {3_000, "", "", "Frais de greffe de la présente requête | 30,00 €", "Total demandé | 2 765,33 €", Blank + " |"},
		"said for this file":       {3_000, "33,47 €", "", "Frais de greffe de la présente requête | 33,47 €", "Total demandé | 2 768,80 €", "30,00 €"},
		"nobody said it":           {0, "", "", "Frais de greffe de la présente requête | " + Blank, "Total demandé, frais de greffe en sus | 2 735,33 €", "Total demandé |"},
		"said in words":            {0, "selon facture du greffe", "", "Frais de greffe de la présente requête | selon facture du greffe", "Total demandé, frais de greffe en sus | 2 735,33 €", "Total demandé |"},
		"a court whose clerk asks": {3_000, "", "tribunal des activités économiques de Lyon", "Frais de greffe de la présente requête | 30,00 €", "Total demandé | 2 765,33 €", "en sus"},
		"a court that asks none":   {3_000, "", "tribunal judiciaire de Lyon", "", "", "Sommes demandées"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := requested(procedure.Injonction, 1)
			d.Cases[0].View.Creditor.ClerkFee = money.Cents(row.setting)
			d.Request.Answers = map[string]string{"frais_greffe": row.said}
			if row.court != "" {
				d.Request.Court = row.court
			}
			s, err := d.opened(t).requestSheet()
			if err != nil {
				t.Fatal(err)
			}
			got := plainSpaces(text(s))
			for _, want := range []string{row.fee, row.total} {
				if !strings.Contains(got, plainSpaces(want)) {
					t.Errorf("the request does not say %q:\n%s", want, got)
				}
			}
			if strings.Contains(got, plainSpaces(row.lacks)) {
				t.Errorf("the request says %q", row.lacks)
			}
			if blank := strings.Contains(row.fee, Blank); blank != (len(missing(s)) > 1) { // the referral is the other
				t.Errorf("places to fill in: %q", missing(s))
			}
		})
	}
}

// Only a request for an order to pay goes through a clerk who asks for it.
func TestOtherWaysAskForNoClerksFee(t *testing.T) {
	t.Parallel()
	for _, way := range procedure.WayIDs() {
		d := requested(way, 1)
		d.Cases[0].View.Creditor.ClerkFee = 3_000
		s, err := d.opened(t).requestSheet()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(text(s), "greffe"); got != (way == procedure.Injonction) {
			t.Errorf("%s: greffe is named: %t", way, got)
		}
	}
}

// What a person said of agent, co-debtors and a penalty clause stands in the document
// that is signed, not only among the values.
func TestWhatAPersonSaidStandsInTheDocument(t *testing.T) {
	t.Parallel()
	for _, way := range procedure.WayIDs() {
		d := requested(way, 1)
		d.Request.Answers = map[string]string{"mandataire": "Maître Exemple, pouvoir du 2 octobre 2026", "codebiteurs": "Madame Exemple, caution", "clause_penale": "clause pénale de 10 %"}
		s, err := d.opened(t).requestSheet()
		if err != nil {
			t.Fatal(err)
		}
		for _, said := range d.Request.Answers {
			if !strings.Contains(text(s), said) {
				t.Errorf("%s: the document does not say %q", way, said)
			}
		}
	}
}

// A large claim may cost a contribution before a court for economic affairs.
func TestALargeClaimIsToldOfTheContributionForEconomicJustice(t *testing.T) {
	t.Parallel()
	for _, way := range []string{procedure.Injonction, procedure.Refere, procedure.Assignation} {
		d := requested(way, 1)
		has := func() bool {
			for _, f := range d.opened(t).fields() {
				if strings.HasPrefix(f.label, "Contribution pour la justice économique") {
					return true
				}
			}
			return false
		}
		if has() {
			t.Errorf("%s: a small claim is told of it", way)
		}
		v := &d.Cases[0].View
		v.Payments, v.Case.Balance, v.Invoice.Total, v.Invoice.Payable, v.Case.Opening = nil, 5_100_000, 5_100_000, 5_100_000, 5_100_000
		if !has() {
			t.Errorf("%s: a claim of 51 000 € is not told of it", way)
		}
	}
}
