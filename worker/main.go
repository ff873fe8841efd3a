// Command worker is relance's long-running process for production: Temporal
// worker, outbox relay, sweep, health and metrics. It is configured by
// relance.yaml (or the file named by --config or RELANCE_CONFIG) and the
// environment.
package main

import (
	"os"

	"relance/internal/cli"
	"relance/internal/cli/frame"
)

func main() {
	ctx, stop := cli.Signals()
	defer stop()
	os.Exit(cli.RunWorker(ctx, os.Args[1:], frame.System()))
}
