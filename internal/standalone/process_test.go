package standalone

import (
	"bufio"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// startDeaf starts a process that ignores the signals one stops politely with.
func startDeaf(t *testing.T) *process {
	t.Helper()
	cmd := exec.Command("/bin/sh", "-c", `trap "" TERM INT; echo deaf; while :; do sleep 0.1; done`)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p, err := startProcess(cmd, account{}, syscall.SIGKILL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestStopKillsWhatIgnoresPoliteRequests(t *testing.T) {
	t.Parallel()
	c := startDeaf(t)
	steps := c.stop(t.Context(), nudge{syscall.SIGTERM, 50 * time.Millisecond}, nudge{syscall.SIGINT, 50 * time.Millisecond})
	if steps != 3 || !c.ended() {
		t.Errorf("%d steps, ended %v", steps, c.ended())
	}
}
