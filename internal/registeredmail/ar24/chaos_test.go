package ar24_test

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

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/ar24"
	"relance/internal/registeredmail/ar24/ar24test"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
	"relance/internal/registeredmail/wire"
)

const (
	chaosLetters = 1000
	chaosSeed    = 20261122
	chaosCallers = 24
	chaosRounds  = 60
)

var errDead = errors.New("the process was killed")

// process is one life of a worker: after so many requests to AR24 nothing that
// it does has an effect any more, neither there nor in the ledger. Its
// connection to the database loses answers besides.
type process struct {
	http.RoundTripper
	wire.Ledger
	left atomic.Int64
	mu   sync.Mutex
	dice *rand.Rand
}

func (p *process) dead() bool { return p.left.Load() <= 0 }

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

// lose draws what a write to the ledger meets.
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

func (p *process) Save(ctx context.Context, id string, k wire.Kept) (wire.Kept, error) {
	return p.write(func() (wire.Kept, error) { return p.Ledger.Save(ctx, id, k) })
}

func (p *process) Swap(ctx context.Context, id string, now, next wire.Kept) (wire.Kept, error) {
	return p.write(func() (wire.Kept, error) { return p.Ledger.Swap(ctx, id, now, next) })
}

// fleet drives orders to an end as the program does, and counts what it met.
type fleet struct {
	t                         *testing.T
	w                         world
	transport                 *http.Transport
	mu                        sync.Mutex
	settled                   map[string]bool
	callers                   [chaosCallers]life
	requests, unknowns, kills atomic.Int64
}

// life is the process that a caller runs at the time.
type life struct {
	dice *rand.Rand
	p    *process
	c    *ar24.Carrier
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
		case err == nil && d.State == registeredmail.Accepted:
			f.mu.Lock()
			f.settled[id] = true
			f.mu.Unlock()
		case err == nil && d.State == registeredmail.Unknown:
			f.unknowns.Add(1)
		case registeredmail.ErrorCode(err) != registeredmail.CodeUnavailable:
			f.t.Errorf("order %s: %+v, %v", id, d, err)
		}
	}
}

// start gives a caller a new process: a carrier that knows nothing.
func (f *fleet) start(l *life) {
	p := &process{RoundTripper: f.transport, Ledger: f.w.ledger, dice: rand.New(rand.NewPCG(l.dice.Uint64(), 1))}
	p.left.Store(1 + l.dice.Int64N(400))
	trust := l.dice.Float64() < 0.75 // looking through everything is what takes the time
	l.p, l.c = p, f.w.carrier(f.t, func(o *ar24.Options) {
		o.HTTP, o.Timeout, o.Ledger, o.TrustMemory = &http.Client{Transport: p}, time.Second, p, trust
	})
}

// round requests every order that is not settled, some twice at once, and lets
// twenty minutes pass once nothing is under way any more.
func (f *fleet) round() (open int) {
	ids := make(chan string)
	var wg sync.WaitGroup
	for n := range f.callers {
		wg.Go(func() { f.caller(&f.callers[n], ids) })
	}
	for i := range chaosLetters {
		id := fmt.Sprintf("lettre-%d", i)
		f.mu.Lock()
		done := f.settled[id]
		f.mu.Unlock()
		if done {
			continue
		}
		open++
		ids <- id
		if i%10 == 0 { // as after a lost lease
			ids <- id
		}
	}
	close(ids)
	wg.Wait()
	f.w.Quiet()
	f.w.Advance(20 * time.Minute)
	return open
}

func TestAThousandLettersThroughChaosAreAThousandLetters(t *testing.T) { // alone, since it keeps the machine busy
	began := time.Now()
	w := open(t, ar24test.Options{ListLag: 5 * time.Minute})
	often := faulty.Chaos(chaosSeed, 0.08, faulty.DropBefore, faulty.DropAfter, faulty.ErrorBefore, faulty.ErrorAfter, faulty.GatewayGone,
		faulty.Refuse, faulty.RefuseLong, faulty.Garbage, faulty.Stale)
	slow := faulty.Chaos(chaosSeed+1, 0.0005, faulty.HangBefore, faulty.HangAfter, faulty.Late)
	w.Disturb(func(r faulty.Request) faulty.Fault {
		if f := slow(r); f != faulty.None {
			return f
		}
		return often(r)
	})
	f := &fleet{t: t, w: w, settled: map[string]bool{}, transport: &http.Transport{MaxIdleConnsPerHost: chaosCallers}}
	t.Cleanup(f.transport.CloseIdleConnections)
	for n := range f.callers {
		f.callers[n].dice = rand.New(rand.NewPCG(chaosSeed, uint64(n)))
		f.start(&f.callers[n])
	}
	rounds := 0
	for rounds < chaosRounds && f.round() > 0 {
		rounds++
	}
	w.Disturb(nil)
	w.Quiet()
	t.Logf("%d letters in %s, %d rounds: %d HTTP requests, %d calls of Request, %d unknown, %d processes killed",
		len(w.Letters()), time.Since(began).Round(time.Millisecond), rounds, len(w.Journal()), f.requests.Load(), f.unknowns.Load(), f.kills.Load())
	if f.unknowns.Load() == 0 || f.kills.Load() == 0 || rounds < 2 {
		t.Error("the chaos was too tame to prove anything")
	}
	checkChaos(t, w)
}

// checkChaos wants each letter once, whole, and its state known.
func checkChaos(t *testing.T, w world) {
	t.Helper()
	times := map[string]int{}
	for _, l := range w.Letters() {
		times[l.Order]++
		if len(l.Documents) != 1 || string(l.Documents[0]) != string(registeredmailtest.Order(l.Order).PDF) {
			t.Errorf("%s was sent with %d documents", l.Order, len(l.Documents))
		}
	}
	w.wantLetters(t, chaosLetters)
	w.Advance(30 * 24 * time.Hour)
	c := w.carrier(t)
	for n := range chaosLetters {
		id := fmt.Sprintf("lettre-%d", n)
		if times[id] != 1 {
			t.Errorf("%s was sent %d times", id, times[id])
		}
		if tr, err := c.Status(t.Context(), id); err != nil || tr.State != registeredmail.Delivered {
			t.Errorf("%s ends as %s, %v", id, tr.State, err)
		}
	}
}
