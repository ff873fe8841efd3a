package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"relance/internal/config"
	"relance/internal/standalone"
	"relance/internal/temporalclient"
)

// UpOptions are the choices for Up.
type UpOptions struct {
	Stack standalone.Options
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
	o.Say("state     %s", m.Stack.StateDir())
	o.Say("temporal  %s", m.Stack.TemporalAddress)
	if m.Stack.UIAddress != "" {
		o.Say("web UI    %s", m.Stack.UIAddress)
	}
	o.Say("health    http://%s/readyz", cfg.Listen)
	if cfg.Public.Listen != "" {
		o.Say("webhooks  %s://%s/webhooks/", scheme(cfg.Public), cfg.Public.Listen)
	}
	o.Say("mail      %s%s", cfg.Mail.Mode, mailHint(cfg.Mail.Mode))
	if len(cfg.Creditors) == 0 {
		o.Say("creditors none yet: describe your business in %s, then stop and start again", config.FileName)
	}
	if err := m.Stack.AddService("health", "http://"+cfg.Listen); err != nil {
		log.Warn("the address of the health page is not on record", "error", err)
	}
	return m.Run(ctx, m.App.RunWorker)
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
	visit, err := m.App.FirstVisit(ctx)
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

func mailHint(m config.Mode) string {
	if m == config.Off {
		return " — everything is prepared and kept, nothing leaves; set mail.mode to live when you are ready"
	}
	return ""
}

// Machine is the program with its own PostgreSQL and Temporal on one machine.
type Machine struct {
	App   *App
	Stack *standalone.Stack
	log   *slog.Logger
}

// Start starts what is missing and connects to it. Stop it in the end.
func Start(ctx context.Context, cfg config.Config, log *slog.Logger, o standalone.Options) (*Machine, error) {
	o.DatabaseURL, o.Log = cfg.Secrets.DatabaseURL, log
	if cfg.Codec.Origin != "" {
		o.CodecEndpoint = "http://" + cfg.Listen + "/codec"
	}
	stack, err := standalone.Start(ctx, o)
	if err != nil {
		return nil, err
	}
	m := &Machine{Stack: stack, log: log}
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
	if err := m.App.Store.Migrate(ctx); err != nil {
		return fmt.Errorf("bringing the database up to date: %w", err)
	}
	return m.App.Dial(ctx, temporalclient.Options{Address: m.Stack.TemporalAddress, Namespace: m.Stack.Namespace, Log: m.log})
}

// Run runs work until the context ends or a part of the machine dies.
func (m *Machine) Run(ctx context.Context, work func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-m.Stack.Done():
			cancel()
		case <-ctx.Done():
		}
	}()
	if err := work(ctx); err != nil {
		return err
	}
	return m.Stack.Err()
}

// Stop ends the connections, and then PostgreSQL and Temporal, even when the
// user's context is over.
func (m *Machine) Stop() {
	if m.App != nil {
		m.App.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := m.Stack.Stop(ctx); err != nil {
		m.log.Warn("stopping", "error", err)
	}
}
