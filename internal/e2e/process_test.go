package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"relance/internal/app"
	"relance/internal/config"
	"relance/internal/temporalclient"
)

// workerEnv, when set, makes the test binary a worker process: it holds the
// configuration, and the test kills the process when it likes.
const workerEnv = "RELANCE_E2E_WORKER"

type workerProcess struct {
	Config    config.Config
	Secrets   config.Secrets
	Temporal  string
	Namespace string
}

// runWorkerProcess is the worker that tests kill. It ends with the test.
func runWorkerProcess(spec string) error {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(2)
	}()
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
	if err := a.Dial(ctx, temporalclient.Options{Address: w.Temporal, Namespace: w.Namespace, Log: quiet()}); err != nil {
		return err
	}
	return a.RunWorker(ctx)
}

// workApart runs the worker in a process of its own, to be killed.
func (h *house) workApart() {
	h.t.Helper()
	spec, err := json.Marshal(workerProcess{
		Config: h.cfg, Secrets: h.cfg.Secrets, Temporal: servers.TemporalAddress, Namespace: h.namespace,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		h.t.Fatal(err)
	}
	h.process = exec.Command(self)
	h.process.Env = append(os.Environ(), workerEnv+"="+string(spec))
	h.process.Stderr = os.Stderr
	if _, err := h.process.StdinPipe(); err != nil { // its end tells the process of ours
		h.t.Fatal(err)
	}
	if err := h.process.Start(); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(h.kill)
}

// kill ends the worker process as a power cut would.
func (h *house) kill() {
	if h.process != nil {
		_ = h.process.Process.Kill() // it may be over already
		_ = h.process.Wait()
		h.process = nil
	}
}

// process is a line of the system's list.
type process struct {
	id, parent int
	command    string
}

// processes lists what runs, where /proc tells it.
func processes() (out []process) {
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range dirs {
		id, _ := strconv.Atoi(filepath.Base(dir))
		status, err := os.ReadFile(filepath.Join(dir, "stat"))
		if err != nil {
			continue // it has ended meanwhile
		}
		// pid (name) state ppid …; the name may hold anything.
		fields := strings.Fields(string(status[strings.LastIndexByte(string(status), ')')+1:]))
		if len(fields) < 2 || fields[0] == "Z" {
			continue
		}
		parent, _ := strconv.Atoi(fields[1])
		command, _ := os.ReadFile(filepath.Join(dir, "cmdline"))
		out = append(out, process{id, parent, strings.ReplaceAll(string(command), "\x00", " ")})
	}
	return out
}

// temporald finds the process of the shared Temporal server.
func temporald(t *testing.T) *os.Process {
	t.Helper()
	for _, p := range processes() {
		if p.parent == os.Getpid() && strings.Contains(p.command, "-parent-watch") {
			found, err := os.FindProcess(p.id)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
	}
	t.Skip("the system does not tell which process is Temporal")
	return nil
}

func quiet() *slog.Logger {
	level := slog.LevelError + 4 // what goes wrong here is meant to, mostly
	if os.Getenv("RELANCE_E2E_LOG") != "" {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}

// schemaURL is the shared database seen through one schema.
func schemaURL(base, schema string) string {
	return fmt.Sprintf("%s&search_path=%s&pool_max_conns=8", withQuery(base), schema)
}

func withQuery(base string) string {
	if strings.Contains(base, "?") {
		return base
	}
	return base + "?sslmode=disable"
}
