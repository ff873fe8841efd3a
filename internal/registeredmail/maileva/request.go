package maileva

import (
	"context"
	"errors"
	"net/http"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

const maxSubmits = 3

// Request prepares the letter, writes the sending's id down, and submits it.
// It may be repeated after any outcome, Unknown included: whatever happened,
// only the one sending that is on record is ever submitted, and Maileva
// submits a sending once.
//
// Dispatch.ID is the order's own ID, so that a caller who crashed before the
// answer can still ask for the letter.
func (c *Carrier) Request(ctx context.Context, o registeredmail.Order) (registeredmail.Dispatch, error) {
	l, err := c.lay(o)
	if err != nil {
		return registeredmail.Dispatch{}, err
	}
	kept, err := c.keep(ctx, l)
	if err != nil {
		return registeredmail.Dispatch{}, err
	}
	if kept.Fingerprint != l.fingerprint {
		return registeredmail.Dispatch{}, registeredmail.Errorf(registeredmail.CodeConflict,
			"letter %s exists with another document or address", o.ID).
			WithHint("order a changed letter under another id; the first is sending %s at Maileva", kept.SendingID)
	}
	if err := c.here(o.ID, kept); err != nil {
		return registeredmail.Dispatch{}, err
	}
	return c.submit(ctx, o.ID, kept.SendingID)
}

// keep gives what is on record for an order, and puts it there first when
// there is nothing.
func (c *Carrier) keep(ctx context.Context, l layout) (wire.Kept, error) {
	kept, found, err := c.o.Memory.Load(ctx, l.order.ID)
	if err != nil {
		return kept, wire.Unavailable("looking up letter "+l.order.ID, err)
	}
	if found {
		return kept, nil
	}
	kept, found, err = c.remembered(ctx, l)
	switch {
	case err != nil:
		return kept, err
	case !found:
		return c.prepare(ctx, l)
	}
	if kept, err = c.o.Memory.Save(ctx, l.order.ID, kept); err != nil {
		return kept, wire.Unavailable("keeping the sending of letter "+l.order.ID, err)
	}
	return kept, nil
}

// here refuses an order that was prepared in another environment.
func (c *Carrier) here(orderID string, k wire.Kept) error {
	if k.Host == c.host() && wire.PlainID.MatchString(k.SendingID) {
		return nil
	}
	return registeredmail.Errorf(registeredmail.CodeConflict, "letter %s was prepared at %s, not at %s", orderID, k.Host, c.host()).
		WithHint("finish it there, or order it under another id")
}

// submit has the sending on record printed. Each round reads first: a sending
// that is no draft any more has been submitted.
func (c *Carrier) submit(ctx context.Context, orderID, id string) (registeredmail.Dispatch, error) {
	doubt := false // a submission got no clear answer
	for try := 0; ; try++ {
		s, err := c.sending(ctx, orderID, id)
		switch {
		case err != nil && doubt:
			return unknown(orderID, id), nil
		case err != nil:
			return registeredmail.Dispatch{}, err
		case s.Status != draft:
			return dispatch(orderID, s), nil
		case try == maxSubmits && doubt:
			return unknown(orderID, id), nil
		case try == maxSubmits:
			return registeredmail.Dispatch{}, registeredmail.Errorf(registeredmail.CodeUnavailable,
				"submitting letter %s: Maileva keeps it as a draft", orderID)
		case try == 0:
			if err := c.verify(ctx, orderID, id); err != nil {
				return registeredmail.Dispatch{}, err
			}
		}
		done, clear, err := c.push(ctx, orderID, id)
		if err != nil || done {
			return dispatch(orderID, sending{ID: id}), err
		}
		doubt = doubt || !clear
		if wire.Pause(ctx, c.o.Pause<<try) != nil && doubt {
			return unknown(orderID, id), nil
		}
	}
}

// push makes one attempt. done: it was submitted by it. clear: it certainly
// had no effect of its own. An error is a refusal, or a failure beforehand.
func (c *Carrier) push(ctx context.Context, orderID, id string) (done, clear bool, err error) {
	doing := "submitting letter " + orderID
	a, err := c.do(ctx, call{method: http.MethodPost, path: base + "/sendings/" + id + "/submit"})
	var l *wire.Lost
	switch {
	case errors.As(err, &l) && l.Maybe:
		return false, false, nil
	case err != nil:
		return false, true, wire.Unavailable(doing, err)
	case a.Status >= 200 && a.Status < 300:
		return true, true, nil
	case a.has(notDraft), a.Status == http.StatusBadRequest && a.code() == "":
		return false, true, nil // somebody was faster, or so it may be: reading tells
	case a.Status >= 500 || a.Status < 400 || a.Status == http.StatusRequestTimeout:
		return false, false, nil
	}
	return false, true, a.fault(doing, ours)
}

// sending reads the sending on record. One that is gone was deleted as a
// draft, by Cancel or by a person: its order is used up.
func (c *Carrier) sending(ctx context.Context, orderID, id string) (s sending, err error) {
	err = c.get(ctx, "reading letter "+orderID, base+"/sendings/"+id, &s)
	if registeredmail.ErrorCode(err) == registeredmail.CodeNotFound {
		return s, gone(orderID)
	}
	if err == nil && (s.Status == "" || s.ID != id) {
		err = registeredmail.Errorf(registeredmail.CodeUnavailable, "reading letter %s: the answer is not that sending", orderID)
	}
	return s, err
}

var errGone = errors.New("its draft is gone from Maileva")

func gone(orderID string) *dunning.Error {
	return registeredmail.Errorf(registeredmail.CodeConflict, "letter %s was cancelled before it was submitted: %w", orderID, errGone).
		WithHint("order it again under another id")
}

func dispatch(orderID string, s sending) registeredmail.Dispatch {
	d := registeredmail.Dispatch{ID: orderID, State: dunning.LetterAccepted, Note: "envoi Maileva " + s.ID}
	if s.Status == "REJECTED" || s.Status == "CANCELED" {
		d.State, d.Note = dunning.LetterFailed, "envoi Maileva "+s.ID+" : "+s.Status
	}
	return d
}

func unknown(orderID, id string) registeredmail.Dispatch {
	return registeredmail.Dispatch{
		ID: orderID, State: dunning.LetterUnknown,
		Note: "envoi Maileva " + id + " : sort inconnu, à relire ; le redemander est sans risque",
	}
}
