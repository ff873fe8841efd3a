package cases

import (
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// Reschedule moves the due date.
type Reschedule struct {
	CaseArg
	Due frame.DateArg `required:"" placeholder:"D" help:"New due date."`
}

// Run plans the steps that are still to come anew.
func (c *Reschedule) Run(s *frame.Session) error {
	return Plain(s, c.CaseArg, dunning.NewReschedule(c.Due.Date))
}

// Received records when a public buyer received the payment request.
type Received struct {
	CaseArg
	Date frame.DateArg `required:"" placeholder:"D" help:"Day of receipt: that of the portal's notification (CCP R2192-15)."`
}

// Run lets the payment period run from that day (CCP R2192-12).
func (c *Received) Run(s *frame.Session) error {
	return Plain(s, c.CaseArg, dunning.NewReceived(c.Date.Date))
}

// Reply notes that the debtor answered.
type Reply struct{ CaseArg }

// Run holds the case until a person has read the answer: relance release.
func (c *Reply) Run(s *frame.Session) error {
	return Plain(s, c.CaseArg, dunning.NewReply())
}

// Insolvency notes insolvency proceedings.
type Insolvency struct {
	CaseArg
	Date frame.DateArg `required:"" placeholder:"D" help:"Date of the judgment that opened the proceedings."`
}

// Run stops the chase (C. com. L622-21) and asks for the declaration of claim.
func (c *Insolvency) Run(s *frame.Session) error {
	return Plain(s, c.CaseArg, dunning.NewInsolvency(c.Date.Date))
}

// Close ends a case by a person's decision.
type Close struct {
	CaseArg
	As string `required:"" enum:"paid,settled,credited,written_off,handed_over,insolvent,cancelled" placeholder:"OUTCOME" help:"paid, settled, credited, written_off, handed_over, insolvent or cancelled."`
}

// Run closes it: nothing leaves any more.
func (c *Close) Run(s *frame.Session) error {
	return Plain(s, c.CaseArg, dunning.NewClose(dunning.Outcome(c.As)))
}
