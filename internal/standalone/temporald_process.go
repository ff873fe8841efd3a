package standalone

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// launch starts the program once and waits for its ready line.
func (t *temporalServer) launch(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, t.options.StartTimeout)
	defer cancel()
	logPath := filepath.Join(t.state, temporaldName+".log")
	output, err := openLog(logPath)
	if err != nil {
		return err
	}
	defer func() { _ = output.Close() }()
	offset, err := output.Seek(0, 2)
	if err != nil {
		return fmt.Errorf("opening a log: %w", err)
	}
	cmd, ready, err := t.command(output)
	if err != nil {
		return err
	}
	p, err := startProcess(cmd, account{}, syscall.SIGTERM)
	if err != nil {
		return err
	}
	if err := awaitReady(ctx, p, ready); err != nil {
		_ = p.stop(context.WithoutCancel(ctx), nudge{syscall.SIGTERM, 5 * time.Second})
		return fmt.Errorf("starting temporald: %w\n%s", err, logSince(logPath, offset, 12))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.process = p
	return nil
}

func (t *temporalServer) current() *process {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.process
}

// command prepares the program. Its standard input is a pipe that we hold
// until we end, in whatever way; ready hears its first line of output.
func (t *temporalServer) command(stderr *os.File) (cmd *exec.Cmd, ready *firstLine, err error) {
	args, databaseURL, err := t.arguments()
	if err != nil {
		return nil, nil, err
	}
	ready = &firstLine{line: make(chan string, 1)}
	cmd = exec.Command(t.binary, args...)
	cmd.Env = append(os.Environ(), "TEMPORALD_POSTGRES_URL="+databaseURL)
	cmd.Stdout, cmd.Stderr = ready, stderr
	if _, err := cmd.StdinPipe(); err != nil {
		return nil, nil, fmt.Errorf("preparing temporald: %w", err)
	}
	return cmd, ready, nil
}

// firstLine passes on the first line written to it and drops the rest.
type firstLine struct {
	line chan string
	text []byte
	said bool
}

func (f *firstLine) Write(data []byte) (int, error) {
	if f.said {
		return len(data), nil
	}
	f.text = append(f.text, data...)
	if line, _, complete := bytes.Cut(f.text, []byte("\n")); complete {
		f.line <- string(line)
		f.text, f.said = nil, true
	}
	return len(data), nil
}

func (t *temporalServer) arguments() (args []string, databaseURL string, err error) {
	u, err := url.Parse(t.options.DatabaseURL)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") || strings.Trim(u.Path, "/") == "" {
		return nil, "", &hintError{message: "the database's address is not of the form postgres://user:password@host:port/name",
			hint: "write DATABASE_URL in that form"}
	}
	name := strings.Trim(u.Path, "/")
	o := t.options
	args = []string{
		"-parent-watch",
		"-database", name + "_temporal",
		"-visibility-database", name + "_temporal_visibility",
		"-namespace", o.Namespace,
		"-retention", o.Retention.String(),
		"-grpc-port", strconv.Itoa(t.port),
		"-ui-port", strconv.Itoa(t.uiPort),
		"-metrics-port", strconv.Itoa(o.MetricsPort),
		"-codec-endpoint", o.CodecEndpoint,
	}
	return args, u.String(), nil
}

func awaitReady(ctx context.Context, p *process, ready *firstLine) error {
	select {
	case line := <-ready.line:
		var message struct{ Ready bool }
		if err := json.Unmarshal([]byte(line), &message); err != nil || !message.Ready {
			return fmt.Errorf("unexpected first line %q", line)
		}
		return nil
	case <-p.done:
		return fmt.Errorf("it ended at once: %w", p.err)
	case <-ctx.Done():
		return fmt.Errorf("it did not become ready: %w", ctx.Err())
	}
}

// supervise starts the program again when it dies, unless it dies too often.
func (t *temporalServer) supervise() {
	defer close(t.done)
	why := t.current().exit()
	var deaths []time.Time
	for t.life.Err() == nil {
		deaths = append(recent(deaths, restartSpan), time.Now())
		if len(deaths) > maxRestarts {
			t.mu.Lock()
			t.err = fmt.Errorf("temporald died %d times within %s, the last time because of: %w", len(deaths), restartSpan, why)
			t.mu.Unlock()
			return
		}
		t.options.Log.Warn("temporald died and is started again", "why", why)
		select {
		case <-t.life.Done():
			return
		case <-time.After(time.Duration(len(deaths)) * t.options.restartPause):
		}
		if why = t.launch(t.life); why == nil {
			why = t.current().exit()
		}
	}
}

// recent drops the moments that lie further back than span.
func recent(moments []time.Time, span time.Duration) []time.Time {
	for len(moments) > 0 && time.Since(moments[0]) > span {
		moments = moments[1:]
	}
	return moments
}
