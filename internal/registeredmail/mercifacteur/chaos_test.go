package mercifacteur_test

import (
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/mercifacteur"
	"relance/internal/registeredmail/mercifacteur/mercifacteurtest"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/registeredmailtest/fleet"
	"relance/internal/registeredmail/wire"
)

func TestAThousandLettersThroughChaosAreAThousandLetters(t *testing.T) { // alone, since it keeps the machine busy
	began := time.Now()
	// Events come later than requests are repeated, so that those stand on the
	// antidoublon alone.
	w := open(t, mercifacteurtest.Options{Lag: 45 * time.Minute})
	r := fleet.Run(t, fleet.World{
		Gate: &w.Gate, Advance: w.Advance, Memory: w.memory, Seed: 20261122, Rate: 0.12,
		Open: func(transport http.RoundTripper, memory wire.IntentMemory, _ *rand.Rand) registeredmail.Carrier {
			return w.carrier(t, func(o *mercifacteur.Options) {
				o.HTTP, o.Timeout, o.Memory = &http.Client{Transport: transport}, time.Second, memory
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
		times[l.Reference]++
		if string(l.PDF) != string(registeredmailtest.Order(l.Reference).PDF) {
			t.Errorf("%s was sent with another document", l.Reference)
		}
	}
	w.wantLetters(t, fleet.Letters)
	c := w.carrier(t)
	w.Advance(time.Hour)
	for n := range fleet.Letters { // whose ids were lost is found within two days
		if tr, err := c.Status(t.Context(), fleet.ID(n)); err != nil || tr.State == dunning.LetterUnknown {
			t.Errorf("%s is %s, %v", fleet.ID(n), tr.State, err)
		}
	}
	w.Advance(30 * 24 * time.Hour)
	for n := range fleet.Letters {
		if times[fleet.ID(n)] != 1 {
			t.Errorf("%s was sent %d times", fleet.ID(n), times[fleet.ID(n)])
		}
		wantState(t, c, fleet.ID(n), dunning.LetterDelivered)
	}
}
