package spreadsheet_test

import (
	"bytes"
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"relance/internal/calendar"
	"relance/internal/money"
	"relance/internal/spreadsheet"
)

func rows(all ...[]any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// bad are texts that a spreadsheet takes for formulas.
var bad = []string{"=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "|calc", "%0a=1"}

func TestNoTextBecomesAFormula(t *testing.T) {
	t.Parallel()
	var all [][]any
	for _, b := range bad {
		all = append(all, []any{b, money.Cents(-123_456), calendar.NewDate(2026, 3, 9), 7, nil})
	}
	table := spreadsheet.Table{Name: "Dossiers: [x]", Head: []string{"=Nom", "Montant", "Jour", "Jours", ""}, Rows: rows(all...)}
	var b bytes.Buffer
	if err := spreadsheet.CSV(&b, table); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(b.String(), "\r\n"), "\r\n")
	if len(lines) != len(bad)+1 || !strings.HasPrefix(lines[0], "\ufeff'=Nom;Montant;") {
		t.Fatalf("%d lines: %q", len(lines), lines[0])
	}
	for i, l := range lines[1:] {
		if first := strings.Trim(l, `"`)[0]; first != '\'' || !strings.HasSuffix(l, ";-1234,56;09/03/2026;7;") {
			t.Errorf("%q is written as %q", bad[i], l)
		}
	}
	b.Reset()
	if err := spreadsheet.XLSX(&b, table); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	sheet := f.GetSheetName(0)
	for i, text := range bad {
		at, _ := excelize.CoordinatesToCellName(1, i+2)
		formula, _ := f.GetCellFormula(sheet, at)
		kind, _ := f.GetCellType(sheet, at)
		if formula != "" || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
			t.Errorf("%q is a formula %q of type %v", text, formula, kind)
		}
		sum, _ := f.GetCellValue(sheet, strings.Replace(at, "A", "B", 1), excelize.Options{RawCellValue: true})
		day, _ := f.GetCellValue(sheet, strings.Replace(at, "A", "C", 1))
		if sum != "-1234.56" || day != "09/03/2026" {
			t.Errorf("the sum reads %s, the day %s", sum, day)
		}
	}
}

func TestSumsAreExactInAWorkbook(t *testing.T) {
	t.Parallel()
	sums := []money.Cents{1, 10, 99, 100_000_000_000_001, -7, 123_456_789_01}
	var all [][]any
	for _, s := range sums {
		all = append(all, []any{s})
	}
	var b bytes.Buffer
	if err := spreadsheet.XLSX(&b, spreadsheet.Table{Head: []string{"x"}, Rows: rows(all...)}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range sums {
		at, _ := excelize.CoordinatesToCellName(1, i+2)
		text, _ := f.GetCellValue(f.GetSheetName(0), at, excelize.Options{RawCellValue: true})
		back, err := money.ParseDecimal(text, '.')
		if err != nil || back != s {
			t.Errorf("%s reads back as %s (%v)", s, text, err)
		}
	}
}

func TestATableBeyondTheBoundIsRefusedAsAWorkbook(t *testing.T) {
	t.Parallel()
	many := func(yield func([]any, error) bool) {
		for range spreadsheet.MostXLSX + 1 {
			if !yield([]any{1}, nil) {
				return
			}
		}
	}
	if err := spreadsheet.XLSX(&bytes.Buffer{}, spreadsheet.Table{Head: []string{"x"}, Rows: many}); !errors.Is(err, spreadsheet.ErrTooMany) {
		t.Errorf("%v", err)
	}
	broken := errors.New("broken")
	fails := func(yield func([]any, error) bool) { yield(nil, broken) }
	for name, write := range map[string]func() error{
		"csv":  func() error { return spreadsheet.CSV(&bytes.Buffer{}, spreadsheet.Table{Rows: fails}) },
		"xlsx": func() error { return spreadsheet.XLSX(&bytes.Buffer{}, spreadsheet.Table{Rows: fails}) },
	} {
		if err := write(); !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
