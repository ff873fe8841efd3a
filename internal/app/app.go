package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/portal"
	"relance/internal/posting"
	"relance/internal/telemetry"
	"relance/internal/temporalclient"
)

// App is the program's connections.
type App struct {
	Config   config.Config
	Store    *postgres.Store
	Temporal *temporalclient.Client // nil until Dial
	Log      *slog.Logger
	Registry *prometheus.Registry // metrics of the process
	Post     *posting.Post        // what leaves: e-mails and letters

	// StaffBound is told the address of console and API once it is open.
	StaffBound func(net.Addr)
}

// Open connects to PostgreSQL. Errors carry a hint.
func Open(ctx context.Context, cfg config.Config, log *slog.Logger) (*App, error) {
	if cfg.Secrets.DatabaseURL == "" {
		return nil, dunning.Errorf(dunning.CodeInvalid, "there is no database").
			WithHint("start the program here (%s), or set DATABASE_URL", dunning.Deed{Do: dunning.DeedStart})
	}
	store, err := postgres.Open(ctx, cfg.Secrets.DatabaseURL)
	if err != nil {
		return nil, err
	}
	store.WorkOutClaim = func(in dunning.ClaimInput) (c dunning.Claim, err error) {
		if in.Rates, err = cfg.RateTable(); err != nil {
			return c, err
		}
		return dunning.NewClaim(in)
	}
	store.RegisteredPerYear = cfg.Letters.MaxPerYear
	post := posting.New(cfg, store, log, func() time.Time { return store.Now() })
	post.Links = portal.New(store)
	return &App{Config: cfg, Store: store, Log: log, Registry: telemetry.NewRegistry(), Post: post}, nil
}

// Dial connects to Temporal, once.
func (a *App) Dial(ctx context.Context, o temporalclient.Options) error {
	if a.Temporal != nil {
		return nil
	}
	o.Metrics = telemetry.TemporalMetrics(a.Registry)
	o.CodecKeys = a.Config.Secrets.CodecKeys
	c, err := temporalclient.Dial(ctx, o)
	if err != nil {
		return err
	}
	a.Temporal = c
	return nil
}

// Close ends the connections.
func (a *App) Close() {
	if a.Temporal != nil {
		a.Temporal.Close()
	}
	a.Store.Close()
}

// SaveCreditors stores the configuration's creditors with their plans. Running
// cases keep the plan that they started with.
func (a *App) SaveCreditors(ctx context.Context) error {
	for _, c := range a.Config.Creditors {
		if err := a.Store.SaveCreditor(ctx, c, a.Config.PlansOf()); err != nil {
			return fmt.Errorf("storing creditor %s: %w", c.ID, err)
		}
	}
	return nil
}
