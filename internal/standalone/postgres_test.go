package standalone

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func startTestCluster(t *testing.T, state string) *postgresCluster {
	t.Helper()
	return startClusterWith(t, state, clusterOptions{FastUnsafe: true})
}

func startClusterWith(t *testing.T, state string, o clusterOptions) *postgresCluster {
	t.Helper()
	c, err := startClusterIn(t.Context(), state, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Stop(context.Background()) })
	return c
}

func execSQL(t *testing.T, databaseURL, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func queryText(t *testing.T, databaseURL, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var text string
	if err := conn.QueryRow(t.Context(), sql).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

func TestClusterKeepsItsDataPortAndPasswordOverARestart(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	state := openFolder(t)
	first := startTestCluster(t, state)
	execSQL(t, first.URL(databaseName), `CREATE TABLE kept AS SELECT 'Atelier Brunel'::text AS name`)
	if err := first.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := first.Stop(t.Context()); err != nil {
		t.Errorf("stopping twice: %v", err)
	}
	second := startTestCluster(t, state)
	if first.URL(databaseName) != second.URL(databaseName) {
		t.Error("the address changed between two runs")
	}
	if got := queryText(t, second.URL(databaseName), `SELECT name FROM kept`); got != "Atelier Brunel" {
		t.Errorf("after the restart the row is %q", got)
	}
	if got := queryText(t, second.URL(databaseName), `SELECT lower('ÉCHÉANCE') || current_setting('server_encoding')`); got != "échéanceUTF8" {
		t.Errorf("lower case of accented letters and encoding: %q", got)
	}
}

func TestClusterFilesArePrivateAndItListensOnLoopbackOnly(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	state := openFolder(t)
	c := startTestCluster(t, state)
	for name, want := range map[string]os.FileMode{
		dataName: 0o700 | os.ModeDir, dataName + ".password": 0o600, dataName + ".log": 0o600,
	} {
		info, err := os.Stat(filepath.Join(state, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", name, info.Mode(), want)
		}
	}
	if got := queryText(t, c.URL(databaseName), `SELECT current_setting('listen_addresses')`); got != "127.0.0.1" {
		t.Errorf("listens on %q", got)
	}
	wrong := strings.Replace(c.URL(databaseName), c.password, "wrong", 1)
	if err := ping(t.Context(), wrong); err == nil {
		t.Error("a wrong password is accepted")
	}
}

func TestASecondStartOfTheSameFolderIsRefused(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	state := openFolder(t)
	startTestCluster(t, state)
	_, err := startClusterIn(t.Context(), state, clusterOptions{})
	var hint *hintError
	if !errors.As(err, &hint) {
		t.Fatalf("got %v, want an error with a hint", err)
	}
	if pid := strconv.Itoa(os.Getpid()); !strings.Contains(hint.Error(), pid) || !strings.Contains(hint.Hint(), pid) {
		t.Errorf("the message names no process: %v / %s", hint, hint.Hint())
	}
}

// otherProcess runs a cluster in another process and returns that process,
// the server's number and the database's address.
func otherProcess(t *testing.T, state string) (owner *exec.Cmd, serverPID int, databaseURL string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperVariable+"=cluster:"+state)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the other process said nothing: %v", err)
	}
	if _, err := fmt.Sscan(line, &serverPID, &databaseURL); err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	return cmd, serverPID, databaseURL
}

func TestAServerEndsWithItsKilledParentAndTheNextStartFindsTheData(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	state := openFolder(t)
	owner, serverPID, databaseURL := otherProcess(t, state)
	execSQL(t, databaseURL, `CREATE TABLE kept AS SELECT 'yes'::text AS value`)
	kill(t, owner.Process.Pid)
	_ = owner.Wait()
	c := startTestCluster(t, state) // at once: the old server may still be stopping
	if alive(serverPID) {
		t.Errorf("the server %d of the killed process still runs", serverPID)
	}
	if got := queryText(t, c.URL(databaseName), `SELECT value FROM kept`); got != "yes" {
		t.Errorf("the data is %q", got)
	}
}

func TestAKilledServerRecoversAtTheNextStart(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	state := openFolder(t)
	c := startClusterWith(t, state, clusterOptions{}) // durable: what was committed must be there
	execSQL(t, c.URL(databaseName), `CREATE TABLE kept AS SELECT 'yes'::text AS value`)
	kill(t, c.server.pid())
	select {
	case <-c.Done():
	case <-time.After(hanging):
		t.Fatal("the death of the server went unnoticed")
	}
	if err := c.Stop(t.Context()); err != nil {
		t.Errorf("stopping what is dead: %v", err)
	}
	again := startTestCluster(t, state)
	if got := queryText(t, again.URL(databaseName), `SELECT value FROM kept`); got != "yes" {
		t.Errorf("the data is %q", got)
	}
}

// A pid file that names a living process which is not this server makes
// PostgreSQL refuse to start; after a reboot or in a container numbers repeat.
func TestAPidFileWhoseNumberWasGivenAwayDoesNotPreventTheStart(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	state := openFolder(t)
	c := startTestCluster(t, state)
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	pidFile := filepath.Join(c.dataDir, "postmaster.pid")
	if err := os.WriteFile(pidFile, fmt.Appendf(nil, "%d\n%s\n0\n%d\n", os.Getpid(), c.dataDir, c.port), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.account.give(pidFile); err != nil {
		t.Fatal(err)
	}
	startTestCluster(t, state)
}

func TestAnUnfinishedInitdbIsNotTakenForACluster(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	state := openFolder(t)
	half := filepath.Join(state, dataName+".new")
	if err := os.MkdirAll(filepath.Join(half, "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	startTestCluster(t, state)
	if exists(half) {
		t.Error("the unfinished folder is still there")
	}
}

func TestATakenPortIsNamedWhenAskedForAndAvoidedWhenRemembered(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	holder := startTestCluster(t, openFolder(t))
	state := openFolder(t)
	_, err := startClusterIn(t.Context(), state, clusterOptions{Port: holder.Port(), FastUnsafe: true})
	if err == nil || !strings.Contains(err.Error(), strconv.Itoa(holder.Port())) {
		t.Errorf("got %v, want an error naming port %d", err, holder.Port())
	}
	if err := keepPort(holder.Port(), portFile(state, dataName)); err != nil {
		t.Fatal(err)
	}
	if c := startTestCluster(t, state); c.Port() == holder.Port() {
		t.Error("two clusters on one port")
	}
}

func TestAFailedStartShowsWhatTheServerSaid(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	state := openFolder(t)
	c := startTestCluster(t, state)
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	control := filepath.Join(c.dataDir, "global", "pg_control")
	if err := os.Remove(control); err != nil {
		t.Fatal(err)
	}
	_, err := startClusterIn(t.Context(), state, clusterOptions{})
	if err == nil || !strings.Contains(err.Error(), "pg_control") {
		t.Fatalf("got %v, want the server's own words", err)
	}
	if lock, err := tryLock(c.dataDir + ".lock"); err != nil {
		t.Errorf("the failed start kept its lock: %v", err)
	} else {
		lock.release()
	}
}
