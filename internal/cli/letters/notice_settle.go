package letters

import (
	"strconv"

	"relance/internal/backoffice"
	"relance/internal/cli/cases"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// noticeSettleCmd takes a person's word on a send whose outcome nobody could
// know.
type noticeSettleCmd struct {
	Ref      string `arg:"" name:"id-or-number" help:"Message (see relance tasks), or invoice number."`
	Word     string `arg:"" name:"sent|not-sent" enum:"sent,not-sent" help:"sent, or not-sent: then it is sent again."`
	Creditor string `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
	By       string `placeholder:"NAME" help:"Who says so (default: $$USER)."`
}

// Run settles the message with all its invoices.
func (c *noticeSettleCmd) Run(s *frame.Session) error {
	sent := c.Word == dunning.SettledSent
	d, err := s.Desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	ref, err := d.Find(s.Ctx, d.Who, backoffice.CaseName{Creditor: c.Creditor, Number: c.Ref})
	if err == nil {
		var out backoffice.FactResult
		if out, err = d.Tell(s.Ctx, d.Who, backoffice.Fact{Ref: ref, Event: dunning.NewSettle(sent)}); err == nil {
			return cases.Recorded(s, d, out, nil)
		}
	}
	id, notNumber := strconv.ParseInt(c.Ref, 10, 64)
	if notNumber != nil {
		return err
	}
	m, err := d.SettleMessage(s.Ctx, d.Who, id, sent)
	if err != nil {
		return err
	}
	delivery := s.Tell(d.Rooms, frame.MostPatience)
	if s.JSON {
		return s.PrintJSON(map[string]any{"message": id, "state": m.State, "temporal": delivery})
	}
	s.Say("message %d: %s", id, s.W.MessageState(m.State))
	return nil
}
