package operate

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"relance/internal/cli/frame"
	"relance/internal/config"
	"relance/internal/smtp/smtptest"
)

// testSession is a session that prints into a buffer.
func testSession(out io.Writer) *frame.Session {
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	env := frame.Env{Stdin: strings.NewReader(""), Stdout: out, Stderr: io.Discard, Getenv: func(string) string { return "" }, Now: func() time.Time { return now }}
	return &frame.Session{Env: env, Ctx: context.Background(), W: frame.French}
}

func TestMailCheckLogsIn(t *testing.T) {
	t.Parallel()
	srv := smtptest.Start(t, smtptest.Options{})
	up := checkup{s: testSession(io.Discard)}
	cfg := config.Config{Mail: config.Mail{Mode: config.Live, SMTP: config.SMTP{Host: srv.Host, Port: srv.Port, TLS: "none"}}}
	up.mail(cfg)
	up.mail(config.Config{Mail: config.Mail{Mode: config.Live}})
	if len(up.list) != 2 || !up.list[0].OK || up.list[1].OK || up.list[1].Fix != "set mail.smtp.host" {
		t.Errorf("got %+v", up.list)
	}
}
