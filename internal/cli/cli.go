package cli

import (
	"context"

	"github.com/alecthomas/kong"

	"relance/internal/cli/frame"
	"relance/internal/cli/operate"
	"relance/internal/version"
)

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

// Run runs one command and gives the exit status.
func Run(ctx context.Context, args []string, env frame.Env) int {
	var cmds root
	parser, exited, err := newParser(&cmds, env, "relance", "Chases unpaid invoices until they are paid, settled or handed over.",
		kong.ExplicitGroups([]kong.Group{
			{Key: "run", Title: "Run"}, {Key: "invoices", Title: "Invoices"},
			{Key: "case", Title: "One case"}, {Key: "look", Title: "Look before you send"},
		}))
	if err != nil {
		return frame.Report(env, frame.Speaks(env, args), err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	kctx, err := parser.Parse(args)
	switch {
	case *exited >= 0:
		return *exited
	case err != nil:
		return frame.Report(env, frame.Speaks(env, args), frame.Usage(err))
	}
	s := &frame.Session{Env: env, Ctx: ctx, JSON: cmds.JSON, Path: cmds.Config, Lang: cmds.Lang, W: frame.Speaks(env, args), Open: operate.Open}
	return frame.Report(env, s.W, record(s, kctx.Selected(), kctx.Run(s)))
}

// workerRoot is all that the command worker takes.
type workerRoot struct {
	Config  string           `short:"c" placeholder:"FILE" env:"RELANCE_CONFIG" help:"Configuration file (default: relance.yaml, if there is one)."`
	Version kong.VersionFlag `help:"Print the version."`
}

// RunWorker is the program worker: `relance worker` under a name of its own. It
// refuses what it does not know, so that no slip of the pen runs another
// configuration than the one that was meant.
func RunWorker(ctx context.Context, args []string, env frame.Env) int {
	var own workerRoot
	parser, exited, err := newParser(&own, env, "worker", "Runs relance's worker against your own PostgreSQL and Temporal.")
	if err != nil {
		return frame.Report(env, frame.Speaks(env, nil), err)
	}
	_, err = parser.Parse(args)
	switch {
	case *exited >= 0:
		return *exited
	case err != nil:
		return frame.Report(env, frame.Speaks(env, nil), frame.Usage(err))
	}
	s := &frame.Session{Env: env, Ctx: ctx, Path: own.Config, W: frame.Speaks(env, nil), Open: operate.Open}
	return frame.Report(env, s.W, (&operate.Worker{}).Run(s))
}

// newParser reads the arguments of a program; exited is its status when it has
// printed its help or version, else negative.
func newParser(into any, env frame.Env, name, what string, more ...kong.Option) (parser *kong.Kong, exited *int, err error) {
	status := -1
	parser, err = kong.New(into, append([]kong.Option{
		kong.Name(name), kong.Description(what), kong.Writers(env.Stdout, env.Stderr), kong.Exit(func(code int) { status = code }),
		kong.Vars{"version": "relance " + version.String()}, kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	}, more...)...)
	return parser, &status, err
}
