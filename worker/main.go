// Command worker is relance's long-running process for production: Temporal
// worker, outbox relay, sweep, health and metrics. It is configured by
// relance.yaml (or the file named by RELANCE_CONFIG) and the environment.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"relance/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(cli.Run(ctx, []string{"worker"}, cli.System()))
}
