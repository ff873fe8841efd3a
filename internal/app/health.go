package app

import (
	"context"
	"net/http"
	"time"

	"go.temporal.io/sdk/client"

	"relance/internal/telemetry"
	"relance/internal/temporalclient"
)

// handler routes the worker's own pages: health, readiness, metrics.
func (a *App) handler() (http.Handler, error) {
	err := telemetry.RegisterSnapshot(a.Registry, func(ctx context.Context) (telemetry.Snapshot, error) {
		m, err := a.Store.Metrics(ctx, time.Now())
		return telemetry.Snapshot{
			Due: int(m.Due), Sent: int(m.Sent), Unknown: int(m.Unknown), NeedsAttention: int(m.NeedsAttention),
			OldestOverdue: m.Oldest, Outbox: int(m.Outbox - m.Starts), Starts: int(m.Starts),
		}, err
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	if err := a.serveCodec(mux); err != nil {
		return nil, err
	}
	if err := a.serveWebhooks(mux); err != nil {
		return nil, err
	}
	mux.Handle("/", telemetry.Handler(a.Registry,
		telemetry.Check{Name: "postgres", Do: a.Store.Ping},
		telemetry.Check{Name: "temporal", Do: func(ctx context.Context) error {
			_, err := a.Temporal.CheckHealth(ctx, &client.CheckHealthRequest{})
			return err
		}},
	))
	return mux, nil
}

// serveCodec lets the Temporal UI read encrypted payloads, where the
// configuration names the UI's origin.
func (a *App) serveCodec(mux *http.ServeMux) error {
	codec, err := temporalclient.ParseKeys(a.Config.Secrets.CodecKeys)
	if err != nil || codec == nil || a.Config.Codec.Origin == "" {
		return err
	}
	handler, err := temporalclient.CodecHandler(codec, a.Config.Codec.Origin)
	if err != nil {
		return err
	}
	mux.Handle("/codec/", http.StripPrefix("/codec", handler))
	return nil
}

// serveWebhooks hears the carriers' notifications where they are to call.
func (a *App) serveWebhooks(mux *http.ServeMux) error {
	hooks, err := a.Post.Webhooks()
	for path, h := range hooks {
		mux.Handle(path, h)
	}
	return err
}

// EnsureSearchAttributes registers the attributes of cases with Temporal.
func (a *App) EnsureSearchAttributes(ctx context.Context) error {
	return temporalclient.EnsureSearchAttributes(ctx, a.Temporal)
}
