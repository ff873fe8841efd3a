package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// serve answers health checks and metrics until the context ends.
func (a *App) serve(ctx context.Context) error {
	handler, err := a.handler()
	if err != nil {
		return fmt.Errorf("preparing the health page: %w", err)
	}
	listener, err := net.Listen("tcp", a.Config.Listen)
	if err != nil {
		return fmt.Errorf("listening on %s: %w", a.Config.Listen, err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(stop)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
