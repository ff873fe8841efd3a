package ar24

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// Request uploads the document, writes the intention down, and sends. It may
// be repeated after any outcome, Unknown included: while nobody can know
// whether the letter left, it answers Unknown and sends nothing.
//
// Dispatch.ID is the order's own ID, so that a caller who crashed before the
// answer can still ask for the letter.
func (c *Carrier) Request(ctx context.Context, o registeredmail.Order) (registeredmail.Dispatch, error) {
	l, err := c.lay(o)
	if err != nil {
		return registeredmail.Dispatch{}, err
	}
	kept, found, err := c.onRecord(ctx, l)
	switch {
	case err != nil:
		return registeredmail.Dispatch{}, err
	case found && kept.SendingID != "":
		return dispatch(o.ID, kept.SendingID), nil
	case found && kept.Attempt != "":
		return unknown(o.ID), nil
	}
	session, err := c.session(ctx, "")
	if err != nil {
		return registeredmail.Dispatch{}, err
	}
	attachment, err := c.attach(ctx, l)
	if err != nil {
		return registeredmail.Dispatch{}, err
	}
	mine := c.intentions.Fresh(l.fingerprint)
	if now, err := c.intentions.Intend(ctx, o.ID, kept, mine, found); err != nil {
		return registeredmail.Dispatch{}, err
	} else if now != mine { // another process was faster
		return c.answer(l, now)
	}
	return c.send(context.WithoutCancel(ctx), l, mine, attachment, session)
}

// onRecord gives what the memory has of an order, resolved as far as that can
// be done by reading; false when there is nothing.
func (c *Carrier) onRecord(ctx context.Context, l layout) (wire.Kept, bool, error) {
	id := l.order.ID
	kept, found, err := c.o.Memory.Load(ctx, id)
	if err != nil {
		return kept, found, wire.Unavailable("looking up letter "+id, err)
	}
	if !found {
		if kept, found, err = c.remembered(ctx, l); err != nil || !found {
			return kept, found, err
		}
		if kept, err = c.o.Memory.Save(ctx, id, kept); err != nil {
			return kept, found, wire.Unavailable("keeping letter "+id, err)
		}
	}
	if err := c.belongs(l, kept); err != nil {
		return kept, found, err
	}
	kept, err = c.resolve(ctx, id, kept)
	return kept, found, err
}

// belongs refuses an order that was cancelled, changed, or made elsewhere.
func (c *Carrier) belongs(l layout, k wire.Kept) error {
	return c.intentions.Belongs(l.order.ID, k, l.fingerprint, marked(l.fingerprint))
}

// attach uploads the document. It may be repeated: what no mail uses is thrown
// away by AR24.
func (c *Carrier) attach(ctx context.Context, l layout) (string, error) {
	doing := "uploading the document of letter " + l.order.ID
	k := call{method: http.MethodPost, path: "/attachment", file: l.order.PDF, fields: url.Values{
		"id_user": {c.o.Credentials.UserID}, "file_name": {letterName},
	}}
	for try := 0; ; try++ {
		got, err := c.do(ctx, k)
		switch {
		case err != nil:
			return "", wire.Unavailable(doing, err)
		case got.verdict == unclear && try < wire.Retries && wire.Pause(ctx, c.o.Pause<<try) == nil:
			continue
		case got.verdict != done:
			return "", got.fault(doing)
		}
		var body struct {
			ID wire.Text `json:"file_id"`
		}
		if json.Unmarshal(got.result, &body) != nil || !wire.PlainID.MatchString(string(body.ID)) {
			return "", registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: the answer has no id", doing)
		}
		return string(body.ID), nil
	}
}

// answer tells what somebody else's record says.
func (c *Carrier) answer(l layout, k wire.Kept) (registeredmail.Dispatch, error) {
	if err := c.belongs(l, k); err != nil {
		return registeredmail.Dispatch{}, err
	}
	if k.SendingID != "" {
		return dispatch(l.order.ID, k.SendingID), nil
	}
	return unknown(l.order.ID), nil
}

// send makes the one request under an intention that is ours.
func (c *Carrier) send(ctx context.Context, l layout, mine wire.Kept, attachment, session string) (registeredmail.Dispatch, error) {
	doing := "sending letter " + l.order.ID
	for reopened := false; ; reopened = true {
		got, err := c.do(ctx, call{method: http.MethodPost, path: "/mail", fields: c.form(l, attachment, session)})
		if err == nil && aboutSession(got.slug) && !reopened {
			if session, err = c.session(ctx, session); err == nil {
				continue
			}
			return registeredmail.Dispatch{}, errors.Join(err, c.intentions.Release(ctx, l.order.ID, mine))
		}
		switch {
		case err != nil:
			return registeredmail.Dispatch{}, errors.Join(wire.Unavailable(doing, err), c.intentions.Release(ctx, l.order.ID, mine))
		case got.verdict == refused || got.verdict == closed:
			return registeredmail.Dispatch{}, errors.Join(got.fault(doing), c.intentions.Release(ctx, l.order.ID, mine))
		}
		var m mail
		if got.verdict == done && json.Unmarshal(got.result, &m) == nil && wire.PlainID.MatchString(string(m.ID)) {
			// Should this not be kept, the intention is, and reading finds it.
			_, _ = c.o.Memory.Swap(ctx, l.order.ID, mine, wire.Sent(mine, string(m.ID)))
			return dispatch(l.order.ID, string(m.ID)), nil
		}
		return c.afterDoubt(ctx, l, mine)
	}
}

// afterDoubt looks once for a letter whose request got no clear answer.
func (c *Carrier) afterDoubt(ctx context.Context, l layout, mine wire.Kept) (registeredmail.Dispatch, error) {
	now, err := c.resolve(ctx, l.order.ID, mine)
	if err != nil || now.SendingID == "" || now.SendingID == wire.Cancelled {
		return unknown(l.order.ID), nil //nolint:nilerr // not knowing is the answer
	}
	return dispatch(l.order.ID, now.SendingID), nil
}

func dispatch(orderID, id string) registeredmail.Dispatch {
	return registeredmail.Dispatch{ID: orderID, State: dunning.LetterAccepted, Note: "envoi AR24 " + id}
}

func unknown(orderID string) registeredmail.Dispatch {
	return registeredmail.Dispatch{
		ID: orderID, State: dunning.LetterUnknown,
		Note: "AR24 : sort inconnu, à relire ; le redemander est sans risque",
	}
}
