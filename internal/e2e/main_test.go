package e2e

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relance/internal/standalone"
)

// servers is what every test of the package shares. Houses keep apart by a
// schema and a namespace of their own.
var servers *standalone.Stack

func TestMain(m *testing.M) {
	if spec := os.Getenv(workerEnv); spec != "" {
		if err := runWorkerProcess(spec); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	flag.Parse()
	if !given("test.parallel") {
		// The tests wait for servers most of the time.
		if err := flag.Set("test.parallel", "8"); err != nil {
			panic(err)
		}
	}
	os.Exit(withServers(m))
}

// given tells whether a flag was set on the command line.
func given(name string) (set bool) {
	flag.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	return set
}

func withServers(m *testing.M) (code int) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return complain("finding the project", err)
	}
	program, err := standalone.FindTemporald(root)
	if err != nil {
		return complain("there is no temporald; run `make build` first", err)
	}
	dir, err := os.MkdirTemp("", "relance-e2e-")
	if err != nil {
		return complain("making a folder", err)
	}
	defer func() {
		if err := errors.Join(os.RemoveAll(dir), leftovers(dir)); err != nil {
			code = complain("cleaning up", err)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	servers, err = standalone.Start(ctx, standalone.Options{Dir: dir, Temporald: program, UIPort: standalone.NoUI, FastUnsafe: true})
	if err != nil {
		return complain("starting the servers", err)
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := errors.Join(servers.Stop(ctx), os.RemoveAll(servers.StateDir())); err != nil {
			code = complain("stopping the servers", err)
		}
	}()
	return m.Run()
}

func complain(doing string, err error) int {
	fmt.Fprintf(os.Stderr, "e2e: %s: %v\n", doing, err)
	return 1
}

// leftovers finds processes that outlived the tests: our own children, and
// whoever names our folder on his command line. It knows nothing where there
// is no /proc.
func leftovers(dir string) error {
	var found []error
	for _, p := range processes() {
		if p.parent == os.Getpid() || strings.Contains(p.command, dir) {
			found = append(found, fmt.Errorf("process %d still runs: %s", p.id, p.command))
		}
	}
	return errors.Join(found...)
}
