package identifier_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/identifier"
)

func order() identifier.EPC {
	return identifier.EPC{Name: "Atelier Brunel SARL", IBAN: docIBAN, Amount: 123456, Reference: "RF06F20260012"}
}

func TestEPC_Payload(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit func(*identifier.EPC)
		want []string
	}{
		"reference on line 10, nothing after": {func(*identifier.EPC) {},
			[]string{"BCD", "002", "1", "SCT", "", "Atelier Brunel SARL", docIBAN, "EUR1234.56", "", "RF06F20260012"}},
		"text on line 11": {func(e *identifier.EPC) { e.Reference, e.Text = "", "Facture n° 12" },
			[]string{"BCD", "002", "1", "SCT", "", "Atelier Brunel SARL", docIBAN, "EUR1234.56", "", "", "Facture n° 12"}},
		"everything": {func(e *identifier.EPC) { e.BIC, e.Purpose, e.Information = "ABCDFRPP", "GDDS", "Merci" },
			[]string{"BCD", "002", "1", "SCT", "ABCDFRPP", "Atelier Brunel SARL", docIBAN, "EUR1234.56", "GDDS", "RF06F20260012", "", "Merci"}},
		"one cent": {func(e *identifier.EPC) { e.Amount = 1 },
			[]string{"BCD", "002", "1", "SCT", "", "Atelier Brunel SARL", docIBAN, "EUR0.01", "", "RF06F20260012"}},
		"the largest amount": {func(e *identifier.EPC) { e.Amount = 99_999_999_999 },
			[]string{"BCD", "002", "1", "SCT", "", "Atelier Brunel SARL", docIBAN, "EUR999999999.99", "", "RF06F20260012"}},
		"no amount, no reference": {func(e *identifier.EPC) { e.Amount, e.Reference = 0, "" },
			[]string{"BCD", "002", "1", "SCT", "", "Atelier Brunel SARL", docIBAN}},
		"Swiss account with its BIC": {func(e *identifier.EPC) { e.IBAN, e.BIC = "CH9300762011623852957", "ABCDCHZZ" },
			[]string{"BCD", "002", "1", "SCT", "ABCDCHZZ", "Atelier Brunel SARL", "CH9300762011623852957", "EUR1234.56", "", "RF06F20260012"}},
		"name of 70 bytes": {func(e *identifier.EPC) { e.Name = strings.Repeat("é", 35) },
			[]string{"BCD", "002", "1", "SCT", "", strings.Repeat("é", 35), docIBAN, "EUR1234.56", "", "RF06F20260012"}},
	} {
		e := order()
		c.edit(&e)
		got, err := e.Payload()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if d := cmp.Diff(strings.Join(c.want, "\n"), got); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
	}
}

func TestEPC_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit func(*identifier.EPC)
		code identifier.Code
	}{
		"no name":                  {func(e *identifier.EPC) { e.Name = " " }, identifier.CodeEmpty},
		"name of 71 bytes":         {func(e *identifier.EPC) { e.Name = "x" + strings.Repeat("é", 35) }, identifier.CodeLength},
		"name on two lines":        {func(e *identifier.EPC) { e.Name = "Atelier\nBrunel" }, identifier.CodeCharacter},
		"name in Latin-1":          {func(e *identifier.EPC) { e.Name = "Caf\xe9" }, identifier.CodeCharacter},
		"no IBAN":                  {func(e *identifier.EPC) { e.IBAN = "" }, identifier.CodeEmpty},
		"wrong IBAN":               {func(e *identifier.EPC) { e.IBAN = "FR7630006000011234567890188" }, identifier.CodeChecksum},
		"IBAN with spaces":         {func(e *identifier.EPC) { e.IBAN = "FR76 3000 6000 0112 3456 7890 189" }, identifier.CodeFormat},
		"Swiss account, no BIC":    {func(e *identifier.EPC) { e.IBAN = "CH9300762011623852957" }, identifier.CodeEmpty},
		"wrong BIC":                {func(e *identifier.EPC) { e.BIC = "ABCD" }, identifier.CodeLength},
		"BIC in small letters":     {func(e *identifier.EPC) { e.BIC = "abcdfrpp" }, identifier.CodeFormat},
		"negative amount":          {func(e *identifier.EPC) { e.Amount = -1 }, identifier.CodeAmount},
		"a thousand million":       {func(e *identifier.EPC) { e.Amount = 100_000_000_000 }, identifier.CodeAmount},
		"reference and text":       {func(e *identifier.EPC) { e.Text = "Facture 12" }, identifier.CodeConflict},
		"wrong reference":          {func(e *identifier.EPC) { e.Reference = "RF07F20260012" }, identifier.CodeChecksum},
		"text of 141 bytes":        {func(e *identifier.EPC) { e.Reference, e.Text = "", strings.Repeat("a", 141) }, identifier.CodeLength},
		"information of 71 bytes":  {func(e *identifier.EPC) { e.Information = strings.Repeat("a", 71) }, identifier.CodeLength},
		"purpose of five":          {func(e *identifier.EPC) { e.Purpose = "ABCDE" }, identifier.CodeLength},
		"purpose in small letters": {func(e *identifier.EPC) { e.Purpose = "gdds" }, identifier.CodeFormat},
		"every field full is > 331": {func(e *identifier.EPC) {
			e.Name, e.Information, e.Reference, e.Text = strings.Repeat("a", 70), strings.Repeat("b", 70), "", strings.Repeat("c", 140)
		}, identifier.CodeLength},
	} {
		e := order()
		c.edit(&e)
		got, err := e.Payload()
		if got != "" {
			t.Errorf("%s gives %q", name, got)
		}
		t.Run(name, func(t *testing.T) { checkFault(t, err, c.code) })
	}
}

// 331 bytes exactly fit; one more does not.
func TestEPC_LimitOf331Bytes(t *testing.T) {
	t.Parallel()
	e := order()
	e.Reference, e.Name, e.Text = "", strings.Repeat("a", 70), strings.Repeat("c", 140)
	text, err := e.Payload()
	if err != nil {
		t.Fatal(err)
	}
	e.Information = strings.Repeat("b", 331-len(text)-1)
	if text, err = e.Payload(); err != nil || len(text) != 331 {
		t.Fatalf("%d bytes, %v", len(text), err)
	}
	e.Information += "b"
	_, err = e.Payload()
	checkFault(t, err, identifier.CodeLength)
}
