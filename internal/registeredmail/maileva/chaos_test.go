package maileva_test

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
	"relance/internal/registeredmail/maileva"
	"relance/internal/registeredmail/maileva/mailevatest"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
	"relance/internal/registeredmail/wire"
)

const (
	chaosLetters = 1000
	chaosSeed    = 20261121
	chaosCallers = 24
	chaosTime    = 3 * time.Minute // it takes seconds on a machine with nothing else to do
)

// shakyMemory is a database whose answers get lost: before the write, or
// after it.
type shakyMemory struct {
	wire.Memory
	mu   sync.Mutex
	dice *rand.Rand
}

var errShaky = errors.New("connection to the database lost")

func (m *shakyMemory) roll() float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dice.Float64()
}

func (m *shakyMemory) Save(ctx context.Context, id string, k wire.Kept) (wire.Kept, error) {
	switch r := m.roll(); {
	case r < 0.05:
		return wire.Kept{}, errShaky
	case r < 0.10:
		_, _ = m.Memory.Save(ctx, id, k)
		return wire.Kept{}, errShaky
	}
	return m.Memory.Save(ctx, id, k)
}

// mortal kills its process after so many requests.
type mortal struct {
	http.RoundTripper
	left atomic.Int64
	kill context.CancelFunc
}

func (m *mortal) RoundTrip(r *http.Request) (*http.Response, error) {
	if m.left.Add(-1) == 0 {
		defer m.kill()
	}
	return m.RoundTripper.RoundTrip(r)
}

// caller drives orders to an end as the program does, and counts what it met.
type caller struct {
	t                                   *testing.T
	w                                   world
	dice                                *rand.Rand
	transport                           *http.Transport
	requests, unknowns, failures, kills *atomic.Int64

	life    context.Context //nolint:containedctx // of the whole test
	carrier *maileva.Carrier
	ctx     context.Context //nolint:containedctx // the life of the process
	kill    context.CancelFunc
}

// restart gives the caller a new process: a carrier that knows nothing, with
// a context that dies with it.
func (c *caller) restart() {
	ctx, kill := context.WithCancel(c.life)
	m := &mortal{RoundTripper: c.transport, kill: kill}
	m.left.Store(1 + c.dice.Int64N(400))
	c.ctx, c.kill = ctx, kill
	c.carrier = c.w.carrier(c.t, func(o *maileva.Options) {
		o.HTTP, o.Timeout = &http.Client{Transport: m}, time.Second
		o.TrustMemory = c.dice.Float64() < 0.75 // looking through everything is what takes the time
	})
}

// settle repeats one order until its fate is known.
func (c *caller) settle(id string) error {
	for range 200 {
		if c.life.Err() != nil {
			return fmt.Errorf("order %s: the time of the test is over", id)
		}
		if c.ctx.Err() != nil {
			c.kills.Add(1)
			c.restart()
		}
		c.requests.Add(1)
		d, err := c.carrier.Request(c.ctx, registeredmailtest.Order(id))
		switch {
		case err == nil && d.State == dunning.LetterAccepted:
			return nil
		case err == nil && d.State == dunning.LetterUnknown:
			c.unknowns.Add(1)
			if tr, err := c.carrier.Status(c.ctx, id); err == nil && tr.State != dunning.LetterRequested {
				return nil
			}
		case registeredmail.ErrorCode(err) == registeredmail.CodeUnavailable:
			c.failures.Add(1)
		default:
			return fmt.Errorf("order %s: %+v, %w", id, d, err)
		}
	}
	return fmt.Errorf("order %s: two hundred requests did not suffice", id)
}

func TestAThousandLettersThroughChaosAreAThousandLetters(t *testing.T) { // alone, since it keeps the machine busy
	began := time.Now()
	w := open(t, mailevatest.Options{TokenLife: time.Hour})
	w.memory = &shakyMemory{Memory: &wire.MapMemory{}, dice: rand.New(rand.NewPCG(chaosSeed, 1))}
	often := faulty.Chaos(chaosSeed, 0.08, faulty.DropBefore, faulty.DropAfter, faulty.ErrorBefore,
		faulty.ErrorAfter, faulty.GatewayGone, faulty.Refuse, faulty.RefuseLong, faulty.Garbage, faulty.Stale)
	slow := faulty.Chaos(chaosSeed+1, 0.003, faulty.HangBefore, faulty.HangAfter, faulty.Late)
	w.Disturb(func(r faulty.Request) faulty.Fault {
		if f := slow(r); f != faulty.None {
			return f
		}
		return often(r)
	})
	var requests, unknowns, failures, kills atomic.Int64
	transport := &http.Transport{MaxIdleConnsPerHost: chaosCallers}
	t.Cleanup(transport.CloseIdleConnections)
	ids := make(chan string)
	life, end := context.WithTimeout(t.Context(), chaosTime)
	defer end()
	var wg sync.WaitGroup
	for n := range chaosCallers {
		wg.Go(func() {
			c := &caller{t: t, w: w, life: life, dice: rand.New(rand.NewPCG(chaosSeed, uint64(n)+2)), transport: transport,
				requests: &requests, unknowns: &unknowns, failures: &failures, kills: &kills}
			c.restart()
			defer func() { c.kill() }()
			for id := range ids {
				if err := c.settle(id); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for n := range chaosLetters {
		ids <- fmt.Sprintf("lettre-%d", n)
		if n%10 == 0 { // the same order twice at once, as after a lost lease
			ids <- fmt.Sprintf("lettre-%d", n)
		}
	}
	close(ids)
	wg.Wait()
	w.Disturb(nil)

	checkChaos(t, w)
	drafts := w.Drafts()
	t.Logf("%d letters in %s: %d HTTP requests, %d calls of Request, %d unavailable, %d unknown, %d processes killed, %d orphan drafts",
		len(w.Letters()), time.Since(began).Round(time.Millisecond), len(w.Journal()), requests.Load(), failures.Load(), unknowns.Load(), kills.Load(), drafts)
	if failures.Load() == 0 || kills.Load() == 0 || drafts == 0 {
		t.Error("the chaos was too tame to prove anything")
	}
	sweepAll(t, w, drafts)
}

// checkChaos wants each letter once, whole, and its state known.
func checkChaos(t *testing.T, w world) {
	t.Helper()
	times := map[string]int{}
	for _, l := range w.Letters() {
		times[l.CustomID]++
		if len(l.Documents) != 1 || string(l.Documents[0]) != string(registeredmailtest.Order(l.CustomID).PDF) {
			t.Errorf("%s was accepted with %d documents", l.CustomID, len(l.Documents))
		}
	}
	w.wantLetters(t, chaosLetters)
	w.Advance(30 * 24 * time.Hour)
	c := w.carrier(t)
	for n := range chaosLetters {
		id := fmt.Sprintf("lettre-%d", n)
		if times[id] != 1 {
			t.Errorf("%s was accepted %d times", id, times[id])
		}
		if tr, err := c.Status(t.Context(), id); err != nil || tr.State != dunning.LetterDelivered {
			t.Errorf("%s ends as %s, %v", id, tr.State, err)
		}
	}
}

// sweepAll wants every orphan gone and nothing else.
func sweepAll(t *testing.T, w world, drafts int) {
	t.Helper()
	n, err := w.carrier(t).Sweep(t.Context(), time.Hour)
	if err != nil || n != drafts || w.Drafts() != 0 {
		t.Errorf("swept %d of %d drafts, %d left: %v", n, drafts, w.Drafts(), err)
	}
	w.wantLetters(t, chaosLetters)
}
