// Command relance chases unpaid invoices. See `relance --help`.
package main

import (
	"os"

	"relance/internal/cli"
)

func main() {
	ctx, stop := cli.Signals()
	defer stop()
	os.Exit(cli.Run(ctx, os.Args[1:], cli.System()))
}
