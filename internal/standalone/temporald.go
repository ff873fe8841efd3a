package standalone

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	temporaldVariable = "RELANCE_TEMPORALD"
	temporaldName     = "temporald"

	// NoUI as a UI port means that no web UI is served.
	NoUI = -1

	maxRestarts  = 5 // of temporald, within restartSpan
	restartSpan  = 10 * time.Minute
	usualGRPC    = 7233
	usualUI      = 8233
	defaultSpace = "default"
)

// temporalOptions are the choices for a Temporal server of one's own.
type temporalOptions struct {
	// Binary is the program to run; "" looks for it with FindTemporald.
	Binary string
	// DatabaseURL names the PostgreSQL server, as postgres://…; two databases
	// beside the one it names, with _temporal and _temporal_visibility added
	// to its name, are created if need be.
	DatabaseURL string
	// Port of the server; 0 takes that of the last run, else 7233, else any
	// free one.
	Port int
	// UIPort likewise, with 8233; NoUI serves no UI.
	UIPort int
	// MetricsPort serves the server's Prometheus metrics; 0 means none.
	MetricsPort int
	// Namespace to register; "" means "default".
	Namespace string
	// Retention of closed workflows; 0 means 90 days.
	Retention time.Duration
	// CodecEndpoint is the URL where the UI has payloads decrypted.
	CodecEndpoint string
	// StartTimeout bounds the wait for readiness; 0 means two minutes.
	StartTimeout time.Duration
	// Log hears what happens; nil is silence.
	Log *slog.Logger

	restartPause time.Duration // before the second start; then longer
}

// temporalServer is a running temporald that is started again when it dies.
type temporalServer struct {
	binary, state string
	options       temporalOptions
	port, uiPort  int
	done          chan struct{}

	life   context.Context // ends when a stop is asked for
	endNow context.CancelFunc

	mu      sync.Mutex
	process *process
	err     error
}

// FindTemporald looks for the program temporald: where RELANCE_TEMPORALD
// points, beside the running program, and in the folder's bin. The error carries a hint on how to build it.
func FindTemporald(folder string) (string, error) {
	if path := os.Getenv(temporaldVariable); path != "" {
		if _, err := exec.LookPath(path); err != nil {
			return "", &hintError{message: temporaldVariable, cause: err,
				hint: "let it name the program temporald, or unset it"}
		}
		return path, nil
	}
	var places []string
	if self, err := os.Executable(); err == nil {
		places = append(places, filepath.Dir(self))
	}
	if abs, err := absolute(folder); err == nil {
		places = append(places, filepath.Join(abs, "bin"))
	}
	for _, dir := range places {
		if path, err := exec.LookPath(filepath.Join(dir, temporaldName)); err == nil {
			return path, nil
		}
	}
	return "", &hintError{message: "the program temporald was not found in " + strings.Join(places, ", "),
		hint: "run make build, or set TEMPORAL_ADDRESS to a Temporal server you have"}
}

// startTemporalIn starts a Temporal server whose state is in a folder, and returns
// when it serves. The program temporald is looked for beside the folder. Cancelling
// ctx ends the start, not the running server.
func startTemporalIn(ctx context.Context, state, folder string, o temporalOptions) (*temporalServer, error) {
	o.setDefaults()
	binary, err := o.Binary, error(nil)
	if binary == "" {
		if binary, err = FindTemporald(folder); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(state, 0o755); err != nil {
		return nil, fmt.Errorf("making the state folder: %w", err)
	}
	t := &temporalServer{binary: binary, state: state, options: o, done: make(chan struct{})}
	t.life, t.endNow = context.WithCancel(context.Background())
	for attempt := 1; ; attempt++ {
		if err := t.choosePorts(); err != nil {
			return nil, err
		}
		err := t.launch(ctx)
		if err == nil {
			break
		}
		// Another program may take a free port between our look and its use, and
		// Temporal gives its own parts 15 seconds, which a busy machine needs.
		if attempt == 3 || !portTaken(err) && !tooSlow(err) {
			return nil, err
		}
		o.Log.Warn("temporald did not start and is tried again", "attempt", attempt)
	}
	go t.supervise()
	o.Log.Info("Temporal is ready", "address", t.Address(), "ui", t.uiAddress())
	return t, nil
}

// portTaken recognises temporald's own words and those of the system.
func portTaken(err error) bool {
	return strings.Contains(err.Error(), "is taken by another program") ||
		strings.Contains(err.Error(), "address already in use")
}

// tooSlow recognises what Temporal says when its parts were not up in time.
func tooSlow(err error) bool {
	return !errors.Is(err, context.DeadlineExceeded) && strings.Contains(err.Error(), "failed to start") && strings.Contains(err.Error(), "context deadline exceeded")
}

func (o *temporalOptions) setDefaults() {
	if o.Namespace == "" {
		o.Namespace = defaultSpace
	}
	if o.Retention == 0 {
		o.Retention = 90 * 24 * time.Hour
	}
	if o.StartTimeout == 0 {
		o.StartTimeout = 2 * time.Minute
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.restartPause == 0 {
		o.restartPause = 500 * time.Millisecond
	}
}

func (t *temporalServer) choosePorts() error {
	var err error
	if t.port, err = choosePort(t.options.Port, usualGRPC, portFile(t.state, "temporal")); err != nil {
		return err
	}
	if t.options.UIPort != NoUI {
		t.uiPort, err = choosePort(t.options.UIPort, usualUI, portFile(t.state, "temporal-ui"))
	}
	return err
}

// Address is the server's host:port for clients and workers.
func (t *temporalServer) Address() string { return loopback + ":" + strconv.Itoa(t.port) }

// uiAddress is the URL of the web UI, "" without one.
func (t *temporalServer) uiAddress() string {
	if t.uiPort == 0 {
		return ""
	}
	return "http://" + loopback + ":" + strconv.Itoa(t.uiPort)
}

// Namespace is the name of the namespace that was registered.
func (t *temporalServer) Namespace() string { return t.options.Namespace }

// Done is closed when the server has stopped for good, whether asked to or
// because it kept dying; Err tells which.
func (t *temporalServer) Done() <-chan struct{} { return t.done }

// Err is nil while the server runs and after an orderly stop.
func (t *temporalServer) Err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

// Stop ends the server; one that takes longer than 15 seconds, or than ctx
// allows, is killed. Its state is safe in PostgreSQL either way.
func (t *temporalServer) Stop(ctx context.Context) error {
	t.endNow()
	p := t.current()
	needed := p.stop(ctx, nudge{syscall.SIGTERM, 15 * time.Second})
	<-t.done
	_ = t.current().stop(ctx, nudge{syscall.SIGTERM, 5 * time.Second}) // one that was just being started again
	if needed > 1 {
		return errors.New("temporald did not stop in time and was killed")
	}
	t.options.Log.Info("Temporal has stopped")
	return nil
}
