package ar24_test

import (
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/ar24"
	"relance/internal/registeredmail/ar24/ar24test"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/registeredmailtest/fleet"
	"relance/internal/registeredmail/wire"
)

func TestAThousandLettersThroughChaosAreAThousandLetters(t *testing.T) { // alone, since it keeps the machine busy
	began := time.Now()
	w := open(t, ar24test.Options{ListLag: 5 * time.Minute})
	r := fleet.Run(t, fleet.World{
		Gate: &w.Gate, Advance: w.Advance, Memory: w.memory, Seed: 20261122, Rate: 0.08,
		Open: func(transport http.RoundTripper, memory wire.IntentMemory, dice *rand.Rand) registeredmail.Carrier {
			trust := dice.Float64() < 0.75 // looking through everything is what takes the time
			return w.carrier(t, func(o *ar24.Options) {
				o.HTTP, o.Timeout, o.Memory, o.TrustMemory = &http.Client{Transport: transport}, time.Second, memory, trust
			})
		},
	})
	t.Logf("%d letters in %s, %d HTTP requests: %+v", len(w.Letters()), time.Since(began).Round(time.Millisecond), len(w.Journal()), r)
	if r.Tame() {
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
	w.wantLetters(t, fleet.Letters)
	w.Advance(30 * 24 * time.Hour)
	c := w.carrier(t)
	for n := range fleet.Letters {
		id := fleet.ID(n)
		if times[id] != 1 {
			t.Errorf("%s was sent %d times", id, times[id])
		}
		if tr, err := c.Status(t.Context(), id); err != nil || tr.State != dunning.LetterDelivered {
			t.Errorf("%s ends as %s, %v", id, tr.State, err)
		}
	}
}
