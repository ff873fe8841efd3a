// Command relance chases unpaid invoices. See `relance --help`.
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
	os.Exit(cli.Run(ctx, os.Args[1:], cli.System()))
}
