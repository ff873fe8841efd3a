package bank_test

import (
	"fmt"
	"strings"
	"testing"

	"relance/internal/bank"
)

// rec builds a CFONB record; columns count from 1.
func rec(kind string, fields map[int]string) string {
	r := []rune(strings.Repeat(" ", 120))
	put := func(at int, s string) { copy(r[at-1:], []rune(s)) }
	put(1, kind)
	put(3, "30006")
	put(12, "00001")
	put(17, "EUR2")
	put(22, "12345678901")
	put(35, "020326")
	for at, s := range fields {
		put(at, s)
	}
	return string(r)
}

const (
	open1000  = "0000000010000{"
	close1120 = "0000000011200{"
)

// cfonb120 is a statement of 1000.00 with one transfer in of 120.00.
func cfonb120(details ...string) string {
	rows := []string{rec("01", map[int]string{91: open1000}),
		rec("04", map[int]string{8: "0158", 33: "05", 43: "030326", 49: "VIR SEPA MENUISERIE VASSEUR", 82: "0000000", 91: "0000000001200{", 105: "REF042"})}
	for _, d := range details {
		rows = append(rows, rec("05", map[int]string{33: "05", 46: d}))
	}
	return strings.Join(append(rows, rec("07", map[int]string{91: close1120})), "\n") + "\n"
}

func TestCFONBEntry(t *testing.T) {
	t.Parallel()
	long := "REGLEMENT DE NOTRE FACTURE NUMERO F-2026-041 DU 15 JANVIER 2026 SOUS DE"
	f, st := only(t, cfonb120("NPYMENUISERIE VASSEUR SAS", "NPOGROUPE VASSEUR", "LCC"+long[:70], "LC2"+long[70:]+"DUCTION", "RCNE2E-77                              SALA", "LCSRF18539007547034", "RUMMANDAT-9", "REFLOT-3", "IPY123456789", "ZZZAUTRE"))
	quiet(t, f)
	e := st.Entries[0]
	equal(t, "account", st.Account, "FR7630006000011234567890189")
	equal(t, "account as the bank writes it", st.AccountID, "30006 00001 12345678901")
	equal(t, "balanced", *st.Balanced, true)
	equal(t, "amount", e.Amount.String(), "120.00")
	equal(t, "value date", e.ValueDate.String(), "2026-03-03")
	equal(t, "label", e.Label, "VIR SEPA MENUISERIE VASSEUR")
	equal(t, "payer", e.Counterparty, "MENUISERIE VASSEUR SAS")
	equal(t, "ultimate debtor", e.UltimateDebtor, "GROUPE VASSEUR")
	equal(t, "a word cut between the labels", e.Remittance, "REGLEMENT DE NOTRE FACTURE NUMERO F-2026-041 DU 15 JANVIER 2026 SOUS DEDUCTION AUTRE")
	equal(t, "end to end", e.EndToEndID, "E2E-77")
	equal(t, "creditor reference", e.CreditorRef, "RF18539007547034")
	equal(t, "mandate", e.MandateID, "MANDAT-9")
	equal(t, "batch", e.BatchID, "LOT-3")
	equal(t, "reference zone", e.Reference, "REF042")
	equal(t, "code", e.Code, "05")
	equal(t, "reversal", e.Reversal, false)
	equal(t, "line", e.Line, 2)
}

func TestCFONBAmounts(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, decimals, zone, want, warning string }{
		{"credit", "2", "0000000001904{", "190.40", ""},
		{"debit", "2", "0000000001904}", "-190.40", ""},
		{"credit digit", "2", "0000000000080E", "8.05", ""},
		{"debit digit", "2", "0000000000011R", "-1.19", ""},
		{"lower case", "2", "0000000000011r", "-1.19", ""},
		{"French braces", "2", "0000000001904è", "-190.40", ""},
		{"French braces, credit", "2", "0000000001904é", "190.40", ""},
		{"Pacific francs have no decimals", "0", "0000000166587J", "-1665871.00", ""},
		{"one decimal", "1", "0000000001904{", "1904.00", ""},
		{"three decimals that fit", "3", "0000000001904{", "19.04", ""},
		{"three decimals that do not", "3", "0000000001904E", "19.05", "arrondi"},
		{"no sign", "2", "00000000019040", "190.40", "sans signe"},
		{"blank decimals", " ", "0000000001904{", "190.40", ""},
	} {
		f, err := bank.Parse("r", []byte(rec("01", map[int]string{91: open1000})+"\n"+rec("04", map[int]string{20: tc.decimals, 33: "05", 91: tc.zone})+"\n"), bank.Options{})
		if err != nil || len(f.Statements) != 1 || len(f.Statements[0].Entries) != 1 {
			t.Errorf("%s: %v %+v", tc.name, err, f)
			continue
		}
		equal(t, tc.name, f.Statements[0].Entries[0].Amount.String(), tc.want)
		if tc.warning != "" {
			warned(t, f, tc.warning)
		}
	}
}

func TestCFONBReversals(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		code, reason, text string
		reversal           bool
	}{
		{"05", "", "", false},
		{"B1", "00", "", false},
		{"03", "", "chèque impayé", true},
		{"27", "", "prélèvement impayé", true},
		{"33", "", "effet impayé", true},
		{"B3", "66", "problème de mandat", true},
		{"C4", "", "virement rappelé", true},
		{"05", "64", "opération en double", true},
	} {
		_, st := only(t, rec("01", map[int]string{91: open1000})+"\n"+rec("04", map[int]string{33: tc.code, 41: tc.reason, 91: "0000000001200}"})+"\n")
		e := st.Entries[0]
		equal(t, tc.code+" "+tc.reason, e.Reversal, tc.reversal)
		equal(t, tc.code+" in words", e.ReturnText, tc.text)
	}
}

func TestCFONBLayoutFaults(t *testing.T) {
	t.Parallel()
	good := cfonb120("NPYVASSEUR")
	oneLine := strings.ReplaceAll(good, "\n", "")
	for _, tc := range []struct{ name, text, warning string }{
		{"no line breaks", oneLine, "tous les 120"},
		{"no line breaks, line feed at the end", oneLine + "\r\n", "tous les 120"},
		{"carriage returns only", strings.ReplaceAll(good, "\n", "\r"), ""},
		{"blank lines", strings.ReplaceAll(good, "\n", "\r\n\r\n"), ""},
		{"lines cut short by an editor", trimLines(good), "complété"},
		{"end-of-file character", good + "\x1a", ""},
		{"blank currency and decimals", strings.ReplaceAll(good, "EUR2", "    "), "EUR supposé"},
		{"trash behind column 120", strings.ReplaceAll(good, "\n", "trash\n"), "au-delà"},
		{"an unknown record", good + rec("31", nil) + "\n", "inconnu"},
		{"bank code varies in the movement", strings.Replace(good, "0430006", "0430007", 1), "différents"},
	} {
		f, st := only(t, tc.text)
		equal(t, tc.name, len(st.Entries), 1)
		equal(t, tc.name, st.Entries[0].Counterparty, "VASSEUR")
		equal(t, tc.name+": currency", st.Currency, "EUR")
		if st.Balanced == nil || !*st.Balanced {
			t.Errorf("%s: not balanced: %q", tc.name, f.Warnings)
		}
		if tc.warning == "" {
			quiet(t, f)
		} else {
			warned(t, f, tc.warning)
		}
	}
}

func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

func TestCFONBStructureFaults(t *testing.T) {
	t.Parallel()
	move := rec("04", map[int]string{33: "05", 91: "0000000001200{"}) + "\n"
	begin := rec("01", map[int]string{91: open1000}) + "\n"
	end := rec("07", map[int]string{91: close1120}) + "\n"
	for _, tc := range []struct {
		name, text, warning string
		entries             []int
	}{
		{"no closing record", begin + move, "07 absent", []int{1}},
		{"no closing record before the next statement", begin + move + begin + end, "07 absent", []int{1, 0}},
		{"no opening record", move + end, "04 hors relevé", []int{1}},
		{"only a closing record", end, "sans ancien solde", []int{0}},
		{"detail without movement", begin + rec("05", map[int]string{46: "NPYX"}) + "\n" + end, "ignoré", []int{0}},
		{"another account without opening record", begin + move + rec("04", map[int]string{22: "00000000009", 33: "05", 91: "0000000001200{"}) + "\n", "dans le relevé du compte", []int{1, 1}},
		{"unreadable amount", begin + rec("04", map[int]string{91: "00000000A1200{"}) + "\n" + end, "illisible", []int{0}},
		{"unreadable date", begin + rec("04", map[int]string{35: "310226", 43: "AAAAAA", 91: "0000000001200{"}) + "\n" + end, "date d’opération illisible", []int{1}},
		{"unreadable balance", rec("01", map[int]string{91: "?"}) + "\n" + end, "solde illisible", []int{0}},
		{"incomplete RIB", rec("01", map[int]string{3: "     ", 91: open1000}) + "\n", "RIB", []int{0}},
	} {
		f := read(t, tc.text)
		var n []int
		for _, st := range f.Statements {
			n = append(n, len(st.Entries))
		}
		equal(t, tc.name, fmt.Sprint(n), fmt.Sprint(tc.entries))
		warned(t, f, tc.warning)
	}
}

func TestCFONBLatin1KeepsColumns(t *testing.T) {
	t.Parallel()
	text := rec("01", map[int]string{91: open1000}) + "\n" +
		rec("04", map[int]string{33: "05", 49: "VIR SOCI#T# C#DRIC", 91: "0000000001200{", 105: "REF9"}) + "\n" + rec("07", map[int]string{91: close1120})
	f, e := entryOf(t, strings.ReplaceAll(text, "#", "\xe9"))
	warned(t, f, "Windows-1252")
	equal(t, "label", e.Label, "VIR SOCIéTé CéDRIC")
	equal(t, "column behind the accents", e.Reference, "REF9")
}

func TestCFONBLongFileWithoutLineBreaks(t *testing.T) {
	t.Parallel()
	one := strings.ReplaceAll(strings.ReplaceAll(cfonb120("NPYSOCIÉTÉ VASSEUR"), "\n", ""), "\r", "")
	f := read(t, strings.Repeat(one, 2000))
	equal(t, "statements", len(f.Statements), 2000)
	for i, st := range f.Statements {
		if len(st.Entries) != 1 || st.Entries[0].Counterparty != "SOCIÉTÉ VASSEUR" || !*st.Balanced {
			t.Fatalf("statement %d: %+v", i, st)
		}
	}
}

func TestCFONBLineNumbersWithCRLF(t *testing.T) {
	t.Parallel()
	_, e := entryOf(t, strings.ReplaceAll(cfonb120(), "\n", "\r\n"))
	equal(t, "line", e.Line, 2)
}
