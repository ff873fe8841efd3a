//go:build chaos

package e2e

import (
	"os/exec"
	"sync"
)

// supervised is the place of a worker process. However one ends, the next is
// started, as the supervisor of a server does.
type supervised struct {
	mu      sync.Mutex
	running *exec.Cmd
	over    bool
	done    chan struct{}
}

// supervise keeps a worker process alive until the test ends.
func (c *chaos) supervise() *supervised {
	s := &supervised{done: make(chan struct{})}
	go func() {
		defer close(s.done)
		for {
			cmd, err := s.next(c.startWorker)
			if err != nil {
				c.t.Errorf("a worker cannot be started: %v", err)
			}
			if cmd == nil {
				return
			}
			_ = cmd.Wait() // killed, most of them
		}
	}()
	c.t.Cleanup(func() {
		s.mu.Lock()
		s.over = true
		s.mu.Unlock()
		s.kill()
		<-s.done
	})
	return s
}

// next starts the next process, or none when the test is over.
func (s *supervised) next(start func() (*exec.Cmd, error)) (cmd *exec.Cmd, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return nil, nil //nolint:nilnil // nothing to wait for
	}
	cmd, err = start()
	if err != nil {
		return nil, err
	}
	s.running = cmd
	return cmd, nil
}

// kill ends the process of the moment as a power cut would.
func (s *supervised) kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running != nil {
		_ = s.running.Process.Kill() // it may be over already
	}
}
