package app

import (
	"context"
	"fmt"
	"log/slog"
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
	a, stack, err := startStack(ctx, cfg, log, o.Stack)
	if err != nil {
		return err
	}
	defer stopStack(stack, log)
	defer a.Close()
	o.Say("state     %s", stack.StateDir())
	o.Say("temporal  %s", stack.TemporalAddress)
	if stack.UIAddress != "" {
		o.Say("web UI    %s", stack.UIAddress)
	}
	o.Say("health    http://%s/readyz", cfg.Listen)
	o.Say("mail      %s%s", cfg.Mail.Mode, mailHint(cfg.Mail.Mode))
	if len(cfg.Creditors) == 0 {
		o.Say("creditors none yet: describe your business in %s, then stop and start again", config.FileName)
	}
	if err := stack.AddService("health", "http://"+cfg.Listen); err != nil {
		log.Warn("the address of the health page is not on record", "error", err)
	}
	return runUntil(ctx, stack, a.RunWorker)
}

func mailHint(m config.Mode) string {
	if m == config.Off {
		return " — everything is prepared and kept, nothing leaves; set mail.mode to live when you are ready"
	}
	return ""
}

// startStack starts what is missing and connects to it.
func startStack(ctx context.Context, cfg config.Config, log *slog.Logger, o standalone.Options) (*App, *standalone.Stack, error) {
	o.DatabaseURL, o.Log = cfg.Secrets.DatabaseURL, log
	if cfg.Codec.Origin != "" {
		o.CodecEndpoint = "http://" + cfg.Listen + "/codec"
	}
	stack, err := standalone.Start(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	cfg.Secrets.DatabaseURL = stack.DatabaseURL
	a, err := connect(ctx, cfg, log, stack)
	if err != nil {
		stopStack(stack, log)
		return nil, nil, err
	}
	return a, stack, nil
}

func connect(ctx context.Context, cfg config.Config, log *slog.Logger, stack *standalone.Stack) (*App, error) {
	a, err := Open(ctx, cfg, log)
	if err != nil {
		return nil, err
	}
	if err := a.Store.Migrate(ctx); err != nil {
		a.Close()
		return nil, fmt.Errorf("bringing the database up to date: %w", err)
	}
	if err := a.Dial(ctx, temporalclient.Options{Address: stack.TemporalAddress, Namespace: stack.Namespace, Log: log}); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

// runUntil runs work until the context ends or a part of the stack dies.
func runUntil(ctx context.Context, stack *standalone.Stack, work func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-stack.Done():
			cancel()
		case <-ctx.Done():
		}
	}()
	if err := work(ctx); err != nil {
		return err
	}
	return stack.Err()
}

// stopStack stops PostgreSQL and Temporal even when the user's context is over.
func stopStack(stack *standalone.Stack, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := stack.Stop(ctx); err != nil {
		log.Warn("stopping", "error", err)
	}
}
