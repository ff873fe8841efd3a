package standalone

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// databaseName is the database of the service in a private cluster.
const databaseName = "relance"

// clusterOptions are the choices for a private cluster; the zero value is
// right for real use.
type clusterOptions struct {
	// Port on the loopback address; 0 takes the port of the last run if it is
	// free, else any free one.
	Port int
	// FastUnsafe gives up durability for speed: a power cut may lose or
	// corrupt the data. For demonstrations and tests.
	FastUnsafe bool
	// MaxConnections of the server; 0 means 200.
	MaxConnections int
	// StartTimeout bounds the wait for readiness, recovery after a crash
	// included; 0 means two minutes.
	StartTimeout time.Duration
	// Log hears what the cluster does; nil is silence.
	Log *slog.Logger
}

// postgresCluster is a running private PostgreSQL cluster.
type postgresCluster struct {
	state, dataDir string
	password       string
	port           int
	options        clusterOptions
	binaries       Binaries
	account        account
	lock           *fileLock
	server         *process
}

// startClusterIn starts the cluster of a state folder, making it first if there is
// none, and returns when its database relance accepts connections. A server
// left over from a killed process is stopped first; a data folder left by a
// crash recovers. It fails with a hint when another process runs the cluster
// of this folder. Cancelling ctx ends the start, not the running cluster.
func startClusterIn(ctx context.Context, state string, o clusterOptions) (*postgresCluster, error) {
	o.setDefaults()
	if err := os.MkdirAll(state, 0o755); err != nil {
		return nil, fmt.Errorf("making the state folder: %w", err)
	}
	state, err := absolute(state)
	if err != nil {
		return nil, err
	}
	c := &postgresCluster{state: state, dataDir: filepath.Join(state, dataName), options: o}
	if c.lock, err = tryLock(c.dataDir + ".lock"); err != nil {
		return nil, runningAlready(err, c.dataDir)
	}
	if err := c.start(ctx); err != nil {
		c.lock.release()
		return nil, err
	}
	return c, nil
}

func (o *clusterOptions) setDefaults() {
	if o.MaxConnections == 0 {
		o.MaxConnections = 200
	}
	if o.StartTimeout == 0 {
		o.StartTimeout = 2 * time.Minute
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
}

func runningAlready(err error, what string) error {
	var locked *errLocked
	if !errors.As(err, &locked) {
		return err
	}
	return &hintError{message: fmt.Sprintf("another process (%d) is already running on %s", locked.pid, what),
		hint: fmt.Sprintf("use the one that runs, or stop it first (Ctrl-C, or kill %d)", locked.pid)}
}

func (c *postgresCluster) start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.options.StartTimeout)
	defer cancel()
	if err := c.prepare(ctx); err != nil {
		return err
	}
	if err := c.launch(ctx); err != nil {
		return err
	}
	if err := c.createDatabase(ctx, databaseName); err != nil {
		_ = c.stopServer(context.WithoutCancel(ctx))
		return err
	}
	c.options.Log.Info("PostgreSQL is ready", "port", c.port, "data", c.dataDir, "version", c.binaries.Major)
	return nil
}

// URL returns the address of a database of this cluster, password included:
// keep it out of logs.
func (c *postgresCluster) URL(database string) string {
	return clusterURL(c.port, c.password, database)
}

func clusterURL(port int, password, database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(pgUser, password),
		Host:     net.JoinHostPort(loopback, strconv.Itoa(port)),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// Port is the TCP port on the loopback address.
func (c *postgresCluster) Port() int { return c.port }

// Done is closed when the server has ended, whether asked to or not.
func (c *postgresCluster) Done() <-chan struct{} { return c.server.done }

// Stop ends all sessions and the server, and gives the folder free. A server
// that does not stop within 30 seconds, or when ctx ends, is killed; its data
// then recovers at the next start. Stopping twice is harmless.
func (c *postgresCluster) Stop(ctx context.Context) error {
	defer c.lock.release()
	if err := c.stopServer(ctx); err != nil {
		return err
	}
	c.options.Log.Info("PostgreSQL has stopped", "data", c.dataDir)
	return nil
}

func (c *postgresCluster) stopServer(ctx context.Context) error {
	needed := c.server.stop(ctx, nudge{syscall.SIGINT, 30 * time.Second}, nudge{syscall.SIGQUIT, 5 * time.Second})
	if needed > 1 {
		return fmt.Errorf("PostgreSQL on %s did not stop in time and was cut off; it recovers at the next start", c.dataDir)
	}
	return nil
}
