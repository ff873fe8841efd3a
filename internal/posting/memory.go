package posting

import (
	"context"

	"relance/internal/dunning"
	"relance/internal/postage"
	"relance/internal/registeredmail/wire"
)

// letterMemory keeps a carrier's sendings in the store: the barrier that lets
// each letter leave once at most.
type letterMemory struct {
	known   Sendings
	orders  Orders
	carrier string
}

// Load implements wire.Memory.
func (m letterMemory) Load(ctx context.Context, order string) (wire.Kept, bool, error) {
	s, found, err := m.known.KnownSending(ctx, m.carrier, order)
	return kept(s), found, err
}

// Save implements wire.Memory. The store knows by its name which message an
// order is of.
func (m letterMemory) Save(ctx context.Context, order string, k wire.Kept) (wire.Kept, error) {
	s, err := m.orders.RememberSending(ctx, m.sending(order, k))
	return kept(s), err
}

func (m letterMemory) sending(order string, k wire.Kept) postage.Sending {
	return postage.Sending{
		Carrier: m.carrier, Reference: order, Sending: k.SendingID, Fingerprint: k.Fingerprint, Host: k.Host, Attempt: k.Attempt,
	}
}

func kept(s postage.Sending) wire.Kept {
	return wire.Kept{SendingID: s.Sending, Fingerprint: s.Fingerprint, Host: s.Host, Attempt: s.Attempt}
}

// intentMemory is the memory of a carrier without drafts.
type intentMemory struct{ letterMemory }

// Swap implements wire.IntentMemory.
func (l intentMemory) Swap(ctx context.Context, order string, now, next wire.Kept) (wire.Kept, error) {
	s, err := l.known.SwapSending(ctx, l.sending(order, now), l.sending(order, next))
	return kept(s), err
}

// Strangers implements wire.IntentMemory.
func (l intentMemory) Strangers(ctx context.Context, host string, ids []string) ([]string, error) {
	return l.known.StrangeSendings(ctx, l.carrier, host, ids)
}

// noStore stands where a carrier is only asked whether it lets us in: whoever
// would send something by it is refused.
type noStore struct{}

func errNoStore() error {
	return dunning.Errorf(dunning.CodeInternal, "a carrier that is only looked at can send nothing")
}

// NameOrder keeps nothing.
func (noStore) NameOrder(context.Context, int64, string) error { return errNoStore() }

// RememberSending keeps nothing.
func (noStore) RememberSending(context.Context, postage.Sending) (postage.Sending, error) {
	return postage.Sending{}, errNoStore()
}

// KnownSending knows of none.
func (noStore) KnownSending(context.Context, string, string) (postage.Sending, bool, error) {
	return postage.Sending{}, false, errNoStore()
}

// SwapSending changes nothing.
func (noStore) SwapSending(context.Context, postage.Sending, postage.Sending) (postage.Sending, error) {
	return postage.Sending{}, errNoStore()
}

// StrangeSendings knows of none.
func (noStore) StrangeSendings(context.Context, string, string, []string) ([]string, error) {
	return nil, errNoStore()
}

// Setting knows of none.
func (noStore) Setting(context.Context, string, any) (bool, error) { return false, errNoStore() }

// SetSetting keeps nothing.
func (noStore) SetSetting(context.Context, string, any, string) error { return errNoStore() }
