package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Signals gives the context of a command: Ctrl-C or SIGTERM ends it, and the
// command stops in order. A second signal ends the program at once, as it ends
// any other program, so that nobody needs kill -9 when something hangs.
func Signals() (context.Context, context.CancelFunc) {
	ctx, stop := context.WithCancel(context.Background())
	first := make(chan os.Signal, 1)
	signal.Notify(first, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case <-first:
		case <-ctx.Done():
		}
		signal.Stop(first) // before the context ends: the next signal then has its usual effect
		stop()
	}()
	return ctx, stop
}
