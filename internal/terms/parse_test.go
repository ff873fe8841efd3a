package terms_test

import (
	"testing"

	"relance/internal/calendar"
	"relance/internal/terms"
)

// date reads an ISO date or stops the test program: for tables.
func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Every row is issued on 2026-04-02, the law reference's example. An empty
// rule means that the wording must not be understood.
func TestParse(t *testing.T) {
	t.Parallel()
	const (
		net30     = "30 jours date de facture"
		atReceipt = "à réception de facture"
		march31   = "échéance au 31 mars 2026"
	)
	tests := []struct{ in, rule, due string }{
		// days
		{"30 jours", net30, "2026-05-02"},
		{"30 JOURS NETS", net30, "2026-05-02"},
		{"Paiement 30 jours net", net30, "2026-05-02"},
		{"à 30 jours date de facture", net30, "2026-05-02"},
		{"60 jours date de facture", "60 jours date de facture", "2026-06-01"},
		{"Payable sous 15 jours", "15 jours date de facture", "2026-04-17"},
		{"30 j.", net30, "2026-05-02"},
		{"30j net", net30, "2026-05-02"},
		{"J+30", net30, "2026-05-02"},
		{"trente (30) jours à compter de la date d’émission de la facture", net30, "2026-05-02"},
		{"quarante-cinq jours", "45 jours date de facture", "2026-05-17"},
		{"sous huitaine", "8 jours date de facture", "2026-04-10"},
		{"Délai de paiement : 1 jour", "1 jour date de facture", "2026-04-03"},
		{"30\u00a0jours", net30, "2026-05-02"},
		{"un mois", "1 mois date de facture", "2026-05-02"},
		{"payable à 2 mois", "2 mois date de facture", "2026-06-02"},
		{"net 30", net30, "2026-05-02"},
		{"Net 60 days", "60 jours date de facture", "2026-06-01"},
		{"30 days net", net30, "2026-05-02"},
		{"30-day terms", net30, "2026-05-02"},
		{"14 days after invoice date", "14 jours date de facture", "2026-04-16"},
		{"Payment due within thirty days", net30, "2026-05-02"},
		{"within one month", "1 mois date de facture", "2026-05-02"},
		{"Zahlbar innerhalb 30 Tagen netto", net30, "2026-05-02"},
		{"14 Tage", "14 jours date de facture", "2026-04-16"},
		{"Fällig nach Belegdatum + 10 Tage", "10 jours date de facture", "2026-04-12"},
		{"innerhalb eines Monats", "1 mois date de facture", "2026-05-02"},
		{"30 netto", net30, "2026-05-02"},

		// the end of the month
		{"30 jours fin de mois", "30 jours fin de mois", "2026-05-31"},
		{"45 jours fin de mois", "45 jours fin de mois", "2026-05-31"},
		{"45 j. fin de mois", "45 jours fin de mois", "2026-05-31"},
		{"45 jours, fin de mois", "45 jours fin de mois", "2026-05-31"},
		{"45 jours\nfin de mois", "45 jours fin de mois", "2026-05-31"},
		{"45 jours (fin de mois)", "45 jours fin de mois", "2026-05-31"},
		{"45 jours F.D.M.", "45 jours fin de mois", "2026-05-31"},
		{"EOM + 45", "fin de mois + 45 jours", "2026-06-14"},
		{"fin de mois + 30", "fin de mois + 30 jours", "2026-05-30"},
		{"10 du mois suivant", "fin de mois le 10", "2026-05-10"},
		{"45JFM", "45 jours fin de mois", "2026-05-31"},
		{"30 jours net fin de mois", "30 jours fin de mois", "2026-05-31"},
		{"30 days end of month", "30 jours fin de mois", "2026-05-31"},
		{"net 30 EOM", "30 jours fin de mois", "2026-05-31"},
		{"fin de mois + 45 jours", "fin de mois + 45 jours", "2026-06-14"},
		{"fin de mois 45 jours", "fin de mois + 45 jours", "2026-06-14"},
		{"45 jours à compter de la fin du mois", "fin de mois + 45 jours", "2026-06-14"},
		{"45 days after end of month", "fin de mois + 45 jours", "2026-06-14"},
		{"45 jours fin de mois le 10", "45 jours fin de mois le 10", "2026-06-10"},
		{"30 jours fin de mois, le 15", "30 jours fin de mois le 15", "2026-06-15"},
		{"le 10 du mois suivant", "fin de mois le 10", "2026-05-10"},
		{"30 jours le 10 du mois suivant", "30 jours fin de mois le 10", "2026-06-10"},
		{"30 jours le 15", "30 jours le 15", "2026-05-15"},
		{"fin de mois", "fin de mois", "2026-04-30"},
		{"fin du mois suivant", "1 mois fin de mois", "2026-05-31"},
		{"end of the following month", "1 mois fin de mois", "2026-05-31"},
		{"on the 10th of the following month", "fin de mois le 10", "2026-05-10"},

		// at once
		{"à réception", atReceipt, "2026-04-02"},
		{"À réception de facture", atReceipt, "2026-04-02"},
		{"Paiement dès réception de la présente", atReceipt, "2026-04-02"},
		{"due on receipt", atReceipt, "2026-04-02"},
		{"payable upon receipt of invoice", atReceipt, "2026-04-02"},
		{"Rechnungsbetrag zahlbar ohne Abzug sofort nach Erhalt der Rechnung.", atReceipt, "2026-04-02"},
		{"comptant", "comptant", "2026-04-02"},
		{"Paiement immédiat", "comptant", "2026-04-02"},
		{"payable immediately", "comptant", "2026-04-02"},
		{"Zahlbar sofort ohne Abzug.", "comptant", "2026-04-02"},
		{"30 jours à réception de facture", "30 jours à réception de facture", "2026-05-02"},
		{"on receipt within 30 days", "30 jours à réception de facture", "2026-05-02"},
		{"Zahlbar innerhalb 14 Tagen nach Erhalt der Rechnung.", "14 jours à réception de facture", "2026-04-16"},

		// calendar dates
		{"à régler avant le 31/03/2026", march31, "2026-03-31"},
		{"Échéance au 31 mars 2026", march31, "2026-03-31"},
		{"échéance : 31.03.26", march31, "2026-03-31"},
		{"Date limite de règlement le mardi 31 mars 2026", march31, "2026-03-31"},
		{"Date d’échéance 2026-03-31", march31, "2026-03-31"},
		{"30 jours fin de mois soit le 31/03/2026", march31, "2026-03-31"},
		{"Prélèvement le 31/03/2026", march31, "2026-03-31"},
		{"La somme sera débitée. Le 31/03/2026 sera prélevé le montant total", march31, "2026-03-31"},
		{"Pay by March 31, 2026", march31, "2026-03-31"},
		{"due date: 31 March 2026", march31, "2026-03-31"},
		{"Zahlbar ohne Abzug bis 31.03.2026", march31, "2026-03-31"},
		{"Bitte überweisen Sie bis zum 31. März 2026 auf das unten aufgeführte Konto.", march31, "2026-03-31"},
		{"Der Betrag wird am 31.03.2026 von Ihrem Konto eingezogen.", march31, "2026-03-31"},
		{"avant le 31/03/2026", march31, "2026-03-31"},
		{"Zahlbar sofort netto Kasse; fällig zum 31.03.2026", march31, "2026-03-31"},
		{"zwei Raten, zu den Fälligkeiten 01.02.2026, 01.03.2026 und 31.03.2026", march31, "2026-03-31"},
		{"facture émise le 12/03/2026, payable à 30 jours", net30, "2026-05-02"},
		{"Prestations réalisées jusqu’au 31/03/2026, paiement à 30 jours", net30, "2026-05-02"},
		{"Facture de travail jusqu’au 31/03/2026", "", ""},
		{"période du 01/03/2026 au 31/03/2026", "", ""},
		{"à régler avant le 30/02/2026", "", ""},
		{"référence 12.03.2026-77, paiement selon contrat", "", ""},

		// never the discount
		{"Zahlbar innerhalb 30 Tagen netto bis 31.03.2026, 3% Skonto innerhalb 10 Tagen bis 15.03.2026", march31, "2026-03-31"},
		{"Bei Zahlung bis 15.03.2026 3% Skonto, danach netto bis 31.03.2026", march31, "2026-03-31"},
		{"Payable au 31/03/2026, escompte 2 % si paiement avant le 15/03/2026", march31, "2026-03-31"},
		{"Escompte de 2 % pour paiement avant le 15/03/2026. Sinon 30 jours.", net30, "2026-05-02"},
		{"14 Tage 2% Skonto, 30 Tage rein netto", net30, "2026-05-02"},
		{"10 Tage 2% Skonto 30 Tage netto", net30, "2026-05-02"},
		{"Innerhalb von 30 Tagen 2% Skonto, 60 Tage ohne Abzug", "60 jours date de facture", "2026-06-01"},
		{"2/10 net 30", net30, "2026-05-02"},
		{"2/10, n/30", net30, "2026-05-02"},
		{"2% 10, net 30", net30, "2026-05-02"},
		{"2% 10 days, net 30", net30, "2026-05-02"},
		{"30 jours fin de mois, escompte 2 % pour paiement anticipé", "30 jours fin de mois", "2026-05-31"},
		{"30 jours fin de mois escompte 2 % sous 8 jours", "30 jours fin de mois", "2026-05-31"},
		{"Paiement à 30 jours. Pas d’escompte pour paiement anticipé.", net30, "2026-05-02"},
		{"Escompte : néant. 30 jours", net30, "2026-05-02"},
		{"Paiement sans escompte avant le 31/03/2026", march31, "2026-03-31"},
		{"#SKONTO#TAGE=14#PROZENT=2.00#", "", ""},
		{"#SKONTO#TAGE=14#PROZENT=2.00#\nZahlbar innerhalb 30 Tagen", net30, "2026-05-02"},
		{"#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=100.00# #SKONTO#TAGE=30#PROZENT=0.00#", "", ""},
		{"Payment within 10 days, 2% discount", "", ""},
		{"Bei Zahlung innerhalb 14 Tagen gewähren wir 2,0% Skonto.", "", ""},
		{"Bei Zahlung bis zum 06.06.2026 zahlen Sie mit 2,50 % Skonto € 4.176,90", "", ""},
		{"2% 10 days", "", ""},

		// several, the latest counts; shares of the total
		{"30 % à 30 jours, 70 % à 60 jours", "60 jours date de facture", "2026-06-01"},
		{"60 jours date de facture ou 45 jours fin de mois", "60 jours date de facture", "2026-06-01"},
		{"30% d’acompte, solde à 30 j", net30, "2026-05-02"},
		{"50% prepaid, 50% within one month", "1 mois date de facture", "2026-05-02"},
		{"50 % à 30 jours, solde à réception", net30, "2026-05-02"},

		// about something else
		{"30 jours net. Passé ce délai, pénalités de retard de 12 % et 40 € de frais après 8 jours de retard", net30, "2026-05-02"},
		{"Paiement à 30 jours sous peine de frais de recouvrement", net30, "2026-05-02"},
		{"En cas de retard de paiement, pénalités exigibles sous 60 jours", "", ""},
		{"Penalty percentage 10% from due date", "", ""},
		{"Refund within 14 days", "", ""},
		{"Livraison sous 15 jours, payable à réception", atReceipt, "2026-04-02"},
		{"Formation de 5 jours, payable à réception de facture", atReceipt, "2026-04-02"},
		{"Abonnement 12 mois, net 30", net30, "2026-05-02"},
		{"garantie 24 mois", "", ""},
		{"30 jours après livraison", "", ""},
		{"10 jours ouvrés", "", ""},
		{"Facture acquittée le 12/03/2026", "", ""},
		{"Der Rechnungsbetrag wurde bereits beglichen.", "", ""},
		{"Rechnungsbetrag wird über Ihre Kreditkarte abgebucht.", "", ""},
		{"Net à payer 300", "", ""},
		{"net 300", "", ""},
		{"999 jours", "", ""},
		{"60 mois", "", ""},
		{"fin de mois le 45", "", ""},
		{"30 jours fin du mois suivant", "", ""},
		{"selon contrat", "", ""},
		{"601611777874", "", ""},
		{"IBAN FR76 3000 6000 0112 3456 7890 189", "", ""},
		{"Zahlbar ohne Abzug bis", "", ""},
		{"lorem ipsum", "", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			rule, ok := terms.Parse(tt.in)
			if ok != (tt.rule != "") || rule.String() != tt.rule {
				t.Fatalf("Parse(%q) = %q, %v; want %q", tt.in, rule, ok, tt.rule)
			}
			if due := rule.Due(date("2026-04-02")); due.String() != tt.due {
				t.Errorf("due %s, want %s", due, tt.due)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"45 jours fin de mois le 10", "2/10 net 30", "#SKONTO#TAGE=14#PROZENT=2.00#",
		"zu den Fälligkeiten 01.07.2018, 01.10.2018", "@0 @99 due", "échéance au 31 mars 2026", "fin de mois + 2 mois"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rule, ok := terms.Parse(s)
		if ok == rule.IsZero() {
			t.Fatalf("Parse(%q) = %+v, %v", s, rule, ok)
		}
		if !ok {
			return
		}
		back, ok := terms.Parse(rule.String())
		if !ok || back != rule {
			t.Fatalf("Parse(%q) = %+v; its text %q reads as %+v, %v", s, rule, rule, back, ok)
		}
		issue := date("2026-01-31")
		if due := rule.Due(issue); rule.Kind != terms.OnDate && (due.Before(issue) || due.Sub(issue) > 480) {
			t.Fatalf("Parse(%q) = %q makes %s due on %s", s, rule, issue, due)
		}
	})
}
