package portal

import (
	"crypto/rand"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/visit"
	"relance/internal/web"
)

// Limits against guessing: so many links that lead nowhere from one address in
// an hour, and no more.
const (
	mostMisses = 30
	missWindow = time.Hour
	mostKept   = 20_000 // addresses that are remembered at once
)

// misses counts, in memory, links that led nowhere. Its zero value is ready.
type misses struct {
	mu   sync.Mutex
	from map[netip.Prefix]count
}

// count is the different links that an address has tried: the same one again, as
// a filter asks for it, guesses nothing.
type count struct {
	since time.Time
	tried map[visit.Hash]struct{}
}

// network is what is counted as one visitor: an address of IPv4, the network of
// a line in IPv6.
func network(a netip.Addr) netip.Prefix {
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, _ := a.Prefix(bits) // an address that is not known is one visitor
	return p
}

// add counts one; full says that it was the last that is answered from there.
func (m *misses) add(a netip.Addr, token string, now time.Time) (full bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.from == nil || len(m.from) >= mostKept {
		m.from = map[netip.Prefix]count{}
	}
	c := m.from[network(a)]
	if now.Sub(c.since) > missWindow {
		c = count{since: now, tried: map[visit.Hash]struct{}{}}
	}
	if before := len(c.tried); before < mostMisses {
		c.tried[visit.HashOf(token)] = struct{}{}
		full = before < len(c.tried) && len(c.tried) == mostMisses
	}
	m.from[network(a)] = c
	return full
}

func (m *misses) tooMany(a netip.Addr, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.from[network(a)]
	return len(c.tried) >= mostMisses && now.Sub(c.since) <= missWindow
}

// patient turns away whoever has tried too many links.
func (d *Door) patient(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if d.misses.tooMany(web.Client(r.Context()), d.Now()) {
			w.Header().Set("Retry-After", "3600")
			d.fail(w, r, dunning.Errorf(dunning.CodeUnavailable, "too many links that lead nowhere"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// missed counts a link that led nowhere. The audit is told once of a visitor who
// guesses, not of each guess: it would be his to fill.
func (d *Door) missed(r *http.Request, token string) {
	if !d.misses.add(web.Client(r.Context()), token, d.Now()) {
		return
	}
	err := d.Notes.Note(r.Context(), audit.Entry{Who: visitor(r, "a stranger"), Deed: "open-page", Refused: "too many links that lead nowhere"})
	if err != nil && d.Failed != nil {
		d.Failed(r.Context(), rand.Text(), err)
	}
}

// taken knows, in memory, what was taken out within the hour. Its zero value is ready.
type taken struct {
	mu sync.Mutex
	at map[string]time.Time
}

// first tells whether a thing is taken out for the first time within an hour.
func (t *taken) first(what string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if last, known := t.at[what]; known && now.Sub(last) < missWindow {
		return false
	}
	if t.at == nil || len(t.at) >= mostKept {
		t.at = map[string]time.Time{}
	}
	t.at[what] = now
	return true
}
