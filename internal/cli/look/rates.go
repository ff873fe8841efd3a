package look

import (
	"fmt"
	"math/big"
	"slices"

	"relance/internal/cli/frame"
	"relance/internal/interest"
)

// Rates looks after the reference rates.
type Rates struct {
	List  ratesListCmd  `cmd:"" help:"Show the reference rates, with their sources."`
	Add   ratesAddCmd   `cmd:"" help:"Write a half-year's rates for relance.yaml."`
	Check ratesCheckCmd `cmd:"" help:"Say which rates are missing today or not read at their authority."`
}

// rates is the built-in table with that of the configuration.
func rates(s *frame.Session) (*interest.Rates, error) {
	cfg, err := s.Config()
	if err != nil {
		return nil, err
	}
	return cfg.RateTable()
}

// ratesListCmd prints the table.
type ratesListCmd struct{}

// Run prints the rates and what follows from them.
func (c *ratesListCmd) Run(s *frame.Session) error {
	table, err := rates(s)
	if err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(table.List())
	}
	var notes []string
	var rows [][]string
	for _, q := range table.List() {
		rows = append(rows, []string{
			q.HalfYear.String(), rateCell(s, q.ECB, 1, 0), rateCell(s, q.ECB, 1, 10), rateCell(s, q.ECB, 1, 8),
			rateCell(s, q.LegalOther, 1, 0), rateCell(s, q.LegalOther, 3, 0), official(s, q), noteOf(s, &notes, q),
		})
	}
	s.Figures([]string{"HALF-YEAR", "ECB", "B2B (ECB+10)", "PUBLIC (ECB+8)", "LEGAL", "FLOOR (3×)", "OFFICIAL", "SOURCES"}, rows, 1, 2, 3, 4, 5)
	s.Say("\nLegal: the rate for other cases (the creditor is a business). Official: read at the authority that publishes the rate.")
	for i, n := range notes {
		s.Print(fmt.Sprintf("[%d] %s", i+1, n))
	}
	return nil
}

// rateCell writes times × rate + points.
func rateCell(s *frame.Session, p interest.Percent, times, points int64) string {
	if !p.Known() {
		return "–"
	}
	r := new(big.Rat).Mul(p.Rat(), big.NewRat(times, 1))
	return s.W.Percent(r.Add(r, big.NewRat(points, 1)).RatString())
}

func official(s *frame.Session, q interest.Quote) string {
	if q.Official {
		return s.W.Text("yes")
	}
	return s.W.Text("no")
}

// noteOf numbers the sources of a half-year, the same ones once.
func noteOf(s *frame.Session, notes *[]string, q interest.Quote) string {
	text := frame.JoinParts(frame.Prefixed(s.W.Text("ECB: "), s.W.Reword(q.ECBSource)), frame.Prefixed(s.W.Text("legal: "), s.W.Reword(q.LegalSource)),
		frame.Prefixed(s.W.Text("checked on "), s.W.ShortDate(q.CheckedOn)))
	i := slices.Index(*notes, text)
	if i < 0 {
		i, *notes = len(*notes), append(*notes, text)
	}
	return fmt.Sprintf("[%d]", i+1)
}

// ratesCheckCmd looks for gaps.
type ratesCheckCmd struct{}

// Run fails when interest up to today cannot be computed.
func (c *ratesCheckCmd) Run(s *frame.Session) error {
	table, err := rates(s)
	if err != nil {
		return err
	}
	r := table.GapsOn(s.Today())
	if s.JSON {
		if err := s.PrintJSON(r); err != nil {
			return err
		}
	} else {
		ratesReport(s, r)
	}
	return RatesFault(r)
}
