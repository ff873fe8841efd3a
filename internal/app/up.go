package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"relance/internal/config"
	"relance/internal/standalone"
)

// Stack are the choices for PostgreSQL and Temporal on this machine. A port of 0
// is the last one, or a free one.
type Stack struct {
	Dir                                  string // where their files are
	Temporald                            string // program; "" looks for it
	TemporalAddress, Namespace           string // of a server that runs already
	PostgresPort, TemporalPort, PagePort int    // PagePort is that of Temporal's web page
	NoPage                               bool   // serve no web page
	Throwaway                            bool   // the files are thrown away: nothing need survive a power cut
}

func (s Stack) options() standalone.Options {
	o := standalone.Options{
		Dir: s.Dir, Temporald: s.Temporald, TemporalAddress: s.TemporalAddress, Namespace: s.Namespace,
		PostgresPort: s.PostgresPort, TemporalPort: s.TemporalPort, UIPort: s.PagePort, FastUnsafe: s.Throwaway,
	}
	if s.NoPage {
		o.UIPort = standalone.NoUI
	}
	return o
}

// UpOptions are the choices for Up.
type UpOptions struct {
	Stack Stack
	// File is the configuration file, Env the environment and Load reads both anew,
	// once the console has set something.
	File string
	Env  func(string) string
	Load func() (config.Config, error)
	// Say tells the user what was opened, line by line.
	Say func(format string, args ...any)
}

// Up runs everything on this machine until the context ends: PostgreSQL unless
// the configuration names one, Temporal unless the stack's options do, and the
// worker. It is durable: started again, it goes on where it was.
func Up(ctx context.Context, cfg config.Config, log *slog.Logger, o UpOptions) error {
	if cfg.Staff.Listen == "" {
		cfg.Staff.Listen = freeOr(staffAddress)
	}
	m, err := Start(ctx, cfg, log, o.Stack)
	if err != nil {
		return err
	}
	defer m.Stop()
	if err := m.Welcome(ctx, o.Say); err != nil {
		return err
	}
	o.Say("state     %s", m.StateDir())
	o.Say("temporal  %s", m.stack.TemporalAddress)
	if page := m.TemporalPage(); page != "" {
		o.Say("web UI    %s", page)
	}
	o.Say("health    http://%s/readyz", cfg.Listen)
	if cfg.Public.Listen != "" {
		o.Say("webhooks  %s://%s/webhooks/", scheme(cfg.Public), cfg.Public.Listen)
	}
	if cfg.Mail.Mode == config.Off {
		o.Say("mail      %s — everything is prepared and kept, nothing leaves; set mail.mode to live when you are ready", cfg.Mail.Mode)
	} else {
		o.Say("mail      %s", cfg.Mail.Mode)
	}
	if len(cfg.Creditors) == 0 {
		o.Say("creditors none yet: describe your business in the console, or in %s and start again", config.FileName)
	}
	if err := m.stack.AddService("health", "http://"+cfg.Listen); err != nil {
		log.Warn("the address of the health page is not on record", "error", err)
	}
	return m.renewing(ctx, o)
}

// renewing runs the worker, and anew with what the configuration says then, each time
// the console has set something.
func (m *Machine) renewing(ctx context.Context, o UpOptions) error {
	for {
		release := func() {}
		if o.Stack.TemporalAddress == "" {
			release = alone(ctx, m.App.store, m.log, o.Say)
		}
		run, stop := context.WithCancel(ctx)
		renew := false
		m.App.Renewal = Renewal{File: o.File, Env: o.Env, Began: time.Now(), Begin: sync.OnceFunc(func() { renew = true; stop() })}
		bound := m.App.StaffBound
		var at net.Addr
		m.App.StaffBound = func(a net.Addr) {
			at = a
			if bound != nil {
				bound(a)
			}
		}
		err := m.Run(run, m.App.RunWorker)
		stop()
		release()
		if err != nil || !renew || ctx.Err() != nil {
			return err
		}
		cfg, err := o.Load()
		if err != nil {
			return err
		}
		cfg.Secrets.DatabaseURL = m.stack.DatabaseURL
		if cfg.Staff.Listen == "" && at != nil {
			cfg.Staff.Listen = at.String()
		}
		m.App.Close()
		if err := m.connect(ctx, cfg); err != nil {
			return err
		}
		m.log.Info("the console has set something: beginning anew", "mail", string(cfg.Mail.Mode))
	}
}

// staffAddress is where `up` opens console and API, when the configuration says
// nothing else.
const staffAddress = "127.0.0.1:8072"

// freeOr gives an address, or any free port of the loopback interface when
// another program has it.
func freeOr(address string) string {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return "127.0.0.1:0"
	}
	if err := l.Close(); err != nil {
		return "127.0.0.1:0"
	}
	return address
}

// Welcome tells, once the console is open, where it is and, as long as nobody has
// a password, how the first person gets in.
func (m *Machine) Welcome(ctx context.Context, say func(format string, args ...any)) error {
	visit, err := m.App.firstVisit(ctx)
	if err != nil {
		return fmt.Errorf("preparing the first visit: %w", err)
	}
	m.App.StaffBound = func(at net.Addr) {
		address := scheme(m.App.Config.Staff) + "://" + at.String()
		say("console   %s/", address)
		if visit != "" {
			say("          first visit, once and within an hour: %s/acces?cle=%s", address, visit)
		}
	}
	return nil
}

func scheme(d config.Door) string {
	if d.Certificate != "" {
		return "https"
	}
	return "http"
}

// Machine is the program with its own PostgreSQL and Temporal on one machine.
type Machine struct {
	App *App

	stack *standalone.Stack
	log   *slog.Logger
}

// StateDir is the folder with the files of PostgreSQL and Temporal.
func (m *Machine) StateDir() string { return m.stack.StateDir() }

// TemporalPage is the address of Temporal's web page; empty when it has none.
func (m *Machine) TemporalPage() string { return m.stack.UIAddress }

// Temporal says where the machine's Temporal server is.
func (m *Machine) Temporal() Temporal {
	return Temporal{Address: m.stack.TemporalAddress, Namespace: m.stack.Namespace, Log: m.log}
}

// Start starts what is missing and connects to it. Stop it in the end.
func Start(ctx context.Context, cfg config.Config, log *slog.Logger, choices Stack) (*Machine, error) {
	o := choices.options()
	o.DatabaseURL, o.Log = cfg.Secrets.DatabaseURL, log
	if cfg.Codec.Origin != "" {
		o.CodecEndpoint = "http://" + cfg.Listen + "/codec"
	}
	stack, err := standalone.Start(ctx, o)
	if err != nil {
		return nil, err
	}
	m := &Machine{stack: stack, log: log}
	cfg.Secrets.DatabaseURL = stack.DatabaseURL
	if err := m.connect(ctx, cfg); err != nil {
		m.Stop()
		return nil, err
	}
	return m, nil
}

func (m *Machine) connect(ctx context.Context, cfg config.Config) (err error) {
	if m.App, err = Open(ctx, cfg, m.log); err != nil {
		return err
	}
	if err := m.App.Migrate(ctx); err != nil {
		return fmt.Errorf("bringing the database up to date: %w", err)
	}
	return m.App.Dial(ctx, m.Temporal())
}

// Run runs work until the context ends or a part of the machine dies.
func (m *Machine) Run(ctx context.Context, work func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-m.stack.Done():
			cancel()
		case <-ctx.Done():
		}
	}()
	if err := work(ctx); err != nil {
		return err
	}
	return m.stack.Err()
}

// Stop ends the connections, and then PostgreSQL and Temporal, even when the
// user's context is over.
func (m *Machine) Stop() {
	if m.App != nil {
		m.App.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := m.stack.Stop(ctx); err != nil {
		m.log.Warn("stopping", "error", err)
	}
}
