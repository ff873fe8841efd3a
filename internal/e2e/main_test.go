package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"relance/internal/app"
	"relance/internal/config"
	"relance/internal/standalone"
	"relance/internal/temporalclient"
)

// servers is what every test of the package shares.
var servers *standalone.Stack

// workerEnv, when set, makes the test binary a worker process: it holds the
// configuration, and the test kills the process when it likes.
const workerEnv = "RELANCE_E2E_WORKER"

type workerProcess struct {
	Config   config.Config
	Secrets  config.Secrets
	Temporal string
}

func TestMain(m *testing.M) {
	if spec := os.Getenv(workerEnv); spec != "" {
		if err := runWorkerProcess(spec); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(withServers(m))
}

func withServers(m *testing.M) int {
	root, err := filepath.Abs("../..")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	program, err := standalone.FindTemporald(root)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e: no temporald, nothing can be tested here; run `make build` first:", err)
		return 1
	}
	dir, err := os.MkdirTemp("", "relance-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	servers, err = standalone.Start(ctx, standalone.Options{Dir: dir, Temporald: program, UIPort: standalone.NoUI, FastUnsafe: true})
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e: starting the servers:", err)
		return 1
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := servers.Stop(ctx); err != nil {
			fmt.Fprintln(os.Stderr, "e2e: stopping the servers:", err)
		}
		_ = os.RemoveAll(servers.StateDir()) // of this run alone
	}()
	if err := prepare(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "e2e: preparing the database:", err)
		return 1
	}
	return m.Run()
}

func prepare(ctx context.Context) error {
	cfg := config.Default()
	cfg.Secrets.DatabaseURL = servers.DatabaseURL
	a, err := app.Open(ctx, cfg, quiet())
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.Store.Migrate(ctx); err != nil {
		return err
	}
	if err := dial(ctx, a); err != nil {
		return err
	}
	return a.EnsureSearchAttributes(ctx)
}

func dial(ctx context.Context, a *app.App) error {
	return a.Dial(ctx, temporalclient.Options{Address: servers.TemporalAddress, Namespace: servers.Namespace, Log: quiet()})
}

func quiet() *slog.Logger {
	level := slog.LevelError
	if os.Getenv("RELANCE_E2E_LOG") != "" {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}

// runWorkerProcess is the worker that tests kill.
func runWorkerProcess(spec string) error {
	var w workerProcess
	if err := json.Unmarshal([]byte(spec), &w); err != nil {
		return err
	}
	w.Config.Secrets = w.Secrets
	ctx := context.Background()
	a, err := app.Open(ctx, w.Config, quiet())
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.Dial(ctx, temporalclient.Options{Address: w.Temporal, Log: quiet()}); err != nil {
		return err
	}
	return a.RunWorker(ctx)
}
