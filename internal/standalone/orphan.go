package standalone

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// stopOrphan ends a server that still runs on a data folder although nobody
// looks after it, and clears a pid file that no longer means anything. The
// caller holds the folder's lock.
func stopOrphan(dataDir string, patience time.Duration) error {
	pidFile := filepath.Join(dataDir, "postmaster.pid")
	pid, err := postmasterPID(pidFile)
	if err != nil || pid == 0 {
		return err
	}
	if !alive(pid) || !servesFolder(pid, dataDir) {
		// PostgreSQL would refuse to start if the number had been given to
		// another process since.
		if err := os.Remove(pidFile); err != nil && !os.IsNotExist(err) {
			return fmt.Errorf("removing a stale pid file: %w", err)
		}
		return nil
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		_ = syscall.Kill(pid, signal)
		if waitGone(pid, patience) {
			return nil
		}
	}
	return &hintError{message: fmt.Sprintf("PostgreSQL (process %d) still runs on %s and does not stop", pid, dataDir),
		hint: fmt.Sprintf("end it by hand: kill -9 %d", pid)}
}

// postmasterPID reads the first line of a pid file, 0 when there is none.
func postmasterPID(path string) (int, error) {
	text, err := readText(path)
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(text, "\n")
	pid, _ := strconv.Atoi(strings.TrimSpace(first))
	return pid, nil
}

// servesFolder tells whether a living process is the server of a data folder:
// a server works inside its data folder. Where that cannot be read, the pid
// file is believed.
func servesFolder(pid int, dataDir string) bool {
	dir, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return true
	}
	return dir == dataDir
}

func waitGone(pid int, patience time.Duration) bool {
	deadline := time.Now().Add(patience)
	for alive(pid) {
		if time.Now().After(deadline) {
			return false
		}
		time.Sleep(20 * time.Millisecond)
	}
	return true
}
