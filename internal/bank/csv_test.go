package bank_test

import (
	"errors"
	"strings"
	"testing"

	"relance/internal/bank"
)

func TestCSVOfFrenchBanks(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, profile, text       string
		account, opening, closing string
		amounts, labels           string
	}{
		{"Boursorama", "boursorama",
			"\xef\xbb\xbfdateOp;dateVal;label;category;categoryParent;supplierFound;amount;comment;accountNum;accountLabel;accountbalance\n" +
				"2026-03-02;2026-03-03;\"VIR VASSEUR | FA 41\";Virements;Virements reçus;vasseur;1 120,00;;00012345678;BoursoBank;2500,50\n" +
				"2026-03-01;2026-03-01;PRLV TELEPHONE;Telephone;Vie;tel;-20,99;;00012345678;BoursoBank;2500,50\n",
			"00012345678", "", "2500.50", "1120.00 -20.99", "VIR VASSEUR | FA 41/PRLV TELEPHONE"},
		{"La Banque Postale, Windows-1252 with a preamble", "labanquepostale",
			"Num\xe9ro Compte   ;1234567A020\nType         ;CCP\nCompte tenu en  ;euros\nDate            ;02/03/2026\nSolde (EUROS)   ;1620,50\nSolde (FRANCS)  ;10629,78\n\n" +
				"Date;Libell\xe9;Montant(EUROS);Montant(FRANCS)\n02/03/2026;\"VIREMENT DE VASSEUR FACTURE 41\";120,00;787,15\n01/03/2026;CHEQUE N 1;-5,00;-32,80\n",
			"1234567A020", "", "1620.50", "120.00 -5.00", "VIREMENT DE VASSEUR FACTURE 41/CHEQUE N 1"},
		{"Crédit Mutuel, two columns, debits with a minus", "creditmutuel",
			"Date;Date de valeur;Débit;Crédit;Libellé;Solde\n01/03/2026;01/03/2026;-5,00;;CHEQUE 1;995,00\n02/03/2026;02/03/2026;;120,00;VIR VASSEUR;1115,00\n",
			"", "1000.00", "1115.00", "-5.00 120.00", "CHEQUE 1/VIR VASSEUR"},
		{"Crédit Mutuel, short form, debits without", "creditmutuel",
			"Date;Débit;Crédit;Libellé\n01/03/2026;5,00;;CHEQUE 1\n02/03/2026;;120,00;VIR VASSEUR\n",
			"", "", "", "-5.00 120.00", "CHEQUE 1/VIR VASSEUR"},
		{"CIC, commas and points, newest first", "cic",
			"Date d'op\xe9ration,Date de valeur,Montant,Libell\xe9,Solde\n02/03/2026,02/03/2026,120.00,VIREMENT VASSEUR FA 4072,1115.00\n01/03/2026,01/03/2026,-5.00,CHEQUE 1,995.00\n",
			"", "1000.00", "1115.00", "120.00 -5.00", "VIREMENT VASSEUR FA 4072/CHEQUE 1"},
		{"generic with tabs, currency and counterparty", "generic",
			"Compte : FR76 3000 6000 0112 3456 7890 189\nDate comptable\tNature de l'opération\tMontant en €\tDevise\n02.03.26\tVIR\t120,00 €\tEUR\n",
			"FR7630006000011234567890189", "", "", "120.00", "VIR"},
		{"no headings", "generic",
			"02/03/2026;02/03/2026;VIR VASSEUR;120,00\n01/03/2026;01/03/2026;CHEQUE;-5,00\n", "", "", "", "120.00 -5.00", "VIR VASSEUR/CHEQUE"},
		{"no headings, debit and credit", "generic",
			"02/03/2026;VIR VASSEUR;;120,00\n01/03/2026;CHEQUE;5,00;\n", "", "", "", "120.00 -5.00", "VIR VASSEUR/CHEQUE"},
		{"no headings, running balance", "generic",
			"01/03/2026;CHEQUE;-5,00;995,00\n02/03/2026;VIR VASSEUR;120,00;1115,00\n", "", "1000.00", "1115.00", "-5.00 120.00", "CHEQUE/VIR VASSEUR"},
	} {
		f, st := only(t, tc.text)
		equal(t, tc.name+": format", f.Format, bank.CSV)
		equal(t, tc.name+": profile", f.Version, tc.profile)
		warned(t, f, "CSV lu avec le profil")
		var amounts, labels []string
		for _, e := range st.Entries {
			amounts, labels = append(amounts, e.Amount.String()), append(labels, e.Remittance)
		}
		equal(t, tc.name+": account", st.Account, tc.account)
		equal(t, tc.name+": opening", cents(st.Opening), tc.opening)
		equal(t, tc.name+": closing", cents(st.Closing), tc.closing)
		equal(t, tc.name+": amounts", strings.Join(amounts, " "), tc.amounts)
		equal(t, tc.name+": labels", strings.Join(labels, "/"), tc.labels)
		equal(t, tc.name+": currency", st.Currency, "EUR")
	}
}

func TestCSVRepairs(t *testing.T) {
	t.Parallel()
	const head = "Date;Libellé;Débit;Crédit;Solde;Statut\n"
	for _, tc := range []struct {
		name, rows, warning string
		entries             int
	}{
		{"a total below", "02/03/2026;VIR;;1,00;;\nTotal;;;1,00;;\n", "ligne de total", 1},
		{"a remark below", "02/03/2026;VIR;;1,00;;\nÉdité par la banque;;;;;\n", "sans date", 1},
		{"no amount", "02/03/2026;VIR;;;;\n03/03/2026;VIR;;1,00;;\n", "sans montant", 1},
		{"both columns", "02/03/2026;VIR;2,00;5,00;;\n", "débit et crédit", 1},
		{"balance that does not follow", "02/03/2026;VIR;;5,00;1,00;\n03/03/2026;VIR;;5,00;2,00;\n", "ne suit pas", 2},
		{"no rows", "", "aucune opération", 0},
		{"unknown account", "02/03/2026;VIR;;5,00;;\n", "de quel compte", 1},
	} {
		f := read(t, head+tc.rows)
		n := 0
		for _, st := range f.Statements {
			n += len(st.Entries)
		}
		equal(t, tc.name, n, tc.entries)
		warned(t, f, tc.warning)
	}
	_, st := only(t, head+"02/03/2026;A;;5,00;;En attente\n02/03/2026;B;;5,00;;Refusé\n")
	equal(t, "pending", st.Entries[0].Status, bank.Pending)
	equal(t, "refused", st.Entries[1].Status, bank.Info)
}

func TestCSVSeveralAccounts(t *testing.T) {
	t.Parallel()
	f := read(t, "Date;Libellé;Montant;Compte\n02/03/2026;A;1,00;111\n02/03/2026;B;2,00;222\n02/03/2026;C;3,00;111\n")
	equal(t, "statements", len(f.Statements), 2)
	equal(t, "first account", len(f.Statements[0].Entries), 2)
	equal(t, "second account", f.Statements[1].Account, "222")
}

func TestCSVProfileByName(t *testing.T) {
	t.Parallel()
	text := []byte("Date;Débit;Crédit;Libellé\n01/03/2026;5,00;;CHEQUE 1\n")
	f, err := bank.Parse("x.csv", text, bank.Options{Profile: "generic"})
	if err != nil || f.Version != "generic" {
		t.Errorf("%v %q", err, f.Version)
	}
	if _, err := bank.Parse("x.csv", text, bank.Options{Profile: "cic"}); !errors.Is(err, bank.ErrUnknownFormat) {
		t.Errorf("a profile that does not fit: %v", err)
	}
	if _, err := bank.Parse("x.csv", text, bank.Options{Profile: "nobank"}); err == nil || !strings.Contains(err.Error(), "creditmutuel") {
		t.Errorf("an unknown profile must name the known ones: %v", err)
	}
}

func TestNotABankFile(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty": "", "a letter": "Bonjour,\nvoici le relevé.\n", "a PDF": "%PDF-1.7\n\x00\x01", "numbers": "1;2;3\n4;5;6\n",
		"an old workbook": "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00", "a workbook": "PK\x03\x04" + strings.Repeat("\x00", 100_000) + "xl/workbook.xml",
	} {
		f, err := bank.Parse(name, []byte(text), bank.Options{})
		if strings.Contains(name, "workbook") && (err == nil || !strings.Contains(err.Error(), "classeur Excel") || strings.Contains(err.Error(), "fichier de banque")) {
			t.Errorf("%s is called %v", name, err)
		}
		if !errors.Is(err, bank.ErrUnknownFormat) {
			t.Errorf("%s: %v", name, err)
		}
		equal(t, name+": format", f.Format, "")
	}
}

// Each row is a way in which banks, neobanks and accounting tools write the
// same two movements: 1,234.56 in, 70.93 out.
func TestCSVSaysWhichWayTheMoneyGoes(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"Sens C and D":               "Date;Libellé;Montant;Sens\n04/03/2026;VIR F-1;1 234,56;C\n05/03/2026;EDF;70,93;D\n",
		"Sens in words":              "Date;Libellé;Montant;Sens de l'opération\n04/03/2026;VIR F-1;1 234,56;Crédit\n05/03/2026;EDF;70,93;Débit\n",
		"Débit/Crédit":               "Date;Libellé;Débit/Crédit;Montant\n04/03/2026;VIR F-1;CR;1 234,56\n05/03/2026;EDF;DR;70,93\n",
		"a type column":              "Date;Libellé;Type;Montant\n04/03/2026;VIR F-1;CREDIT;1 234,56\n05/03/2026;EDF;DEBIT;70,93\n",
		"received and sent":          "Date;Libellé;Type d'opération;Montant\n04/03/2026;VIR F-1;Virement reçu;1 234,56\n05/03/2026;EDF;Prélèvement;70,93\n",
		"a direction":                "Date,Description,Direction,Amount\n2026-03-04,F-1,IN,1234.56\n2026-03-05,EDF,OUT,70.93\n",
		"an indicator":               "Booking date;Text;Credit/Debit indicator;Amount\n04.03.2026;F-1;CRDT;1234,56\n05.03.2026;EDF;DBIT;70,93\n",
		"a sign":                     "Date;Libellé;Signe;Montant\n04/03/2026;VIR F-1;+;1 234,56\n05/03/2026;EDF;-;70,93\n",
		"a heading of no use":        "Date;Libellé;Mouvement;Montant\n04/03/2026;VIR F-1;Entrée;1 234,56\n05/03/2026;EDF;Sortie;70,93\n",
		"a sign and a column":        "Date;Libellé;Montant;Sens\n04/03/2026;VIR F-1;1 234,56;C\n05/03/2026;EDF;-70,93;D\n",
		"behind the amount":          "Date;Libellé;Montant\n04/03/2026;VIR F-1;1 234,56 CR\n05/03/2026;EDF;70,93 DR\n",
		"brackets":                   "Date;Libellé;Montant\n04/03/2026;VIR F-1;€ 1.234,56\n05/03/2026;EDF;(70,93 €)\n",
		"no headings, a letter":      "04/03/2026;VIR F-1;1 234,56;C\n05/03/2026;EDF;70,93;D\n",
		"columns and a total":        "Date;Libellé;Montant;Débit;Crédit\n04/03/2026;VIR F-1;1 234,56;;1 234,56\n05/03/2026;EDF;70,93;70,93;\n",
		"money in and out":           "Date,Description,Money out,Money in\n2026-03-04,F-1,,1234.56\n2026-03-05,EDF,70.93,\n",
		"Soll and Haben":             "Buchungstag Date;Text;Soll;Haben\n04.03.2026;F-1;;1.234,56\n05.03.2026;EDF;70,93;\n",
		"one side of thousands only": "Date;Libellé;Débit;Crédit\n04/03/2026;VIR F-1;0,00;1.234,56\n05/03/2026;EDF;70,93;0,00\n",
	} {
		_, st := only(t, text)
		equal(t, name, amounts(st), "1234.56 -70.93")
	}
}

func amounts(st bank.Statement) string {
	var out []string
	for _, e := range st.Entries {
		out = append(out, e.Amount.String())
	}
	return strings.Join(out, " ")
}

func TestCSVLeavesOutWhatItCannotTell(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, want, warning string }{
		{"an unknown side", "Date;Libellé;Montant;Sens\n04/03/2026;A;5,00;C\n05/03/2026;B;6,00;X\n", "5.00", "sens \"X\" inconnu"},
		{"no side", "Date;Libellé;Montant;Sens\n04/03/2026;A;5,00;C\n05/03/2026;B;6,00;\n", "5.00", "sens absent"},
		{"thousands or decimals", "Date;Libellé;Montant\n04/03/2026;A;1.000\n05/03/2026;B;-3.000\n", "", "ambigu"},
		{"thousands or decimals, columns", "Date;Libellé;Débit;Crédit\n04/03/2026;A;;12,500\n05/03/2026;B;1,200;\n", "", "ambigu"},
		{"three decimals where others have two", "Date;Libellé;Montant\n04/03/2026;A;1,005\n05/03/2026;B;-3,20\n", "-3.20", "ambigu"},
		{"a whole number of thousands beside cents", "Date;Libellé;Montant\n04/03/2026;A;1,000\n05/03/2026;B;-3,20\n", "-3.20", "ambigu"},
		{"a point before three zeros beside cents", "Date;Libellé;Montant\n04/03/2026;A;1.000\n05/03/2026;B;-3.20\n", "-3.20", "ambigu"},
		{"three decimals behind a zero", "Date;Libellé;Montant\n04/03/2026;A;0,500\n05/03/2026;B;-3,20\n", "0.50 -3.20", ""},
		{"another amount settles it", "Date;Libellé;Montant\n04/03/2026;A;1.000\n05/03/2026;B;-3,20\n", "1000.00 -3.20", ""},
		{"days that contradict each other", "Date;Libellé;Montant\n13/04/2026;A;1,00\n04/13/2026;B;-3,20\n04/04/2026;C;4,00\n", "", "contradictoires"},
		{"debits without a sign", "Date;Libellé;Montant\n04/03/2026;VIR A;1,00\n05/03/2026;PRLV EDF;3,20\n", "1.00 3.20", "contrôler le sens"},
	} {
		f := read(t, tc.text)
		got := ""
		for _, st := range f.Statements {
			got = amounts(st)
		}
		equal(t, tc.name, got, tc.want)
		warned(t, f, tc.warning)
	}
}

func TestCSVBalancesAreNoMovements(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, amounts, opening, closing string }{
		{"LCL", "03/03/2026;-70,93;Prélèvement;;PRLV EDF;;0;Divers\n04/03/2026;1234,56;Virement;;VIR F-1;;0;Divers\n05/03/2026;2163,63;;;;0012345678A;;\n", "-70.93 1234.56", "", "2163.63"},
		{"LCL with an agency", "03/03/2026\t-45,0\tChèque\t1234567\n04/03/2026\t1234,56\tVirement\t\tVIR F-1\n05/03/2026\t2189,56\t\t\t00012 012345A\n", "-45.00 1234.56", "", "2189.56"},
		{"words in the label", "Date;Libellé;Montant\n01/03/2026;Solde initial;1000,00\n04/03/2026;VIR F-1;1234,56\n05/03/2026;Nouveau solde au 05/03/2026;2234,56\n", "1234.56", "1000.00", "2234.56"},
		{"English words", "Date,Description,Amount\n2026-03-01,Opening balance,1000.00\n2026-03-04,F-1,1234.56\n2026-03-05,Closing balance,2234.56\n", "1234.56", "1000.00", "2234.56"},
		{"without a day", "Date;Libellé;Débit;Crédit\nSolde en début de période;;;1000,00\n04/03/2026;VIR F-1;;1234,56\nSolde en fin de période;;;2234,56\n", "1234.56", "1000.00", "2234.56"},
		{"totals", "Date;Libellé;Débit;Crédit\n04/03/2026;VIR F-1;;1234,56\n05/03/2026;Total des mouvements;0,00;1234,56\n", "1234.56", "", ""},
		{"a payer's words", "Date;Libellé;Montant\n04/03/2026;SOLDE FACTURE F-1;1234,56\n05/03/2026;SOLDE DE TOUT COMPTE;-5,00\n", "1234.56 -5.00", "", ""},
		{"a payer's one word", "Date;Tiers;Libellé;Montant\n04/03/2026;VASSEUR;SOLDE;1234,56\n", "1234.56", "", ""},
	} {
		_, st := only(t, tc.text)
		equal(t, tc.name, amounts(st), tc.amounts)
		equal(t, tc.name+": opening", cents(st.Opening), tc.opening)
		equal(t, tc.name+": closing", cents(st.Closing), tc.closing)
	}
}

func TestCSVKeepsWhatThePayerWrote(t *testing.T) {
	t.Parallel()
	for _, heading := range []string{"Détail", "Détails", "Référence", "Communication", "Motif", "Motif du virement", "Commentaire", "Informations complémentaires", "Note", "Message",
		"Référence de paiement", "Payment Reference", "Remittance information", "Details", "Transaction details", "Narrative", "Mémo", "Objet", "Libellé complémentaire", "Numéro de facture",
		"Purpose", "Verwendungszweck", "Référence client", "End-to-end reference", "Concerne", "Texte"} {
		_, st := only(t, "Date;Libellé;"+heading+";Débit;Crédit\n04/03/2026;VIR CARON;F-2026-014;;1234,56\n05/03/2026;EDF;;70,93;\n")
		if e := st.Entries[0]; !strings.Contains(e.Remittance+" "+e.Reference, "F-2026-014") {
			t.Errorf("%s: lost: %+v", heading, e)
		}
	}
}

func TestCSVWhoseAccount(t *testing.T) {
	t.Parallel()
	const a, b = "FR1420041010050500013M02606", "FR7630006000011234567890189"
	for _, tc := range []struct{ name, text, account, other string }{
		{"behind the payee", "Date;Bénéficiaire;Numéro de compte;Montant\n04/03/2026;CARON;" + a + ";5,00\n05/03/2026;EDF;;-3,00\n", "", a},
		{"English", "Date,Payee,Account number,Amount\n2026-03-04,CARON," + a + ",5.00\n2026-03-05,EDF," + b + ",-3.00\n", "", a},
		{"named", "Date;IBAN du bénéficiaire;Compte;Montant\n04/03/2026;" + a + ";" + b + ";5,00\n05/03/2026;;" + b + ";-3,00\n", b, a},
		{"own account behind the payee", "Date;Tiers;Compte;Montant\n04/03/2026;CARON;" + b + ";5,00\n05/03/2026;EDF;" + b + ";-3,00\n", b, ""},
		{"one IBAN on each row is the holder's", "Date;Counterparty name;Reference;IBAN;Amount\n04/03/2026;CARON;F-1;" + b + ";5,00\n05/03/2026;EDF;;" + b + ";-3,00\n", b, ""},
		{"IBANs of payers", "Date;Tiers;IBAN;Montant\n04/03/2026;CARON;" + a + ";5,00\n05/03/2026;EDF;" + b + ";-3,00\n", "", a},
	} {
		_, st := only(t, tc.text)
		equal(t, tc.name+": account", st.Account, tc.account)
		equal(t, tc.name+": other", st.Entries[0].CounterpartyIBAN, tc.other)
	}
}

func TestCSVOfNeobanks(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, amounts, first string }{
		{"Qonto", "Status,Settlement date (UTC),Operation date (UTC),Total amount (incl. VAT),Currency,Counterparty name,Reference\nsettled,2026-03-04 09:12:44,2026-03-04 09:12:40,1234.56,EUR,CARON,F-1\n" +
			"processing,,2026-03-05 10:00:00,50.00,EUR,VASSEUR,F-2\ndeclined,,2026-03-05 10:00:00,-99.00,EUR,SHOP,\n", "1234.56", "CARON F-1 2026-03-04"},
		{"Revolut, the fee in a column", "Type,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\nTOPUP,2026-03-04 10:00:00,2026-03-04 10:00:00,Payment from CARON F-1,1234.56,0.00,EUR,COMPLETED,2234.56\n" +
			"TRANSFER,2026-03-05 10:00:00,2026-03-05 10:00:00,To EDF,-70.00,0.93,EUR,COMPLETED,2163.63\n", "1234.56 -70.93", " Payment from CARON F-1 2026-03-04"},
		{"Wise", "TransferWise ID,Date,Amount,Currency,Description,Payment Reference,Running Balance,Payer Name,Payee Name,Total fees\nT-2,05-03-2026,-20.50,EUR,Sent money to EDF,,1214.06,,EDF,0.50\nT-1,04-03-2026,1234.56,EUR,Received money from CARON,F-1,1234.56,CARON,,0.00\n",
			"-20.50 1234.56", "EDF Sent money to EDF 2026-03-05"},
		{"N26", "\"Date\",\"Payee\",\"Account number\",\"Transaction type\",\"Payment reference\",\"Amount (EUR)\",\"Amount (Foreign Currency)\"\n\"2026-03-04\",\"CARON\",\"\",\"Income\",\"F-1\",\"1234.56\",\"\"\n", "1234.56", "CARON F-1 2026-03-04"},
		{"Stripe", "id,Type,Amount,Fee,Net,Currency,Created (UTC),Description\nch_1,charge,1234.56,12.00,1222.56,eur,2026-03-04 10:00,F-1\n", "1234.56", " F-1 2026-03-04"},
		{"PayPal", "Date,Time,Name,Type,Status,Currency,Gross,Fee,Net,Invoice Number\n13/03/2026,10:00:00,CARON,Payment,Completed,EUR,\"1,234.56\",-12.00,\"1,222.56\",F-1\n", "1234.56", "CARON F-1 2026-03-13"},
		{"in dollars", "Date;Libellé;Montant (USD)\n04/03/2026;F-1;1234,56\n", "1234.56", " F-1 2026-03-04"},
	} {
		_, st := only(t, tc.text)
		var booked []string
		for _, e := range st.Entries {
			if e.Status == bank.Booked {
				booked = append(booked, e.Amount.String())
			}
		}
		e := st.Entries[0]
		equal(t, tc.name, strings.Join(booked, " "), tc.amounts)
		got := strings.TrimSuffix(e.Counterparty+" "+strings.TrimSpace(e.Remittance+" "+strings.TrimPrefix(e.Reference, "T-2")), " ") + " " + e.BookingDate.String()
		equal(t, tc.name+": texts", got, tc.first)
	}
	_, st := only(t, "Date;Libellé;Montant (USD)\n04/03/2026;F-1;1234,56\n")
	equal(t, "currency in the heading", st.Currency, "USD")
	_, st = only(t, "Date;Libellé;Montant\n04/03/2026;F-1;1234,56 USD\n05/03/2026;F-2;12,00 €\n")
	equal(t, "currency beside the amount", st.Entries[0].Currency+st.Entries[1].Currency, "USDEUR")
}

func TestCSVDatesWithTheMonthFirst(t *testing.T) {
	t.Parallel()
	f, st := only(t, "Date,Description,Amount\n04/13/2026,Whole,-52.10\n04/02/2026,Pay F-1,2100.00\n")
	equal(t, "first", st.Entries[0].BookingDate.String(), "2026-04-13")
	equal(t, "second", st.Entries[1].BookingDate.String(), "2026-04-02")
	warned(t, f, "mois d’abord")
}
