package cli

import (
	"relance/internal/app"
	"relance/internal/patience"
	"relance/internal/standalone"
)

// upCmd runs everything on this machine.
type upCmd struct {
	PostgresPort int  `placeholder:"PORT" help:"Port of the private PostgreSQL (default: the last one, or a free one)."`
	TemporalPort int  `placeholder:"PORT" help:"Port of Temporal (default: the last one, or a free one)."`
	UIPort       int  `name:"ui-port" placeholder:"PORT" help:"Port of Temporal's web page (default: the last one, or a free one)."`
	NoUI         bool `name:"no-ui" help:"Serve no web page of Temporal's."`
}

// Run starts what is missing and stays until Ctrl-C.
func (c *upCmd) Run(s *session) error {
	cfg, err := s.upConfig()
	if err != nil {
		return err
	}
	o := standalone.Options{
		Dir: cfg.Dir, TemporalAddress: s.Getenv("TEMPORAL_ADDRESS"), Namespace: s.Getenv("TEMPORAL_NAMESPACE"),
		PostgresPort: c.PostgresPort, TemporalPort: c.TemporalPort, UIPort: c.UIPort,
	}
	if c.NoUI {
		o.UIPort = standalone.NoUI
	}
	return app.Up(s.ctx, cfg, s.logger(cfg), app.UpOptions{Stack: o, Say: s.say})
}

// workerCmd runs the worker alone, for production.
type workerCmd struct{}

// Run works until it is asked to stop.
func (c *workerCmd) Run(s *session) error {
	cfg, err := s.configToSend()
	if err != nil {
		return err
	}
	var a *app.App
	err = patience.Try(s.ctx, s.logger(cfg), func() (err error) {
		a, err = s.openAll()
		return err
	})
	if err != nil {
		return err
	}
	defer a.Close()
	return a.RunWorker(s.ctx)
}

// migrateCmd prepares the database and Temporal.
type migrateCmd struct{}

// Run migrates; running it again does nothing.
func (c *migrateCmd) Run(s *session) error {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.Store.Migrate(s.ctx); err != nil {
		return err
	}
	s.say("database up to date")
	if err := s.dial(a, a.Log); err != nil {
		return err
	}
	if err := a.EnsureSearchAttributes(s.ctx); err != nil {
		return err
	}
	s.say("search attributes registered")
	return nil
}

// pauseCmd stops every send.
type pauseCmd struct {
	All      bool   `xor:"what" required:"" help:"Every creditor and channel."`
	Restored bool   `xor:"what" required:"" help:"The database was restored from a backup: hold every send until a person has looked."`
	By       string `placeholder:"NAME" help:"Who decides (default: $$USER)."`
}

// Run takes effect within seconds, also for sends already due.
func (c *pauseCmd) Run(s *session) error { return s.pause(true, c.Restored, c.By) }

// resumeCmd ends a pause.
type resumeCmd struct {
	All      bool   `xor:"what" required:"" help:"Every creditor and channel."`
	Restored bool   `xor:"what" required:"" help:"What left since the backup was looked at: sends may go on."`
	By       string `placeholder:"NAME" help:"Who decides (default: $$USER)."`
}

// Run lets the cases that waited go on, re-spaced, never in a burst.
func (c *resumeCmd) Run(s *session) error { return s.pause(false, c.Restored, c.By) }

// pause turns one of the two switches that stop every send.
func (s *session) pause(on, restored bool, by string) error {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer a.Close()
	if by == "" {
		by = s.Getenv("USER")
	}
	turn, flag := a.Store.Pause, "--all"
	if restored {
		turn, flag = a.Store.TurnRestored, "--restored"
	}
	if err := turn(s.ctx, on, by); err != nil {
		return err
	}
	if on {
		s.say("paused: nothing leaves until `relance resume %s`", flag)
		return nil
	}
	s.say("resumed: the cases that waited go on, re-spaced")
	return nil
}
