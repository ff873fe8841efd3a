package standalone

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// fileLock is held by the operating system for this process: it ends with
// the process, however that ends.
type fileLock struct{ file *os.File }

// errLocked says that another process holds the lock; it carries the number
// which that process wrote, 0 when it has not done so yet.
type errLocked struct {
	path string
	pid  int
}

func (e *errLocked) Error() string {
	return fmt.Sprintf("%s is locked by process %d", e.path, e.pid)
}

// tryLock takes the lock or returns *errLocked at once.
func tryLock(path string) (*fileLock, error) {
	l, err := openLock(path, syscall.LOCK_EX|syscall.LOCK_NB)
	if !errors.Is(err, syscall.EWOULDBLOCK) {
		return l, err
	}
	text, _ := readText(path)
	pid, _ := strconv.Atoi(text)
	return nil, &errLocked{path: path, pid: pid}
}

// waitLock takes the lock, waiting for as long as another process holds it
// or until ctx ends.
func waitLock(ctx context.Context, path string) (*fileLock, error) {
	for {
		l, err := tryLock(path)
		var locked *errLocked
		if !errors.As(err, &locked) {
			return l, err
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func openLock(path string, how int) (*fileLock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the lock %s: %w", path, err)
	}
	if err := syscall.Flock(int(file.Fd()), how); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	text := strconv.Itoa(os.Getpid()) + "\n"
	if err := errors.Join(file.Truncate(0), writeAt(file, text)); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("writing the lock %s: %w", path, err)
	}
	return &fileLock{file: file}, nil
}

func writeAt(file *os.File, text string) error {
	_, err := file.WriteAt([]byte(text), 0)
	return err
}

// release gives the lock back. The file stays: removing it would let two
// processes lock two files of the same name.
func (l *fileLock) release() {
	if l == nil || l.file == nil {
		return
	}
	_ = l.file.Truncate(0)
	_ = l.file.Close()
	l.file = nil
}

// alive tells whether a process exists, whoever owns it.
func alive(pid int) bool {
	if pid <= 0 {
		return false
	}
	err := syscall.Kill(pid, 0)
	return (err == nil || errors.Is(err, syscall.EPERM)) && !zombie(pid)
}

// zombie tells whether a process has ended and only waits to be reaped, as
// happens in containers whose first process never does. Only Linux can say.
func zombie(pid int) bool {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, rest, ok := strings.Cut(string(data), ") ")
	return ok && strings.HasPrefix(rest, "Z")
}
