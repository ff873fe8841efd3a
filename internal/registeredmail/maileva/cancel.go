package maileva

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// Cancel deletes a draft: a request that failed half-way, or was never
// submitted. What has been submitted cannot be recalled by any call of the
// contract: CodeConflict.
func (c *Carrier) Cancel(ctx context.Context, id string) error {
	k, err := c.known(ctx, id)
	if err != nil {
		return err
	}
	doing := "cancelling letter " + id
	for try := 0; try < wire.Retries; try++ {
		s, err := c.sending(ctx, id, k.SendingID)
		switch {
		case errors.Is(err, errGone):
			return nil
		case err != nil:
			return err
		case s.Status != draft:
			return tooLate(id, s)
		}
		a, err := c.erase(ctx, k.SendingID)
		switch {
		case err == nil && a.Status >= 400 && a.Status < 500 && a.Status != http.StatusNotFound && !a.has(notDraft):
			return a.fault(doing, ours)
		case err != nil && wire.Pause(ctx, c.o.Pause<<try) != nil:
			return wire.Unavailable(doing, err)
		}
		// The next round reads what became of it.
	}
	if _, err = c.sending(ctx, id, k.SendingID); errors.Is(err, errGone) {
		return nil
	}
	return registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: Maileva keeps the draft", doing)
}

func (c *Carrier) erase(ctx context.Context, sendingID string) (answer, error) {
	return c.do(ctx, call{method: http.MethodDelete, path: base + "/sendings/" + sendingID})
}

func tooLate(orderID string, s sending) error {
	if production[s.Status] == dunning.LetterFailed {
		return nil // rejected or cancelled by Maileva: it will not be posted
	}
	return registeredmail.Errorf(registeredmail.CodeConflict, "letter %s is with Maileva (%s): it cannot be recalled", orderID, s.Status).
		WithHint("the letter goes out; write to the debtor that it is settled")
}

// youngest is the age below which a draft may still be in the hands of a
// request that runs.
const youngest = time.Hour

// Sweep deletes drafts that interrupted requests left behind. A draft that is
// on record for its order is kept, since its order may still be submitted; so
// is everything that is not marked as ours. olderThan must be at least one
// hour.
func (c *Carrier) Sweep(ctx context.Context, olderThan time.Duration) (deleted int, err error) {
	if olderThan < youngest {
		return 0, registeredmail.Errorf(registeredmail.CodeInvalid, "sweeping drafts younger than %s could hit a request that runs", youngest)
	}
	all, err := c.sendings(ctx)
	if err != nil {
		return 0, err
	}
	limit := c.o.Clock().Add(-olderThan)
	var faults []error
	for _, s := range all {
		made, dated := c.paris.Instant(s.CreationDate)
		if _, ours := s.ourFingerprint(); !ours || s.Status != draft || !dated || !made.Before(limit) {
			continue
		}
		k, found, err := c.o.Memory.Load(ctx, s.CustomID)
		if err != nil || found && k.SendingID == s.ID {
			faults = append(faults, err)
			continue
		}
		a, err := c.erase(ctx, s.ID)
		switch {
		case err != nil:
			faults = append(faults, fmt.Errorf("deleting draft %s: %w", s.ID, err))
		case a.Status == http.StatusNoContent || a.Status == http.StatusOK:
			deleted++
		case a.Status != http.StatusNotFound:
			faults = append(faults, a.fault("deleting draft "+s.ID, ours))
		}
	}
	if err := errors.Join(faults...); err != nil {
		return deleted, registeredmail.Errorf(registeredmail.CodeUnavailable, "sweeping drafts: %w", err)
	}
	return deleted, nil
}
