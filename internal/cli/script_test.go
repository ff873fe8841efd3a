package cli

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"relance/internal/cli/frame"
)

var update = flag.Bool("update", false, "rewrite the expected outputs inside the scripts")

// TestMain lends the scripts the program itself under the name relance.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"relance": func() {
			env, keep := keepScreen(scriptEnv(os.Getenv), os.Args[1:])
			status := Run(context.Background(), os.Args[1:], env)
			keep()
			os.Exit(status)
		},
		"hang": hang,
	})
}

// scriptEnv is the real world, but RELANCE_TEST_NOW stops the clock (RFC 3339)
// and RELANCE_TEST_TERMINAL makes stderr count as a terminal.
func scriptEnv(getenv func(string) string) frame.Env {
	env := frame.System()
	env.Getenv, env.Terminal = getenv, getenv("RELANCE_TEST_TERMINAL") != ""
	if now, err := time.Parse(time.RFC3339, getenv("RELANCE_TEST_NOW")); err == nil {
		env.Now = func() time.Time { return now }
	}
	return env
}

// TestScripts plays the scenarios of testdata/script, one file per command.
// `go test ./internal/cli -update` rewrites what they compare with.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, scriptParams(t, "script"))
}

// scriptParams is what every folder of scripts below testdata runs with.
//
//	exits N COMMAND…   runs a command, which must end with status N
func scriptParams(t *testing.T, folder string) testscript.Params {
	t.Helper()
	return testscript.Params{
		Dir:                filepath.Join("testdata", folder),
		UpdateScripts:      *update,
		RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("RELANCE_TEST_NOW", "2026-11-21T10:00:00+01:00")
			lookAtScreens(t, e)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	}
}

// exits runs a command and compares its exit status.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}
