package cli

import (
	"strconv"
	"time"

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
	a, err := s.book()
	if err != nil {
		return err
	}
	defer a.Close()
	settle := dunning.Event{Kind: dunning.KindSettle, Status: "sent"}
	if c.Word != "sent" {
		settle.Status = "not_sent"
	}
	ref, err := a.FindCase(s.ctx, c.Creditor, c.Ref)
	if err == nil {
		var body dunning.Case
		if body, err = a.Store.LoadCase(s.ctx, ref); err == nil {
			err = dunning.CheckFactFor(body, settle)
		}
	}
	if err == nil {
		arg := caseArg{Number: ref.Number, Creditor: ref.Creditor, By: c.By}
		return s.fact(arg, func(dunning.Case) (dunning.Event, error) { return settle, nil })
	}
	id, notNumber := strconv.ParseInt(c.Ref, 10, 64)
	if notNumber != nil {
		return err
	}
	if err := a.Store.Settle(s.ctx, id, c.Word == "sent", s.author(c.By), true); err != nil {
		return err
	}
	m, err := a.Store.Message(s.ctx, id)
	if err != nil {
		return err
	}
	told := s.tell(a, 10*time.Second)
	if s.json {
		return s.printJSON(map[string]any{"message": id, "state": m.State, "temporal": told})
	}
	s.say("message %d: %s", id, fr.MessageState(m.State))
	return nil
}
