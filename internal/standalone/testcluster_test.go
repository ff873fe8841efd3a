package standalone

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// helperTestCluster joins the test cluster in a folder, says its address and
// keeps it until standard input ends. It never releases: its end must do.
func helperTestCluster(dir string) {
	address, err := joinTestCluster(context.Background(), dir)
	if err != nil {
		fail(err)
	}
	fmt.Println(address)
	_, _ = bufio.NewReader(os.Stdin).ReadByte()
}

type member struct {
	cmd     *exec.Cmd
	address string
	leave   func()
}

// joinAsOtherProcess starts a process that uses the test cluster in dir.
func joinAsOtherProcess(t *testing.T, dir string) member {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperVariable+"=test-cluster:"+dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	leave := sync.OnceFunc(func() { _ = in.Close(); _ = cmd.Wait() })
	t.Cleanup(leave)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Errorf("a process could not join: %v", err)
		return member{}
	}
	return member{cmd: cmd, address: line[:len(line)-1], leave: leave}
}

func clusterGone(dir string) bool {
	t := testCluster{dir: dir, run: filepath.Join(dir, "run")}
	return t.watcher() == 0 && !exists(filepath.Join(dir, "run", dataName))
}

func TestManyProcessesShareOneTestClusterThatEndsWithTheLast(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	dir := openFolder(t)
	members := make([]member, 8)
	var wait sync.WaitGroup
	for i := range members {
		wait.Go(func() { members[i] = joinAsOtherProcess(t, dir) })
	}
	wait.Wait()
	for _, m := range members {
		if m.address == "" || m.address != members[0].address {
			t.Fatalf("two clusters: %q and %q", m.address, members[0].address)
		}
	}
	for _, m := range members[1:] {
		m.leave()
	}
	if err := ping(t.Context(), members[0].address); err != nil {
		t.Errorf("the cluster left before its last user: %v", err)
	}
	members[0].leave()
	eventually(t, "the end of the cluster", func() bool { return clusterGone(dir) })
}

func TestATestClusterEndsWithAKilledUserAndCanBeStartedAgain(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	dir := openFolder(t)
	m := joinAsOtherProcess(t, dir)
	kill(t, m.cmd.Process.Pid)
	m.leave()
	next := joinAsOtherProcess(t, dir) // while the first cluster is closing
	if err := ping(t.Context(), next.address); err != nil {
		t.Error(err)
	}
	next.leave()
	eventually(t, "the end of the cluster", func() bool { return clusterGone(dir) })
}

func TestATestClusterWithoutItsWatcherIsReplaced(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	dir := openFolder(t)
	m := joinAsOtherProcess(t, dir)
	tc := testCluster{dir: dir, run: filepath.Join(dir, "run")}
	watcher := tc.watcher()
	server, err := postmasterPID(filepath.Join(dir, "run", dataName, "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	kill(t, watcher)
	eventually(t, "the end of the watcher", func() bool { return !alive(watcher) })
	next := joinAsOtherProcess(t, dir)
	if alive(server) {
		t.Errorf("the abandoned server %d still runs", server)
	}
	if err := ping(t.Context(), next.address); err != nil || next.address == m.address {
		t.Errorf("%q after %q: %v", next.address, m.address, err)
	}
	if err := os.RemoveAll(tc.run); err != nil {
		t.Fatal(err)
	}
	// Even with its folder deleted under it, the server must not stay.
	eventually(t, "the end of the server", func() bool { return ping(t.Context(), next.address) != nil })
}

// Turns of joining and leaving hit the moment when the cluster closes.
func TestJoiningWhileTheTestClusterCloses(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	dir := openFolder(t)
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			for range 4 {
				m := joinAsOtherProcess(t, dir)
				if m.cmd == nil {
					return
				}
				if err := ping(t.Context(), m.address); err != nil {
					t.Errorf("joined a cluster that does not answer: %v", err)
				}
				m.leave()
			}
		})
	}
	wait.Wait()
	eventually(t, "the end of the cluster", func() bool { return clusterGone(dir) })
}

func TestTestClusterIsCountedInsideAProcess(t *testing.T) {
	needPostgres(t)
	t.Setenv("TMPDIR", openFolder(t))
	t.Setenv(testDatabaseVariable, "")
	first, releaseFirst, err := TestCluster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second, releaseSecond, err := TestCluster(t.Context())
	if err != nil || first != second {
		t.Fatalf("%q and %q (%v)", first, second, err)
	}
	dir := testClusterDir()
	releaseFirst()
	releaseFirst() // twice counts once
	if !exists(registration(dir, os.Getpid())) {
		t.Error("given back while still in use")
	}
	releaseSecond()
	if exists(registration(dir, os.Getpid())) {
		t.Error("not given back by the last user")
	}
	// The go command that runs this test would keep it: take its place too.
	_ = os.Remove(registration(dir, os.Getppid()))
	eventually(t, "the end of the cluster", func() bool { return clusterGone(dir) })
}

func TestTestClusterPrefersTheGivenDatabase(t *testing.T) {
	t.Setenv(testDatabaseVariable, "postgres://given.example.com/x")
	got, release, err := TestCluster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	release()
	if got != "postgres://given.example.com/x" {
		t.Errorf("got %s", got)
	}
}
