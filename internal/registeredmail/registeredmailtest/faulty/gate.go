package faulty

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"time"
)

// Fault is what happens to a request.
type Fault int

// The faults.
const (
	None        Fault = iota
	DropBefore        // the connection breaks, nothing was done
	DropAfter         // it is done, then the connection breaks
	HangBefore        // no answer until the client gives up; nothing was done
	HangAfter         // it is done, no answer until the client gives up
	Late              // it is done only once the client has given up
	Refuse            // 429 with Retry-After 0, nothing was done
	RefuseLong        // 429 with Retry-After 3600, nothing was done
	ErrorBefore       // 500, nothing was done
	ErrorAfter        // 500, though it was done
	GatewayGone       // 503, nothing was done
	Stale             // the proof of identity has ended when the request is looked at
	Garbage           // it is done, the answer is not what was promised
)

// Request is an entry of the journal.
type Request struct {
	Method, Path string
	Fault        Fault
	Status       int // 0 when no answer was given
}

// Gate stands before a fake. The zero value disturbs nothing.
type Gate struct {
	mu      sync.Mutex
	idle    *sync.Cond // over mu
	running int
	journal []Request
	disturb func(Request) Fault
}

// longest is how long a hanging request is held, should the client never give
// up.
const longest = 30 * time.Second

const bodyLimit = 64 << 20

// Disturb sets what is asked about each request; nil disturbs nothing.
func (g *Gate) Disturb(f func(Request) Fault) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.disturb = f
}

// Journal is every request so far, in order.
func (g *Gate) Journal() []Request {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.journal)
}

// Quiet waits until no request is being served: those whose client gave up
// are served to their end all the same.
func (g *Gate) Quiet() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.running > 0 {
		g.waiters().Wait()
	}
}

// waiters is made when first needed. The lock is held.
func (g *Gate) waiters() *sync.Cond {
	if g.idle == nil {
		g.idle = sync.NewCond(&g.mu)
	}
	return g.idle
}

// Serve answers with a fault or without. handle has the request's effect and
// gives the answer; stale is called before it for Stale.
func (g *Gate) Serve(w http.ResponseWriter, r *http.Request, handle http.HandlerFunc, stale func()) {
	fault, slot := g.enter(r)
	defer g.leave()
	body, err := io.ReadAll(io.LimitReader(r.Body, bodyLimit))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	act := func() *httptest.ResponseRecorder {
		r.Body = io.NopCloser(bytes.NewReader(body))
		res := httptest.NewRecorder()
		handle(res, r)
		return res
	}
	switch fault {
	case DropBefore:
		panic(http.ErrAbortHandler)
	case HangBefore:
		hang(r)
		panic(http.ErrAbortHandler)
	case Late:
		hang(r)
		act()
		panic(http.ErrAbortHandler)
	case Refuse:
		g.short(w, slot, http.StatusTooManyRequests, "0")
	case RefuseLong:
		g.short(w, slot, http.StatusTooManyRequests, "3600")
	case ErrorBefore:
		g.short(w, slot, http.StatusInternalServerError, "")
	case GatewayGone:
		g.short(w, slot, http.StatusServiceUnavailable, "")
	case Stale:
		stale()
		g.pass(w, slot, act())
	default:
		g.after(w, r, slot, fault, act())
	}
}

// after spoils the answer of a request that had its effect.
func (g *Gate) after(w http.ResponseWriter, r *http.Request, slot int, fault Fault, res *httptest.ResponseRecorder) {
	switch fault {
	case DropAfter:
		panic(http.ErrAbortHandler)
	case HangAfter:
		hang(r)
		panic(http.ErrAbortHandler)
	case ErrorAfter:
		g.short(w, slot, http.StatusInternalServerError, "")
		return
	case Garbage:
		res.Body = bytes.NewBufferString("<html>proxy</html>")
	}
	g.pass(w, slot, res)
}

func (g *Gate) pass(w http.ResponseWriter, slot int, res *httptest.ResponseRecorder) {
	g.answered(slot, res.Code)
	for k, v := range res.Header() {
		w.Header()[k] = v
	}
	w.WriteHeader(res.Code)
	_, _ = w.Write(res.Body.Bytes())
}

func (g *Gate) enter(r *http.Request) (Fault, int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.running++
	entry := Request{Method: r.Method, Path: r.URL.Path}
	if g.disturb != nil {
		entry.Fault = g.disturb(entry)
	}
	g.journal = append(g.journal, entry)
	return entry.Fault, len(g.journal) - 1
}

func (g *Gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.running--; g.running == 0 {
		g.waiters().Broadcast()
	}
}

func (g *Gate) answered(slot, status int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.journal[slot].Status = status
}

func (g *Gate) short(w http.ResponseWriter, slot, status int, retryAfter string) {
	g.answered(slot, status)
	if retryAfter != "" {
		w.Header().Set("Retry-After", retryAfter)
	}
	w.WriteHeader(status)
}

func hang(r *http.Request) {
	t := time.NewTimer(longest)
	defer t.Stop()
	select {
	case <-r.Context().Done():
	case <-t.C:
	}
}
