// Package fleet drives a thousand orders through a carrier without drafts as a
// crowd of workers does: some orders twice at once, every process killed
// somewhere in its life, its connections to the carrier's fake and to the
// memory losing answers.
package fleet

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
	"relance/internal/registeredmail/wire"
)

// Letters is how many orders there are: lettre-0 and so on.
const Letters = 1000

const (
	callers   = 24
	maxRounds = 60
	pause     = 20 * time.Minute // of the world's clock between two rounds
)

// ID is the order with that number.
func ID(n int) string { return fmt.Sprintf("lettre-%d", n) }

var errDead = errors.New("the process was killed")

// World is a carrier's fake with the memory that all processes share.
type World struct {
	Gate    *faulty.Gate
	Advance func(time.Duration) // moves its clock
	Memory  wire.IntentMemory
	// Open gives a carrier of a new process, over that transport and memory;
	// dice are for what else may differ.
	Open func(transport http.RoundTripper, memory wire.IntentMemory, dice *rand.Rand) registeredmail.Carrier
	Seed uint64
	// Rate is which part of the requests is disturbed.
	Rate float64
}

// Report is what a run met.
type Report struct {
	Rounds, Requests, Unknowns, Kills int
}

// Tame tells whether a run proves nothing.
func (r Report) Tame() bool { return r.Rounds < 2 || r.Unknowns == 0 || r.Kills == 0 }

// Run requests every order until each is accepted, and gives up after a while.
// Any error but CodeUnavailable is reported to t.
func Run(t *testing.T, w World) Report {
	t.Helper()
	w.Gate.Disturb(storm(w.Seed, w.Rate))
	f := &fleet{t: t, w: w, settled: map[string]bool{}, transport: &http.Transport{MaxIdleConnsPerHost: callers}}
	t.Cleanup(f.transport.CloseIdleConnections)
	for n := range f.callers {
		f.callers[n].dice = rand.New(rand.NewPCG(w.Seed, uint64(n))) //nolint:gosec // dice for tests
		f.start(&f.callers[n])
	}
	var r Report
	for r.Rounds < maxRounds && f.round() > 0 {
		r.Rounds++
	}
	w.Gate.Disturb(nil)
	w.Gate.Quiet()
	r.Requests, r.Unknowns, r.Kills = int(f.requests.Load()), int(f.unknowns.Load()), int(f.kills.Load())
	return r
}

// storm mixes frequent faults with rare ones that take a time-out.
func storm(seed uint64, rate float64) func(faulty.Request) faulty.Fault {
	often := faulty.Chaos(seed, rate, faulty.DropBefore, faulty.DropAfter, faulty.ErrorBefore, faulty.ErrorAfter, faulty.GatewayGone,
		faulty.Refuse, faulty.RefuseLong, faulty.Garbage, faulty.Stale)
	slow := faulty.Chaos(seed+1, 0.0005, faulty.HangBefore, faulty.HangAfter, faulty.Late)
	return func(r faulty.Request) faulty.Fault {
		if f := slow(r); f != faulty.None {
			return f
		}
		return often(r)
	}
}

// process is one life of a worker: after so many requests nothing that it does
// has an effect any more, neither at the carrier nor in the memory. Its
// connection to the database loses answers besides.
type process struct {
	http.RoundTripper
	wire.IntentMemory
	left atomic.Int64
	mu   sync.Mutex
	dice *rand.Rand
}

func (p *process) dead() bool { return p.left.Load() <= 0 }

// RoundTrip implements http.RoundTripper.
func (p *process) RoundTrip(r *http.Request) (*http.Response, error) {
	if p.left.Add(-1) < 0 {
		return nil, errDead
	}
	res, err := p.RoundTripper.RoundTrip(r)
	if p.dead() && err == nil {
		_ = res.Body.Close()
		return nil, errDead // killed before the answer came
	}
	return res, err
}

// lose draws what a write to the memory meets.
func (p *process) lose() (before, after bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.dice.Float64()
	return p.dead() || r < 0.03, r >= 0.03 && r < 0.06
}

func (p *process) write(do func() (wire.Kept, error)) (wire.Kept, error) {
	before, after := p.lose()
	if before {
		return wire.Kept{}, errDead
	}
	k, err := do()
	if after {
		return wire.Kept{}, errDead
	}
	return k, err
}

// Save implements wire.Memory.
func (p *process) Save(ctx context.Context, id string, k wire.Kept) (wire.Kept, error) {
	return p.write(func() (wire.Kept, error) { return p.IntentMemory.Save(ctx, id, k) })
}

// Swap implements wire.IntentMemory.
func (p *process) Swap(ctx context.Context, id string, now, next wire.Kept) (wire.Kept, error) {
	return p.write(func() (wire.Kept, error) { return p.IntentMemory.Swap(ctx, id, now, next) })
}

// fleet drives orders to an end as the program does, and counts what it met.
type fleet struct {
	t                         *testing.T
	w                         World
	transport                 *http.Transport
	mu                        sync.Mutex
	settled                   map[string]bool
	callers                   [callers]life
	requests, unknowns, kills atomic.Int64
}

// life is the process that a caller runs at the time.
type life struct {
	dice *rand.Rand
	p    *process
	c    registeredmail.Carrier
}

// caller requests what comes through the channel, once each.
func (f *fleet) caller(l *life, ids <-chan string) {
	for id := range ids {
		if l.p.dead() {
			f.kills.Add(1)
			f.start(l)
		}
		f.requests.Add(1)
		d, err := l.c.Request(f.t.Context(), registeredmailtest.Order(id))
		switch {
		case err == nil && d.State == dunning.LetterAccepted:
			f.mu.Lock()
			f.settled[id] = true
			f.mu.Unlock()
		case err == nil && d.State == dunning.LetterUnknown:
			f.unknowns.Add(1)
		case registeredmail.ErrorCode(err) != registeredmail.CodeUnavailable:
			f.t.Errorf("order %s: %+v, %v", id, d, err)
		}
	}
}

// start gives a caller a new process: a carrier that knows nothing.
func (f *fleet) start(l *life) {
	p := &process{RoundTripper: f.transport, IntentMemory: f.w.Memory, dice: rand.New(rand.NewPCG(l.dice.Uint64(), 1))} //nolint:gosec // dice for tests
	p.left.Store(1 + l.dice.Int64N(400))
	l.p, l.c = p, f.w.Open(p, p, l.dice)
}

// round requests every order that is not settled, some twice at once, and lets
// time pass once nothing is under way any more.
func (f *fleet) round() (open int) {
	ids := make(chan string)
	var wg sync.WaitGroup
	for n := range f.callers {
		wg.Go(func() { f.caller(&f.callers[n], ids) })
	}
	for i := range Letters {
		f.mu.Lock()
		done := f.settled[ID(i)]
		f.mu.Unlock()
		if done {
			continue
		}
		open++
		ids <- ID(i)
		if i%10 == 0 { // as after a lost lease
			ids <- ID(i)
		}
	}
	close(ids)
	wg.Wait()
	f.w.Gate.Quiet()
	f.w.Advance(pause)
	return open
}
