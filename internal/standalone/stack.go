package standalone

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Options are the choices for a stack. The zero value with a Dir is right
// for real use on one machine.
type Options struct {
	// Dir is the folder whose state the stack keeps; "" means the current one.
	Dir string
	// DatabaseURL is a PostgreSQL to use, as postgres://…/name; "" starts a
	// private cluster.
	DatabaseURL string
	// TemporalAddress is a Temporal server to use, host:port; "" starts one.
	TemporalAddress string
	// PostgresPort, TemporalPort and UIPort are on the loopback address; 0
	// takes those of the last run or free ones. NoUI as UIPort serves no UI.
	PostgresPort, TemporalPort, UIPort int
	// MetricsPort serves the Temporal server's metrics; 0 means none.
	MetricsPort int
	// Namespace of Temporal; "" means "default".
	Namespace string
	// Retention of closed workflows by Temporal; 0 means 90 days.
	Retention time.Duration
	// CodecEndpoint is the URL where Temporal's UI has payloads decrypted.
	CodecEndpoint string
	// Temporald is the program to run; "" looks for it with FindTemporald.
	Temporald string
	// FastUnsafe trades the private cluster's durability for speed, for
	// demonstrations and tests.
	FastUnsafe bool
	// Log hears what happens; nil is silence.
	Log *slog.Logger
}

// Stack is everything relance needs beside itself, running.
type Stack struct {
	// DatabaseURL is the service's database, password included.
	DatabaseURL string
	// TemporalAddress is the server's host:port.
	TemporalAddress string
	// UIAddress is the URL of Temporal's web UI, "" when we serve none.
	UIAddress string
	// Namespace is the one to use on the server.
	Namespace string

	state    string
	lock     *fileLock
	cluster  *postgresCluster
	temporal *temporalServer
	done     chan struct{}
	quit     chan struct{}
	stopOnce sync.Once

	mu  sync.Mutex
	run Run
	err error
}

// Start starts what the options do not bring along: a PostgreSQL cluster,
// then a Temporal server on it. When it returns, both serve, and [ReadRun]
// finds them. One stack runs per folder; a second start fails with a hint.
// A failed start leaves nothing running.
func Start(ctx context.Context, o Options) (*Stack, error) {
	if o.Dir == "" {
		o.Dir = "."
	}
	state, err := stateDir(o.Dir)
	if err != nil {
		return nil, err
	}
	return startIn(ctx, state, o)
}

func startIn(ctx context.Context, state string, o Options) (*Stack, error) {
	if err := os.MkdirAll(state, 0o755); err != nil {
		return nil, fmt.Errorf("making the state folder: %w", err)
	}
	s := &Stack{state: state, done: make(chan struct{}), quit: make(chan struct{}),
		DatabaseURL: o.DatabaseURL, TemporalAddress: o.TemporalAddress, Namespace: o.Namespace}
	if s.Namespace == "" {
		s.Namespace = defaultSpace
	}
	// A command that only looks whether we run holds the lock for an instant.
	brief, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
	defer cancel()
	var err error
	if s.lock, err = waitLock(brief, runLock(state)); err != nil {
		return nil, runningAlready(err, "the folder "+o.Dir)
	}
	if err := s.start(ctx, o); err != nil {
		return nil, errors.Join(err, s.Stop(context.WithoutCancel(ctx)))
	}
	go s.watch()
	return s, nil
}

func (s *Stack) start(ctx context.Context, o Options) error {
	if s.DatabaseURL == "" {
		c, err := startClusterIn(ctx, s.state, clusterOptions{Port: o.PostgresPort, FastUnsafe: o.FastUnsafe, Log: o.Log})
		if err != nil {
			return err
		}
		s.cluster, s.DatabaseURL = c, c.URL(databaseName)
	}
	if s.TemporalAddress == "" {
		t, err := startTemporalIn(ctx, s.state, o.Dir, temporalOptions{Binary: o.Temporald,
			DatabaseURL: s.DatabaseURL, Port: o.TemporalPort, UIPort: o.UIPort, MetricsPort: o.MetricsPort,
			Namespace: o.Namespace, Retention: o.Retention, CodecEndpoint: o.CodecEndpoint, Log: o.Log})
		if err != nil {
			return err
		}
		s.temporal, s.TemporalAddress, s.UIAddress = t, t.Address(), t.uiAddress()
	}
	return s.announce(o.Dir)
}

// announce writes the run file that other commands read.
func (s *Stack) announce(folder string) error {
	abs, err := absolute(folder)
	if err != nil {
		return err
	}
	// For root the state lies elsewhere, under a hash: say whose it is.
	if err := writePrivate(filepath.Join(s.state, "folder"), []byte(abs+"\n")); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.run = Run{PID: os.Getpid(), Folder: abs, StartedAt: time.Now().UTC(), DatabaseURL: s.DatabaseURL,
		TemporalAddress: s.TemporalAddress, TemporalUI: s.UIAddress, Namespace: s.Namespace}
	return writeRun(s.state, s.run)
}

// AddService makes the address of one more service, such as the console's
// URL, known to whoever reads the run file.
func (s *Stack) AddService(name, address string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.run.Services == nil {
		s.run.Services = map[string]string{}
	}
	s.run.Services[name] = address
	return writeRun(s.state, s.run)
}

// StateDir is where the stack keeps its state.
func (s *Stack) StateDir() string { return s.state }

// Done is closed when a part of the stack has ended for good without being
// asked to; Err says why. The rest still runs and wants a Stop.
func (s *Stack) Done() <-chan struct{} { return s.done }

// Err is nil until Done is closed.
func (s *Stack) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// watch reports the unasked end of a part.
func (s *Stack) watch() {
	var postgres, temporal <-chan struct{}
	if s.cluster != nil {
		postgres = s.cluster.Done()
	}
	if s.temporal != nil {
		temporal = s.temporal.Done()
	}
	var err error
	select {
	case <-s.quit:
		return
	case <-postgres:
		err = fmt.Errorf("PostgreSQL ended; see %s", filepath.Join(s.state, dataName+".log"))
	case <-temporal:
		err = s.temporal.Err()
	}
	s.mu.Lock()
	s.err = err
	s.mu.Unlock()
	close(s.done)
}

// Stop ends Temporal, then PostgreSQL, and gives the folder free. Stop the
// worker first. When ctx ends, what still runs is killed. Stopping twice is
// harmless.
func (s *Stack) Stop(ctx context.Context) error {
	var errs []error
	s.stopOnce.Do(func() {
		close(s.quit)
		if s.temporal != nil {
			errs = append(errs, s.temporal.Stop(ctx))
		}
		if s.cluster != nil {
			errs = append(errs, s.cluster.Stop(ctx))
		}
		errs = append(errs, removeRun(s.state))
		s.lock.release()
	})
	return errors.Join(errs...)
}
