package cli

import (
	"fmt"
	"math/big"
	"slices"

	"relance/internal/calendar"
	"relance/internal/interest"
)

// ratesCmd looks after the reference rates.
type ratesCmd struct {
	List  ratesListCmd  `cmd:"" help:"Show the reference rates, with their sources."`
	Add   ratesAddCmd   `cmd:"" help:"Write a half-year's rates for relance.yaml."`
	Check ratesCheckCmd `cmd:"" help:"Say which rates are missing today or not read at their authority."`
}

// rates is the built-in table with that of the configuration.
func (s *session) rates() (*interest.Rates, error) {
	cfg, err := s.config()
	if err != nil {
		return nil, err
	}
	return cfg.RateTable()
}

// ratesListCmd prints the table.
type ratesListCmd struct{}

// Run prints the rates and what follows from them.
func (c *ratesListCmd) Run(s *session) error {
	table, err := s.rates()
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(table.List())
	}
	var notes []string
	var rows [][]string
	for _, q := range table.List() {
		rows = append(rows, []string{
			q.HalfYear.String(), s.rateCell(q.ECB, 1, 0), s.rateCell(q.ECB, 1, 10), s.rateCell(q.ECB, 1, 8),
			s.rateCell(q.LegalOther, 1, 0), s.rateCell(q.LegalOther, 3, 0), s.official(q), s.noteOf(&notes, q),
		})
	}
	s.figures([]string{"HALF-YEAR", "ECB", "B2B (ECB+10)", "PUBLIC (ECB+8)", "LEGAL", "FLOOR (3×)", "OFFICIAL", "SOURCES"}, rows, 1, 2, 3, 4, 5)
	s.say("\nLegal: the rate for other cases (the creditor is a business). Official: read at the authority that publishes the rate.")
	for i, n := range notes {
		s.print(fmt.Sprintf("[%d] %s", i+1, n))
	}
	return nil
}

// rateCell writes times × rate + points.
func (s *session) rateCell(p interest.Percent, times, points int64) string {
	if !p.Known() {
		return "–"
	}
	r := new(big.Rat).Mul(p.Rat(), big.NewRat(times, 1))
	return s.w.Percent(r.Add(r, big.NewRat(points, 1)).RatString())
}

func (s *session) official(q interest.Quote) string {
	if q.Official {
		return s.w.Text("yes")
	}
	return s.w.Text("no")
}

// noteOf numbers the sources of a half-year, the same ones once.
func (s *session) noteOf(notes *[]string, q interest.Quote) string {
	text := joinParts(prefixed(s.w.Text("ECB: "), s.w.Reword(q.ECBSource)), prefixed(s.w.Text("legal: "), s.w.Reword(q.LegalSource)),
		prefixed(s.w.Text("checked on "), s.w.ShortDate(q.CheckedOn)))
	i := slices.Index(*notes, text)
	if i < 0 {
		i, *notes = len(*notes), append(*notes, text)
	}
	return fmt.Sprintf("[%d]", i+1)
}

// ratesCheckCmd looks for gaps.
type ratesCheckCmd struct{}

// ratesReport is what `rates check` finds on a day.
type ratesReport struct {
	On           calendar.Date `json:"on"`
	LastKnownDay calendar.Date `json:"last_known_day"`
	Missing      []missingRate `json:"missing"`    // up to the half-year of On
	Next         *missingRate  `json:"next"`       // what the half-year after it still lacks; null when it is known
	Unofficial   []string      `json:"unofficial"` // half-years that were not read at the authority
}

// missingRate names the rates that a half-year lacks.
type missingRate struct {
	HalfYear calendar.HalfYear        `json:"half_year"`
	Rates    []interest.ReferenceRate `json:"rates"`
}

// Run fails when interest up to today cannot be computed.
func (c *ratesCheckCmd) Run(s *session) error {
	table, err := s.rates()
	if err != nil {
		return err
	}
	r := checkRates(table, s.today())
	if s.json {
		if err := s.printJSON(r); err != nil {
			return err
		}
	} else {
		s.ratesReport(r)
	}
	return r.fault()
}

// checkRates compares a table with what a day needs.
func checkRates(table *interest.Rates, on calendar.Date) ratesReport {
	r := ratesReport{On: on, LastKnownDay: table.LastKnownDay(), Missing: []missingRate{}, Unofficial: []string{}}
	list := table.List()
	for _, q := range list {
		if !q.Official {
			r.Unofficial = append(r.Unofficial, q.HalfYear.String())
		}
	}
	current := calendar.HalfYearOf(on)
	first := current
	if len(list) > 0 && list[0].HalfYear.Compare(first) < 0 {
		first = list[0].HalfYear
	}
	for h := first; h.Compare(current) <= 0; h = h.Next() {
		if m := lacking(table, h); len(m.Rates) > 0 {
			r.Missing = append(r.Missing, m)
		}
	}
	if next := lacking(table, current.Next()); len(next.Rates) > 0 {
		r.Next = &next
	}
	return r
}

func lacking(table *interest.Rates, h calendar.HalfYear) missingRate {
	m := missingRate{HalfYear: h, Rates: []interest.ReferenceRate{}}
	q, _ := table.Quote(h)
	if !q.ECB.Known() {
		m.Rates = append(m.Rates, interest.ECBRate)
	}
	if !q.LegalOther.Known() {
		m.Rates = append(m.Rates, interest.LegalRate)
	}
	return m
}
