package page

import (
	"sync"
	"time"

	"relance/internal/access"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// Memory keeps for a few seconds what every page shows, so that it costs no
// query of its own. It is safe for concurrent use.
type Memory struct {
	mu   sync.Mutex
	kept map[string]Memo
}

// Memo is what is kept for one person.
type Memo struct {
	at        time.Time
	Creditors []dunning.Creditor
	Counts    map[string]desk.Counts
	counted   map[string]time.Time
}

// How long the frame may be behind, and how many people it is kept for.
const (
	frameAge    = 10 * time.Second
	mostFrames  = 1000
	everyFrames = time.Minute
)

// Get gives the frame of a person, read anew when it is older than a minute.
func (m *Memory) Get(who access.Actor, now time.Time, read func() (Memo, error)) (Memo, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k, ok := m.kept[who.Name]; ok && now.Sub(k.at) < everyFrames && now.Sub(k.at) >= 0 {
		return k, nil
	}
	k, err := read()
	if err != nil {
		return k, err
	}
	k.at, k.counted = now, map[string]time.Time{}
	if m.kept == nil || len(m.kept) >= mostFrames {
		m.kept = map[string]Memo{}
	}
	m.kept[who.Name] = k
	return k, nil
}

// Counts gives what waits for a person, counted anew every ten seconds.
func (m *Memory) Counts(who access.Actor, creditor string, now time.Time, read func() (desk.Counts, error)) (desk.Counts, error) {
	m.mu.Lock()
	k, ok := m.kept[who.Name]
	if ok && !k.counted[creditor].IsZero() && now.Sub(k.counted[creditor]) < frameAge && now.Sub(k.counted[creditor]) >= 0 {
		defer m.mu.Unlock()
		return k.Counts[creditor], nil
	}
	m.mu.Unlock()
	c, err := read()
	if err == nil && ok {
		m.mu.Lock()
		defer m.mu.Unlock()
		k.Counts[creditor], k.counted[creditor] = c, now
	}
	return c, err
}

// Forget lets the next page count anew: a deed has just changed something.
func (m *Memory) Forget(who access.Actor) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.kept, who.Name)
}
