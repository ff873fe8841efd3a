package cli

import (
	"log/slog"

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
	o := app.Stack{
		Dir: cfg.Dir, TemporalAddress: s.Getenv("TEMPORAL_ADDRESS"), Namespace: s.Getenv("TEMPORAL_NAMESPACE"),
		PostgresPort: c.PostgresPort, TemporalPort: c.TemporalPort, PagePort: c.UIPort, NoPage: c.NoUI,
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
	var a *program
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
	if err := a.Migrate(s.ctx); err != nil {
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
	d, err := s.desk(by)
	if err != nil {
		return err
	}
	defer d.Close()
	turn, flag := d.Pause, "--all"
	if restored {
		turn, flag = d.Restored, "--restored"
	}
	if err := turn(s.ctx, d.who, on); err != nil {
		return err
	}
	if on {
		s.say("paused: nothing leaves until `relance resume %s`", flag)
		return nil
	}
	s.say("resumed: the cases that waited go on, re-spaced")
	return nil
}

// program are the program's connections, as a command holds them while it runs.
// This file and those of `relance check` alone name the assembly: a command asks
// the back office.
type program struct{ *app.App }

// open connects to the database.
func (s *session) open() (*program, error) {
	cfg, err := s.config()
	if err != nil {
		return nil, err
	}
	a, err := app.Open(s.ctx, cfg, s.logger(cfg))
	if err != nil {
		return nil, err
	}
	return &program{a}, nil
}

// book opens the database with the clock of the session.
func (s *session) book() (*program, error) {
	a, err := s.open()
	if err != nil {
		return nil, err
	}
	a.At(s.Now)
	return a, nil
}

// openAll connects to the database and to Temporal.
func (s *session) openAll() (*program, error) {
	a, err := s.open()
	if err != nil {
		return nil, err
	}
	if err := s.dial(a, a.Log); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

// dial connects to Temporal: the one the environment names, else that of the
// running `relance up` of this folder.
func (s *session) dial(a *program, log *slog.Logger) error {
	at := app.Temporal{Log: log}
	if s.Getenv("TEMPORAL_ADDRESS") == "" {
		if run, err := standalone.ReadRun(a.Config.Dir); err == nil {
			at.Address, at.Namespace = run.TemporalAddress, run.Namespace
		}
	}
	return a.Dial(s.ctx, at)
}
