package mercifacteur

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// recallMark begins the attempt of a sending that was deleted: seen so by
// reading.
const recallMark = "recalled "

func recalled(k wire.Kept) bool {
	return k.SendingID != "" && strings.HasPrefix(k.Attempt, recallMark)
}

// Cancel deletes a sending that is not printed yet, or uses up an order that
// was not sent. CodeConflict when it is too late. That a deletion was accepted
// does not count before reading shows it: until then CodeUnavailable, as while
// nobody knows whether the letter was sent.
func (c *Carrier) Cancel(ctx context.Context, id string) error {
	k, err := c.lookUp(ctx, id)
	switch {
	case err != nil:
		return err
	case k.SendingID == wire.Cancelled || recalled(k):
		return nil
	case k.SendingID != "":
		return c.recall(ctx, id, k)
	case k.Attempt != "":
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "cancelling letter %s: nobody knows yet whether it left", id)
	}
	return c.intentions.Drop(ctx, id, k)
}

// recall deletes a sending at Merci Facteur and looks what came of it.
func (c *Carrier) recall(ctx context.Context, id string, k wire.Kept) error {
	doing := "cancelling letter " + id
	x, _, err := c.follow(ctx, id, k)
	if err != nil {
		return err
	}
	switch s := registeredmail.LatestState(c.events(x)); {
	case s == dunning.LetterFailed:
		return nil // it will not be posted
	case !s.Cancellable():
		return tooLate(id, s)
	}
	got, err := c.do(ctx, call{http.MethodDelete, "/deleteEnvoi", url.Values{"idEnvoi": {k.SendingID}}})
	if err != nil {
		return wire.Unavailable(doing, err)
	}
	gone := k
	gone.Attempt = recallMark + k.Fingerprint[:min(8, len(k.Fingerprint))]
	x, raw, err := c.follow(ctx, id, gone)
	if err != nil {
		return err
	}
	switch s := registeredmail.LatestState(c.events(x)); {
	case raw == nil || s == dunning.LetterFailed:
		_, err := c.o.Memory.Swap(ctx, id, k, gone)
		return wire.Unavailable(doing, err)
	case !s.Cancellable() || got.verdict == refused:
		return tooLate(id, s)
	}
	return registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: Merci Facteur has not confirmed it yet", doing)
}

func tooLate(id string, s dunning.LetterState) error {
	return registeredmail.Errorf(registeredmail.CodeConflict, "letter %s is with Merci Facteur (%s): it cannot be recalled", id, s).
		WithHint("the letter goes out; write to the debtor that it is settled")
}
