package mercifacteur

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// guard is how long a request may be repeated under its antidoublon, which
// holds for 30 days.
const guard = 25 * 24 * time.Hour

// Request writes the intention down and sends. It may be repeated after any
// outcome, Unknown included: a request in doubt is repeated only when it cannot
// arrive any more, and under the same antidoublon.
//
// Dispatch.ID is the order's own ID, so that a caller who crashed before the
// answer can still ask for the letter.
func (c *Carrier) Request(ctx context.Context, o registeredmail.Order) (registeredmail.Dispatch, error) {
	l, err := c.lay(o)
	if err != nil {
		return registeredmail.Dispatch{}, err
	}
	kept, found, err := c.onRecord(ctx, l)
	doubt := found && kept.Attempt != "" && kept.SendingID == ""
	switch {
	case doubt && registeredmail.ErrorCode(err) == registeredmail.CodeUnavailable:
		return unknown(o.ID), nil // as before: it cannot be looked for now
	case err != nil:
		return registeredmail.Dispatch{}, err
	case found && kept.SendingID != "":
		return dispatch(o.ID, kept.SendingID), nil
	case doubt && !c.repeatable(kept.Attempt):
		return unknown(o.ID), nil
	}
	if _, err := c.token(ctx, ""); err != nil { // else it would be missing with the intention on record
		if doubt {
			return unknown(o.ID), nil
		}
		return registeredmail.Dispatch{}, err
	}
	mine := c.intentions.Fresh(l.fingerprint)
	mine.Attempt += by + c.o.Credentials.UserID
	if doubt {
		mine.Attempt += since + tried(kept.Attempt).first.UTC().Format(time.RFC3339Nano)
	}
	if now, err := c.intentions.Intend(ctx, o.ID, kept, mine, found); err != nil {
		return registeredmail.Dispatch{}, err
	} else if now != mine { // another process was faster
		return c.answer(l, now)
	}
	return c.send(context.WithoutCancel(ctx), l, mine, doubt)
}

// onRecord gives what the memory has of an order, with its sending where the
// events name it; false when there is nothing.
func (c *Carrier) onRecord(ctx context.Context, l layout) (wire.Kept, bool, error) {
	kept, found, err := c.o.Memory.Load(ctx, l.order.ID)
	if err != nil || !found {
		return kept, found, wire.Unavailable("looking up letter "+l.order.ID, err)
	}
	if err := c.belongs(l, kept); err != nil {
		return kept, found, err
	}
	kept, _, err = c.find(ctx, l.order.ID, kept)
	return kept, found, err
}

func (c *Carrier) belongs(l layout, k wire.Kept) error {
	if err := c.intentions.Belongs(l.order.ID, k, l.fingerprint); err != nil {
		return err
	}
	if recalled(k) {
		return registeredmail.Errorf(registeredmail.CodeConflict, "letter %s was cancelled before it was printed", l.order.ID).
			WithHint("order it again under another id")
	}
	return nil
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

// send makes the one request under an intention that is ours. After a doubt, a
// refusal says nothing of the request before, unless it names the duplicate.
func (c *Carrier) send(ctx context.Context, l layout, mine wire.Kept, doubt bool) (registeredmail.Dispatch, error) {
	doing := "sending letter " + l.order.ID
	form, err := c.form(l)
	if err != nil {
		return registeredmail.Dispatch{}, errors.Join(err, c.intentions.Release(ctx, l.order.ID, mine))
	}
	got, err := c.do(ctx, call{http.MethodPost, "/sendCourrier", form})
	switch id := got.sendingID(); {
	case err == nil && got.verdict == done && id != "":
		c.keep(ctx, l.order.ID, mine, id)
		return dispatch(l.order.ID, id), nil
	case err == nil && (got.verdict == done || got.duplicate()):
		mine = c.exists(ctx, l.order.ID, mine)
	case doubt || err == nil && got.verdict == unclear:
	case err != nil:
		return registeredmail.Dispatch{}, errors.Join(wire.Unavailable(doing, err), c.intentions.Release(ctx, l.order.ID, mine))
	default:
		return registeredmail.Dispatch{}, errors.Join(got.fault(doing), c.intentions.Release(ctx, l.order.ID, mine))
	}
	now, _, err := c.find(ctx, l.order.ID, mine)
	if err != nil || now.SendingID == "" || now.SendingID == wire.Cancelled {
		return unknown(l.order.ID), nil //nolint:nilerr // not knowing is the answer
	}
	return dispatch(l.order.ID, now.SendingID), nil
}

// keep writes the id of a letter down. Should that fail for good, the intention
// stays, and the events of the next two days name it.
func (c *Carrier) keep(ctx context.Context, orderID string, mine wire.Kept, id string) {
	for try := range wire.Retries {
		if _, err := c.o.Memory.Swap(ctx, orderID, mine, wire.Sent(mine, id)); err == nil || wire.Pause(ctx, c.o.Pause<<try) != nil {
			return
		}
	}
}

// sendingID is the id that an answer gives the letter: a number, or a list of
// one.
func (o outcome) sendingID() string {
	var body struct {
		ID json.RawMessage `json:"envoi_id"`
	}
	if json.Unmarshal(o.body, &body) != nil {
		return ""
	}
	var ids []wire.Text
	if json.Unmarshal(body.ID, &ids) != nil {
		var id wire.Text
		_ = json.Unmarshal(body.ID, &id)
		ids = []wire.Text{id}
	}
	if len(ids) != 1 || !number.MatchString(string(ids[0])) || ids[0] == "0" {
		return ""
	}
	return string(ids[0])
}

// exists notes that Merci Facteur has the letter, whose id is not known yet.
// Where that cannot be kept, it is found out anew.
func (c *Carrier) exists(ctx context.Context, orderID string, mine wire.Kept) wire.Kept {
	known := mine
	known.Attempt += certain
	if now, err := c.o.Memory.Swap(ctx, orderID, mine, known); err == nil {
		return now
	}
	return mine
}

// What an attempt notes behind its time and name.
const (
	by      = " by="    // in whose name
	since   = " since=" // the first of several requests in doubt
	certain = " exists" // Merci Facteur has the letter
)

// trial is an attempt, understood.
type trial struct {
	first, last time.Time // zero when nobody can tell
	user        string
	certain     bool
}

func tried(attempt string) (t trial) {
	t.last, _ = wire.Began(attempt)
	t.first = t.last
	for _, word := range strings.Fields(attempt) {
		if at, ok := strings.CutPrefix(word, strings.TrimSpace(since)); ok {
			t.first, _ = wire.Began(at)
		}
		if user, ok := strings.CutPrefix(word, strings.TrimSpace(by)); ok {
			t.user = user
		}
	}
	t.certain = strings.HasSuffix(attempt, certain)
	return t
}

// older tells whether the last request was made longer ago than that.
func (c *Carrier) older(t trial, than time.Duration) bool {
	return !t.last.IsZero() && c.o.Clock().Sub(t.last) > than
}

// repeatable tells whether a request in doubt may be made once more.
func (c *Carrier) repeatable(attempt string) bool {
	t := tried(attempt)
	return c.older(t, c.o.Settle) && !t.certain && !t.first.IsZero() && c.o.Clock().Sub(t.first) < guard
}

func dispatch(orderID, id string) registeredmail.Dispatch {
	return registeredmail.Dispatch{ID: orderID, State: dunning.LetterAccepted, Note: "envoi Merci Facteur " + id}
}

func unknown(orderID string) registeredmail.Dispatch {
	return registeredmail.Dispatch{
		ID: orderID, State: dunning.LetterUnknown,
		Note: "Merci Facteur : sort inconnu, à relire ; le redemander est sans risque",
	}
}
