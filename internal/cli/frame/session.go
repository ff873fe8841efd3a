package frame

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"golang.org/x/term"

	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/standalone"
	"relance/internal/telemetry"
	"relance/internal/words"
)

// Exit statuses of the contract.
const (
	ExitOK     = 0
	ExitFailed = 1
	ExitUsage  = 2
	ExitSome   = 3
)

// Env is the world a command runs in, so that tests can make their own.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	Now            func() time.Time
	Terminal       bool // stderr is a terminal: progress bars are drawn

	// Demo plays the demo. It is nil where the program holds none: what stands
	// in for carriers and mail servers has no place in a long-running process.
	Demo func(context.Context, DemoOptions) error
}

// System is the real world.
func System() Env {
	return Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Now: time.Now,
		Terminal: term.IsTerminal(int(os.Stderr.Fd())),
	}
}

// DemoOptions are the choices for a demo.
type DemoOptions struct {
	Log       *slog.Logger
	Temporald string // program; "" looks for it
	Stay      bool   // stay up after the story, until the context ends
	Say       func(format string, args ...any)
	Table     func(header []string, rows [][]string)
	Words     words.Words // of the language that Say and Table print
}

// Session is what commands are given.
type Session struct {
	Env
	Ctx  context.Context
	JSON bool
	Path string // of the configuration, as given
	Lang string // that --lang names; "" when it is left out

	W words.Words // the language that is spoken

	Open func(*Session) (*Rooms, error) // opens the use cases
}

// usageError is a fault in the words of a command.
type usageError struct{ error }

// Usage is an error that the words of a command are at fault for.
func Usage(err error) error { return usageError{err} }

// Unwrap lets the hint through.
func (e usageError) Unwrap() error { return e.error }

// someFailed says that some items failed; each has been named.
type someFailed struct{ failed, total int }

// SomeOf is the error of a command that did not fail as a whole.
func SomeOf(failed, total int) error { return someFailed{failed, total} }

// IsSome tells whether an error says that only some items failed.
func IsSome(err error) bool {
	var some someFailed
	return errors.As(err, &some)
}

func (e someFailed) Error() string {
	return fmt.Sprintf(someFailedFormat, e.failed, e.total)
}

const someFailedFormat = "%d of %d failed"

// Report prints an error and gives its exit status.
func Report(env Env, w words.Words, err error) int {
	if err == nil {
		return ExitOK
	}
	PrintError(env.Stderr, w, err)
	var wrong usageError
	var some someFailed
	switch {
	case errors.As(err, &wrong):
		return ExitUsage
	case errors.As(err, &some):
		return ExitSome
	}
	return ExitFailed
}

// Config loads the configuration. Without DATABASE_URL the running `relance
// up` of this folder is used.
func (s *Session) Config() (config.Config, error) { return s.load(config.Load) }

// ConfigToSend is config for a command that sends: what the mail server and the
// carriers ask for must be there.
func (s *Session) ConfigToSend() (config.Config, error) { return s.load(config.LoadToSend) }

func (s *Session) load(load func(string, func(string) string) (config.Config, error)) (config.Config, error) {
	cfg, err := load(s.Path, s.Getenv)
	if err != nil || cfg.Secrets.DatabaseURL != "" {
		return cfg, err
	}
	if run, err := standalone.ReadRun(cfg.Dir); err == nil {
		cfg.Secrets.DatabaseURL = run.DatabaseURL
	}
	return cfg, nil
}

// UpConfig loads the configuration for `up`, which brings its own database.
func (s *Session) UpConfig() (config.Config, error) { return config.LoadToSend(s.Path, s.Getenv) }

// Logger writes to stderr as the configuration asks.
func (s *Session) Logger(cfg config.Config) *slog.Logger {
	return telemetry.NewLogger(s.Stderr, cfg.Log, s.Terminal)
}

// Today is the civil date where the invoices are.
func (s *Session) Today() calendar.Date {
	return calendar.DateOf(s.Now().In(calendar.Metropole.Location()))
}
