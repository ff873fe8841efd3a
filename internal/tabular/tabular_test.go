package tabular_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"relance/internal/money"
	"relance/internal/tabular"
)

func TestParseAmount(t *testing.T) {
	t.Parallel()
	rows := []struct {
		text     string
		mark     byte
		want     money.Cents
		decimals int
		currency string
		err      error
	}{
		{"1234.56", 0, 123456, 2, "", nil}, {"1234,56", 0, 123456, 2, "", nil}, {"1 234,56 €", 0, 123456, 2, "EUR", nil},
		{"1\u202f234,56\u00a0€", 0, 123456, 2, "EUR", nil}, {"1.234,56", 0, 123456, 2, "", nil}, {"1,234.56", 0, 123456, 2, "", nil},
		{"€ 1.234,56", 0, 123456, 2, "EUR", nil}, {"-€12", 0, -1200, 0, "EUR", nil}, {"(€ 12,50)", 0, -1250, 1, "EUR", nil}, {"$12", 0, 1200, 0, "$", nil},
		{"1'234.50 CHF", 0, 123450, 1, "CHF", nil}, {"EUR 12", 0, 1200, 0, "EUR", nil}, {"(12,50)", 0, -1250, 1, "", nil}, {"12,50-", 0, -1250, 1, "", nil},
		{"−12", 0, -1200, 0, "", nil}, {"+3500,00", 0, 350000, 0, "", nil}, {"1.234.567", 0, 123456700, 0, "", nil}, {"1,234,567", 0, 123456700, 0, "", nil},
		{"12,5", 0, 1250, 1, "", nil}, {",50", 0, 50, 1, "", nil}, {"0,500", 0, 50, 1, "", nil}, {"1234,567", 0, 123457, 3, "", nil},
		{"1200.00000000", 0, 120000, 0, "", nil}, {"1.005", '.', 101, 3, "", nil}, {"-1,005", ',', -101, 3, "", nil}, {"1,0049", 0, 100, 4, "", nil},
		{"1.234", ',', 123400, 0, "", nil}, {"1,234", '.', 123400, 0, "", nil},
		{"1.234", 0, 0, 0, "", tabular.ErrAmbiguous}, {"1,234", 0, 0, 0, "", tabular.ErrAmbiguous}, {"12.500 €", 0, 0, 0, "", tabular.ErrAmbiguous},
		{"", 0, 0, 0, "", tabular.ErrAmount}, {"-", 0, 0, 0, "", tabular.ErrAmount}, {"12/3", 0, 0, 0, "", tabular.ErrAmount}, {"1e3", 0, 0, 0, "", tabular.ErrAmount},
		{"12 k", 0, 0, 0, "", tabular.ErrAmount}, {"12 34", 0, 0, 0, "", tabular.ErrAmount}, {"1.23.456,00", 0, 0, 0, "", tabular.ErrAmount},
		{"1 234 €  TTC", 0, 123400, 0, "EUR", nil}, {"- 12,00", 0, -1200, 0, "", nil}, {"12m", 0, 0, 0, "", tabular.ErrAmount}, {"--5", 0, 0, 0, "", tabular.ErrAmount},
		{"99999999999999999999", 0, 0, 0, "", tabular.ErrAmount}, {"false", 0, 0, 0, "", tabular.ErrAmount},
	}
	for _, row := range rows {
		got, err := tabular.ParseAmount(row.text, row.mark)
		want := tabular.Amount{Sum: row.want, Decimals: row.decimals, Currency: row.currency}
		if got.Sum != want.Sum || got.Decimals != want.Decimals || got.Currency != want.Currency || !errors.Is(err, row.err) {
			t.Errorf("%q with mark %q: got %+v %v, want %+v %v", row.text, row.mark, got, err, want, row.err)
		}
	}
}

func TestParseAmountReadsWhatFrenchSoftwarePrints(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := money.Cents(rapid.Int64Range(-1e12, 1e12).Draw(t, "cents"))
		whole, frac, _ := strings.Cut(want.String(), ".")
		sign := ""
		if strings.HasPrefix(whole, "-") {
			sign, whole = "-", whole[1:]
		}
		space := rapid.SampledFrom([]string{"", " ", "\u00a0", "\u202f", ".", "'"}).Draw(t, "thousands")
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + space + whole[i:]
		}
		text := sign + whole + "," + frac + rapid.SampledFrom([]string{"", " €", "\u00a0EUR"}).Draw(t, "unit")
		got, err := tabular.ParseAmount(text, 0)
		if got.Sum != want || got.Rounded() || err != nil {
			t.Fatalf("%q read as %+v (%v), want %s", text, got, err, want)
		}
	})
}

func TestThreeDigitsBehindTheMarkCouldBeThousands(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		text string
		mark byte
		want bool
	}{
		{"1,000", ',', true}, {"12.500", '.', true}, {"-1,005", ',', true}, {"1234,567", ',', true},
		{"1.000", ',', false}, {"0,500", ',', false}, {"1234,500", ',', false}, {"1.234,56", ',', false}, {"1000", ',', false}, {"1,00", ',', false},
	} {
		if got, err := tabular.ParseAmount(row.text, row.mark); err != nil || got.Thousandth() != row.want {
			t.Errorf("%q with mark %q: %+v, Thousandth %t, want %t (%v)", row.text, row.mark, got, got.Thousandth(), row.want, err)
		}
	}
}

func TestMarkIsTheOneThatMostAmountsProve(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		cells string
		want  byte
	}{{"1.000|12,50|3", ','}, {"1,000|12.50", '.'}, {"1.000|2.500", 0}, {"12,50|12.50", 0}, {"", 0}} {
		var m tabular.Marks
		for cell := range strings.SplitSeq(row.cells, "|") {
			m.See(cell)
		}
		if got := m.Mark(); got != row.want {
			t.Errorf("%s: %q, want %q", row.cells, got, row.want)
		}
	}
}

func TestParseDay(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"02/03/2026": "2026-03-02", "2/3/26": "2026-03-02", "02.03.2026": "2026-03-02", "02-03-2026": "2026-03-02", "02 03 2026": "2026-03-02",
		"2026-03-02": "2026-03-02", "2026/03/02": "2026-03-02", "20260302": "2026-03-02", "02032026": "2026-03-02", "02/03/2026 10:15": "2026-03-02",
		"2026-03-02T10:15:00": "2026-03-02", "2026-03-02T00:00:00.000Z": "2026-03-02", "2026-03-02 10:11:12+01:00": "2026-03-02", "31/12/99": "1999-12-31", " 02/03/2026 ": "2026-03-02",
		"02/03/2026 à 9h05": "2026-03-02", "04-03-2026 09:12:44": "2026-03-04", "2 mars 2026": "2026-03-02", "02 Mars 2026": "2026-03-02", "lundi 2 mars 2026": "2026-03-02",
		"1er févr. 2026": "2026-02-01", "March 2, 2026": "2026-03-02", "2nd of March": "", "02-Mar-26": "2026-03-02", "Mon, 2 Mar 2026": "2026-03-02", "2 jui 2026": "",
		"31/02/2026": "", "02/13/2026": "", "120,00": "", "": "", "2026": "", "02/03": "", "1/2/345": "", "02/03/2026x": "", "12345678901": "", "46083": "",
		"-2026-01-01": "", "02/03/0026": "", "2026-02-30": "", "demain": "", "1/2/3/4": "", "020326": "", "9999-12-31": "",
	} {
		d, err := tabular.ParseDay(text, tabular.DayFirst)
		if got := d.String(); (err == nil) != (want != "") || err == nil && got != want {
			t.Errorf("%q: %s %v, want %q", text, got, err, want)
		}
	}
	if d, err := tabular.ParseDay("04/02/2026", tabular.MonthFirst); err != nil || d.String() != "2026-04-02" {
		t.Errorf("month first: %s %v", d, err)
	}
	if d, err := tabular.ParseDay("04/02/2026", tabular.Mixed); err == nil {
		t.Errorf("an order in doubt: %s", d)
	}
	if d, err := tabular.ParseShortDay("020326"); err != nil || d.String() != "2026-03-02" {
		t.Errorf("six figures: %s %v", d, err)
	}
}

func TestOrderOfDaysIsWhatTheFileProves(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		cells string
		want  tabular.Order
	}{
		{"02/03/2026|04/05/2026", tabular.DayFirst}, {"13/03/2026|04/05/2026", tabular.DayFirst}, {"03/13/2026|04/05/2026", tabular.MonthFirst},
		{"03/13/2026|13/05/2026", tabular.Mixed}, {"03.13.2026|2026-01-13", tabular.DayFirst}, {"03/13/2026 10:00", tabular.MonthFirst},
	} {
		var d tabular.Days
		for cell := range strings.SplitSeq(row.cells, "|") {
			d.See(cell)
		}
		if got := d.Order(); got != row.want {
			t.Errorf("%s: %d, want %d", row.cells, got, row.want)
		}
	}
}

func TestSides(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]tabular.Side{
		"C": tabular.Credit, "Crédit": tabular.Credit, "CRDT": tabular.Credit, "+": tabular.Credit, "Entrée": tabular.Credit, "Virement reçu": tabular.Credit,
		"d": tabular.Debit, "DÉBIT": tabular.Debit, "Dr.": tabular.Debit, "−": tabular.Debit, "money out": tabular.Debit, "x": tabular.NoSide, "": tabular.NoSide,
	} {
		if got := tabular.SideOf(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
	for text, want := range map[string]string{"120,00 CR": "120,00", "D 45,10": "45,10", "120,00 EUR": "120,00 EUR", "12,00C": "12,00"} {
		if got, _ := tabular.CutSide(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestHeadingAndCell(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"N° de Facture": "n de facture", " Échéance ": "echeance", "Date d'émission": "date d emission", "No piece": "n piece", "\ufeffNuméro": "numero", "Cœur": "coeur"} {
		if got := tabular.Heading(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{`="F-2"`: "F-2", `="0""1"`: `0"1`, "'0123": "0123", "'t Hoekje": "'t Hoekje", " x\u00a0": "x", `= "7"`: "7", "=A1": "=A1", `=""`: ""} {
		if got := tabular.Cell(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
