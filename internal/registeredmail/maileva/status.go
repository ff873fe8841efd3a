package maileva

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// Status reads a letter back. A draft is Requested, and Request may be
// repeated; a draft that was deleted is Failed.
func (c *Carrier) Status(ctx context.Context, id string) (registeredmail.Tracking, error) {
	t := registeredmail.Tracking{ID: id}
	read, err := c.readBack(ctx, id)
	switch {
	case errors.Is(err, errGone):
		t.Events = []registeredmail.Event{{State: dunning.LetterFailed, Note: "brouillon supprimé avant l’envoi"}}
	case err != nil:
		return registeredmail.Tracking{}, err
	case read.sending.Status == draft:
		t.Events = []registeredmail.Event{{
			State: dunning.LetterRequested, Date: c.paris.Day(read.sending.CreationDate), Code: draft, Note: "brouillon, pas encore envoyé",
		}}
	default:
		t.Events = c.events(read.sending, read.recipient)
		t.Number = strings.Join(strings.Fields(read.recipient.RegisteredNumber), "")
	}
	t.State = registeredmail.LatestState(t.Events)
	return t, nil
}

// letter is what Maileva knows about one letter.
type letter struct {
	sending   sending
	recipient recipient
	raw       []byte // the recipient, word for word
}

// readBack reads the sending on record and, unless it is a draft, its
// recipient.
func (c *Carrier) readBack(ctx context.Context, orderID string) (l letter, err error) {
	k, err := c.known(ctx, orderID)
	if err != nil {
		return l, err
	}
	if l.sending, err = c.sending(ctx, orderID, k.SendingID); err != nil || l.sending.Status == draft {
		return l, err
	}
	doing := "reading letter " + orderID
	var list struct {
		Recipients []json.RawMessage `json:"recipients"`
	}
	if err := c.get(ctx, doing, base+"/sendings/"+k.SendingID+"/recipients", &list); err != nil {
		return l, err
	}
	if len(list.Recipients) != 1 {
		return l, registeredmail.Errorf(registeredmail.CodeConflict, "%s: sending %s has %d recipients, want 1", doing, k.SendingID, len(list.Recipients))
	}
	l.raw = list.Recipients[0]
	if err := json.Unmarshal(l.raw, &l.recipient); err != nil {
		return l, registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: the recipient cannot be read: %w", doing, err)
	}
	return l, nil
}

// known gives what is on record for an order of this environment.
func (c *Carrier) known(ctx context.Context, orderID string) (wire.Kept, error) {
	k, found, err := c.o.Memory.Load(ctx, orderID)
	switch {
	case err != nil:
		return k, wire.Unavailable("looking up letter "+orderID, err)
	case !found:
		return k, registeredmail.Errorf(registeredmail.CodeNotFound, "no letter %q on record", orderID)
	}
	return k, c.here(orderID, k)
}
