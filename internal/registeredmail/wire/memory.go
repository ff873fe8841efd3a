package wire

import (
	"context"
	"fmt"
	"sync"
)

// Kept is what must survive a crash about one order.
type Kept struct {
	SendingID   string `json:"sending_id"`  // the only sending of this order that may be posted; see IntentMemory for an empty one
	Fingerprint string `json:"fingerprint"` // SHA-256 of the order with its document, hex
	Host        string `json:"host"`        // the API host where the sending lives
	// Attempt names a write whose outcome is not on record yet, for carriers
	// that have no draft; see IntentMemory. Empty when there is none.
	Attempt string `json:"attempt,omitempty"`
}

// Memory remembers which sending belongs to an order. It is what keeps a
// letter from being posted twice, so it must be as durable as the order
// itself, shared by all processes, and never forget.
type Memory interface {
	// Load gives what is kept for an order; false when nothing is.
	Load(ctx context.Context, orderID string) (Kept, bool, error)
	// Save keeps k unless something is kept for the order already, and gives
	// what is kept, which must be durable by then. Two calls at once agree on
	// one. In SQL: INSERT … ON CONFLICT DO NOTHING, then SELECT.
	Save(ctx context.Context, orderID string, k Kept) (Kept, error)
}

// IntentMemory is the Memory of a carrier whose first write posts the letter at
// once. There the intention is written down before: whoever holds the Attempt
// on record may write, and nobody else.
type IntentMemory interface {
	Memory
	// Swap puts next in the place of now if exactly that is kept for the
	// order, and gives what is kept, which must be durable by then. Two calls
	// at once agree on one.
	Swap(ctx context.Context, orderID string, now, next Kept) (Kept, error)
	// Strangers gives those of a provider's ids that are kept for no order of
	// that host, in any order.
	Strangers(ctx context.Context, host string, sendingIDs []string) ([]string, error)
}

// MapMemory is a Memory that dies with the process: for tests.
type MapMemory struct {
	mu   sync.Mutex
	kept map[string]Kept
}

// Load implements Memory.
func (m *MapMemory) Load(_ context.Context, orderID string) (Kept, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.kept[orderID]
	return k, ok, nil
}

// Save implements Memory.
func (m *MapMemory) Save(_ context.Context, orderID string, k Kept) (Kept, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if first, ok := m.kept[orderID]; ok {
		return first, nil
	}
	if m.kept == nil {
		m.kept = map[string]Kept{}
	}
	m.kept[orderID] = k
	return k, nil
}

// Swap implements IntentMemory.
func (m *MapMemory) Swap(_ context.Context, orderID string, now, next Kept) (Kept, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.kept[orderID]
	switch {
	case !ok:
		return k, fmt.Errorf("nothing is kept of order %s", orderID)
	case k == now:
		m.kept[orderID], k = next, next
	}
	return k, nil
}

// Strangers implements IntentMemory.
func (m *MapMemory) Strangers(_ context.Context, host string, sendingIDs []string) (out []string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	ours := map[string]bool{}
	for _, k := range m.kept {
		if k.Host == host {
			ours[k.SendingID] = true
		}
	}
	for _, id := range sendingIDs {
		if !ours[id] {
			out = append(out, id)
		}
	}
	return out, nil
}
