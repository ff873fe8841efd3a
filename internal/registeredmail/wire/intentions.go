package wire

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"relance/internal/registeredmail"
)

// Cancelled stands in a IntentMemory for an order that will never be sent. It is no
// PlainID.
const Cancelled = "-"

// Intentions are what a carrier without drafts has on record of its orders: each
// intention is written down before the request that posts the letter. All
// fields must be set.
type Intentions struct {
	Memory IntentMemory
	Host   string // names the environment, for Kept.Host
	Clock  func() time.Time
}

// Fresh is a new intention to send an order with that fingerprint.
func (b Intentions) Fresh(fingerprint string) Kept {
	return Kept{Fingerprint: fingerprint, Host: b.Host, Attempt: b.Clock().UTC().Format(time.RFC3339Nano) + " " + rand.Text()}
}

// Intend writes an intention down, in the place of nothing (found is false) or
// of one that is over, and gives what is on record then: only who finds his own
// there may make the request.
func (b Intentions) Intend(ctx context.Context, orderID string, before, mine Kept, found bool) (now Kept, err error) {
	if found {
		now, err = b.Memory.Swap(ctx, orderID, before, mine)
	} else {
		now, err = b.Memory.Save(ctx, orderID, mine)
	}
	return now, Unavailable("writing down that letter "+orderID+" is about to leave", err)
}

// Release takes an intention back whose request certainly had no effect. Left
// in place, it would only make the next request wait.
func (b Intentions) Release(ctx context.Context, orderID string, mine Kept) error {
	free := mine
	free.Attempt = ""
	_, err := b.Memory.Swap(ctx, orderID, mine, free)
	return Unavailable("taking back the intention to send letter "+orderID, err)
}

// Known gives what is on record of an order of this environment: CodeNotFound
// when there is nothing, CodeConflict when it was ordered elsewhere.
func (b Intentions) Known(ctx context.Context, orderID string) (Kept, error) {
	k, found, err := b.Memory.Load(ctx, orderID)
	switch {
	case err != nil:
		return k, Unavailable("looking up letter "+orderID, err)
	case !found:
		return k, registeredmail.Errorf(registeredmail.CodeNotFound, "no letter %q on record", orderID)
	}
	return k, b.Here(orderID, k)
}

// Here refuses an order that was sent in another environment.
func (b Intentions) Here(orderID string, k Kept) error {
	if k.Host == b.Host {
		return nil
	}
	return registeredmail.Errorf(registeredmail.CodeConflict, "letter %s was ordered at %s, not at %s", orderID, k.Host, b.Host).
		WithHint("finish it there, or order it under another id")
}

// Belongs refuses an order that was cancelled, made elsewhere, or has another
// fingerprint than one of those.
func (b Intentions) Belongs(orderID string, k Kept, fingerprints ...string) error {
	same := false
	for _, f := range fingerprints {
		same = same || f == k.Fingerprint
	}
	switch {
	case !same:
		return registeredmail.Errorf(registeredmail.CodeConflict, "letter %s exists with another document or recipient", orderID).
			WithHint("order a changed letter under another id")
	case k.SendingID == Cancelled:
		return registeredmail.Errorf(registeredmail.CodeConflict, "letter %s was cancelled before it was sent", orderID).
			WithHint("order it again under another id")
	}
	return b.Here(orderID, k)
}

// Drop uses up an order that is not being sent; CodeUnavailable when somebody
// sends it meanwhile.
func (b Intentions) Drop(ctx context.Context, orderID string, k Kept) error {
	end := k
	end.SendingID = Cancelled
	now, err := b.Memory.Swap(ctx, orderID, k, end)
	if err == nil && now != end {
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "cancelling letter %s: it is being sent", orderID)
	}
	return Unavailable("cancelling letter "+orderID, err)
}

// Sent is what is kept once the provider's id is known.
func Sent(k Kept, id string) Kept {
	k.SendingID, k.Attempt = id, ""
	return k
}

// Began reads when an attempt began; false when nobody can tell.
func Began(attempt string) (time.Time, bool) {
	at, _, _ := strings.Cut(attempt, " ")
	t, err := time.Parse(time.RFC3339Nano, at)
	return t, err == nil
}
