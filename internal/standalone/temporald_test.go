package standalone

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// helperTemporald plays the program temporald: ready at once and there until
// its input ends ("good"), dead before or soon after being ready ("early",
// "late"), too slow at its first start ("slow"), or deaf to any polite request
// ("deaf").
func helperTemporald(behaviour string) {
	fmt.Fprintln(os.Stderr, "database:", os.Getenv("TEMPORALD_POSTGRES_URL"), "arguments:", os.Args[1:])
	if behaviour == "early" {
		fail(errors.New("no room left on device"))
	}
	if behaviour == "slow" {
		first, err := os.OpenFile(filepath.Join(filepath.Dir(os.Getenv("TEMPORALD_PLAYED")), "tried"), os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			fail(errors.Join(first.Close(), errors.New("starting the Temporal server: failed to start service worker: context deadline exceeded")))
		}
	}
	fmt.Println(`{"ready":true,"grpc":"127.0.0.1:1"}`)
	fmt.Println("whatever else is said does not matter")
	if behaviour == "late" {
		os.Exit(3)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
}

const invoicesURL = "postgres://u:p@127.0.0.1:1/invoices"

// startPlayed starts this test binary in the role of temporald.
func startPlayed(t *testing.T, behaviour string) (*temporalServer, error) {
	t.Helper()
	script := filepath.Join(t.TempDir(), "temporald")
	text := fmt.Sprintf("#!/bin/sh\nTEMPORALD_PLAYED=$0 %s=temporald:%s exec %q \"$@\"\n", helperVariable, behaviour, os.Args[0])
	if err := os.WriteFile(script, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	server, err := startTemporalIn(t.Context(), t.TempDir(), ".", temporalOptions{
		Binary: script, DatabaseURL: invoicesURL, UIPort: NoUI, restartPause: time.Millisecond})
	if err == nil {
		t.Cleanup(func() { _ = server.Stop(context.Background()) })
	}
	return server, err
}

func TestTemporaldThatABusyMachineLetWaitIsStartedAgain(t *testing.T) {
	t.Parallel()
	server, err := startPlayed(t, "slow")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(server.state, "temporald.log"))
	if got := strings.Count(string(text), "arguments:"); err != nil || got != 2 {
		t.Errorf("it was started %d times (%v), want twice:\n%s", got, err, text)
	}
}

func TestTemporaldIsToldItsDatabasesAndPortButNoPasswordOnTheCommandLine(t *testing.T) {
	t.Parallel()
	server, err := startPlayed(t, "good")
	if err != nil {
		t.Fatal(err)
	}
	var line string
	eventually(t, "the log", func() bool {
		line, _ = readText(filepath.Join(server.state, "temporald.log"))
		return line != ""
	})
	_, arguments, _ := strings.Cut(line, "arguments:")
	for _, want := range []string{"-database invoices_temporal ", "-visibility-database invoices_temporal_visibility ",
		"-parent-watch", "-ui-port 0", "-retention 2160h0m0s", "-grpc-port " + strings.TrimPrefix(server.Address(), "127.0.0.1:")} {
		if !strings.Contains(arguments, want) {
			t.Errorf("no %q in %s", want, arguments)
		}
	}
	if strings.Contains(arguments, "u:p@") || !strings.Contains(line, invoicesURL) {
		t.Errorf("the database's address must be in the environment only: %s", line)
	}
	if server.uiAddress() != "" {
		t.Errorf("a UI at %s", server.uiAddress())
	}
}

func TestTemporaldThatDiesIsStartedAgain(t *testing.T) {
	t.Parallel()
	server, err := startPlayed(t, "good")
	if err != nil {
		t.Fatal(err)
	}
	first := server.current().pid()
	kill(t, first)
	eventually(t, "the second start", func() bool { return server.current().pid() != first })
	if err := server.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	if err := server.Err(); err != nil {
		t.Errorf("after an orderly stop: %v", err)
	}
}

func TestTemporaldThatKeepsDyingIsGivenUp(t *testing.T) {
	t.Parallel()
	server, err := startPlayed(t, "late")
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-server.Done():
	case <-time.After(hanging):
		t.Fatal("it is started again and again")
	}
	if err := server.Err(); err == nil || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("got %v, want the reason", err)
	}
}

func TestAFailedStartOfTemporaldShowsItsLog(t *testing.T) {
	t.Parallel()
	_, err := startPlayed(t, "early")
	if err == nil || !strings.Contains(err.Error(), "no room left on device") {
		t.Errorf("got %v, want the program's own words", err)
	}
}

func TestAMissingTemporaldIsExplained(t *testing.T) {
	t.Setenv(temporaldVariable, "")
	_, err := FindTemporald(t.TempDir())
	var hint *hintError
	if !errors.As(err, &hint) || !strings.Contains(hint.Hint(), "make build") {
		t.Errorf("got %v", err)
	}
}

func TestADatabaseAddressThatIsNoURLIsExplained(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"host=/run/postgresql dbname=x", "mysql://h/x", "postgres://h"} {
		server := &temporalServer{options: temporalOptions{DatabaseURL: address}}
		_, _, err := server.arguments()
		var hint *hintError
		if !errors.As(err, &hint) || !strings.Contains(hint.Hint(), "DATABASE_URL") {
			t.Errorf("%s: got %v", address, err)
		}
	}
}

// needTemporald returns the built program, or skips and says why.
func needTemporald(t *testing.T) string {
	t.Helper()
	needPostgres(t)
	path, err := FindTemporald("../..")
	if err != nil {
		t.Skipf("no temporald here, run make build: %v", err)
	}
	return path
}
