package cli

import (
	"relance/internal/backoffice"
	"relance/internal/dunning"
)

// claimCmd notes that a person claims what is left of interest and fee once the
// principal is paid: no notice of a plan asks for them alone.
type claimCmd struct {
	caseArg
	Date *dateArg `placeholder:"D" help:"Day on which they were claimed (default: today)."`
	How  string   `placeholder:"WORDS" help:"By what: a letter, a debit note, the court; kept with the record."`
}

// Run records it and ends the task that asks to claim or to waive.
func (c *claimCmd) Run(s *session) error {
	return s.fact(c.caseArg, backoffice.Fact{Words: c.How, Event: dunning.Event{Kind: dunning.KindClaim, Date: c.Date.date()}})
}
