package operate

import (
	"context"
	"log/slog"
	"time"

	"relance/internal/app"
	"relance/internal/cli/frame"
	"relance/internal/standalone"
)

// Open gives the use cases over connections of the assembly, with the clock of
// the session.
func Open(s *frame.Session) (*frame.Rooms, error) {
	a, err := connect(s)
	if err != nil {
		return nil, err
	}
	a.At(s.Now)
	return &frame.Rooms{
		Config: a.Config, Office: a.Office, Recourse: a.Recourse, Contacts: a.Contacts, Merging: a.Merging, Pages: a.DebtorPages, Staff: a.Accounts, Care: a.Care, Webhooks: a.Webhooks, Texts: a.Texts, Planner: a.Planner,
		SaveCreditors: a.SaveCreditors, Note: a.Accounts().AuditReader.Note, Close: a.Close,
		Tell: func(ctx context.Context, most time.Duration) (bool, error) { return tellNow(ctx, s, a, most) },
	}, nil
}

// dialTime is how long Temporal may take to answer a command that records
// something.
const dialTime = 2 * time.Second

// tellNow lets Temporal hear what waits in the outbox.
func tellNow(ctx context.Context, s *frame.Session, a *app.App, most time.Duration) (startsWait bool, err error) {
	quick, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	if err := dial(quick, s, a, slog.New(slog.DiscardHandler)); err != nil {
		return false, err
	}
	ctx, stop := context.WithTimeout(ctx, most)
	defer stop()
	return a.Tell(ctx)
}

// connect opens the database.
func connect(s *frame.Session) (*app.App, error) {
	cfg, err := s.Config()
	if err != nil {
		return nil, err
	}
	return app.Open(s.Ctx, cfg, s.Logger(cfg))
}

// connectAll opens the database and Temporal.
func connectAll(s *frame.Session) (*app.App, error) {
	a, err := connect(s)
	if err != nil {
		return nil, err
	}
	if err := dial(s.Ctx, s, a, a.Log); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

// dial connects to Temporal: the one the environment names, else that of the
// running `relance up` of this folder.
func dial(ctx context.Context, s *frame.Session, a *app.App, log *slog.Logger) error {
	at := app.Temporal{Log: log}
	if s.Getenv("TEMPORAL_ADDRESS") == "" {
		if run, err := standalone.ReadRun(a.Config.Dir); err == nil {
			at.Address, at.Namespace = run.TemporalAddress, run.Namespace
		}
	}
	return a.Dial(ctx, at)
}
