package smtp_test

import (
	"bytes"
	"io"
	"testing"
	"time"

	mail "github.com/wneessen/go-mail"

	"relance/internal/smtp"
	"relance/internal/smtp/smtptest"
)

// The two benchmarks send the same mail over one kept connection to the same
// kind of server: ours with its hook and verdicts, and go-mail's own loop.
// docs/ wants ours at 0.8 of the other's speed or better.

func benchMail() smtp.Mail {
	m := sample()
	m.Attached = []smtp.File{{Name: "F-2026-015.pdf", Type: "application/pdf", Bytes: bytes.Repeat([]byte("%PDF"), 10_000)}}
	return m
}

func BenchmarkSend(b *testing.B) {
	srv := smtptest.Start(b, smtptest.Options{Discard: true})
	s := newSender(b, srv, func(o *smtp.Options) { o.MaxMessages = 1 << 30 })
	e := envelope(compose(b, benchMail()))
	b.SetBytes(int64(len(e.Bytes)))
	for b.Loop() {
		if o := send(b, s, e); o.Verdict != smtp.Accepted {
			b.Fatal(o)
		}
	}
}

func BenchmarkGoMailLoop(b *testing.B) {
	srv := smtptest.Start(b, smtptest.Options{Discard: true})
	c, err := mail.NewClient(srv.Host, mail.WithPort(srv.Port), mail.WithTLSPolicy(mail.NoTLS), mail.WithTimeout(time.Minute))
	if err != nil {
		b.Fatal(err)
	}
	if err := c.DialWithContext(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Close() })
	sent := compose(b, benchMail())
	b.SetBytes(int64(len(sent)))
	msg := mail.NewMsg()
	if err := msg.From("bounce@brunel.example.fr"); err != nil {
		b.Fatal(err)
	}
	if err := msg.To(debtor); err != nil {
		b.Fatal(err)
	}
	// The same number of bytes, written without further encoding.
	msg.SetBodyWriter(mail.TypeTextPlain, func(w io.Writer) (int64, error) {
		n, err := w.Write(sent)
		return int64(n), err
	}, mail.WithPartEncoding(mail.NoEncoding))
	for b.Loop() {
		if err := c.Send(msg); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompose(b *testing.B) {
	m := benchMail()
	for b.Loop() {
		compose(b, m)
	}
}
