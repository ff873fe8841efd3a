package standalone

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// prepare finds the programs and makes, or takes over, the data folder.
func (c *postgresCluster) prepare(ctx context.Context) error {
	major, err := dataMajor(c.dataDir)
	if err != nil {
		return err
	}
	if c.binaries, err = FindBinaries(ctx, major); err != nil {
		return err
	}
	if c.account, err = serverAccount(c.dataDir); err != nil {
		return err
	}
	if c.password, err = keptSecret(c.dataDir + ".password"); err != nil {
		return err
	}
	if major != 0 {
		return stopOrphan(c.dataDir, 20*time.Second)
	}
	c.options.Log.Info("making a new PostgreSQL cluster", "data", c.dataDir)
	return makeCluster(ctx, c.binaries, c.account, c.dataDir, c.password, !c.options.FastUnsafe)
}

// errTransient marks a failed launch that may work when tried again.
var errTransient = errors.New("transient")

// launch starts the server and waits until it answers. It tries again when
// another program was quicker to take the port, or when the last processes of
// a killed server have not yet noticed that they are alone.
func (c *postgresCluster) launch(ctx context.Context) error {
	for {
		var err error
		if c.port, err = choosePort(c.options.Port, 0, portFile(c.state, dataName)); err != nil {
			return err
		}
		if err = c.launchOnce(ctx); err == nil || !errors.Is(err, errTransient) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func (c *postgresCluster) launchOnce(ctx context.Context) error {
	logPath := c.dataDir + ".log"
	output, err := openLog(logPath)
	if err != nil {
		return err
	}
	defer func() { _ = output.Close() }()
	offset, err := output.Seek(0, 2)
	if err != nil {
		return fmt.Errorf("opening a log: %w", err)
	}
	cmd := exec.Command(c.binaries.path("postgres"), serverArgs(c.dataDir, c.port, c.options)...)
	cmd.Dir, cmd.Env = c.dataDir, serverEnvironment()
	cmd.Stdout, cmd.Stderr = output, output
	// SIGINT is PostgreSQL's fast shutdown: sessions are cut, data is kept.
	if c.server, err = startProcess(cmd, c.account, syscall.SIGINT); err != nil {
		return err
	}
	if err := c.waitReady(ctx); err != nil {
		_ = c.stopServer(context.WithoutCancel(ctx))
		text := logSince(logPath, offset, 12)
		if strings.Contains(text, "Address already in use") || strings.Contains(text, "is still in use") {
			err = errors.Join(errTransient, err)
		}
		return fmt.Errorf("starting PostgreSQL on %s: %w\n%s", c.dataDir, err, text)
	}
	return nil
}

func serverArgs(dataDir string, port int, o clusterOptions) []string {
	settings := []string{
		"listen_addresses=" + loopback,
		"port=" + strconv.Itoa(port),
		"unix_socket_directories=",
		"max_connections=" + strconv.Itoa(o.MaxConnections),
		"shared_buffers=128MB",
		"log_timezone=UTC",
		"timezone=UTC",
		"logging_collector=off",
		"log_destination=stderr",
		"ssl=off",
	}
	if o.FastUnsafe {
		settings = append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=2GB")
	}
	args := []string{"-D", dataDir}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return args
}

// waitReady returns when the server answers a query, or has ended.
func (c *postgresCluster) waitReady(ctx context.Context) error {
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	var last error
	for {
		if last = ping(ctx, c.URL("postgres")); last == nil {
			return nil
		}
		select {
		case <-c.server.done:
			return fmt.Errorf("the server ended: %w", c.server.err)
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w", errors.Join(ctx.Err(), last))
		case <-tick.C:
		}
	}
}

func ping(ctx context.Context, databaseURL string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, databaseURL)
	if err != nil {
		return fmt.Errorf("connecting: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if err := conn.Ping(ctx); err != nil {
		return fmt.Errorf("asking for an answer: %w", err)
	}
	return nil
}

func (c *postgresCluster) createDatabase(ctx context.Context, name string) error {
	conn, err := pgx.Connect(ctx, c.URL("postgres"))
	if err != nil {
		return fmt.Errorf("connecting to the new server: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	var there bool
	const query = `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`
	if err := conn.QueryRow(ctx, query, name).Scan(&there); err != nil {
		return fmt.Errorf("looking for the database %s: %w", name, err)
	}
	if there {
		return nil
	}
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()); err != nil {
		return fmt.Errorf("creating the database %s: %w", name, err)
	}
	return nil
}
