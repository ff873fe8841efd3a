package interest

import (
	"errors"
	"fmt"
	"strings"

	"relance/internal/calendar"
)

const tableColumns = 8

// parseTable reads the embedded table: lines of tab-separated columns, after
// comments (#) and one heading.
func parseTable(text string) (*Rates, error) {
	var quotes []Quote
	seen := map[calendar.HalfYear]bool{}
	for n, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "half_year\t") {
			continue
		}
		q, err := parseRow(strings.Split(line, "\t"))
		if err == nil && seen[q.HalfYear] {
			err = errors.New(q.HalfYear.String() + " appears twice")
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
		seen[q.HalfYear] = true
		quotes = append(quotes, q)
	}
	return new(Rates).Add(quotes...)
}

func parseRow(cols []string) (Quote, error) {
	if len(cols) != tableColumns {
		return Quote{}, fmt.Errorf("%d columns, want %d", len(cols), tableColumns)
	}
	var q Quote
	var errs [5]error
	q.HalfYear, errs[0] = calendar.ParseHalfYear(cols[0])
	q.ECB, errs[1] = ParsePercent(cols[1])
	q.LegalIndividual, errs[2] = ParsePercent(cols[3])
	q.LegalOther, errs[3] = ParsePercent(cols[4])
	q.CheckedOn, errs[4] = calendar.ParseDate(cols[7])
	q.ECBSource, q.LegalSource, q.Official = cols[2], cols[5], cols[6] == "yes"
	return q, errors.Join(errs[:]...)
}
