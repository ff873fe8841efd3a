package cases

import (
	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// Waive gives up a part of the claim on one invoice.
type Waive struct {
	CaseArg
	Part     string `arg:"" enum:"interest,fee" help:"interest or fee."`
	Reason   string `placeholder:"WORDS" help:"Why; kept with the record."`
	Withdraw bool   `help:"Take the waiver back: the part is claimed again."`
}

// Run records it; letters, statements and the evidence follow at once.
func (c *Waive) Run(s *frame.Session) error {
	return fact(s, c.CaseArg, backoffice.Fact{Words: c.Reason, Event: dunning.NewWaive(dunning.Waivable(c.Part)).WithdrawnIf(c.Withdraw)})
}
