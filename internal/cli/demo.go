package cli

import (
	"relance/internal/app"
	"relance/internal/config"
)

// demoCmd plays the sample invoices.
type demoCmd struct {
	Exit bool `help:"Stop when the story is told, also on a terminal."`
}

// Run plays the demo; without a terminal it stops by itself.
func (c *demoCmd) Run(s *session) error {
	cfg := config.Default()
	cfg.Log = "error"
	return app.Demo(s.ctx, cfg, s.logger(cfg), app.DemoOptions{
		Temporald: s.Getenv("RELANCE_TEMPORALD"), Stay: s.Terminal && !c.Exit, Say: s.say, Table: s.table,
	})
}
