package intake

import (
	"bytes"
	"strings"

	"relance/internal/tabular"
)

// fewestColumns is how many columns a list of invoices has at least: a number, a sum
// and a customer.
const fewestColumns = 3

// Headings gives what heads the columns of a list, so that a person can say what each
// one is (Options.Map, by "#1" and so on): the line with the most known headers, else
// the first one that is as wide as a list. nil for a file that is no list.
func Headings(data []byte) []string {
	if bytes.IndexByte(data, 0) >= 0 || tabular.NotAList(data) != "" || bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")) {
		return nil
	}
	text, _ := toText(data)
	var found []string
	best := 1
	for _, r := range scanCSV(text, guessComma(text), headerSearch) {
		if r.wide || r.empty() {
			continue
		}
		if n, key := recognised(mapColumns(r.cells, nil, profileFor(r, nil))); key && n > best {
			found, best = r.cells, n
		} else if found == nil && len(r.cells) >= fewestColumns {
			found = r.cells
		}
	}
	var out []string
	for _, cell := range found {
		out = append(out, strings.TrimSpace(cell))
	}
	return out
}
