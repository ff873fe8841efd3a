package cases

import (
	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// Claim notes that a person claims what is left of interest and fee once the
// principal is paid: no notice of a plan asks for them alone.
type Claim struct {
	CaseArg
	Date *frame.DateArg `placeholder:"D" help:"Day on which they were claimed (default: today)."`
	How  string         `placeholder:"WORDS" help:"By what: a letter, a debit note, the court; kept with the record."`
}

// Run records it and ends the task that asks to claim or to waive.
func (c *Claim) Run(s *frame.Session) error {
	return fact(s, c.CaseArg, backoffice.Fact{Words: c.How, Event: dunning.NewClaimed(c.Date.Value())})
}
