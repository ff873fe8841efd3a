package bank

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"relance/internal/tabular"
)

// headRows is how many rows are searched for the headings.
const headRows = 60

// csvRows cuts text into at most limit rows (0 for all), with their lines.
func csvRows(text string, comma rune, limit int) (rows [][]string, lines []int, err error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.TrimLeadingSpace = comma, true, -1, comma != '\t'
	for limit == 0 || len(rows) < limit {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return rows, lines, fmt.Errorf("lignes du CSV illisibles\u00a0: %w", err)
		}
		line, _ := r.FieldPos(0)
		rows, lines = append(rows, row), append(lines, line)
	}
	return rows, lines, nil
}

// guess finds separator, headings and profile; wanted names a profile or is
// empty.
func guess(text, wanted string) (layout, bool) {
	var best layout
	for _, comma := range []rune{';', ',', '\t', '|'} {
		rows, _, err := csvRows(text, comma, headRows)
		if err != nil {
			continue
		}
		if l, ok := guessHeadings(rows, comma, wanted); ok && better(l, best) {
			best = l
		}
	}
	if best.profile != nil {
		return best, true
	}
	if wanted != "" {
		return best, false
	}
	return guessContents(text)
}

func better(l, than layout) bool {
	return than.profile == nil || len(l.columns) > len(than.columns)
}

// guessHeadings tries every row for headings, named profiles first.
func guessHeadings(rows [][]string, comma rune, wanted string) (layout, bool) {
	for i := range profiles {
		p := &profiles[i]
		if wanted != "" && p.Name != wanted {
			continue
		}
		for n, row := range rows {
			headings := make([]string, len(row))
			for c, cell := range row {
				headings[c] = heading(cell)
			}
			l := layout{profile: p, comma: comma, header: n, columns: p.apply(headings), titles: row}
			if l.usable() && headed(row) && (wanted != "" || p.above(rows[:n])) {
				return l, true
			}
		}
	}
	return layout{}, false
}

// headed tells that a row holds titles and no values: words alone do not make
// headings, the rows above them hold some too.
func headed(row []string) bool {
	for i := range row {
		v := cell(row, i)
		if _, err := tabular.ParseAmount(v, ','); isDay(v) || err == nil && strings.ContainsAny(v, "0123456789") {
			return false
		}
	}
	return true
}

// guessContents finds the columns of a file without headings by what they
// hold. Rows without a day, above and below the movements, do not count.
func guessContents(text string) (layout, bool) {
	for _, comma := range []rune{';', '\t', ',', '|'} {
		all, _, err := csvRows(text, comma, headRows)
		if err != nil || len(all) < 2 {
			continue
		}
		rows := movements(all)
		if len(rows) == 0 {
			continue
		}
		l := layout{profile: &profiles[len(profiles)-1], comma: comma, header: -1, columns: map[role][]int{}}
		var sums []int
		for c := range widest(rows) {
			switch kind := columnKind(rows, c); {
			case kind == roleBooking && len(l.columns[roleBooking]) == 0:
				l.columns[roleBooking] = []int{c}
			case kind == roleBooking && len(l.columns[roleValue]) == 0:
				l.columns[roleValue] = []int{c}
			case kind == roleAmount:
				sums = append(sums, c)
			case kind == roleLabel && sides(rows, c):
				l.columns[roleSign] = append(l.columns[roleSign], c)
			case kind == roleLabel:
				l.columns[roleLabel] = append(l.columns[roleLabel], c)
			}
		}
		l.assignSums(rows, sums)
		if l.usable() {
			return l, true
		}
	}
	return layout{}, false
}

// movements are the rows with a day in the column that has most of them.
func movements(all [][]string) [][]string {
	best, most := 0, 0
	for c := range widest(all) {
		if n := bookingDays(all, c); n > most {
			best, most = c, n
		}
	}
	var rows [][]string
	for _, row := range all {
		if isDay(cell(row, best)) {
			rows = append(rows, row)
		}
	}
	return rows
}

// assignSums decides what one or two columns of numbers are: two that are
// never filled together are debit and credit, else amount and balance.
func (l *layout) assignSums(rows [][]string, sums []int) {
	if len(sums) == 0 || len(sums) > 2 {
		return
	}
	l.columns[roleAmount] = sums[:1]
	if len(sums) == 1 {
		return
	}
	both := 0
	for _, row := range rows {
		if cell(row, sums[0]) != "" && cell(row, sums[1]) != "" {
			both++
		}
	}
	if both == 0 {
		delete(l.columns, roleAmount)
		l.columns[roleDebit], l.columns[roleCredit] = sums[:1], sums[1:]
		return
	}
	l.columns[roleBalance] = sums[1:]
}

func widest(rows [][]string) int {
	n := 0
	for _, row := range rows {
		n = max(n, len(row))
	}
	return min(n, 40)
}

// columnKind tells dates, amounts and texts apart; "" for an empty column or
// for plain numbers, which are counters or account numbers.
func columnKind(rows [][]string, c int) role {
	dates, sums, texts := 0, 0, 0
	for _, row := range rows {
		v := cell(row, c)
		if v == "" {
			continue
		}
		bare, _ := tabular.CutSide(v)
		if isDay(v) {
			dates++
		} else if _, err := tabular.ParseAmount(bare, ','); err != nil {
			if _, err = tabular.ParseAmount(bare, '.'); err != nil {
				texts++
				continue
			}
			sums++
		} else if strings.ContainsAny(v, ".,-") {
			sums++
		}
	}
	switch all := dates + sums + texts; {
	case all == 0:
		return ""
	case dates*10 >= all*9:
		return roleBooking
	case sums*10 >= all*9:
		return roleAmount
	case texts*2 >= all:
		return roleLabel
	}
	return ""
}

// cell is the cleaned cell c of a row, "" when the row is shorter. A formula
// that keeps Excel from dropping zeros (="0123") loses its wrapping.
func cell(row []string, c int) string {
	if c >= len(row) {
		return ""
	}
	v := clean(row[c])
	if t, ok := strings.CutPrefix(v, "="); ok {
		v = strings.Trim(t, `"`)
	}
	return strings.TrimPrefix(v, "'")
}
