package ar24

import (
	"context"
	"encoding/json"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// Status reads a letter back. One whose request got no clear answer is
// Unknown, and Requested once it is certain that it did not arrive: Request
// may be repeated then.
func (c *Carrier) Status(ctx context.Context, id string) (registeredmail.Tracking, error) {
	t := registeredmail.Tracking{ID: id}
	k, err := c.lookUp(ctx, id)
	if err != nil {
		return registeredmail.Tracking{}, err
	}
	switch {
	case k.SendingID == wire.Cancelled:
		t.Events = []registeredmail.Event{{State: dunning.LetterFailed, Note: "annulé avant l’envoi"}}
	case k.SendingID == "" && k.Attempt == "":
		t.Events = []registeredmail.Event{{State: dunning.LetterRequested, Note: "pas encore remis à AR24"}}
	case k.SendingID == "":
		t.Events = []registeredmail.Event{{State: dunning.LetterUnknown, Note: "AR24 n’a pas répondu clairement : à relire"}}
	default:
		m, _, err := c.ours(ctx, id, k)
		if err != nil {
			return registeredmail.Tracking{}, err
		}
		t.Events = c.events(m)
	}
	t.State = registeredmail.LatestState(t.Events)
	return t, nil
}

// lookUp gives what is on record of an order of this environment, resolved as
// far as reading can.
func (c *Carrier) lookUp(ctx context.Context, orderID string) (wire.Kept, error) {
	k, err := c.intentions.Known(ctx, orderID)
	if err != nil {
		return k, err
	}
	return c.resolve(ctx, orderID, k)
}

// ours reads the mail on record of an order.
func (c *Carrier) ours(ctx context.Context, orderID string, k wire.Kept) (mail, json.RawMessage, error) {
	doing := "reading letter " + orderID
	m, raw, err := c.mail(ctx, doing, k.SendingID)
	if err == nil && string(m.Order) != orderID {
		err = registeredmail.Errorf(registeredmail.CodeConflict, "%s: mail %s at AR24 is another letter", doing, k.SendingID)
	}
	return m, raw, err
}

// Cancel uses up an order that was not sent. What is with AR24 cannot be
// recalled: CodeConflict. While nobody can know, CodeUnavailable.
func (c *Carrier) Cancel(ctx context.Context, id string) error {
	k, err := c.lookUp(ctx, id)
	switch {
	case err != nil:
		return err
	case k.SendingID == wire.Cancelled:
		return nil
	case k.SendingID != "":
		return c.tooLate(ctx, id, k)
	case k.Attempt != "":
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "cancelling letter %s: nobody knows yet whether it left", id)
	}
	return c.intentions.Drop(ctx, id, k)
}

func (c *Carrier) tooLate(ctx context.Context, id string, k wire.Kept) error {
	m, _, err := c.ours(ctx, id, k)
	if err != nil {
		return err
	}
	if registeredmail.LatestState(c.events(m)) == dunning.LetterFailed {
		return nil // AR24 could not send it: it will not arrive
	}
	return registeredmail.Errorf(registeredmail.CodeConflict, "letter %s is with AR24: it cannot be recalled", id).
		WithHint("the letter goes out; write to the debtor that it is settled")
}
