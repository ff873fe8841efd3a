package cli

import "relance/internal/dunning"

// holdCmd suspends a case by hand.
type holdCmd struct {
	caseArg
	Until *dateArg `placeholder:"D" help:"Last day of the suspension (default: until relance release)."`
}

// Run suspends it: nothing leaves, nothing is lost.
func (c *holdCmd) Run(s *session) error {
	return s.plain(c.caseArg, dunning.Event{Kind: dunning.KindHold, Date: c.Until.date()})
}

// releaseCmd ends a suspension.
type releaseCmd struct {
	caseArg
	Hold string `enum:"manual,reply,promise,instalments,insolvency,stale_bank_data,stale_inbox,documents,invoice_refused,payee_changes,stale_watch,register_check," default:"" placeholder:"KIND" help:"manual, reply, promise, instalments, insolvency, stale_bank_data, stale_inbox, documents, invoice_refused, payee_changes, stale_watch or register_check (default: the only one there is)."`
}

// Run lets the case go on, re-spaced, never in a burst.
func (c *releaseCmd) Run(s *session) error {
	return s.plain(c.caseArg, dunning.Event{Kind: dunning.KindRelease, Hold: dunning.HoldKind(c.Hold)})
}
