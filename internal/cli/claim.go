package cli

import (
	"relance/internal/app"
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
	return s.factIn(c.caseArg, func(a *app.App, body dunning.Case) (e dunning.Event, err error) {
		e = dunning.Event{Kind: dunning.KindClaim, Date: s.today()}
		if c.Date != nil {
			e.Date = c.Date.Date
		}
		if body.State == dunning.Closed && body.Left.Sum() <= 0 {
			return e, dunning.Errorf(dunning.CodeConflict, "no notice of invoice %s claimed interest or fee that is still due", body.Number).
				WithHint("relance show %s has the claim as of today", body.Number)
		}
		e.Note, err = s.note(a, c.How)
		return e, err
	})
}
