package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// stopLimit bounds an orderly stop; a server that has lost its database would
// otherwise wait for it.
const stopLimit = 5 * time.Second

func main() {
	o, err := parseOptions(os.Args[1:], os.Getenv)
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if o.parentWatch {
		ctx = untilEOF(ctx, os.Stdin)
	}
	if err := run(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// untilEOF ends the context with the input: whoever holds the other end of
// the pipe has gone, in whatever way.
func untilEOF(ctx context.Context, input io.Reader) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		_, _ = io.Copy(io.Discard, input)
		cancel()
	}()
	return ctx
}

// run serves until ctx ends. A stop that was asked for is no error.
func run(ctx context.Context, o options, ready io.Writer) error {
	log := newLog(o.logLevel)
	if err := prepareDatabases(o, log.logger); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return nil
	}
	server, err := startServer(o, log)
	if err != nil {
		return err
	}
	defer func() { inTime(stopLimit, server.stop) }()
	if err := ensureNamespace(ctx, o, server.address, log); err != nil {
		return ifNotStopping(ctx, err)
	}
	ui, err := startUI(ctx, o, server.address)
	if err != nil {
		return ifNotStopping(ctx, err)
	}
	defer ui.stop()
	if err := announce(ready, o, server.address, ui.address); err != nil {
		return err
	}
	<-ctx.Done()
	log.mute() // what the services say about each other's absence helps nobody
	return nil
}

func ifNotStopping(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// inTime runs a function and leaves it behind when it takes too long.
func inTime(limit time.Duration, f func()) {
	done := make(chan struct{})
	go func() { f(); close(done) }()
	select {
	case <-done:
	case <-time.After(limit):
	}
}
