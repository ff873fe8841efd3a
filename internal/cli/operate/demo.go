package operate

import (
	"relance/internal/cli/frame"
	"relance/internal/config"
	"relance/internal/dunning"
)

// Demo plays the sample invoices.
type Demo struct {
	Exit bool `help:"Stop when the story is told, also on a terminal."`
}

// Run plays the demo; without a terminal it stops by itself.
func (c *Demo) Run(s *frame.Session) error {
	cfg := config.Default()
	cfg.Log = "error"
	if s.Demo == nil {
		return dunning.Errorf(dunning.CodeInvalid, "this program holds no demo").WithHint("the command relance does")
	}
	return s.Demo(s.Ctx, frame.DemoOptions{
		Log: s.Logger(cfg), Temporald: s.Getenv("RELANCE_TEMPORALD"), Stay: s.Terminal && !c.Exit, Say: s.Say, Table: s.Table, Words: s.W,
	})
}
