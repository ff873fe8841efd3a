package e2e

import (
	"context"
	"encoding/base64"
	"fmt"
	"syscall"
	"testing"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/proxy"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postgres/sending"
	"relance/internal/smtp/smtptest"
)

// Temporal hangs and dies while a payment is entered: the payment is recorded
// all the same, and the case hears of it when Temporal is back. It runs alone,
// since it takes the server away from everybody.
func TestPaymentWhileTemporalIsDown(t *testing.T) { //nolint:paralleltest // see above
	h := newHouse(t, nil)
	h.invoice("F-1", "C-1", 20, 120000)
	h.work()
	h.idle("F-1")
	server := temporald(t)
	h.must(server.Signal(syscall.SIGSTOP)) // nobody answers until it is killed, however long we take
	h.pay("F-1")
	h.invoice("F-2", "C-2", 20, 5000)
	if c := h.load("F-1"); c.Balance != 0 || c.State == dunning.Closed {
		t.Errorf("without Temporal the case stands at %+v", c)
	}
	if n := query[int](h, "select count(*) from outbox where delivered_at is null"); n != 2 {
		t.Errorf("%d rows wait in the outbox, want the payment and the start", n)
	}
	h.must(server.Kill())
	began := time.Now()
	h.closes("F-1", dunning.Paid)
	h.idle("F-2")
	t.Logf("Temporal was killed; the case heard of the payment %s later", time.Since(began).Round(time.Millisecond))
	if got := len(h.mail.Messages()); got > 0 {
		t.Errorf("%d mails", got)
	}
	h.agree("F-1", "F-2")
}

// A worker that is asked to stop waits for the mail that is being taken.
func TestAWorkerThatStopsWaitsForItsMail(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	h.invoice("F-1", "C-1", 20, 120000)
	hold := make(chan struct{})
	h.mail.Script(mailOf("C-1"), smtptest.Step{At: smtptest.Dot, Hold: hold})
	h.work()
	h.skipTo(dunning.Next(h.load("F-1"), h.now()).At.Add(-time.Second), "F-1")
	h.patiently("the mail is with the server", func() error {
		if h.mails("C-1") == 0 {
			return errNotYet
		}
		return nil
	})
	stopped := make(chan struct{})
	go func() { h.stop(); close(stopped) }()
	select {
	case <-stopped:
		t.Error("the worker did not wait for the server's answer")
	case <-time.After(500 * time.Millisecond):
	}
	close(hold)
	<-stopped
	if v := h.view("F-1"); len(v.Messages) != 1 || v.Messages[0].State != dunning.MessageAccepted || v.Case.Done != 1 {
		t.Errorf("when the worker had stopped the record was %+v", v.Messages)
	}
	h.work()
	h.rest("F-1")
	h.agree("F-1")
	if got := h.mails("C-1"); got != 1 {
		t.Errorf("%d mails, want one", got)
	}
}

// With keys nothing that Temporal stores can be read, but for the attributes
// that it searches by.
func TestEncryptionLeavesNothingReadable(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *config.Config) {
		c.Secrets.CodecKeys = "2026:" + base64.StdEncoding.EncodeToString([]byte("an invented key of 32 bytes, yes"))
	})
	h.invoice("F-1", "C-1", 20, 120000)
	h.work()
	h.send("F-1")
	h.signal("F-1", "paid", `{"ammount":"1.00"}`)
	h.until("F-1", "has noted it", func(c dunning.Case) bool { return c.Version > 2 })
	h.pay("F-1")
	h.skipToNext("F-1")
	h.closes("F-1", dunning.Paid)
	h.agree("F-1")
	n, err := payloads(h.history("F-1"), func(p *commonpb.Payload) error {
		if got := string(p.GetMetadata()["encoding"]); got != "binary/encrypted" {
			return fmt.Errorf("a payload is %s: %s", got, p.GetData())
		}
		return nil
	})
	if err != nil || n < 10 {
		t.Errorf("%d payloads looked at: %v", n, err)
	}
}

// payloads looks at everything in a history that Temporal does not search by.
func payloads(h *historypb.History, look func(*commonpb.Payload) error) (n int, err error) {
	err = proxy.VisitPayloads(context.Background(), h, proxy.VisitPayloadsOptions{
		SkipSearchAttributes: true,
		Visitor: func(_ *proxy.VisitPayloadsContext, ps []*commonpb.Payload) ([]*commonpb.Payload, error) {
			for _, p := range ps {
				n++
				if err := look(p); err != nil {
					return nil, err
				}
			}
			return ps, nil
		},
	})
	return n, err
}

// An invoice whose debtor has no address waits for one from the start.
func TestNoAddressNeedsAttentionUntilMended(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	s := &story{house: h, n: "F-1", debtor: "C-1"}
	n := h.newInvoice("F-1", "C-1", 20, 120000)
	n.Debtor.Email = ""
	_, err := h.store.AddInvoice(t.Context(), n)
	h.must(err)
	defer h.explainFailure("F-1")
	if c := h.load("F-1"); !attention(c) {
		t.Errorf("it starts as %s", c.Status())
	}
	h.work()
	h.idle("F-1")
	s.mended(mailOf("C-1"))
	h.rest("F-1")
	s.reach(1)
	if got := h.mails("C-1"); got != 1 {
		t.Errorf("%d mails, want one", got)
	}
	h.agree("F-1")
}

// A worker stands still with a mail at the server's door, as a paused machine
// does. Meanwhile the message becomes unknown, and a person says, rightly, that
// it was not sent. The worker wakes up, sends nothing of it, and the step leaves
// once.
func TestAWorkerThatStoodStillSendsNothingThatWasSettled(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	h.invoice("F-1", "C-1", 20, 120000)
	hold, reached := make(chan struct{}), make(chan struct{})
	h.mail.Script(mailOf("C-1"), smtptest.Step{At: smtptest.Data, Hold: hold, Reached: reached})
	h.work()
	h.skipTo(dunning.Next(h.load("F-1"), h.now()).At.Add(-time.Second), "F-1")
	<-reached
	c := h.load("F-1")
	next := dunning.ReserveRequest{ // as the next attempt asks, after the first was given up
		Ref: h.ref("F-1"), Step: "courtesy", Known: c.Version, Now: h.now(), Owner: query[string](h, "select owner from messages"),
	}
	_, err := sending.New(h.store).Reserve(t.Context(), next)
	h.must(err)
	h.until("F-1", "waits for a person", attention)
	h.aged()
	h.tell("F-1", dunning.NewSettle(false))
	close(hold)
	h.until("F-1", "has sent its notice", func(c dunning.Case) bool { return c.Done == 1 })
	v := h.view("F-1")
	if got := h.mails("C-1"); got != 1 || len(v.Messages) != 2 || v.Messages[0].State != dunning.MessageAbandoned {
		t.Errorf("%d mails, messages %+v; want one mail, of the second message", got, v.Messages)
	}
	h.agree("F-1")
}
