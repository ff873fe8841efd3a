package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"relance/internal/dunning"
)

// Limits that every listener has: a client that is slow on purpose holds a
// connection for so long, and no longer.
const (
	headerLimit = 5 * time.Second  // until the head of a request is read
	readLimit   = 30 * time.Second // until its body is
	writeLimit  = 2 * time.Minute  // until its answer is written
	idleLimit   = time.Minute      // between two requests of a connection
	headBytes   = 32 << 10
	bodyBytes   = 1 << 20 // unless the listener says otherwise
	// stopLimit is how long requests may take to end when the process is asked to
	// stop.
	stopLimit = 30 * time.Second
)

// Listener serves one address.
type Listener struct {
	Name    string // for the log: internal, public or staff
	Address string // host:port
	Handler http.Handler
	Log     *slog.Logger

	// Body is how many bytes the body of a request has at most; 0 is 1 MiB.
	Body int64
	// Certificate and Key are files in PEM; empty serves plain HTTP.
	Certificate, Key string
	// Proxies are the addresses whose word on the client's address is taken.
	Proxies []netip.Prefix

	// Bound is told the address when it listens: port 0 is any free one.
	Bound func(net.Addr)
}

// Run serves until the context ends, and then waits for the requests that run.
func (l *Listener) Run(ctx context.Context) error {
	server, err := l.server()
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", l.Address)
	if err != nil {
		return fmt.Errorf("listening on %s (%s): %w", l.Address, l.Name, err)
	}
	if l.Bound != nil {
		l.Bound(listener.Addr())
	}
	stopped := make(chan error, 1)
	over := context.AfterFunc(ctx, func() {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopLimit)
		defer cancel()
		stopped <- server.Shutdown(stop)
	})
	if server.TLSConfig != nil {
		err = server.ServeTLS(listener, "", "")
	} else {
		err = server.Serve(listener)
	}
	if over() || !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving %s (%s): %w", l.Address, l.Name, err)
	}
	if err := <-stopped; err != nil { // what still runs is cut off
		l.Log.Warn("requests were cut off", "listener", l.Name, "error", err)
		return errors.Join(server.Close())
	}
	return nil
}

// server has the limits of every listener.
func (l *Listener) server() (*http.Server, error) {
	body := l.Body
	if body == 0 {
		body = bodyBytes
	}
	s := &http.Server{
		Handler:           Identified(l.Proxies, unmistaken(http.MaxBytesHandler(l.Handler, body))),
		ReadHeaderTimeout: headerLimit, ReadTimeout: readLimit, WriteTimeout: writeLimit, IdleTimeout: idleLimit,
		MaxHeaderBytes: headBytes, ErrorLog: slog.NewLogLogger(l.Log.With("listener", l.Name).Handler(), slog.LevelWarn),
	}
	if l.Certificate == "" {
		return s, nil
	}
	pair, err := tls.LoadX509KeyPair(l.Certificate, l.Key)
	if err != nil {
		return nil, dunning.Errorf(dunning.CodeInvalid, "the certificate of the %s listener cannot be used: %w", l.Name, err).
			WithHint("name PEM files that the service may read, certificate and key of one another")
	}
	s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	return s, nil
}
