package wire

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Kept is what must survive a crash about one order.
type Kept struct {
	SendingID   string `json:"sending_id"`  // the only sending of this order that may be posted; see Ledger for an empty one
	Fingerprint string `json:"fingerprint"` // SHA-256 of the order with its document, hex
	Host        string `json:"host"`        // the API host where the sending lives
	// Attempt names a write whose outcome is not on record yet, for carriers
	// that have no draft; see Ledger. Empty when there is none.
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

// Ledger is the Memory of a carrier whose first write posts the letter at
// once. There the intention is written down before: whoever holds the Attempt
// on record may write, and nobody else.
type Ledger interface {
	Memory
	// Swap puts next in the place of now if exactly that is kept for the
	// order, and gives what is kept, which must be durable by then. Two calls
	// at once agree on one.
	Swap(ctx context.Context, orderID string, now, next Kept) (Kept, error)
	// Strangers gives those of a provider's ids that are kept for no order of
	// that host, in any order.
	Strangers(ctx context.Context, host string, sendingIDs []string) ([]string, error)
}

// MapMemory is a Ledger that dies with the process: for tests.
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

// Swap implements Ledger.
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

// Strangers implements Ledger.
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

// FileMemory keeps one small file per order in a folder, which is made when it
// does not exist. Several processes of one machine may share it.
type FileMemory struct{ Dir string }

// Load implements Memory. Order ids are checked by Order.Check, but come from
// outside all the same: one that is not a plain name is not found.
func (m FileMemory) Load(_ context.Context, orderID string) (k Kept, found bool, err error) {
	if !filepath.IsLocal(orderID) || filepath.Base(orderID) != orderID {
		return k, false, nil
	}
	b, err := os.ReadFile(m.file(orderID))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return k, false, nil
	case err != nil:
		return k, false, fmt.Errorf("reading what is kept of order %s: %w", orderID, err)
	}
	if err := json.Unmarshal(b, &k); err != nil || k.SendingID == "" {
		return k, false, fmt.Errorf("%s cannot be read: %w", m.file(orderID), err)
	}
	return k, true, nil
}

// Save implements Memory. The file appears whole, and the first one stands.
func (m FileMemory) Save(ctx context.Context, orderID string, k Kept) (Kept, error) {
	b, err := json.Marshal(k)
	if err != nil {
		return Kept{}, fmt.Errorf("keeping order %s: %w", orderID, err)
	}
	if err := m.publish(orderID, b); err != nil {
		return Kept{}, fmt.Errorf("keeping order %s: %w", orderID, err)
	}
	kept, found, err := m.Load(ctx, orderID)
	if err == nil && !found {
		err = fmt.Errorf("order %s was kept and is gone", orderID)
	}
	return kept, err
}

func (m FileMemory) file(orderID string) string { return filepath.Join(m.Dir, orderID+".json") }

func (m FileMemory) publish(orderID string, content []byte) (err error) {
	if err := os.MkdirAll(m.Dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(m.Dir, ".tmp-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.Write(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	// Link, unlike Rename, never replaces what is there.
	if err := os.Link(f.Name(), m.file(orderID)); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	d, err := os.Open(m.Dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
