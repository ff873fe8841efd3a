package intake

import (
	"fmt"
	"strings"
	"unicode"

	"relance/internal/tabular"
)

// looked is how many lines are looked at to propose columns.
const looked = 30

// propose names the columns that may be what the list lacks, by what they hold,
// as options that can be copied. Nothing is read by a proposal.
func (res *Result) propose(rows []record) {
	if options := res.proposals(rows); options != "" {
		res.warn("colonnes à préciser, si c’est bien cela : %s", options)
	}
	if !res.has("payable") && !res.has("prepaid") && res.has("total") {
		for i, c := range res.Columns {
			if c.Field == "" && holds(rows, i) == "total" {
				res.warn("la colonne « %s » contient des montants : si c’est le reste dû, ajoutez %s ; si c’est le déjà réglé, %s", shorten(c.Header), option("payable", c.Header), option("prepaid", c.Header))
				return
			}
		}
	}
}

// proposals are the options for the fields that a list needs and lacks.
func (res *Result) proposals(rows []record) string {
	var options []string
	used := map[int]bool{}
	for _, field := range []string{"number", "issue_date", "total", "buyer_name"} {
		if res.has(field) || field == "total" && res.has("payable") {
			continue
		}
		for i, c := range res.Columns {
			if c.Field == "" && !used[i] && strings.TrimSpace(c.Header) != "" && holds(rows, i) == field {
				options, used[i] = append(options, option(field, c.Header)), true
				break
			}
		}
	}
	return strings.Join(options, " ")
}

// proposedFor proposes columns for a file without a header that is known: the
// first line may be one all the same.
func proposedFor(records []record) string {
	for i, r := range records {
		if r.empty() || len(r.cells) < 3 || i+1 >= len(records) {
			continue
		}
		columns := make([]Column, len(r.cells))
		for c, cell := range r.cells {
			columns[c] = Column{Header: strings.TrimSpace(cell), How: Ignored}
		}
		if options := (&Result{Columns: columns}).proposals(records[i+1:]); options != "" {
			return french(" ; peut-être ") + options
		}
		return ""
	}
	return ""
}

// option is one option as a shell takes it.
func option(field, header string) string {
	header = strings.TrimSpace(header)
	quote := "'"
	if strings.Contains(header, quote) {
		quote = `"`
	}
	return fmt.Sprintf("%s=%s%s%s", field, quote, header, quote)
}

// holds tells which needed field the cells of a column could be: a day, an
// amount, a number with digits that differs from line to line, a name; "" when
// they are mixed or empty.
func holds(rows []record, column int) string {
	count := map[string]int{}
	seen := map[string]bool{}
	n, repeated := 0, false
	for _, r := range rows[:min(len(rows), looked)] {
		if column >= len(r.cells) {
			continue
		}
		v := tabular.Cell(r.cells[column])
		if v == "" {
			continue
		}
		n++
		repeated = repeated || seen[v]
		seen[v] = true
		count[fieldOf(v)]++
	}
	for _, field := range []string{"issue_date", "total", "number", "buyer_name"} {
		if n > 0 && count[field] == n && (field != "number" || !repeated) {
			return field
		}
	}
	return ""
}

func fieldOf(v string) string {
	if _, err := tabular.ParseDay(v, tabular.DayFirst); err == nil {
		return "issue_date"
	}
	if _, err := tabular.ParseAmount(v, ','); err == nil && strings.ContainsAny(v, ".,€") {
		return "total"
	}
	if _, err := tabular.ParseAmount(v, '.'); err == nil && strings.ContainsAny(v, ".,€") {
		return "total"
	}
	digits := strings.IndexFunc(v, unicode.IsDigit) >= 0
	letters := strings.IndexFunc(v, unicode.IsLetter) >= 0
	switch {
	case digits && len(v) <= 40 && strings.Count(v, " ") <= 1 && !strings.Contains(v, "@"):
		return "number"
	case letters && !strings.Contains(v, "@"):
		return "buyer_name"
	}
	return ""
}
