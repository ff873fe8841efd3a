package cli

import "relance/internal/dunning"

// rescheduleCmd moves the due date.
type rescheduleCmd struct {
	caseArg
	Due dateArg `required:"" placeholder:"D" help:"New due date."`
}

// Run plans the steps that are still to come anew.
func (c *rescheduleCmd) Run(s *session) error {
	return s.plain(c.caseArg, dunning.Event{Kind: dunning.KindReschedule, Date: c.Due.Date})
}

// receivedCmd records when a public buyer received the payment request.
type receivedCmd struct {
	caseArg
	Date dateArg `required:"" placeholder:"D" help:"Day of receipt: that of the portal's notification (CCP R2192-15)."`
}

// Run lets the payment period run from that day (CCP R2192-12).
func (c *receivedCmd) Run(s *session) error {
	return s.plain(c.caseArg, dunning.Event{Kind: dunning.KindReceived, Date: c.Date.Date})
}

// replyCmd notes that the debtor answered.
type replyCmd struct{ caseArg }

// Run holds the case until a person has read the answer: relance release.
func (c *replyCmd) Run(s *session) error {
	return s.plain(c.caseArg, dunning.Event{Kind: dunning.KindReply})
}

// insolvencyCmd notes insolvency proceedings.
type insolvencyCmd struct {
	caseArg
	Date dateArg `required:"" placeholder:"D" help:"Date of the judgment that opened the proceedings."`
}

// Run stops the chase (C. com. L622-21) and asks for the declaration of claim.
func (c *insolvencyCmd) Run(s *session) error {
	return s.plain(c.caseArg, dunning.Event{Kind: dunning.KindInsolvency, Date: c.Date.Date})
}

// closeCmd ends a case by a person's decision.
type closeCmd struct {
	caseArg
	As string `required:"" enum:"paid,settled,credited,written_off,handed_over,insolvent,cancelled" placeholder:"OUTCOME" help:"paid, settled, credited, written_off, handed_over, insolvent or cancelled."`
}

// Run closes it: nothing leaves any more.
func (c *closeCmd) Run(s *session) error {
	return s.plain(c.caseArg, dunning.Event{Kind: dunning.KindClose, Outcome: dunning.Outcome(c.As)})
}
