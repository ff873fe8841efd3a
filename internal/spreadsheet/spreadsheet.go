package spreadsheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"relance/internal/calendar"
	"relance/internal/money"
)

// Table is what is written. Cells are string, int, money.Cents (in units of the
// currency), calendar.Date (zero is empty) or nil.
type Table struct {
	Name string // of the sheet
	Head []string
	// Rows gives the rows; an error ends the table.
	Rows iter.Seq2[[]any, error]
}

// MostXLSX is how many rows a sheet takes: beyond, memory and time are those of
// a CSV file's a hundred times over.
const MostXLSX = 100_000

// ErrTooMany says that a table has more rows than XLSX takes here.
var ErrTooMany = fmt.Errorf("more than %d rows", MostXLSX)

// CSV writes a table as a French spreadsheet reads it: UTF-8 with its mark,
// semicolons, decimal commas.
func CSV(w io.Writer, t Table) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	return delimited(w, t, ';')
}

// TSV writes a table with tabulators between its cells, otherwise as CSV does.
func TSV(w io.Writer, t Table) error { return delimited(w, t, '\t') }

func delimited(w io.Writer, t Table, between rune) error {
	c := csv.NewWriter(w)
	c.Comma, c.UseCRLF = between, true
	head := make([]string, len(t.Head))
	for i, h := range t.Head {
		head[i] = Harmless(h)
	}
	if err := c.Write(head); err != nil {
		return err
	}
	for row, err := range t.Rows {
		if err != nil {
			return err
		}
		line := make([]string, len(row))
		for i, cell := range row {
			line[i] = plain(cell)
		}
		if err := c.Write(line); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// plain writes a cell of a CSV file.
func plain(cell any) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case string:
		return Harmless(v)
	case int:
		return strconv.Itoa(v)
	case money.Cents:
		return strings.Replace(v.String(), ".", ",", 1)
	case calendar.Date:
		if v.IsZero() {
			return ""
		}
		return fmt.Sprintf("%02d/%02d/%04d", v.Day, v.Month, v.Year)
	}
	return Harmless(fmt.Sprint(cell))
}

// Harmless puts an apostrophe before a text that a spreadsheet would take for a
// formula, and keeps a text on its line.
func Harmless(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || r == '\t' || r == 0 {
			return ' '
		}
		return r
	}, s)
	if s = strings.TrimLeft(s, " "); s != "" && strings.ContainsRune("=+-@|%", rune(s[0])) {
		return "'" + s
	}
	return s
}

// XLSX writes a table as a workbook of one sheet; ErrTooMany when it does not
// fit.
func XLSX(w io.Writer, t Table) error {
	f := excelize.NewFile()
	defer f.Close() // it held a temporary file
	name := sheetName(t.Name)
	if err := f.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	s, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	styles, err := stylesOf(f)
	if err != nil {
		return err
	}
	head := make([]any, len(t.Head))
	for i, h := range t.Head {
		head[i] = excelize.Cell{StyleID: styles.head, Value: text(h)}
	}
	if err := s.SetColWidth(1, max(len(t.Head), 1), 16); err != nil {
		return err
	}
	if err := s.SetRow("A1", head); err != nil {
		return err
	}
	line := 1
	for row, err := range t.Rows {
		if err != nil {
			return err
		}
		if line++; line > MostXLSX+1 {
			return ErrTooMany
		}
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = styles.cell(cell)
		}
		if err := s.SetRow("A"+strconv.Itoa(line), cells); err != nil {
			return err
		}
	}
	if err := s.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

type styles struct{ head, money, day int }

func stylesOf(f *excelize.File) (s styles, err error) {
	amount, day := "#,##0.00", "dd/mm/yyyy"
	if s.head, err = f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return s, err
	}
	if s.money, err = f.NewStyle(&excelize.Style{CustomNumFmt: &amount}); err != nil {
		return s, err
	}
	s.day, err = f.NewStyle(&excelize.Style{CustomNumFmt: &day})
	return s, err
}

// cell types a cell: a sum as a number, a day as a day, all else as a text.
func (s styles) cell(cell any) any {
	switch v := cell.(type) {
	case nil:
		return nil
	case int:
		return v
	case money.Cents:
		// The file format knows no other numbers; the shortest form of the number
		// nearest to a sum in cents is that sum.
		n, err := strconv.ParseFloat(v.String(), 64)
		if err != nil {
			return v.String()
		}
		return excelize.Cell{StyleID: s.money, Value: n}
	case calendar.Date:
		if v.IsZero() {
			return nil
		}
		return excelize.Cell{StyleID: s.day, Value: v.UTC()}
	case string:
		return text(v)
	}
	return text(fmt.Sprint(cell))
}

// mostText is what a cell holds.
const mostText = 32_767

// text keeps of a text what may stand in a cell.
func text(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == '\ufffe' || r == '\uffff' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	if len(s) > mostText {
		s = strings.ToValidUTF8(s[:mostText], "")
	}
	return s
}

// sheetName keeps of a name what a sheet may be called.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 31 {
		s = string(r[:31])
	}
	if s = strings.TrimSpace(s); s == "" {
		return "Feuille"
	}
	return s
}
