package standalone

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// process is a running child. Its exit is known once done is closed.
type process struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error // why it ended; read only after done
}

// startProcess starts cmd in a process group of its own, so that Ctrl-C on a
// terminal reaches only us and the order of stopping stays ours. On Linux the
// kernel sends last to the child if we die.
func startProcess(cmd *exec.Cmd, who account, last syscall.Signal) (*process, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: who.credential()}
	signalOnParentDeath(cmd.SysProcAttr, last)
	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		// The kernel's "parent" is the thread that forked: keep it for as
		// long as the child lives.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		p.err = cmd.Wait()
		close(p.done)
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("starting %s: %w", cmd.Path, err)
	}
	return p, nil
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// exit waits for the end of the process and says why it ended.
func (p *process) exit() error {
	<-p.done
	if p.err == nil {
		return fmt.Errorf("%s ended by itself", filepath.Base(p.cmd.Path))
	}
	return p.err
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// nudge is one step of stopping: a signal and how long to wait for its effect.
type nudge struct {
	signal syscall.Signal
	wait   time.Duration
}

// stop goes through the steps until the process has ended, and finally kills
// it. A cancelled context shortens each wait to nothing. It reports how many
// steps were needed.
func (p *process) stop(ctx context.Context, steps ...nudge) int {
	for i, step := range append(steps, nudge{syscall.SIGKILL, 10 * time.Second}) {
		if p.ended() {
			return i
		}
		_ = p.cmd.Process.Signal(step.signal)
		if step.signal == syscall.SIGKILL {
			_ = syscall.Kill(-p.pid(), syscall.SIGKILL)
			ctx = context.WithoutCancel(ctx)
		}
		timer := time.NewTimer(step.wait)
		select {
		case <-p.done:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
	return len(steps) + 1
}
