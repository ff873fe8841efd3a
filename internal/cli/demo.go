package cli

import (
	"log/slog"

	"relance/internal/config"
	"relance/internal/dunning"
)

// DemoOptions are the choices for a demo.
type DemoOptions struct {
	Log       *slog.Logger
	Temporald string // program; "" looks for it
	Stay      bool   // stay up after the story, until the context ends
	Say       func(format string, args ...any)
	Table     func(header []string, rows [][]string)
}

// demoCmd plays the sample invoices.
type demoCmd struct {
	Exit bool `help:"Stop when the story is told, also on a terminal."`
}

// Run plays the demo; without a terminal it stops by itself.
func (c *demoCmd) Run(s *session) error {
	cfg := config.Default()
	cfg.Log = "error"
	if s.Demo == nil {
		return dunning.Errorf(dunning.CodeInvalid, "this program holds no demo").WithHint("the command relance does")
	}
	return s.Demo(s.ctx, DemoOptions{
		Log: s.logger(cfg), Temporald: s.Getenv("RELANCE_TEMPORALD"), Stay: s.Terminal && !c.Exit, Say: s.say, Table: s.table,
	})
}
