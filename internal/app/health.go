package app

import (
	"context"
	"net/http"

	"relance/internal/dunning"
	"relance/internal/temporalclient"
)

// handler routes the worker's own pages.
func (a *App) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	return mux
}

// EnsureSearchAttributes registers the attributes of cases with Temporal.
func (a *App) EnsureSearchAttributes(ctx context.Context) error {
	return temporalclient.EnsureSearchAttributes(ctx, a.Temporal)
}

// Resume ends a pause: the cases that it held go on, and are counted.
func (a *App) Resume(ctx context.Context) (int, error) {
	return a.Store.ReleaseSwitch(ctx, dunning.ReasonPaused)
}
