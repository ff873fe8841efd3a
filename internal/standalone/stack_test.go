package standalone

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
)

func startTestStack(t *testing.T, state, temporald string) *Stack {
	t.Helper()
	for _, name := range []string{"temporal", "temporal-ui"} { // not the usual ports: tests run side by side
		if port, err := freePort(); err != nil {
			t.Fatal(err)
		} else if file := portFile(state, name); !exists(file) {
			if err := keepPort(port, file); err != nil {
				t.Fatal(err)
			}
		}
	}
	began := time.Now()
	s, err := startIn(t.Context(), state, Options{Dir: state, Temporald: temporald, FastUnsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("stack ready after %s", time.Since(began).Round(10*time.Millisecond))
	t.Cleanup(func() { _ = s.Stop(context.Background()) })
	return s
}

func dial(t *testing.T, s *Stack) client.Client {
	t.Helper()
	c, err := client.Dial(client.Options{HostPort: s.TemporalAddress, Namespace: s.Namespace, Logger: quiet{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

type quiet struct{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}

func TestAStackKeepsWorkflowsAndAddressesOverARestart(t *testing.T) {
	t.Parallel()
	temporald := needTemporald(t)
	state := openFolder(t)
	first := startTestStack(t, state, temporald)
	run := client.StartWorkflowOptions{ID: "invoice/atelier-brunel/F-2026-001", TaskQueue: "dunning"}
	started, err := dial(t, first).ExecuteWorkflow(t.Context(), run, "Dunning") // the namespace works at once
	if err != nil {
		t.Fatal(err)
	}
	found, err := readRunIn(state)
	if err != nil || found.TemporalAddress != first.TemporalAddress || found.DatabaseURL != first.DatabaseURL || found.PID != os.Getpid() {
		t.Errorf("the run file says %+v (%v)", found, err)
	}
	before, _ := os.ReadFile(filepath.Join(state, "temporald.log"))
	began := time.Now()
	if err := first.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Logf("stack stopped after %s", time.Since(began).Round(10*time.Millisecond))
	if _, err := readRunIn(state); !errors.Is(err, errNotRunning) {
		t.Errorf("after the stop: %v", err)
	}
	if after, _ := os.ReadFile(filepath.Join(state, "temporald.log")); len(after) > len(before) {
		t.Errorf("an orderly stop is no reason to log:\n%s", after[len(before):])
	}
	second := startTestStack(t, state, temporald)
	if second.TemporalAddress != first.TemporalAddress || second.UIAddress != first.UIAddress {
		t.Errorf("addresses moved: %s %s, then %s %s", first.TemporalAddress, first.UIAddress, second.TemporalAddress, second.UIAddress)
	}
	described, err := dial(t, second).DescribeWorkflowExecution(t.Context(), run.ID, started.GetRunID())
	if err != nil || described.GetWorkflowExecutionInfo().GetExecution().GetRunId() != started.GetRunID() {
		t.Errorf("the workflow is gone: %v", err)
	}
}

func TestTemporaldComesBackAfterAKillWithItsStateAndAddress(t *testing.T) {
	t.Parallel()
	temporald := needTemporald(t)
	s := startTestStack(t, openFolder(t), temporald)
	c := dial(t, s)
	run := client.StartWorkflowOptions{ID: "invoice/atelier-brunel/F-2026-002", TaskQueue: "dunning"}
	if _, err := c.ExecuteWorkflow(t.Context(), run, "Dunning"); err != nil {
		t.Fatal(err)
	}
	first := s.temporal.current().pid()
	kill(t, first)
	eventually(t, "the second start", func() bool { return s.temporal.current().pid() != first })
	if _, err := c.DescribeWorkflowExecution(t.Context(), run.ID, ""); err != nil {
		t.Errorf("after the second start: %v", err)
	}
}

func TestAKilledStackLeavesNoProcess(t *testing.T) {
	t.Parallel()
	needTemporald(t)
	state := openFolder(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperVariable+"=stack:"+state)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	var postgres, temporal int
	if _, err := fmt.Fscan(out, &postgres, &temporal); err != nil {
		t.Fatal(err)
	}
	kill(t, cmd.Process.Pid)
	_ = cmd.Wait()
	for _, pid := range []int{postgres, temporal} {
		eventually(t, fmt.Sprintf("the end of process %d", pid), func() bool { return !alive(pid) })
	}
	if _, err := readRunIn(state); !errors.Is(err, errNotRunning) {
		t.Errorf("the killed stack counts as running: %v", err)
	}
}

// helperStack runs a whole stack until it is killed.
func helperStack(state string) {
	temporald, err := FindTemporald("../..")
	if err != nil {
		fail(err)
	}
	s, err := startIn(context.Background(), state, Options{Dir: state, Temporald: temporald, UIPort: NoUI, FastUnsafe: true})
	if err != nil {
		fail(err)
	}
	fmt.Println(s.cluster.server.pid(), s.temporal.current().pid())
	select {}
}

func TestAStackSaysWhenItsDatabaseIsGone(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	s, err := startIn(t.Context(), openFolder(t), Options{TemporalAddress: "temporal.example.com:7233", FastUnsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop(context.Background()) })
	kill(t, s.cluster.server.pid())
	select {
	case <-s.Done():
	case <-time.After(hanging):
		t.Fatal("nobody noticed")
	}
	if err := s.Err(); err == nil || !strings.Contains(err.Error(), "PostgreSQL") {
		t.Errorf("got %v", err)
	}
}

func TestAStackUsesWhatItIsGiven(t *testing.T) {
	t.Parallel()
	state := openFolder(t)
	o := Options{Dir: state, DatabaseURL: invoicesURL, TemporalAddress: "temporal.example.com:7233"}
	s, err := startIn(t.Context(), state, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop(context.Background()) })
	if err := s.AddService("console", "http://127.0.0.1:1"); err != nil {
		t.Error(err)
	}
	run, err := readRunIn(state)
	if err != nil || run.DatabaseURL != o.DatabaseURL || run.TemporalAddress != o.TemporalAddress ||
		run.TemporalUI != "" || run.Services["console"] != "http://127.0.0.1:1" {
		t.Errorf("got %+v (%v)", run, err)
	}
	info, err := os.Stat(runFile(state))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the run file has mode %v (%v)", info.Mode(), err)
	}
	_, err = startIn(t.Context(), state, o)
	var hint *hintError
	if !errors.As(err, &hint) || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) {
		t.Errorf("a second stack: %v", err)
	}
}

func TestAFailedStackStartLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	state := openFolder(t)
	missing := filepath.Join(state, "no-such-program")
	if _, err := startIn(t.Context(), state, Options{Temporald: missing, FastUnsafe: true}); err == nil {
		t.Fatal("it started")
	}
	pid, err := postmasterPID(filepath.Join(state, dataName, "postmaster.pid"))
	if err != nil || (pid != 0 && alive(pid)) {
		t.Errorf("PostgreSQL %d still runs (%v)", pid, err)
	}
	again := startTestCluster(t, state) // neither lock is held
	if err := again.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestARunFileOfAKilledProcessIsNotBelieved(t *testing.T) {
	t.Parallel()
	state := openFolder(t)
	if err := writeRun(state, Run{PID: os.Getpid()}); err != nil { // a living number, but nobody holds the lock
		t.Fatal(err)
	}
	if err := os.WriteFile(runLock(state), []byte("1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readRunIn(state); !errors.Is(err, errNotRunning) {
		t.Errorf("got %v", err)
	}
}
