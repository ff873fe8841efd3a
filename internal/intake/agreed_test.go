package intake

import (
	"testing"

	"relance/internal/einvoice"
)

func TestPenaltyRateReadsWhatFrenchInvoicesWrite(t *testing.T) {
	t.Parallel()
	rows := map[string]string{
		"": "",
		"Tout retard de paiement entraîne des pénalités au taux de trois fois le taux d’intérêt légal.":               "3xlegal",
		"Pénalités de retard : 3 fois le taux d'intérêt légal":                                                        "3xlegal",
		"pénalités égales à 3 fois le taux légal, exigibles sans rappel":                                              "3xlegal",
		"Taux BCE majoré de 10 points":                                                                                "ecb+10",
		"Taux de refinancement de la Banque centrale européenne majoré de dix points de pourcentage":                  "ecb+10",
		"Taux de la BCE + 7 points, soit au semestre de la facture":                                                   "ecb+7",
		"Pénalités de retard : 12 % l’an.":                                                                            "12",
		"11,15 % par an":                                                                                              "11.15",
		"Intérêts de retard : 1,5 % par mois":                                                                         "1.5/month",
		"10 % par an, ou trois fois le taux d’intérêt légal":                                                          "",
		"Pénalités selon la loi":                                                                                      "",
		"BCE majoré de 10 points. Soit 12,15 % à ce jour":                                                             "",
		"Trois fois le taux de l'intérêt légal. TROIS FOIS LE TAUX D'INTÉRÊT LÉGAL s’appliquent à tout professionnel": "3xlegal",
	}
	for words, want := range rows {
		d := einvoice.Document{Details: einvoice.Details{Notes: []einvoice.Note{{Code: "PMD", Text: words}, {Code: "AAB", Text: "2 % à 8 jours"}}}}
		if got := PenaltyRate(d); got != want {
			t.Errorf("%q: got %q, want %q", words, got, want)
		}
	}
}

func TestReceivableKeepsWhatTheInvoiceAgrees(t *testing.T) {
	t.Parallel()
	d := einvoice.Document{Number: "F-1", Terms: "30 jours net\nPas d’escompte", TypeCode: "384"}
	d.Preceding = []einvoice.Preceding{{Number: "F-0"}}
	d.Notes = []einvoice.Note{
		{Code: "AAB", Text: "Pas d’escompte"}, {Code: "PMT", Text: "40 euros"}, {Code: "PMD", Text: "12 % l’an"}, {Text: "Merci"},
	}
	r := ToReceivable(Item{Document: d}, "brunel")
	if want := "30 jours net\nPas d’escompte\n12 % l’an\n40 euros"; r.Invoice.Terms != want {
		t.Errorf("terms %q, want %q", r.Invoice.Terms, want)
	}
	found := false
	for _, n := range r.Notes {
		found = found || n == french("facture rectificative de F-0 : si elle la remplace, fermez l’ancien dossier comme annulé")
	}
	if !found {
		t.Errorf("the corrected invoice is not named: %q", r.Notes)
	}
}

func TestForcibleNeedsSomethingToClaim(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		change func(*einvoice.Document)
		want   bool
	}{
		"direct debit":            {func(d *einvoice.Document) { d.MeansCode = "59" }, true},
		"card":                    {func(d *einvoice.Document) { d.MeansCode = "48" }, true},
		"another payee":           {func(d *einvoice.Document) { d.Payee = "Affacturage Demo SA" }, true},
		"self-billed":             {func(d *einvoice.Document) { d.TypeCode = "389" }, true},
		"frame says paid":         {func(d *einvoice.Document) { d.Frame = "B2" }, true},
		"nothing left to pay":     {func(d *einvoice.Document) { *d.Payable = 0 }, false},
		"payee, nothing left":     {func(d *einvoice.Document) { *d.Payable, d.Payee = 0, "Affacturage Demo SA" }, false},
		"payee, number missing":   {func(d *einvoice.Document) { d.Number, d.Payee = "", "Affacturage Demo SA" }, false},
		"credit note":             {func(d *einvoice.Document) { d.TypeCode = "381" }, false},
		"pro forma":               {func(d *einvoice.Document) { d.TypeCode = "325" }, false},
		"foreign currency":        {func(d *einvoice.Document) { d.Currency = "USD" }, false},
		"somebody else's invoice": {func(d *einvoice.Document) { d.Seller.SIREN = "404833048" }, false},
	}
	for name, row := range rows {
		d := openInvoice()
		row.change(&d)
		policy := Policy{SIREN: "732829320"}
		if d.TypeCode == "389" {
			policy = Policy{}
		}
		dec := Classify(d, policy)
		if dec.Chase || dec.Forcible(d) != row.want {
			t.Errorf("%s: decision %+v, forcible %v, want %v", name, dec, dec.Forcible(d), row.want)
		}
	}
}

func TestCreditNoteOfSomebodyElseIsAPurchase(t *testing.T) {
	t.Parallel()
	d := openInvoice()
	d.TypeCode, d.Seller.SIREN = "381", "404833048"
	if got := Classify(d, Policy{SIREN: "732829320"}).Reason; got != ReasonPurchase {
		t.Errorf("got %s", got)
	}
}
