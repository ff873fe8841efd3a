package look

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/rehearsal"
)

// mostDays is how far the whole book is played at most.
const mostDays = 730

// playPortfolio plays all open cases forward and changes nothing.
func (c *Simulate) playPortfolio(s *frame.Session) error {
	until, err := c.agendaEnd(s)
	if err != nil {
		return err
	}
	d, err := s.Desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	end := calendar.Metropole.Midnight(until.AddDays(1))
	played, err := d.Rehearse(s.Ctx, d.Who, backoffice.Rehearsal{Creditor: c.Creditor, Until: end, Approve: c.Approve})
	if err != nil {
		return err
	}
	out := played.Agenda(s.Today(), until)
	if s.JSON {
		return s.PrintJSON(out)
	}
	agendaTable(s, out)
	return nil
}

// agendaEnd is the last day to play.
func (c *Simulate) agendaEnd(s *frame.Session) (calendar.Date, error) {
	last := s.Today().AddDays(mostDays)
	switch {
	case len(c.Event) > 0:
		return last, frame.Usage(errors.New("--event belongs to one invoice: give --due, --on and --amount, too"))
	case c.Whole && (c.Until != nil || c.Days != 0):
		return last, frame.Usage(errors.New("--whole has no end of its own: leave --until and --days out"))
	case c.Days != 0 && c.Until != nil:
		return last, frame.Usage(errors.New("--days and --until both name the end: use one of them"))
	case c.Days < 0 || c.Days > mostDays:
		return last, frame.Usage(fmt.Errorf("--days must lie between 1 and %d", mostDays))
	case c.Whole:
		return last, nil
	case c.Until == nil:
		return s.Today().AddDays(cmp.Or(c.Days, 30) - 1), nil
	case c.Until.Before(s.Today()):
		return last, frame.Usage(fmt.Errorf("--until: %s is over", c.Until.Date))
	}
	return c.Until.Date, nil
}

// agendaTable prints the days for people.
func agendaTable(s *frame.Session, b rehearsal.Agenda) {
	s.Say("%d open {case|cases}, from %s to %s\n", b.Cases, s.W.Weekday(b.From), s.W.Weekday(b.Until))
	heads := []string{
		"DAY", "E-MAILS", "LETTERS", "REGISTERED", "INVOICES", "THANKS", "APPROVALS", "CALLS", "HAND-OVERS", "PUT OFF", "NO ADDRESS", "AMOUNT",
	}
	var rows [][]string
	for _, d := range b.Days {
		rows = append(rows, dayLine(s, d, s.W.Weekday(d.Date)))
	}
	rows = append(rows, dayLine(s, b.Total, s.W.Text("total")))
	s.Figures(heads, rows, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
	s.Say("\nAmount open on the invoices that are chased, without penalties. Nothing else is taken to happen: no payment, no reply.")
	s.Say("Limits that may still keep something from leaving do not count either: budget and number of letters a year " +
		"(letter_budget, max_per_year), age of the bank statements (bank_max_age_hours).")
	if b.Withheld != "" {
		s.Say("Today nothing would leave: %s.", s.W.Reason(b.Withheld))
	}
}

func dayLine(s *frame.Session, d rehearsal.Day, name string) []string {
	row := []string{name}
	for _, n := range d.Counts() {
		text := "·"
		if *n > 0 {
			text = frame.Itoa(int64(*n))
		}
		row = append(row, text)
	}
	var sums []string
	for currency, amount := range d.Amounts {
		sums = append(sums, s.Amount(amount, currency))
	}
	slices.Sort(sums)
	return append(row, cmp.Or(strings.Join(sums, " + "), "·"))
}
