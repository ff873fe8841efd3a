package standalone

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// helperVariable makes this test binary play another process of the product.
const helperVariable = "RELANCE_STANDALONE_HELPER"

func TestMain(m *testing.M) {
	switch role, argument, _ := strings.Cut(os.Getenv(helperVariable), ":"); role {
	case "":
		os.Exit(m.Run())
	case "cluster":
		helperCluster(argument)
	case "test-cluster":
		helperTestCluster(argument)
	case "stack":
		helperStack(argument)
	case "temporald":
		helperTemporald(argument)
	default:
		fail(fmt.Errorf("unknown helper role %q", role))
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "error:", err)
	os.Exit(1)
}

// helperCluster runs a cluster until it is killed.
func helperCluster(state string) {
	c, err := startClusterIn(context.Background(), state, clusterOptions{FastUnsafe: true})
	if err != nil {
		fail(err)
	}
	fmt.Println(c.server.pid(), c.URL(databaseName))
	select {}
}

// openFolder returns a folder that the server's account can reach, which
// t.TempDir is not for root.
func openFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "relance-standalone-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	return real
}

func needPostgres(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: no PostgreSQL is started")
	}
	if _, err := FindBinaries(t.Context(), 0); err != nil {
		t.Skipf("no PostgreSQL here: %v", err)
	}
}

// hanging is how long a test waits for what must happen: no machine is so slow,
// so that only something that hangs takes longer.
const hanging = 5 * time.Minute

// eventually polls for what another process does in its own time.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	deadline := time.Now().Add(hanging)
	for !done() {
		if time.Now().After(deadline) {
			t.Fatalf("within %s: %s did not happen", hanging, what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func kill(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatalf("killing %d: %v", pid, err)
	}
}
