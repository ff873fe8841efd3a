//go:build bench

package e2e

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	gomail "github.com/wneessen/go-mail"

	"relance/internal/config"
	"relance/internal/smtp"
	"relance/internal/smtp/smtptest"
)

// mailConnections is how many connections one worker keeps.
const mailConnections = 8

// mailsOfAWorker sends mails to the same server by three ways: a whole worker,
// with claim, rendering, hand-over and outcome; its sender alone; and go-mail's
// own loop. The server answers a mail after some time, as real ones do; the
// sender alone is measured without that, too.
func mailsOfAWorker(t *testing.T) []figure {
	n := size(t, "RELANCE_BENCH_MAILS", 400)
	thinks := time.Duration(size(t, "RELANCE_BENCH_SMTP_MS", 250)) * time.Millisecond
	sink, err := smtptest.New(smtptest.Options{Discard: true, Thinks: thinks})
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close()
	prompt, err := smtptest.New(smtptest.Options{Discard: true})
	if err != nil {
		t.Fatal(err)
	}
	defer prompt.Close()
	h := newHouse(t, func(c *config.Config) { fiveMails(c); c.Mail.SMTP.Port = sink.Port })
	h.serve()
	sender, err := smtp.New(smtp.Options{Host: prompt.Host, Port: prompt.Port, Security: smtp.NoTLS, MaxConnections: mailConnections})
	h.must(err)
	defer sender.Close()
	h.alone(sender, 4*mailConnections) // connects
	var worker, loop, alone, quick time.Duration
	for block := range blocks + 1 {
		ours, bare := h.mailsOfCases(sink, fmt.Sprint("F-", block), n/blocks), h.loop(sink, n/blocks)
		if block > 0 {
			worker, loop = worker+ours, loop+bare
		}
		for range 2 * mailConnections { // these are quick: many short turns
			alone += h.alone(sender, n/blocks)
			quick += h.loop(prompt, n/blocks)
		}
	}
	name := fmt.Sprintf("mails of a worker / go-mail's loop, %d connections, server answers after %s", mailConnections, thinks)
	return []figure{
		perSecond(name, "mails", n, worker, loop, 0.8),
		perSecond("mails of its sender alone / go-mail's loop, server answers at once", "mails",
			(blocks+1)*2*mailConnections*(n/blocks), alone, quick, 0.8),
	}
}

// mailsOfCases lets the first mail of many cases fall due and measures from the
// first to the last that arrives.
func (h *house) mailsOfCases(sink *smtptest.Server, prefix string, n int) time.Duration {
	h.t.Helper()
	numbers := names(prefix, n)
	h.take(numbers)
	h.reached(time.Now(), 0, func() int { return -query[int](h, "select count(*) from outbox where delivered_at is null") })
	ids := h.ids(numbers)
	h.quietly(ids)
	before := sink.Accepted()
	var first time.Time
	h.play(ids, 20, n, func() int {
		count := sink.Accepted() - before
		if count > 0 && first.IsZero() {
			first = time.Now()
		}
		return count
	})
	return time.Since(first)
}

// aMail is one of the size of a reminder with its invoice.
var aMail = append([]byte("From: a@example.com\r\nTo: b@example.com\r\nSubject: Facture\r\n\r\n"), bytes.Repeat([]byte("0123456789abcdef\r\n"), 600)...)

// loop sends mails by go-mail, over as many connections as a worker keeps.
func (h *house) loop(sink *smtptest.Server, n int) time.Duration {
	h.t.Helper()
	return h.spread(n, func() (func() error, func()) {
		c, err := gomail.NewClient(sink.Host, gomail.WithPort(sink.Port), gomail.WithTLSPolicy(gomail.NoTLS), gomail.WithTimeout(time.Minute))
		h.must(err)
		h.must(c.DialWithContext(h.t.Context()))
		m := gomail.NewMsg()
		h.must(m.From("a@example.com"))
		h.must(m.To("b@example.com"))
		m.SetBodyWriter(gomail.TypeTextPlain, func(w io.Writer) (int64, error) {
			count, err := w.Write(aMail)
			return int64(count), err
		}, gomail.WithPartEncoding(gomail.NoEncoding))
		return func() error { return c.Send(m) }, func() { _ = c.Close() }
	})
}

// alone sends mails by a worker's sender.
func (h *house) alone(s *smtp.Sender, n int) time.Duration {
	h.t.Helper()
	e := smtp.Envelope{From: "a@example.com", To: "b@example.com", Bytes: aMail, ID: "1@example.com", DSN: true}
	return h.spread(n, func() (func() error, func()) {
		return func() error {
			out, err := s.Send(h.t.Context(), e, nil)
			if err == nil && out.Verdict != smtp.Accepted {
				err = fmt.Errorf("%s", out)
			}
			return err
		}, func() {}
	})
}

// spread does something n times, on all connections at once.
func (h *house) spread(n int, open func() (do func() error, done func())) time.Duration {
	h.t.Helper()
	var dos []func() error
	for range mailConnections {
		do, done := open()
		defer done()
		dos = append(dos, do)
	}
	begun, work := time.Now(), make(chan struct{}, n)
	for range n {
		work <- struct{}{}
	}
	close(work)
	var wg sync.WaitGroup
	for _, do := range dos {
		wg.Go(func() {
			for range work {
				if err := do(); err != nil {
					h.t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return time.Since(begun)
}
