package telemetry

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Check is one thing the program needs in order to work.
type Check struct {
	Name string // "postgres", "temporal"
	// Do returns nil when the thing answers. Its text is shown, redacted.
	Do func(context.Context) error
}

// checkTimeout bounds one check.
const checkTimeout = 3 * time.Second

// Handler serves /healthz, /readyz and /metrics.
//
// /healthz answers 200 as long as the process can answer at all: restarting
// does not mend a database. /readyz runs the checks at once and answers 503
// with the failing ones when any fails. A nil gatherer serves no /metrics.
func Handler(g prometheus.Gatherer, checks ...Check) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, health{Status: "ok"})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		h := run(r.Context(), checks)
		status := http.StatusOK
		if h.Status != "ok" {
			status = http.StatusServiceUnavailable
		}
		answer(w, status, h)
	})
	if g != nil {
		mux.Handle("GET /metrics", promhttp.HandlerFor(g, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	}
	return mux
}

type health struct {
	Status string            `json:"status"` // ok or failing
	Checks map[string]string `json:"checks,omitempty"`
}

func run(ctx context.Context, checks []Check) health {
	h := health{Status: "ok", Checks: map[string]string{}}
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, c := range checks {
		wg.Go(func() {
			err := c.Do(ctx)
			mu.Lock()
			defer mu.Unlock()
			h.Checks[c.Name] = "ok"
			if err != nil {
				h.Status, h.Checks[c.Name] = "failing", Redact(err.Error())
			}
		})
	}
	wg.Wait()
	return h
}

func answer(w http.ResponseWriter, status int, h health) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(h) // the asker is gone: nothing to do
}
