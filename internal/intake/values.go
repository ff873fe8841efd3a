package intake

import (
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/tabular"
)

// The columns whose cells prove how a file writes amounts and days.
var (
	amountFields = []string{"payable", "total", "net", "vat", "prepaid"}
	dayFields    = []string{"issue_date", "due_date", "paid_on"}
)

// survey is what all lines of a file together tell about its cells.
type survey struct {
	marks tabular.Marks
	days  tabular.Days
}

// see takes in the cells of one line.
func (s *survey) see(r record, columns []Column) {
	for i, c := range r.cells {
		if i >= len(columns) {
			return
		}
		switch field := columns[i].Field; {
		case slices.Contains(amountFields, field):
			s.marks.See(tabular.Cell(c))
		case slices.Contains(dayFields, field):
			s.days.See(tabular.Cell(c))
		}
	}
}

// parseDay reads a day with the day before the month; six figures are read as
// accounting software writes them.
func parseDay(s string) (calendar.Date, error) { return parseDayIn(s, tabular.DayFirst) }

func parseDayIn(s string, order tabular.Order) (calendar.Date, error) {
	d, err := tabular.ParseDay(s, order)
	if err != nil {
		return tabular.ParseShortDay(s)
	}
	return d, nil
}

// shorten makes a value fit into a message.
func shorten(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if r := []rune(s); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return s
}
