package faulty

import (
	"math/rand/v2"
	"strings"
	"sync"
)

// Chaos gives a Disturb that draws a fault for that part of all requests, from
// the seed. Which request gets which fault depends on the order in which they
// come, so that one seed does not repeat a whole run of many clients.
func Chaos(seed uint64, rate float64, faults ...Fault) func(Request) Fault {
	var mu sync.Mutex
	dice := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // dice for tests
	return func(Request) Fault {
		mu.Lock()
		defer mu.Unlock()
		if dice.Float64() >= rate {
			return None
		}
		return faults[dice.IntN(len(faults))]
	}
}

// Once gives a Disturb that hits the first request whose method and path
// contain both texts, such as "POST" and "/submit".
func Once(method, path string, f Fault) func(Request) Fault { return Times(1, method, path, f) }

// Times gives a Disturb that hits the first n such requests.
func Times(n int, method, path string, f Fault) func(Request) Fault {
	var mu sync.Mutex
	return func(r Request) Fault {
		mu.Lock()
		defer mu.Unlock()
		if n == 0 || r.Method != method || !strings.Contains(r.Path, path) {
			return None
		}
		n--
		return f
	}
}

// Faults gives every fault that can hit any request, by a name for a test.
func Faults() map[string]Fault {
	return map[string]Fault{
		"dropped before": DropBefore, "dropped after": DropAfter, "hanging before": HangBefore, "hanging after": HangAfter, "done late": Late,
		"429": Refuse, "429 for an hour": RefuseLong, "500 before": ErrorBefore, "500 after": ErrorAfter, "503": GatewayGone,
		"stale": Stale, "garbage": Garbage,
	}
}

// Mix gives a mix for Callbacks.Deliver that loses some notifications, doubles
// more, and shuffles them all.
func Mix(seed uint64) func([]*Notification) []*Notification {
	dice := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // dice for tests
	return func(due []*Notification) (out []*Notification) {
		for _, n := range due {
			for range dice.IntN(4) { // none is lost, more are doubled
				out = append(out, n)
			}
		}
		dice.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
		return out
	}
}
