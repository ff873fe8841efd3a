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
