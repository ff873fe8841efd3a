package look

import (
	"fmt"
	"strings"

	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/interest"
)

// ratesAddCmd writes a half-year for the configuration.
type ratesAddCmd struct {
	HalfYear        calendar.HalfYear `required:"" placeholder:"2027-S1" help:"Half-year."`
	ECB             interest.Percent  `name:"ecb" placeholder:"RATE" help:"ECB main refinancing rate on its first day, in percent: 2.65."`
	Legal           interest.Percent  `placeholder:"RATE" help:"Legal rate, other cases (the creditor is a business)."`
	LegalIndividual interest.Percent  `placeholder:"RATE" help:"Legal rate when the creditor is a private individual."`
	Source          string            `placeholder:"TEXT" help:"Where the rates were read: decision, arrêté, address."`
	ECBSource       string            `name:"ecb-source" placeholder:"TEXT" help:"Where the ECB rate was read, when elsewhere."`
	LegalSource     string            `placeholder:"TEXT" help:"Where the legal rate was read, when elsewhere."`
	Official        bool              `help:"All were read at the authority that publishes them."`
	CheckedOn       *frame.DateArg    `placeholder:"D" help:"Day they were read (default: today)."`
	Write           bool              `help:"Put them into the configuration file instead of printing them."`
}

// Run checks the rates against the table before it prints or writes anything.
func (c *ratesAddCmd) Run(s *frame.Session) error {
	cfg, err := s.Config()
	if err != nil {
		return err
	}
	table, err := cfg.RateTable()
	if err != nil {
		return err
	}
	q := c.quote(s.Today())
	if _, err := table.Add(q); err != nil {
		return frame.Usage(fmt.Errorf("%s", quoteFlags.Replace(err.Error())))
	}
	item := config.RateItem(q)
	if !c.Write {
		if s.JSON {
			return s.PrintJSON(q)
		}
		s.Say("rates:\n%s", config.Indented(item, "  "))
		return nil
	}
	path := s.Path
	if path == "" {
		path = config.FileName
	}
	for _, old := range cfg.Rates {
		if old.HalfYear == q.HalfYear {
			return dunning.Errorf(dunning.CodeConflict, "%s already has rates for %s", path, q.HalfYear).
				WithHint("change them there by hand; --write only adds")
		}
	}
	if err := config.AddRate(path, q, s.Getenv); err != nil {
		return err
	}
	s.Say("%s is in %s now", q.HalfYear, path)
	if s.JSON {
		return s.PrintJSON(q)
	}
	return nil
}

// quoteFlags names the flags behind the fields that a quote lacks.
var quoteFlags = strings.NewReplacer("fill ecb, legal_other or both, as ecb: \"2.40\"", "give --ecb, --legal or both, as --ecb 2.40",
	"ecb_source", "--source", "legal_source", "--source", "checked_on", "--checked-on", "half_year", "--half-year")

func (c *ratesAddCmd) quote(today calendar.Date) interest.Quote {
	q := interest.Quote{
		HalfYear: c.HalfYear, ECB: c.ECB, LegalOther: c.Legal, LegalIndividual: c.LegalIndividual,
		Official: c.Official, CheckedOn: today,
	}
	if c.CheckedOn != nil {
		q.CheckedOn = c.CheckedOn.Date
	}
	if c.ECB.Known() {
		q.ECBSource = frame.FirstOf(c.ECBSource, c.Source)
	}
	if c.Legal.Known() || c.LegalIndividual.Known() {
		q.LegalSource = frame.FirstOf(c.LegalSource, c.Source)
	}
	return q
}
