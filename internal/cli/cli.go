package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"relance/internal/config"
	"relance/internal/standalone"
	"relance/internal/telemetry"
	"relance/internal/version"
	"relance/internal/words"
)

// Exit statuses of the contract.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
	exitSome   = 3
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

// root lists the commands, in the order of the help.
type root struct {
	Config  string           `short:"c" placeholder:"FILE" env:"RELANCE_CONFIG" help:"Configuration file (default: relance.yaml, if there is one)."`
	JSON    bool             `help:"Print one JSON document for programs."`
	Lang    string           `enum:"fr,en," default:"" placeholder:"fr|en" help:"Language of what is printed (default: that of LC_ALL, LC_MESSAGES, LANG; else English)."`
	Version kong.VersionFlag `help:"Print the version."`

	runCommands
	invoiceCommands
	caseCommands
	lookCommands
}

// session is what commands are given.
type session struct {
	Env
	ctx  context.Context
	json bool
	path string // of the configuration, as given
	lang string // that --lang names; "" when it is left out

	w words.Words // the language that is spoken
}

// usageError is a fault in the words of a command.
type usageError struct{ error }

// Unwrap lets the hint through.
func (e usageError) Unwrap() error { return e.error }

// someFailed says that some items failed; each has been named.
type someFailed struct{ failed, total int }

func (e someFailed) Error() string {
	return fmt.Sprintf(someFailedFormat, e.failed, e.total)
}

const someFailedFormat = "%d of %d failed"

// Run runs one command and gives the exit status.
func Run(ctx context.Context, args []string, env Env) int {
	var cmds root
	parser, exited, err := newParser(&cmds, env, "relance", "Chases unpaid invoices until they are paid, settled or handed over.",
		kong.ExplicitGroups([]kong.Group{
			{Key: "run", Title: "Run"}, {Key: "invoices", Title: "Invoices"},
			{Key: "case", Title: "One case"}, {Key: "look", Title: "Look before you send"},
		}))
	if err != nil {
		return report(env, speaks(env, args), err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	kctx, err := parser.Parse(args)
	switch {
	case *exited >= 0:
		return *exited
	case err != nil:
		return report(env, speaks(env, args), usageError{err})
	}
	s := &session{Env: env, ctx: ctx, json: cmds.JSON, path: cmds.Config, lang: cmds.Lang, w: speaks(env, args)}
	return report(env, s.w, kctx.Run(s))
}

// workerRoot is all that the command worker takes.
type workerRoot struct {
	Config  string           `short:"c" placeholder:"FILE" env:"RELANCE_CONFIG" help:"Configuration file (default: relance.yaml, if there is one)."`
	Version kong.VersionFlag `help:"Print the version."`
}

// RunWorker is the program worker: `relance worker` under a name of its own. It
// refuses what it does not know, so that no slip of the pen runs another
// configuration than the one that was meant.
func RunWorker(ctx context.Context, args []string, env Env) int {
	var own workerRoot
	parser, exited, err := newParser(&own, env, "worker", "Runs relance's worker against your own PostgreSQL and Temporal.")
	if err != nil {
		return report(env, speaks(env, nil), err)
	}
	_, err = parser.Parse(args)
	switch {
	case *exited >= 0:
		return *exited
	case err != nil:
		return report(env, speaks(env, nil), usageError{err})
	}
	s := &session{Env: env, ctx: ctx, path: own.Config, w: speaks(env, nil)}
	return report(env, s.w, (&workerCmd{}).Run(s))
}

// newParser reads the arguments of a program; exited is its status when it has
// printed its help or version, else negative.
func newParser(into any, env Env, name, what string, more ...kong.Option) (parser *kong.Kong, exited *int, err error) {
	status := -1
	parser, err = kong.New(into, append([]kong.Option{
		kong.Name(name), kong.Description(what), kong.Writers(env.Stdout, env.Stderr), kong.Exit(func(code int) { status = code }),
		kong.Vars{"version": "relance " + version.String()}, kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	}, more...)...)
	return parser, &status, err
}

// report prints an error and gives its exit status.
func report(env Env, w words.Words, err error) int {
	if err == nil {
		return exitOK
	}
	printError(env.Stderr, w, err)
	var usage usageError
	var some someFailed
	switch {
	case errors.As(err, &usage):
		return exitUsage
	case errors.As(err, &some):
		return exitSome
	}
	return exitFailed
}

// config loads the configuration. Without DATABASE_URL the running `relance
// up` of this folder is used.
func (s *session) config() (config.Config, error) { return s.load(config.Load) }

// configToSend is config for a command that sends: what the mail server and the
// carriers ask for must be there.
func (s *session) configToSend() (config.Config, error) { return s.load(config.LoadToSend) }

func (s *session) load(load func(string, func(string) string) (config.Config, error)) (config.Config, error) {
	cfg, err := load(s.path, s.Getenv)
	if err != nil || cfg.Secrets.DatabaseURL != "" {
		return cfg, err
	}
	if run, err := standalone.ReadRun(cfg.Dir); err == nil {
		cfg.Secrets.DatabaseURL = run.DatabaseURL
	}
	return cfg, nil
}

// upConfig loads the configuration for `up`, which brings its own database.
func (s *session) upConfig() (config.Config, error) { return config.LoadToSend(s.path, s.Getenv) }

func (s *session) logger(cfg config.Config) *slog.Logger {
	return telemetry.NewLogger(s.Stderr, cfg.Log, s.Terminal)
}
