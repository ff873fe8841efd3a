package operate

import (
	"cmp"

	"relance/internal/app"
	"relance/internal/cli/frame"
	"relance/internal/config"
	"relance/internal/patience"
)

// Up runs everything on this machine.
type Up struct {
	PostgresPort int  `placeholder:"PORT" help:"Port of the private PostgreSQL (default: the last one, or a free one)."`
	TemporalPort int  `placeholder:"PORT" help:"Port of Temporal (default: the last one, or a free one)."`
	UIPort       int  `name:"ui-port" placeholder:"PORT" help:"Port of Temporal's web page (default: the last one, or a free one)."`
	NoUI         bool `name:"no-ui" help:"Serve no web page of Temporal's."`
}

// Run starts what is missing and stays until Ctrl-C.
func (c *Up) Run(s *frame.Session) error {
	cfg, err := s.UpConfig()
	if err != nil {
		return err
	}
	o := app.Stack{
		Dir: cfg.Dir, TemporalAddress: s.Getenv("TEMPORAL_ADDRESS"), Namespace: s.Getenv("TEMPORAL_NAMESPACE"),
		PostgresPort: c.PostgresPort, TemporalPort: c.TemporalPort, PagePort: c.UIPort, NoPage: c.NoUI,
	}
	return app.Up(s.Ctx, cfg, s.Logger(cfg), app.UpOptions{Stack: o, File: cmp.Or(s.Path, config.FileName), Env: s.Getenv, Load: s.UpConfig, Say: s.Say})
}

// Worker runs the worker alone, for production.
type Worker struct{}

// Run works until it is asked to stop.
func (c *Worker) Run(s *frame.Session) error {
	cfg, err := s.ConfigToSend()
	if err != nil {
		return err
	}
	var a *app.App
	err = patience.Try(s.Ctx, s.Logger(cfg), func() (err error) {
		a, err = connectAll(s)
		return err
	})
	if err != nil {
		return err
	}
	defer a.Close()
	return a.RunWorker(s.Ctx)
}

// Migrate prepares the database and Temporal.
type Migrate struct{}

// Run migrates; running it again does nothing.
func (c *Migrate) Run(s *frame.Session) error {
	a, err := connect(s)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.Migrate(s.Ctx); err != nil {
		return err
	}
	s.Say("database up to date")
	if err := dial(s.Ctx, s, a, a.Log); err != nil {
		return err
	}
	if err := a.EnsureSearchAttributes(s.Ctx); err != nil {
		return err
	}
	s.Say("search attributes registered")
	return nil
}

// Pause stops every send.
type Pause struct {
	All      bool   `xor:"what" required:"" help:"Every creditor and channel."`
	Restored bool   `xor:"what" required:"" help:"The database was restored from a backup: hold every send until a person has looked."`
	By       string `placeholder:"NAME" help:"Who decides (default: $$USER)."`
}

// Run takes effect within seconds, also for sends already due.
func (c *Pause) Run(s *frame.Session) error { return pause(s, true, c.Restored, c.By) }

// Resume ends a pause.
type Resume struct {
	All      bool   `xor:"what" required:"" help:"Every creditor and channel."`
	Restored bool   `xor:"what" required:"" help:"What left since the backup was looked at: sends may go on."`
	By       string `placeholder:"NAME" help:"Who decides (default: $$USER)."`
}

// Run lets the cases that waited go on, re-spaced, never in a burst.
func (c *Resume) Run(s *frame.Session) error { return pause(s, false, c.Restored, c.By) }

// pause turns one of the two switches that stop every send.
func pause(s *frame.Session, on, restored bool, by string) error {
	d, err := s.Desk(by)
	if err != nil {
		return err
	}
	defer d.Close()
	turn, flag := d.Pause, "--all"
	if restored {
		turn, flag = d.Restored, "--restored"
	}
	if err := turn(s.Ctx, d.Who, on); err != nil {
		return err
	}
	if on {
		s.Say("paused: nothing leaves until `relance resume %s`", flag)
		return nil
	}
	s.Say("resumed: the cases that waited go on, re-spaced")
	return nil
}
