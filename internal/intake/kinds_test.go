package intake

import (
	"strings"
	"testing"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

const statusHead = "Numéro;Type;Statut;Date;Échéance;Client;Total TTC;Email"

// listed reads a list of one line, which may be refused.
func listed(t *testing.T, header, line string) Item {
	t.Helper()
	res := Read("liste.csv", []byte(header+"\n"+line+"\n"), Options{})
	if len(res.Items) != 1 {
		t.Fatalf("%q: %d items", line, len(res.Items))
	}
	return res.Items[0]
}

// decided reads one line and decides over it.
func decided(t *testing.T, header, line string) (Item, Reason) {
	t.Helper()
	item := listed(t, header, line)
	if item.Error != nil {
		return item, Reason(item.Error.Code)
	}
	return item, Classify(item.Document, Policy{Today: calendar.NewDate(2026, 11, 27)}).Reason
}

func TestKindsOfDocumentsAreReadInTheWordsOfLists(t *testing.T) {
	t.Parallel()
	for want, words := range map[Reason]string{
		ReasonCreditNote: "Avoir|Avoirs|Facture d'avoir|Avoir client|Facture avoir|Note de crédit|Credit note|Credit Memo|Avoir sur facture d'acompte|AV|Avoir partiel|Refund|Remboursement|CreditNote|Avoir financier",
		ReasonNoClaim:    "DEVIS|Devis accepté|Quote|Quotation|Estimate|Bon de commande|Commande client|Sales order|Bon de livraison|Delivery note|BL|Offre de prix|Proposition commerciale|Accusé de commande|Packing slip|Règlement|Paiement client|Payment|Reçu|Receipt|Encaissement|Chèque|Facture annulée|Cancelled invoice|Void",
		ReasonPurchase:   "Facture fournisseur|Facture d'achat|Achat|Purchase invoice|Vendor bill|Supplier invoice|in_invoice|Note de frais|Avoir fournisseur",
		ReasonProForma:   "Pro forma|Facture proforma|Facture pro-forma|PROFORMA",
		ReasonOpen:       "Facture|FACTURE|Invoice|Facture client|Facture d'acompte|Facture de situation|Facture de solde|Acompte|FA|380|Facture récurrente|Facture rectificative|Note d'honoraires|Vente|Customer invoice|out_invoice|",
	} {
		for word := range strings.SplitSeq(words, "|") {
			if _, got := decided(t, statusHead, "X-1;"+word+";;02/03/2026;01/04/2026;Vasseur;120,00;"); got != want {
				t.Errorf("%q is %s, want %s", word, got, want)
			}
		}
	}
	for _, row := range []struct{ header, line, want string }{
		{"Numéro;Type de pièce;Date;Client;Total TTC", "A-1;Avoir;02/03/2026;Vasseur;120,00", "credit_note"},
		{"Numéro;Type de transaction;Date;Client;Total TTC", "A-1;Avoir;02/03/2026;Vasseur;120,00", "credit_note"},
		{"Numéro;Libellé;Date;Client;Total TTC", "A-1;Avoir sur facture F-1;02/03/2026;Vasseur;120,00", "credit_note"},
		{"Numéro;Objet;Date;Client;Total TTC", "A-1;Facture d'avoir;02/03/2026;Vasseur;120,00", "credit_note"},
		{"Numéro;Objet;Date;Client;Total TTC", "F-1;Pose d'une porte selon devis D-4;02/03/2026;Vasseur;120,00", "open"},
		{"Numéro;Date;Client;Total TTC", "AVOIR-12;02/03/2026;Vasseur;120,00", "credit_note"},
		{"Numéro;Date;Client;Total TTC", "DEVIS-12;02/03/2026;Vasseur;120,00", "no_claim"},
		{"Numéro;Date;Client;Total TTC", "A-1;02/03/2026;Vasseur;(120,00)", "invalid"},
		{"Numéro;Date;Client;Total TTC", "A-1;02/03/2026;Vasseur;120,00-", "invalid"},
	} {
		if _, got := decided(t, row.header, row.line); string(got) != row.want {
			t.Errorf("%s: %s, want %s", row.line, got, row.want)
		}
	}
}

func TestStatusesAreReadWithWhateverStandsAround(t *testing.T) {
	t.Parallel()
	for want, words := range map[Reason]string{
		ReasonPaid: "Payée|PAYÉE|Payée le 12/11/2026|Réglée par virement|Acquittée|Soldée|Encaissée (CB)|Règlement reçu|Paiement reçu le 3 mars|Paid|Paid on 2026-11-12|Payment received|Closed|" +
			"Fully paid|Lettrée|Remboursée|Refunded|Clôturée|In payment|En cours de paiement|Validée et payée|oui|Prélevée le 3 mars|Avoir émis|Mise en paiement",
		Reason(NotIssued): "Brouillon|Draft|Annulée|Annulée (doublon)|Cancelled|Voided|À valider|Provisoire|En préparation|Non émise|À envoyer|Supprimée|Abandonnée le 3 mars|Not sent|Refusée|À recycler",
		Reason(Invalid):   "Partiellement payée|Partially paid|Paiement partiel|En litige|Disputed|Irrécouvrable|Passée en perte|Cédée|Suspendue|Échéancier en cours|Prélèvement programmé|Plan de paiement|On hold",
		ReasonOpen: "Non payée|Impayée|Unpaid|À payer|En attente de paiement|En retard|Overdue|Envoyée|Sent|Validée|Finalisée|Échue|Pas encore réglée|Non soldée|Comptabilisé|Open|Relancée 2 fois|non|Émise le 2 mars|" +
			"Late|Not paid|En attente|Service fait|Mandatée",
	} {
		for word := range strings.SplitSeq(words, "|") {
			item, got := decided(t, statusHead, "S-1;Facture;"+word+";02/03/2026;01/04/2026;Vasseur;120,00;")
			if got != want {
				t.Errorf("%q is %s, want %s", word, got, want)
			}
			if got == ReasonOpen && strings.Contains(strings.Join(item.Document.Warnings, " "), "statut") {
				t.Errorf("%q: a warning about a known status: %q", word, item.Document.Warnings)
			}
		}
	}
	item, got := decided(t, statusHead, "S-1;Facture;xyz;02/03/2026;01/04/2026;Vasseur;120,00;")
	if got != ReasonOpen || !strings.Contains(strings.Join(item.Document.Warnings, " "), french("statut « xyz » inconnu")) {
		t.Errorf("an unknown status: %s %q", got, item.Document.Warnings)
	}
}

func TestADayOfPaymentMeansPaid(t *testing.T) {
	t.Parallel()
	const head = "Numéro;Date;Échéance;Client;Total TTC;Statut;Date de paiement"
	for line, want := range map[string]Reason{
		"F-1;02/03/2026;01/04/2026;Vasseur;120,00;;10 mars 2026":      ReasonPaid,
		"F-1;02/03/2026;01/04/2026;Vasseur;120,00;Envoyée;10/03/2026": ReasonPaid,
		"F-1;02/03/2026;01/04/2026;Vasseur;120,00;Impayée;10/03/2026": ReasonOpen,
		"F-1;02/03/2026;01/04/2026;Vasseur;120,00;Envoyée;":           ReasonOpen,
		"F-1;02/03/2026;01/04/2026;Vasseur;120,00;;à la livraison":    ReasonOpen,
	} {
		if _, got := decided(t, head, line); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}

func TestWhatIsLeftToPayIsReadUnderEveryName(t *testing.T) {
	t.Parallel()
	for _, name := range strings.Split("Restant à payer|Reste à régler|Reste dû|Reste à payer TTC|Solde dû|Solde|Solde restant dû|Montant restant|Restant dû|Reste|Reste à encaisser|Montant dû|Impayé|"+
		"Outstanding|Outstanding balance|Amount due|Balance due|Balance|Remaining amount|Amount outstanding|Unpaid amount|Montant restant dû (EUR)|Encours|Non réglé|Open amount|Net à payer|Reste à recouvrer", "|") {
		item := listed(t, "Numéro;Date;Client;Montant TTC;"+name, "F-1;04/03/2026;Petit;240,00;100,00")
		if p := item.Document.Payable; item.Error != nil || p == nil || *p != 10000 {
			t.Errorf("%s: %v %v", name, p, item.Error)
		}
	}
	for _, name := range strings.Split("Montant encaissé|Déjà réglé|Déjà payé|Montant réglé|Montant payé|Acompte|Acomptes versés|Règlements|Paid|Amount paid|Paid amount|Total réglé|Déjà versé|Montant perçu|Payments|Amount received", "|") {
		item := listed(t, "Numéro;Date;Client;Montant TTC;"+name, "F-1;04/03/2026;Petit;240,00;140,00")
		if p := item.Document.Payable; item.Error != nil || p == nil || *p != 10000 {
			t.Errorf("%s: %v %v", name, p, item.Error)
		}
	}
	for _, name := range strings.Split("Reste à facturer|Solde du client|Jours de retard du solde|Reste à livrer", "|") {
		item := listed(t, "Numéro;Date;Client;Montant TTC;"+name, "F-1;04/03/2026;Petit;240,00;100,00")
		if p := item.Document.Payable; item.Error != nil || p == nil || *p != 24000 {
			t.Errorf("%s is something else: %v %v", name, p, item.Error)
		}
	}
}

func TestHeadingsOfSoftware(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ header, line, want string }{
		"Pennylane in English": {"Invoice number,Label,Customer,Date,Deadline,Amount,Tax,Currency amount,Currency,Remaining amount,Status,Paid", "F-1,Facture Caron,Caron,2026-03-02,2026-04-01,1234.56,205.76,1234.56,EUR,100.00,late,false", "F-1 Caron 2026-03-02 2026-04-01 100.00"},
		"Sellsy":               {"Référence;Sujet;Date;Date d'échéance;Client;E-mail client;Montant HT;Montant TTC;Montant dû;Statut;Devise", "FACT-1;Pose;02/03/2026;01/04/2026;Caron;c@caron.example.fr;1 028,80 €;1 234,56 €;100,00 €;En retard;EUR", "FACT-1 Caron 2026-03-02 2026-04-01 100.00"},
		"Henrri":               {"N° de document;Type;Date;Client;Total HT;Total TTC;Reste à payer;Date limite de règlement;Etat", "F-1;Facture;02/03/2026;Caron;1 028,80;1 234,56;100,00;01/04/2026;A payer", "F-1 Caron 2026-03-02 2026-04-01 100.00"},
		"EBP":                  {"Numéro du document;Date du document;Code client;Nom du client;Montant total HT;Montant total TTC;Date d'échéance;Montant dû;Etat", "FA14;02/03/2026;CL12;Caron;1028,80;1234,56;01/04/2026;100,00;Validé", "FA14 Caron 2026-03-02 2026-04-01 100.00"},
		"Sage":                 {"Code tiers;Intitulé;N° pièce;Date;Échéance;Débit;Crédit;Solde", "CARON;Caron;FA14;020326;010426;1234,56;1134,56;100,00", "FA14 Caron 2026-03-02 2026-04-01 100.00"},
		"Cegid":                {"Compte auxiliaire;Libellé compte;Date pièce;Référence;Date échéance;Montant TTC;Reste dû", "411CARON;Caron;02/03/2026;FA-14;01/04/2026;1234,56;100,00", "FA-14 Caron 2026-03-02 2026-04-01 100.00"},
		"Odoo in French":       {"Numéro,Partenaire,Date de facturation,Date d'échéance,Total signé,Montant dû signé,État de paiement,État", "FAC/1,Caron,2026-03-02,2026-04-01,1234.56,100.00,Non payées,Comptabilisé", "FAC/1 Caron 2026-03-02 2026-04-01 100.00"},
		"Xero":                 {"ContactName,EmailAddress,InvoiceNumber,InvoiceDate,DueDate,Total,InvoiceAmountDue,Currency", "Caron,c@caron.example.fr,INV-1,02/03/2026,01/04/2026,1234.56,100.00,EUR", "INV-1 Caron 2026-03-02 2026-04-01 100.00"},
		"Zoho":                 {"Invoice Date,Invoice Number,Invoice Status,Customer Name,Due Date,Currency Code,Total,Balance", "2026-03-02,INV-1,Overdue,Caron,2026-04-01,EUR,1234.56,100.00", "INV-1 Caron 2026-03-02 2026-04-01 100.00"},
		"Stripe":               {"id,Number,Customer Name,Customer Email,Amount Due,Amount Paid,Total,Currency,Date (UTC),Due Date (UTC),Status", "in_1,A-1,Caron,c@caron.example.fr,100.00,0.00,100.00,eur,2026-03-02 10:00,2026-04-01 10:00,open", "A-1 Caron 2026-03-02 2026-04-01 100.00"},
	} {
		item := listed(t, row.header, row.line)
		d := item.Document
		if item.Error != nil {
			t.Errorf("%s: %v", name, item.Error)
			continue
		}
		if got := strings.Join([]string{d.Number, d.Buyer.Name, d.IssueDate.String(), d.DueDate.String(), d.Payable.String()}, " "); got != row.want {
			t.Errorf("%s: read %s, want %s", name, got, row.want)
		}
	}
}

func TestUnknownHeadingsAreProposedAsOptionsToCopy(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ text, want string }{
		{"Code;Bénéf;Jour;Total TTC;Devise\nX-1;Caron;02/03/2026;12,00;EUR\nX-2;Petit;03/03/2026;13,00;EUR\n", "number='Code' issue_date='Jour' buyer_name='Bénéf'"},
		{"Zig;Zag;Zoug;Zut\nX-1;Caron;02/03/2026;12,00\nX-2;Petit;03/03/2026;13,00\n", "number='Zig' issue_date='Zoug' total='Zut' buyer_name='Zag'"},
		{"Numéro;Date;Client;Total TTC;Chose\nX-1;02/03/2026;Caron;12,00;3,00\n", "payable='Chose'"},
		{"Numéro;Date;L'autre;Total TTC\nX-1;02/03/2026;Caron;12,00\n", `buyer_name="L'autre"`},
	} {
		res := Read("f.csv", []byte(row.text), Options{})
		said := strings.Join(res.Warnings, "\n")
		if len(res.Items) > 0 && res.Items[0].Error != nil {
			said += res.Items[0].Error.Error()
		}
		if !strings.Contains(said, row.want) {
			t.Errorf("%q is not proposed: %s", row.want, said)
		}
	}
}

func TestAddressesAreTakenOutOfTheirWrapping(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"mailto:compta@caron.example.fr": "compta@caron.example.fr", "MAILTO:a@b.example.fr?subject=x": "a@b.example.fr", "<a@b.example.fr>": "a@b.example.fr",
		"Compta <a@b.example.fr>": "a@b.example.fr", "a@b.example.fr.": "a@b.example.fr", "a@b.example.fr; c@d.example.fr": "a@b.example.fr", "\"a@b.example.fr\"": "a@b.example.fr",
		"é@é.example.net": "é@é.example.net", "a+b%c@b.example.net": "a+b%c@b.example.net", "o'neil@b.example.fr": "o'neil@b.example.fr",
		"a@-b.example.net": "", "a@b..net": "", "a@[127.0.0.1]": "", strings.Repeat("A", 65) + "@b.example.net": "", `"a b"@b.example.net`: "", "a\u202e@b.example.net": "",
		"a@b": "", "@b.example.net": "", "a@": "", "a..b@c.example.fr": "", "a@127.0.0.1": "", "a@" + strings.Repeat("b", 260) + ".net": "", "root@localhost": "", "a@b@c.example.fr": "", "néant": "",
	} {
		if got := addressIn(written); got != want {
			t.Errorf("%q: %q, want %q", written, got, want)
		}
	}
	r := ToReceivable(csvItem(t, "number;issue_date;total;buyer_name;buyer_email", "F-1;2026-03-02;100.00;Caron;générale@accent.example.fr"), "brunel")
	if !strings.Contains(strings.Join(r.Notes, " "), "SMTPUTF8") {
		t.Errorf("an accent is not spoken of: %q", r.Notes)
	}
}

func TestNamesAreOneLineThatCanBeSeen(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"Menuiserie\nDupont": "Menuiserie Dupont", "Menuiserie\r\nDupont": "Menuiserie Dupont", "A\tB": "A B", "A\u202eB": "AB", "A\x07B": "AB", "=?UTF-8?Q?x?=": "= ?UTF-8?Q?x?=",
		"Straße & Łódź 株式会社 😀": "Straße & Łódź 株式会社 😀", "  a   b ": "a b", "👩\u200d🔧 SARL": "👩\u200d🔧 SARL",
	} {
		item := listed(t, "number;issue_date;total;buyer_name", `F-1;2026-03-02;100.00;"`+written+`"`)
		if got := ToReceivable(item, "brunel").Debtor.Name; got != want {
			t.Errorf("%q became %q, want %q", written, got, want)
		}
	}
}

func TestWhatCannotBeIsRefusedWithItsLine(t *testing.T) {
	t.Parallel()
	const head = "number;issue_date;due_date;total;buyer_name;customer_ref"
	for name, row := range map[string]struct{ line, says string }{
		"a number without end":         {strings.Repeat("F", 240) + ";2026-03-02;;100.00;Caron;", "240 caractères"},
		"a reference without end":      {"F-1;2026-03-02;;100.00;Caron;" + strings.Repeat("C", 3000), "3000 caractères"},
		"a name without end":           {"F-1;2026-03-02;;100.00;" + strings.Repeat("N", 20000) + ";", "20000 caractères"},
		"an amount beyond reason":      {"F-1;2026-03-02;;92233720368547758.07;Caron;", "montant"},
		"a sum of ten billion and one": {"F-1;2026-03-02;;10000000000.01;Caron;", "au-delà"},
		"three decimals":               {"F-1;2026-03-02;;1,234.567;Caron;", "ambigu"},
		"a day with a sign":            {"F-1;-2026-01-01;;100.00;Caron;", "date impossible"},
		"a foreign unit":               {"F-1;2026-03-02;;100 $;Caron;", "USD ou CAD"},
	} {
		item := listed(t, head, row.line)
		if item.Error == nil || item.Error.Line != 2 || !strings.Contains(item.Error.Error(), row.says) {
			t.Errorf("%s: %v", name, item.Error)
		}
	}
	item := listed(t, head, "F-1;2026-03-02;;100.00 USD;Caron;")
	if item.Error != nil || item.Document.Currency != "USD" {
		t.Errorf("a currency beside the amount: %q %v", item.Document.Currency, item.Error)
	}
}

func TestANumberMustFitIntoTheIdentityOfItsCase(t *testing.T) {
	t.Parallel()
	creditor := []dunning.Creditor{{ID: "atelier"}}
	for number, fits := range map[string]bool{strings.Repeat("F", 190): true, strings.Repeat("é", 39): true, strings.Repeat("é", 41): false, strings.Repeat("/", 90): false} {
		item := listed(t, "number;issue_date;total;buyer_name", number+";2026-03-02;100.00;Caron")
		if item.Error != nil {
			t.Fatal(item.Error)
		}
		_, err := MatchCreditor(item, creditor)
		if (err == nil) != fits || err != nil && !strings.Contains(err.Error(), "ligne 2") {
			t.Errorf("%d bytes: %v", len(number), err)
		}
	}
}

func TestDatesThatCannotBeRightAreNotChased(t *testing.T) {
	t.Parallel()
	const head = "number;issue_date;due_date;total;buyer_name"
	for dates, want := range map[string]Reason{
		"2026-10-23;2026-11-22": ReasonOpen, "2026-10-23;2026-10-23": ReasonOpen, "2026-11-28;": ReasonOpen,
		"2026-10-23;2022-11-22": ReasonDates, "2026-10-23;2003-11-22": ReasonDates, "2026-12-15;2027-01-01": ReasonDates, "1969-12-31;2026-01-01": ReasonDates,
		"1900-01-01;1900-01-01": ReasonDates, "2026-10-23;2126-11-22": ReasonDates, "9999-12-31;": Reason(Invalid),
	} {
		if _, got := decided(t, head, "F-1;"+dates+";100.00;Caron"); got != want {
			t.Errorf("%s: %s, want %s", dates, got, want)
		}
	}
}

func TestTheOrderOfDaysIsProvedByTheWholeFile(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ second, third, want string }{
		"one line proves the month first": {"03/13/2026", "03/02/2026", "2026-03-13 2026-03-02"},
		"none does":                       {"02/03/2026", "04/03/2026", "2026-03-02 2026-03-04"},
		"both do":                         {"13/03/2026", "03/13/2026", "- -"},
	} {
		res := Read("f.csv", []byte("number;issue_date;total;buyer_name\nF-1;"+row.second+";1.00;Caron\nF-2;"+row.third+";2.00;Caron\n"), Options{})
		var got []string
		for _, item := range res.Items {
			day := "-"
			if item.Error == nil {
				day = item.Document.IssueDate.String()
			}
			got = append(got, day)
		}
		if strings.Join(got, " ") != row.want {
			t.Errorf("%s: %v, want %s (%q)", name, got, row.want, res.Warnings)
		}
	}
}

func TestExcelWrappingIsNoPartOfAValue(t *testing.T) {
	t.Parallel()
	for _, cell := range []string{`="F-2"`, `"=""F-2"""`, "F-2", " F-2 ", "'F-2"} {
		if item := listed(t, "number;issue_date;total;buyer_name", cell+`;="02/03/2026";="100,00";="Caron; Fils"`); item.Document.Number != "F-2" || item.Document.Buyer.Name != "Caron; Fils" {
			t.Errorf("%s: %q %q %v", cell, item.Document.Number, item.Document.Buyer.Name, item.Error)
		}
	}
}
