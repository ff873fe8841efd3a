package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"relance/internal/claim"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/lookup"
	"relance/internal/postgres/portal"
	"relance/internal/postgres/sending"
	"relance/internal/posting"
	"relance/internal/telemetry"
	"relance/internal/temporalclient"
)

// App is the program's connections.
type App struct {
	Config   config.Config
	Log      *slog.Logger
	Registry *prometheus.Registry // metrics of the process
	Post     *posting.Post        // what leaves: e-mails and letters

	store    *postgres.Store
	temporal *temporalclient.Client // nil until Dial

	Renewal Renewal // how it is set up while it runs; zero when it is not

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
	store.WorkOutClaim = func(in claim.Input) (c dunning.Claim, err error) {
		if in.Rates, err = cfg.RateTable(); err != nil {
			return c, err
		}
		return claim.New(in)
	}
	store.RegisteredPerYear, store.Approvals = cfg.Letters.MaxPerYear, cfg.Approvals
	store.WatchMaxAge, store.RegisterMaxAge = cfg.Insolvency.MaxAge(), cfg.Registers.MaxAge()
	post := posting.New(cfg, sending.NewRoom(store), log, func() time.Time { return store.Now() })
	post.Links = portal.New(store)
	return &App{Config: cfg, store: store, Log: log, Registry: telemetry.NewRegistry(), Post: post}, nil
}

// Temporal says where the Temporal server is. What is empty is found as
// Temporal's own command line finds it.
type Temporal struct {
	Address, Namespace string
	Log                *slog.Logger // of its client
}

// Dial connects to Temporal, once.
func (a *App) Dial(ctx context.Context, at Temporal) error {
	if a.temporal != nil {
		return nil
	}
	o := temporalclient.Options{
		Address: at.Address, Namespace: at.Namespace, Log: at.Log,
		Metrics: telemetry.TemporalMetrics(a.Registry), CodecKeys: a.Config.Secrets.CodecKeys,
	}
	c, err := temporalclient.Dial(ctx, o)
	if err != nil {
		return err
	}
	a.temporal = c
	return nil
}

// At gives the program another clock than the machine's: that of a command, or
// of a test.
func (a *App) At(now func() time.Time) {
	a.store.Now = func() time.Time { return now().UTC() }
}

// Migrate brings the database up to date; running it again does nothing.
func (a *App) Migrate(ctx context.Context) error { return a.store.Migrate(ctx) }

// Ping asks whether the database answers.
func (a *App) Ping(ctx context.Context) error { return a.store.Ping(ctx) }

// UnprovedPeriods counts the open invoices to public buyers whose payment period
// nobody could prove (CCP R2192-10 to R2192-14).
func (a *App) UnprovedPeriods(ctx context.Context) (int64, error) {
	return lookup.New(a.store).UnprovedPeriods(ctx)
}

// Waiting counts what waits to be told to Temporal.
func (a *App) Waiting(ctx context.Context) (int, error) {
	m, err := lookup.New(a.store).Metrics(ctx, a.store.Now())
	return int(m.Outbox), err
}

// Close ends the connections.
func (a *App) Close() {
	if a.temporal != nil {
		a.temporal.Close()
	}
	a.store.Close()
}

// SaveCreditors stores the configuration's creditors with their plans. Running
// cases keep the plan that they started with.
func (a *App) SaveCreditors(ctx context.Context) error {
	for _, c := range a.Config.Creditors {
		if err := a.store.SaveCreditor(ctx, c, a.Config.StatedPlans()); err != nil {
			return fmt.Errorf("storing creditor %s: %w", c.ID, err)
		}
	}
	return nil
}
