//go:build chaos

package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"time"

	"relance/internal/app"
	"relance/internal/registeredmail/maileva"
)

// letterWorkerEnv, when set, makes the test binary a worker process whose
// letters go to a stand-in for Maileva.
const letterWorkerEnv = "RELANCE_E2E_LETTER_WORKER"

type letterWorker struct {
	workerProcess

	API, Token string
}

// init runs the worker before any test is looked for.
func init() {
	spec := os.Getenv(letterWorkerEnv)
	if spec == "" {
		return
	}
	if err := runLetterWorker(spec); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// towards leads the client to the stand-in, and does not let it wait long.
func towards(api, token string) func(*maileva.Options) {
	return func(o *maileva.Options) {
		o.Hosts, o.Timeout, o.Pause = maileva.Hosts{API: api, Token: token}, 2*time.Second, 50*time.Millisecond
		o.HTTP = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	}
}

func runLetterWorker(spec string) error {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(2)
	}()
	var w letterWorker
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
	a.Post.Carriers.StandIns.Maileva = towards(w.API, w.Token)
	if err := a.Dial(ctx, app.Temporal{Address: w.Temporal, Namespace: w.Namespace, Log: quiet()}); err != nil {
		return err
	}
	return a.RunWorker(ctx)
}

// mortal is a worker process; done is closed when it has ended.
type mortal struct {
	process *os.Process
	done    chan struct{}
}

// kill ends the worker in a place, as a power cut would.
func (c *letterChaos) kill(i int) {
	if old := c.workers[i]; old.process != nil {
		_ = old.process.Kill() // it may be over already
		<-old.done
	}
}

// restartAt kills the worker in a place and starts the next one there.
func (c *letterChaos) restartAt(i int) {
	c.t.Helper()
	c.kill(i)
	spec, err := json.Marshal(letterWorker{
		workerProcess: workerProcess{Config: c.cfg, Secrets: c.cfg.Secrets, Temporal: servers.TemporalAddress, Namespace: c.namespace},
		API:           c.fake.URL, Token: c.fake.TokenURL(),
	})
	c.must(err)
	self, err := os.Executable()
	c.must(err)
	p := exec.Command(self)
	p.Env, p.Stderr = append(os.Environ(), letterWorkerEnv+"="+string(spec)), os.Stderr
	_, err = p.StdinPipe() // its end tells the process of ours
	c.must(err)
	c.must(p.Start())
	done := make(chan struct{})
	go func() { _ = p.Wait(); close(done) }()
	c.workers[i] = mortal{p.Process, done}
	c.t.Cleanup(func() { _ = p.Process.Kill(); <-done })
}
