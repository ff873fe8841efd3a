package cli

import (
	"strconv"

	"relance/internal/backoffice"
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
func (c *noticeSettleCmd) Run(s *session) error {
	sent := c.Word == "sent"
	settle := dunning.Event{Kind: dunning.KindSettle, Status: "not_sent"}
	if sent {
		settle.Status = "sent"
	}
	d, err := s.desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	ref, err := d.Find(s.ctx, d.who, backoffice.CaseName{Creditor: c.Creditor, Number: c.Ref})
	if err == nil {
		var out backoffice.Told
		if out, err = d.Tell(s.ctx, d.who, backoffice.Fact{Ref: ref, Event: settle}); err == nil {
			return s.recorded(d, out, nil)
		}
	}
	id, notNumber := strconv.ParseInt(c.Ref, 10, 64)
	if notNumber != nil {
		return err
	}
	m, err := d.SettleMessage(s.ctx, d.who, id, sent)
	if err != nil {
		return err
	}
	told := s.tell(d.app, mostPatience)
	if s.json {
		return s.printJSON(map[string]any{"message": id, "state": m.State, "temporal": told})
	}
	s.say("message %d: %s", id, s.w.MessageState(m.State))
	return nil
}
