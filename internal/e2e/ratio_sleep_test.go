//go:build bench

package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"testing"
	"time"
)

// A worker process gives back what it does not need when it is asked to, so
// that the figure is what it holds.
func init() {
	if os.Getenv(workerEnv) == "" {
		return
	}
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR1)
	go func() {
		for range asked {
			debug.FreeOSMemory()
		}
	}()
}

// sleepingCases reads the memory of a worker that has started all the cases
// that sleep.
func sleepingCases(t *testing.T) []figure {
	few, many := 1000, size(t, "RELANCE_BENCH_SLEEPING", 10_000)
	h := newHouse(t, nil)
	h.workApart()
	h.take(names("F", few))
	small := h.held()
	h.take(names("G", many-few))
	large := h.held()
	mib := func(n int) string { return fmt.Sprintf("%.1f MiB", float64(n)/1024) }
	return []figure{{
		name: fmt.Sprintf("worker's memory at %d sleeping cases / at %d", many, few),
		ours: mib(large), bare: mib(small), ratio: float64(large) / float64(small), aim: 1.2, atMost: true,
	}}
}

// held is the resident memory of the worker once all cases sleep, in KiB.
func (h *house) held() (least int) {
	h.t.Helper()
	h.reached(time.Now(), 0, func() int { return -query[int](h, "select count(*) from outbox where delivered_at is null") })
	time.Sleep(5 * time.Second) // the last cases decide to sleep
	for range 5 {
		h.must(h.process.Process.Signal(syscall.SIGUSR1))
		time.Sleep(time.Second)
		if n := resident(h.t, h.process.Process.Pid); least == 0 || n < least {
			least = n
		}
	}
	return least
}

// resident reads a process's memory where /proc tells it, in KiB.
func resident(t *testing.T, pid int) (n int) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skip("the system does not tell the memory of a process")
	}
	_, rest, _ := bytes.Cut(status, []byte("VmRSS:"))
	if _, err := fmt.Sscan(string(rest), &n); err != nil {
		t.Fatal(err)
	}
	return n
}
