// Command relance chases unpaid invoices. See `relance --help`.
package main

import (
	"context"
	"os"

	"relance/internal/cli"
	"relance/internal/cli/frame"
	"relance/internal/demo"
)

func main() {
	ctx, stop := cli.Signals()
	defer stop()
	env := frame.System()
	env.Demo = func(ctx context.Context, o frame.DemoOptions) error { return demo.Run(ctx, demo.Options(o)) }
	os.Exit(cli.Run(ctx, os.Args[1:], env))
}
