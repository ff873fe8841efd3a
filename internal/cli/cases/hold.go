package cases

import (
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// Hold suspends a case by hand.
type Hold struct {
	CaseArg
	Until *frame.DateArg `placeholder:"D" help:"Last day of the suspension (default: until relance release)."`
}

// Run suspends it: nothing leaves, nothing is lost.
func (c *Hold) Run(s *frame.Session) error {
	return Plain(s, c.CaseArg, dunning.NewHold(c.Until.Value()))
}

// Release ends a suspension.
type Release struct {
	CaseArg
	Hold string `enum:"manual,reply,promise,instalments,insolvency,stale_bank_data,stale_inbox,documents,invoice_refused,payee_changes,stale_watch,register_check," default:"" placeholder:"KIND" help:"manual, reply, promise, instalments, insolvency, stale_bank_data, stale_inbox, documents, invoice_refused, payee_changes, stale_watch or register_check (default: the only one there is)."`
}

// Run lets the case go on, re-spaced, never in a burst.
func (c *Release) Run(s *frame.Session) error {
	return Plain(s, c.CaseArg, dunning.NewRelease(dunning.HoldKind(c.Hold)))
}
