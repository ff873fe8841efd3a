package cli

import (
	"relance/internal/backoffice"
	"relance/internal/dunning"
)

// waiveCmd gives up a part of the claim on one invoice.
type waiveCmd struct {
	caseArg
	Part     string `arg:"" enum:"interest,fee" help:"interest or fee."`
	Reason   string `placeholder:"WORDS" help:"Why; kept with the record."`
	Withdraw bool   `help:"Take the waiver back: the part is claimed again."`
}

// Run records it; letters, statements and the evidence follow at once.
func (c *waiveCmd) Run(s *session) error {
	return s.fact(c.caseArg, backoffice.Fact{Words: c.Reason, Event: dunning.Event{Kind: dunning.KindWaive, Category: c.Part, Status: withdrawn(c.Withdraw)}})
}

// withdrawn is the status of what takes an earlier fact back.
func withdrawn(back bool) string {
	if back {
		return dunning.Withdrawn
	}
	return ""
}
