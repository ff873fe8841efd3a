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
		{"a total below", "02/03/2026;VIR;;1,00;;\nTotal;;;1,00;;\n", "sans date", 1},
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
	} {
		f, err := bank.Parse(name, []byte(text), bank.Options{})
		if !errors.Is(err, bank.ErrUnknownFormat) {
			t.Errorf("%s: %v", name, err)
		}
		equal(t, name+": format", f.Format, "")
	}
}
