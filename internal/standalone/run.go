package standalone

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Run says where a running stack is reached. It holds the database's
// password: its file is private, and it belongs in no log.
type Run struct {
	PID             int               `json:"pid"`
	Folder          string            `json:"folder"`
	StartedAt       time.Time         `json:"started_at"` // UTC
	DatabaseURL     string            `json:"database_url"`
	TemporalAddress string            `json:"temporal_address"`
	TemporalUI      string            `json:"temporal_ui,omitempty"`
	Namespace       string            `json:"namespace"`
	Services        map[string]string `json:"services,omitempty"` // by name, such as "console"
}

// errNotRunning is returned by [ReadRun] when no stack runs in the folder.
var errNotRunning = errors.New("nothing is running in this folder")

func runFile(state string) string { return filepath.Join(state, "run.json") }

func runLock(state string) string { return filepath.Join(state, "run.lock") }

// ReadRun returns the running stack of a folder, or [errNotRunning]. What a
// killed process left behind is not taken for a running one: the lock that
// the living one holds is looked at, not the number of the process, which
// another process may have by now.
func ReadRun(folder string) (Run, error) {
	state, err := stateDir(folder)
	if err != nil {
		return Run{}, err
	}
	run, err := readRunIn(state)
	if local := filepath.Join(folder, "var"); errors.Is(err, errNotRunning) && local != state {
		// Root may ask about a stack that an ordinary user runs.
		return readRunIn(local)
	}
	return run, err
}

func readRunIn(state string) (Run, error) {
	running, err := locked(runLock(state))
	if err != nil {
		return Run{}, err
	}
	if !running {
		return Run{}, errNotRunning
	}
	data, err := os.ReadFile(runFile(state))
	if errors.Is(err, fs.ErrNotExist) {
		return Run{}, fmt.Errorf("%w yet: it is just starting or stopping", errNotRunning)
	}
	if err != nil {
		return Run{}, fmt.Errorf("reading where relance runs: %w", err)
	}
	var run Run
	if err := json.Unmarshal(data, &run); err != nil {
		return Run{}, fmt.Errorf("reading %s: %w", runFile(state), err)
	}
	return run, nil
}

// locked tells whether some process holds a lock.
func locked(path string) (bool, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking at the lock %s: %w", path, err)
	}
	defer func() { _ = file.Close() }()
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
	return errors.Is(err, syscall.EWOULDBLOCK), nil
}

func writeRun(state string, run Run) error {
	data, err := json.MarshalIndent(run, "", "  ")
	if err != nil {
		return fmt.Errorf("writing where relance runs: %w", err)
	}
	return writePrivate(runFile(state), append(data, '\n'))
}

func removeRun(state string) error {
	if err := os.Remove(runFile(state)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing %s: %w", runFile(state), err)
	}
	return nil
}
