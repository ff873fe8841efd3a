package app

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"relance/internal/config"
	"relance/internal/postgres/lookup"
	"relance/internal/telemetry"
	"relance/internal/temporalclient"
	"relance/internal/web"
)

// staffBody is how large a request to the staff's listener may be: a file that is
// taken in.
const staffBody = 24 << 20

// serve answers on the listeners that the configuration opens, until the context
// ends and what runs is answered.
func (a *App) serve(ctx context.Context) error {
	internal, err := a.internal()
	if err != nil {
		return fmt.Errorf("preparing the health page: %w", err)
	}
	listeners := []*web.Listener{{Name: "internal", Address: a.Config.Listen, Handler: internal, Log: a.Log}}
	if d := a.Config.Public; d.Listen != "" {
		public, err := a.public()
		if err != nil {
			return fmt.Errorf("preparing the carriers' notifications: %w", err)
		}
		listener := a.door("public", d, public)
		listener.Body = pageBytes
		listeners = append(listeners, listener)
	}
	if d := a.Config.Staff; d.Listen != "" {
		staff, err := a.staff(ctx)
		if err != nil {
			return fmt.Errorf("preparing the console: %w", err)
		}
		listener := a.door("staff", d, staff)
		listener.Bound, listener.Body = a.StaffBound, staffBody
		listeners = append(listeners, listener)
	}
	g, ctx := errgroup.WithContext(ctx)
	for _, l := range listeners {
		g.Go(func() error { return l.Run(ctx) })
	}
	return g.Wait()
}

// door is a listener that others than this machine may reach.
func (a *App) door(name string, d config.Door, h http.Handler) *web.Listener {
	return &web.Listener{
		Name: name, Address: d.Listen, Handler: h, Log: a.Log, Certificate: a.Config.Path(d.Certificate), Key: a.Config.Path(d.Key), Proxies: d.Proxies(),
	}
}

// internal routes the worker's own pages: health, readiness, metrics, codec.
func (a *App) internal() (http.Handler, error) {
	err := telemetry.RegisterSnapshot(a.Registry, func(ctx context.Context) (telemetry.Snapshot, error) {
		m, err := lookup.New(a.store).Metrics(ctx, time.Now())
		if err != nil {
			return telemetry.Snapshot{}, err
		}
		age, err := a.platformAge(ctx)
		return telemetry.Snapshot{
			PlatformAge: age,
			Due:         int(m.Due), Sent: int(m.Sent), Unknown: int(m.Unknown), NeedsAttention: int(m.NeedsAttention),
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
	mux.Handle("/", telemetry.Handler(a.Registry,
		telemetry.Check{Name: "postgres", Do: a.store.Ping},
		telemetry.Check{Name: "temporal", Do: func(ctx context.Context) error {
			_, err := a.temporal.CheckHealth(ctx, &client.CheckHealthRequest{})
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

// hookBytes is the most that a carrier's notification brings.
const hookBytes = 1 << 20

// public routes what strangers may call: carriers' notifications, and debtors'
// own pages.
func (a *App) public() (http.Handler, error) {
	hooks, err := a.Post.Webhooks()
	mux := http.NewServeMux()
	if err != nil {
		return nil, err
	}
	for path, h := range hooks {
		mux.Handle(path, http.MaxBytesHandler(h, hookBytes))
	}
	return mux, a.debtorPages(mux)
}

// EnsureSearchAttributes registers the attributes of cases with Temporal.
func (a *App) EnsureSearchAttributes(ctx context.Context) error {
	return temporalclient.EnsureSearchAttributes(ctx, a.temporal)
}
