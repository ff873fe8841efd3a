package intake

import (
	"iter"
	"strings"
)

// record is one line of a CSV file, or several when a quoted field holds line
// ends.
type record struct {
	line   int
	at     int // where it begins in the text
	cells  []string
	broken bool // a quotation mark that nothing closes
	wide   bool // there was more than maxColumns hold
}

// maxColumns is the most cells of a record that are kept; a list of invoices
// has a few dozen.
const maxColumns = 1000

func (r record) empty() bool {
	for _, c := range r.cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// scanCSV gives the first records of a text; see eachRecord.
func scanCSV(text string, comma byte, limit int) []record {
	var out []record
	for r := range eachRecord(text, comma) {
		if len(out) == limit {
			break
		}
		out = append(out, r)
	}
	return out
}

// eachRecord cuts text into records, one at a time. It never gives up: a field
// whose quotation mark is not closed before a separator or line end makes its
// own line broken and the next line starts afresh, so that one stray mark
// cannot swallow the rest of the file.
func eachRecord(text string, comma byte) iter.Seq[record] {
	return func(yield func(record) bool) {
		line := 1
		for at := 0; at < len(text); {
			rec, size := recordAt(text[at:], comma)
			rec.line, rec.at = line, at
			line += lineEnds(text[at : at+size])
			if at += size; !yield(rec) {
				return
			}
		}
	}
}

// recordAt reads the record at the start of a text that is not empty, and gives
// the bytes it took.
func recordAt(text string, comma byte) (record, int) {
	rec, size, ok := scanRecord(text, comma)
	if !ok {
		size = lineSize(text)
		rec.cells, rec.broken = strings.SplitN(strings.TrimRight(text[:size], "\r\n"), string(comma), maxColumns), true
	}
	return rec, size
}

// lineSize is the length of the first line with its end: LF, CRLF or CR.
func lineSize(s string) int {
	i := strings.IndexAny(s, "\r\n")
	switch {
	case i < 0:
		return len(s)
	case s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n':
		return i + 2
	}
	return i + 1
}

func lineEnds(s string) int {
	return strings.Count(s, "\n") + strings.Count(s, "\r") - strings.Count(s, "\r\n")
}

// scanRecord reads one record and gives the bytes it took, its line end
// included. Empty cells beyond maxColumns are what some spreadsheets add; others
// make the record too wide.
func scanRecord(s string, comma byte) (rec record, size int, ok bool) {
	at := 0
	for {
		cell, n, ok := scanCell(s[at:], comma)
		if !ok {
			return record{}, 0, false
		}
		if len(rec.cells) < maxColumns {
			rec.cells = append(rec.cells, cell)
		} else {
			rec.wide = rec.wide || strings.TrimSpace(cell) != ""
		}
		at += n
		if at >= len(s) {
			return rec, len(s), true
		}
		if s[at] != comma {
			return rec, at + lineSize(s[at:]), true
		}
		at++
	}
}

// maxCell bounds a quoted field, so that marks that are never closed cost
// little.
const maxCell = 1 << 16

// scanCell reads one cell up to its separator or line end. Inside quotation
// marks a mark is doubled; a lone mark on the opening line is taken as
// written, as in "Menuiserie "Caron" SA".
func scanCell(s string, comma byte) (cell string, size int, ok bool) {
	if strings.HasPrefix(s, `="`) { // ="F-2" keeps a spreadsheet from changing it
		if cell, n, ok := scanCell(s[1:], comma); ok {
			return cell, n + 1, ok
		}
	}
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexAny(s, string(comma)+"\r\n")
		if end < 0 {
			end = len(s)
		}
		return s[:end], end, true
	}
	var b strings.Builder
	lines := false
	for i := 1; i < min(len(s), maxCell); i++ {
		c := s[i]
		if c != '"' {
			lines = lines || c == '\n' || c == '\r'
			b.WriteByte(c)
			continue
		}
		if i+1 == len(s) || s[i+1] == comma || s[i+1] == '\r' || s[i+1] == '\n' {
			return b.String(), i + 1, true
		}
		if s[i+1] == '"' {
			i++
		} else if lines {
			return "", 0, false
		}
		b.WriteByte('"')
	}
	return "", 0, false
}

// separators are tried in this order; the first wins a tie.
const separators = ";,\t|"

// guessComma finds the separator that cuts the beginning of the text into the
// most regular table.
func guessComma(text string) byte {
	if rest, ok := strings.CutPrefix(text, "sep="); ok && rest != "" {
		return rest[0]
	}
	best, bestScore := byte(';'), 0
	for i := range len(separators) {
		if score := regularity(scanCSV(text, separators[i], 50)); score > bestScore {
			best, bestScore = separators[i], score
		}
	}
	return best
}

// regularity counts the cells of the records that have the most common width
// above one.
func regularity(records []record) int {
	widths := map[int]int{}
	best := 0
	for _, r := range records {
		if n := len(r.cells); n > 1 && !r.broken {
			widths[n]++
			best = max(best, widths[n]*n)
		}
	}
	return best
}
