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
	waiting "relance/internal/patience"
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
	var a *app.App
	err := waiting.Try(ctx, quiet(), func() (err error) {
		if a, err = app.Open(ctx, w.Config, quiet()); err != nil {
			return err
		}
		if err = a.Dial(ctx, app.Temporal{Address: w.Temporal, Namespace: w.Namespace, Log: quiet()}); err != nil {
			a.Close()
		}
		return err
	})
	if err != nil {
		return err
	}
	defer a.Close()
	return a.RunWorker(ctx)
}

// workApart runs the worker in a process of its own, to be killed.
func (h *house) workApart() {
	h.t.Helper()
	var err error
	h.process, err = h.startWorker()
	h.must(err)
	h.t.Cleanup(h.kill)
}

// startWorker starts a worker process, which ends with ours at the latest.
func (h *house) startWorker() (*exec.Cmd, error) {
	spec, err := json.Marshal(workerProcess{
		Config: h.cfg, Secrets: h.cfg.Secrets, Temporal: servers.TemporalAddress, Namespace: h.namespace,
	})
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), workerEnv+"="+string(spec))
	cmd.Stderr = os.Stderr
	if _, err := cmd.StdinPipe(); err != nil { // its end tells the process of ours
		return nil, err
	}
	return cmd, cmd.Start()
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
