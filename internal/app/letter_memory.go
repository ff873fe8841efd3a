package app

import (
	"context"
	"fmt"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/registeredmail/wire"
)

// letterMemory keeps a carrier's sendings in the store: the barrier that lets
// each letter leave once at most.
type letterMemory struct {
	store   *postgres.Store
	carrier string
}

// Load implements wire.Memory.
func (m letterMemory) Load(ctx context.Context, order string) (wire.Kept, bool, error) {
	s, found, err := m.store.KnownSending(ctx, m.carrier, order)
	return kept(s), found, err
}

// Save implements wire.Memory.
func (m letterMemory) Save(ctx context.Context, order string, k wire.Kept) (wire.Kept, error) {
	s := m.sending(order, k)
	if _, err := fmt.Sscanf(order, "lettre-%d-", &s.Message); err != nil {
		return wire.Kept{}, dunning.Errorf(dunning.CodeInvalid, "order %q is no letter of ours", order)
	}
	s, err := m.store.RememberSending(ctx, s)
	return kept(s), err
}

func (m letterMemory) sending(order string, k wire.Kept) dunning.LetterSending {
	return dunning.LetterSending{
		Carrier: m.carrier, Reference: order, Sending: k.SendingID, Fingerprint: k.Fingerprint, Host: k.Host, Attempt: k.Attempt,
	}
}

func kept(s dunning.LetterSending) wire.Kept {
	return wire.Kept{SendingID: s.Sending, Fingerprint: s.Fingerprint, Host: s.Host, Attempt: s.Attempt}
}

// letterLedger is the memory of a carrier without drafts.
type letterLedger struct{ letterMemory }

// Swap implements wire.Ledger.
func (l letterLedger) Swap(ctx context.Context, order string, now, next wire.Kept) (wire.Kept, error) {
	s, err := l.store.SwapSending(ctx, l.sending(order, now), l.sending(order, next))
	return kept(s), err
}

// Strangers implements wire.Ledger.
func (l letterLedger) Strangers(ctx context.Context, host string, ids []string) ([]string, error) {
	return l.store.StrangeSendings(ctx, l.carrier, host, ids)
}
