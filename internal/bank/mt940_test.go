package bank_test

import (
	"strings"
	"testing"

	"relance/internal/bank"
)

// mt wraps movements in a statement of 1000,00 to 1120,00.
func mt(movements string) string {
	return ":20:REL1\n:25:FR7630006000011234567890189\n:28C:45/1\n:60F:C260302EUR1000,00\n" + movements + "\n:62F:C260302EUR1120,00\n-\n"
}

func TestMT940Movement(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, line, amount, booked, value, code, ref, bankRef string
		reversal                                              bool
		status                                                bank.Status
	}{
		{"usual", "2603020302C120,00NTRFFAC41//BK123", "120.00", "2026-03-02", "2026-03-02", "NTRF", "FAC41", "BK123", false, bank.Booked},
		{"no entry date", "260302D12,5NMSCNONREF", "-12.50", "2026-03-02", "2026-03-02", "NMSC", "", "", false, bank.Booked},
		{"blank entry date", "260302    D65,00NOVBFR76", "-65.00", "2026-03-02", "2026-03-02", "NOVB", "FR76", "", false, bank.Booked},
		{"funds letter of the currency", "2603020302CR3000,NTRFNONREF", "3000.00", "2026-03-02", "2026-03-02", "NTRF", "", "", false, bank.Booked},
		{"no decimals, no comma", "2603020302C500NTRF02-03-2026 10:05", "500.00", "2026-03-02", "2026-03-02", "NTRF", "02-03-2026 10:05", "", false, bank.Booked},
		{"leading zeros and digits for the type", "260302C000000000400,00N541NONREF", "400.00", "2026-03-02", "2026-03-02", "N541", "", "", false, bank.Booked},
		{"point for the decimals", "260302C000000043985.66NMSCNONREF", "43985.66", "2026-03-02", "2026-03-02", "NMSC", "", "", false, bank.Booked},
		{"a credit taken back", "2603020302RC1027,25N068NONREF", "-1027.25", "2026-03-02", "2026-03-02", "N068", "", "", true, bank.Booked},
		{"a debit taken back, with funds letter", "2603020302RDR1027,25N068NONREF", "1027.25", "2026-03-02", "2026-03-02", "N068", "", "", true, bank.Booked},
		{"expected credit", "260302EC10,00NTRFNONREF", "10.00", "2026-03-02", "2026-03-02", "NTRF", "", "", false, bank.Pending},
		{"booked before New Year, value after", "2601021231D10,00NTRFNONREF", "-10.00", "2025-12-31", "2026-01-02", "NTRF", "", "", false, bank.Booked},
		{"booked after New Year, value before", "2512310102D10,00NTRFNONREF", "-10.00", "2026-01-02", "2025-12-31", "NTRF", "", "", false, bank.Booked},
		{"type with blanks", "2603020302DF2402,00S   X", "-2402.00", "2026-03-02", "2026-03-02", "S", "X", "", false, bank.Booked},
		{"nothing behind the type", "260302D233,15NMSC", "-233.15", "2026-03-02", "2026-03-02", "NMSC", "", "", false, bank.Booked},
	} {
		_, st := only(t, mt(":61:"+tc.line))
		if len(st.Entries) != 1 {
			t.Errorf("%s: %d entries", tc.name, len(st.Entries))
			continue
		}
		e := st.Entries[0]
		got := []any{e.Amount.String(), e.BookingDate.String(), e.ValueDate.String(), e.Code, e.Reference, e.BankRef, e.Reversal, e.Status}
		want := []any{tc.amount, tc.booked, tc.value, tc.code, tc.ref, tc.bankRef, tc.reversal, tc.status}
		for i := range want {
			equal(t, tc.name, got[i], want[i])
		}
	}
}

func TestMT940Details(t *testing.T) {
	t.Parallel()
	type want struct{ name, iban, e2e, mandate, remittance string }
	for _, tc := range []struct {
		name, lines string
		want        want
	}{
		{"German subfields with SEPA keys",
			"166?00GUTSCHRIFT?109248?20EREF+E2E-77?21MREF+RUM9?22SVWZ+Rechnung im Mai F-2026?23-041 danke?30AGRIFRPP?31FR7630006000011234567890189?32Menuiserie Vasseur et Compa?33gnie",
			want{"Menuiserie Vasseur et Compagnie", "FR7630006000011234567890189", "E2E-77", "RUM9", "Rechnung im Mai F-2026-041 danke"}},
		{"German subfields that are not full end with a word", "166?00GUTSCHRIFT?20SVWZ+FACTURE F-41?21VASSEUR?32MENUISERIE VASSEUR?33SARL",
			want{"MENUISERIE VASSEUR SARL", "", "", "", "FACTURE F-41 VASSEUR"}},
		{"German subfields without keys, more in ?60", "051?00UEBERWEISUNG?20Facture ?21F-41 ?60du 2 mars?32VASSEUR",
			want{"VASSEUR", "", "", "", "Facture F-41 du 2 mars"}},
		{"slash codes",
			"/TRTP/SEPA CREDIT/IBAN/FR7630006000011234567890189/BIC/AGRIFRPP/NAME/Menuiserie\n Vasseur/REMI/Facture F-41/EREF/NOTPROVIDED",
			want{"Menuiserie Vasseur", "FR7630006000011234567890189", "", "", "Facture F-41"}},
		{"slash codes with a counterparty group",
			"/EREF/E2E-77//MARF/RUM9//CNTP/FR7630006000011234567890189/AGRIFRPP/Vasseur///REMI/USTD//Facture F-41/",
			want{"Vasseur", "FR7630006000011234567890189", "E2E-77", "RUM9", "Facture F-41"}},
		{"slash codes, ordering party", "/ORDP//NAME/Vasseur/ADDR/1 rue Haute/REMI/Facture F-41/ISDT/2026-03-02",
			want{"Vasseur", "", "", "", "Facture F-41"}},
		{"free lines", "VIR SEPA MENUISERIE VASSEUR\nFACTURE F-2026-041", want{"", "", "", "", "VIR SEPA MENUISERIE VASSEUR FACTURE F-2026-041"}},
		{"free lines that name account and payer", "FACTURE F-41\nREK: FR7630006000011234567890189/NAAM: Vasseur",
			want{"Vasseur", "FR7630006000011234567890189", "", "", "FACTURE F-41 REK: FR7630006000011234567890189/NAAM: Vasseur"}},
		{"French bank's words", "VIR RECU 9876543210\nDE: MENUISERIE VASSEUR\nMOTIF: FACTURE F-41\nREF: NOTPROVIDED",
			want{"MENUISERIE VASSEUR", "", "", "", "VIR RECU 9876543210 DE: MENUISERIE VASSEUR MOTIF: FACTURE F-41 REF: NOTPROVIDED"}},
		{"a party with account and name", "/BENM/300000003998473\n/PAPETERIE LOUVET\n/00//0264151\n/fournitures",
			want{"PAPETERIE LOUVET", "", "", "", "/BENM/300000003998473/PAPETERIE LOUVET/00//0264151/fournitures"}},
		{"an account in front", "FR7630006000011234567890189 vasseur facture 41",
			want{"", "FR7630006000011234567890189", "", "", "FR7630006000011234567890189 vasseur facture 41"}},
		{"a time that looks like a tag", "106?20SVWZ+CARTE 12-09-2026T16\n:26:37 n 007?32VASSEUR", want{"VASSEUR", "", "", "", "CARTE 12-09-2026T16:26:37 n 007"}},
		{"seconds that look like :25:", "106?20SVWZ+CARTE 12-09-2026T16\n:25:37 n 007?32VASSEUR", want{"VASSEUR", "", "", "", "CARTE 12-09-2026T16:25:37 n 007"}},
		{"a dash alone on its line", "/REMI/Facture F\n-\n41/EREF/E2E-77", want{"", "", "E2E-77", "", "Facture F-41"}},
	} {
		_, st := only(t, mt(":61:2603020302C120,00NTRFNONREF\n:86:"+tc.lines+"\n:61:260302D1,00NMSCNONREF"))
		e := st.Entries[0]
		equal(t, tc.name, want{e.Counterparty, e.CounterpartyIBAN, e.EndToEndID, e.MandateID, e.Remittance}, tc.want)
		equal(t, tc.name+": the next entry is not lost", len(st.Entries), 2)
	}
}

func TestMT940Structure(t *testing.T) {
	t.Parallel()
	move := ":61:2603020302C120,00NTRFNONREF"
	for _, tc := range []struct {
		name, text     string
		accounts, rows int
		warning        string
	}{
		{"SWIFT envelopes", "{1:F01BANKFRPPXXXX0000000000}{2:O940BANKFRPPXXXXN}{3:}{4:\n" + strings.TrimSuffix(mt(move), "-\n") + "-}{5:}\n", 1, 1, ""},
		{"several messages", mt(move) + mt(move), 2, 2, ""},
		{"no separators", strings.ReplaceAll(mt(move)+mt(move), "\n-\n", "\n"), 2, 2, ""},
		{"new account without :20:", strings.TrimSuffix(mt(move), "-\n") + ":25:OTHER\n:60F:C260302EUR0,\n:62F:C260302EUR0,\n", 2, 1, ""},
		{"texts of the bank in front", "Exemple de fichier\n------------\n" + mt(move), 1, 1, ""},
		{"CR LF and indentation", strings.ReplaceAll(mt(move), "\n", "\r\n "), 1, 1, ""},
		{"texts behind the closing balance", strings.Replace(mt(move), "-\n", ":64:C260302EUR1120,\n:86:SUM/1\n-\n", 1), 1, 1, ""},
		{"a header without contents", mt(move) + ":20:VIDE\n-\n", 1, 1, "ignoré"},
		{"unreadable movement", mt(move + "\n:61:QUOI"), 1, 1, "illisible"},
		{"30 February", mt(":61:260230C120,00NTRFNONREF"), 1, 1, "2026-02-28"},
		{"unreadable date", mt(":61:269930C120,00NTRFNONREF"), 1, 1, "date illisible"},
		{"balance without currency", strings.Replace(mt(move), "260302EUR1120", "2603021120", 1), 1, 1, "sans devise"},
		{"unreadable balance", strings.Replace(mt(move), "C260302EUR1120,00", "ZZZ", 1), 1, 1, "solde :62F:"},
		{":25: written for :86:", mt(move + "\n:25:166?00GUTSCHRIFT?20Facture 41"), 1, 1, "à la place de :86:"},
	} {
		f := read(t, tc.text)
		rows := 0
		for _, st := range f.Statements {
			rows += len(st.Entries)
			if tc.warning == "" && (st.Balanced == nil || !*st.Balanced) {
				t.Errorf("%s: not balanced: %+v", tc.name, st)
			}
		}
		equal(t, tc.name+": statements", len(f.Statements), tc.accounts)
		equal(t, tc.name+": entries", rows, tc.rows)
		if tc.warning == "" {
			quiet(t, f)
		} else {
			warned(t, f, tc.warning)
		}
	}
}

func TestMT942IsAReport(t *testing.T) {
	t.Parallel()
	_, st := only(t, ":20:I1\n:25:NL34RABO0142623393 EUR\n:28C:1/1\n:34F:EURD12,00\n:13D:2603021815+0100\n:61:260302C9,00NTRFNONREF\n:86:Facture 41\n:90D:0EUR0,00\n-\n")
	equal(t, "kind", st.Kind, bank.KindReport)
	equal(t, "currency", st.Currency, "EUR")
	equal(t, "IBAN without the currency", st.IBAN, "NL34RABO0142623393")
	equal(t, "balance unknown", st.Balanced, nil)
}

func TestMT940SecondLineAndNonSwiftTexts(t *testing.T) {
	t.Parallel()
	_, st := only(t, mt(":61:260302C1,00N541NONREF\nFR7630006000011234567890189\n:61:260302C2,00S051\n:NS:01Facture\n02F-41\n15VASSEUR\n:61:260302C3,00NTRFREF9\nVIREMENT RECU"))
	equal(t, "account in the second line", st.Entries[0].CounterpartyIBAN, "FR7630006000011234567890189")
	equal(t, "purpose", st.Entries[1].Remittance, "Facture F-41")
	equal(t, "name", st.Entries[1].Counterparty, "VASSEUR")
	equal(t, "no :86:", st.Entries[2].Remittance, "VIREMENT RECU REF9")
}

func TestMT940OverlongDetails(t *testing.T) {
	t.Parallel()
	f, e := entryOf(t, mt(":61:2603020302C120,00NTRFNONREF\n:86:166?20"+strings.Repeat("FACTURE ", 10_000)))
	warned(t, f, "coupé")
	if n := len(e.Remittance); n < 1000 || n > 40_000 {
		t.Errorf("remittance of %d bytes", n)
	}
}
