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
	return fact(s, c.CaseArg, backoffice.Fact{Words: c.Reason, Event: dunning.Event{Kind: dunning.KindWaive, Category: c.Part, Status: withdrawn(c.Withdraw)}})
}

// withdrawn is the status of what takes an earlier fact back.
func withdrawn(back bool) string {
	if back {
		return dunning.Withdrawn
	}
	return ""
}
