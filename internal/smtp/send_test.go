package smtp_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/dunning"
	"relance/internal/smtp"
	"relance/internal/smtp/smtptest"
)

const debtor = "jean.dupont@client.example.fr"

// newSender speaks to a test server; change alters its options.
func newSender(t testing.TB, srv *smtptest.Server, change ...func(*smtp.Options)) *smtp.Sender {
	t.Helper()
	o := smtp.Options{
		Host: srv.Host, Port: srv.Port, Security: smtp.NoTLS, HELO: "relance.example.org",
		ConnectTimeout: time.Minute, CommandTimeout: time.Minute, Deadline: 2 * time.Minute, // a busy machine is slow
		Grace: 200 * time.Millisecond,
	}
	if srv.Roots != nil {
		o.TLS = &tls.Config{RootCAs: srv.Roots, MinVersion: tls.VersionTLS12}
	}
	for _, c := range change {
		c(&o)
	}
	s, err := smtp.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func envelope(b []byte) smtp.Envelope {
	return smtp.Envelope{From: "bounce@brunel.example.fr", To: debtor, Bytes: b, ID: "msg-42", DSN: true}
}

// small is a mail below every threshold, with lines that begin with a dot.
var small = []byte("Subject: essai\r\n\r\n.\r\n..deux\r\nfin\r\n")

// large does not fit one network packet.
var large = append([]byte("Subject: essai\r\n\r\n"), bytes.Repeat([]byte(strings.Repeat("x", 76)+"\r\n"), 6_500)...)

func send(t testing.TB, s *smtp.Sender, e smtp.Envelope) smtp.Outcome {
	t.Helper()
	o, err := s.Send(t.Context(), e, nil)
	if err != nil {
		t.Fatalf("Send: %v", err)
	}
	return o
}

func TestSendDeliversTheExactBytes(t *testing.T) {
	t.Parallel()
	srv := smtptest.Start(t, smtptest.Options{})
	s := newSender(t, srv)
	for name, b := range map[string][]byte{"dots": small, "half a megabyte": large, "composed": compose(t, sample())} {
		o := send(t, s, envelope(b))
		if o.Verdict != smtp.Accepted || o.Reply.Code != 250 {
			t.Errorf("%s: %s", name, o)
		}
		got := srv.Messages()
		if last := got[len(got)-1]; !bytes.Equal(last.Bytes, b) {
			t.Errorf("%s: the server has %d bytes, sent %d", name, len(last.Bytes), len(b))
		}
	}
	if n := srv.Connections(); n != 1 {
		t.Errorf("%d connections for three mails", n)
	}
}

func TestSendAsksForDeliveryReportsWhenItCan(t *testing.T) {
	t.Parallel()
	srv := smtptest.Start(t, smtptest.Options{})
	send(t, newSender(t, srv), envelope(small))
	m := srv.Messages()[0]
	got := []any{m.From, m.To, string(m.Mail.Return), m.Mail.EnvelopeID, len(m.Rcpt.Notify), m.Rcpt.OriginalRecipient, m.Mail.Size, m.Mail.UTF8, string(m.Mail.Body)}
	want := []any{"bounce@brunel.example.fr", debtor, "HDRS", "msg-42", 2, debtor, int64(len(small)), false, ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	bare := smtptest.Start(t, smtptest.Options{NoDSN: true})
	if o := send(t, newSender(t, bare), envelope(small)); o.Verdict != smtp.Accepted {
		t.Errorf("without DSN: %s", o)
	}
}

func TestSendRedirectedKeepsBytesAndOriginalRecipient(t *testing.T) {
	t.Parallel()
	srv := smtptest.Start(t, smtptest.Options{})
	send(t, newSender(t, srv), envelope(small).Redirect("essai@brunel.example.fr"))
	m := srv.Messages()[0]
	if m.To != "essai@brunel.example.fr" || m.Rcpt.OriginalRecipient != debtor || !bytes.Equal(m.Bytes, small) {
		t.Errorf("to %s, original %s", m.To, m.Rcpt.OriginalRecipient)
	}
}

func TestSendOutcomes(t *testing.T) {
	t.Parallel()
	type row struct {
		to      string // queue of the script; empty is MAIL
		step    smtptest.Step
		bytes   []byte
		verdict smtp.Verdict
		stage   smtp.Stage
		address bool
		code    int
		arrived int // mails the server has whole
	}
	for name, r := range map[string]row{
		"accepted": {debtor, smtptest.Step{}, small, smtp.Accepted, smtp.StageFinal, false, 250, 1},
		"unknown mailbox": {debtor, smtptest.Step{At: smtptest.Rcpt, Code: 550, Enhanced: "5.1.1", Text: "<" + debtor + "> unknown"},
			small, smtp.Refused, smtp.StageRcpt, true, 550, 0},
		"blocked by policy": {debtor, smtptest.Step{At: smtptest.Rcpt, Code: 554, Enhanced: "5.7.1"}, small, smtp.Refused, smtp.StageRcpt, false, 554, 0},
		"sender refused":    {"", smtptest.Step{At: smtptest.Mail, Code: 553, Enhanced: "5.7.1"}, small, smtp.Refused, smtp.StageMail, false, 553, 0},
		"greylisted":        {debtor, smtptest.Step{At: smtptest.Rcpt, Code: 451, Enhanced: "4.7.1"}, small, smtp.Retry, smtp.StageRcpt, false, 451, 0},
		"refused at DATA":   {debtor, smtptest.Step{At: smtptest.Data, Code: 554, Enhanced: "5.7.1"}, small, smtp.Refused, smtp.StageData, false, 554, 0},
		"busy at DATA":      {debtor, smtptest.Step{At: smtptest.Data, Code: 451, Enhanced: "4.3.1"}, small, smtp.Retry, smtp.StageData, false, 451, 0},
		"content refused":   {debtor, smtptest.Step{At: smtptest.Dot, Code: 550, Enhanced: "5.7.0"}, small, smtp.Refused, smtp.StageFinal, false, 550, 0},
		"busy after content": {debtor, smtptest.Step{At: smtptest.Dot, Code: 452, Enhanced: "4.3.1"},
			small, smtp.Retry, smtp.StageFinal, false, 452, 0},
		"421 after content":            {debtor, smtptest.Step{At: smtptest.Dot, Code: 421, Enhanced: "4.3.2"}, small, smtp.Retry, smtp.StageFinal, false, 421, 0},
		"dropped at MAIL":              {"", smtptest.Step{At: smtptest.Mail, Drop: true}, small, smtp.Retry, smtp.StageMail, false, 0, 0},
		"dropped at RCPT":              {debtor, smtptest.Step{At: smtptest.Rcpt, Drop: true}, small, smtp.Retry, smtp.StageRcpt, false, 0, 0},
		"dropped at DATA":              {debtor, smtptest.Step{At: smtptest.Data, Drop: true}, small, smtp.Retry, smtp.StageData, false, 0, 0},
		"garbage at MAIL":              {"", smtptest.Step{At: smtptest.Mail, Garbage: "?"}, small, smtp.Retry, smtp.StageMail, false, 0, 0},
		"accepted, then reply lost":    {debtor, smtptest.Step{At: smtptest.Dot, Drop: true}, small, smtp.Unknown, smtp.StageFinal, false, 0, 1},
		"accepted, then garbage":       {debtor, smtptest.Step{At: smtptest.Dot, Garbage: "<html>502</html>"}, small, smtp.Unknown, smtp.StageFinal, false, 0, 1},
		"accepted, gone after reply":   {debtor, smtptest.Step{At: smtptest.Reply}, small, smtp.Accepted, smtp.StageFinal, false, 250, 1},
		"large, reply lost":            {debtor, smtptest.Step{At: smtptest.Dot, Drop: true}, large, smtp.Unknown, smtp.StageFinal, false, 0, 1},
		"odd code instead of 250":      {debtor, smtptest.Step{At: smtptest.Dot, Code: 252}, small, smtp.Unknown, smtp.StageFinal, false, 252, 0},
		"login wanted though not told": {"", smtptest.Step{At: smtptest.Mail, Code: 530, Enhanced: "5.7.0"}, small, smtp.Retry, smtp.StageMail, false, 530, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := smtptest.Start(t, smtptest.Options{})
			srv.Script(r.to, r.step)
			s := newSender(t, srv)
			o := send(t, s, envelope(r.bytes))
			if o.Verdict != r.verdict || o.Stage != r.stage || o.Address != r.address || o.Reply.Code != r.code {
				t.Errorf("got %s (address %v)", o, o.Address)
			}
			if strings.Contains(o.String(), "dupont") {
				t.Errorf("the outcome names the debtor: %s", o)
			}
			if n := len(srv.Messages()); n != r.arrived {
				t.Errorf("the server has %d mails, want %d", n, r.arrived)
			}
			// Whatever happened, the sender must serve the next mail.
			if o := send(t, s, envelope(small)); o.Verdict != smtp.Accepted {
				t.Errorf("the next mail: %s", o)
			}
			if last := srv.Messages(); len(last) != r.arrived+1 || !bytes.Equal(last[len(last)-1].Bytes, small) {
				t.Errorf("%d mails after the next one", len(last))
			}
		})
	}
}

// A connection that dies while the invoice is on its way must neither deliver
// half a mail nor leave a doubt: the final dot was not sent.
func TestSendKilledInMidContentIsCertainlyNotDelivered(t *testing.T) {
	t.Parallel()
	invoice := append(bytes.Clone(large), large...)
	for _, security := range []smtptest.Security{smtptest.Plain, smtptest.StartTLS, smtptest.Implicit} {
		for i := range 6 { // up to 200 kB of 1 MB: the rest is more than buffers hold
			srv := smtptest.Start(t, smtptest.Options{Security: security})
			srv.Script(debtor, smtptest.Step{At: smtptest.Body, Drop: true, After: int64(1 + i*40_000)})
			s := newSender(t, srv, func(o *smtp.Options) { o.Security = secure(security) })
			o := send(t, s, envelope(invoice))
			if o.Verdict != smtp.Retry || o.Stage != smtp.StageContent {
				t.Errorf("%q after %d bytes: %s", security, 1+i*40_000, o)
			}
			if n := srv.Accepted(); n != 0 {
				t.Errorf("%q: %d truncated mails accepted", security, n)
			}
			srv.Close()
		}
	}
}

func secure(s smtptest.Security) smtp.Security {
	switch s {
	case smtptest.StartTLS:
		return smtp.StartTLS
	case smtptest.Implicit:
		return smtp.Implicit
	}
	return smtp.NoTLS
}

func TestSendCancelledInMidContentDropsTheConnection(t *testing.T) {
	t.Parallel()
	srv := smtptest.Start(t, smtptest.Options{})
	hold, reached := make(chan struct{}), make(chan struct{})
	srv.Script(debtor, smtptest.Step{At: smtptest.Body, Hold: hold, Reached: reached, After: 100})
	t.Cleanup(func() { close(hold) })
	s := newSender(t, srv)
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		<-reached
		cancel(errors.New("stopped"))
	}()
	// Far beyond what the kernel buffers, so that the transfer is stuck.
	huge := bytes.Repeat(large, 40)
	o, err := s.Send(ctx, envelope(huge), nil)
	if err != nil || o.Verdict != smtp.Retry || o.Stage != smtp.StageContent || o.Cause.Error() != "stopped" {
		t.Errorf("%s, %v", o, err)
	}
	if srv.Accepted() != 0 {
		t.Error("the server accepted a truncated mail")
	}
}

func TestSendCancelledAfterTheFinalDot(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		grace   time.Duration
		replies bool
		want    smtp.Verdict
	}{
		"hears a reply that comes soon":   {time.Minute, true, smtp.Accepted},
		"stops listening after the grace": {50 * time.Millisecond, false, smtp.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := smtptest.Start(t, smtptest.Options{})
			hold, reached := make(chan struct{}), make(chan struct{})
			srv.Script(debtor, smtptest.Step{At: smtptest.Dot, Hold: hold, Reached: reached})
			s := newSender(t, srv, func(o *smtp.Options) { o.Grace = row.grace })
			ctx, cancel := context.WithCancel(t.Context())
			go func() {
				<-reached // the dot has arrived
				cancel()
				if row.replies {
					close(hold)
				}
			}()
			o, err := s.Send(ctx, envelope(small), nil)
			if !row.replies {
				close(hold)
			}
			if err != nil || o.Verdict != row.want {
				t.Errorf("%s, %v", o, err)
			}
		})
	}
}

// The deadline must come after the final dot. On a busy machine a short one
// comes before it, and the send is tried again with a longer one.
func TestSendDeadlineAfterTheFinalDotIsUnknown(t *testing.T) {
	t.Parallel()
	for deadline := 100 * time.Millisecond; ; deadline *= 2 {
		srv := smtptest.Start(t, smtptest.Options{})
		hold := make(chan struct{})
		srv.Script(debtor, smtptest.Step{At: smtptest.Dot, Hold: hold})
		s := newSender(t, srv, func(o *smtp.Options) { o.Deadline = deadline })
		o := send(t, s, envelope(small))
		close(hold)
		if o.Stage == smtp.StageFinal && o.Verdict == smtp.Unknown {
			return
		}
		if o.Stage == smtp.StageFinal || o.Verdict != smtp.Retry || deadline > time.Minute {
			t.Fatalf("%s after %s", o, deadline)
		}
	}
}

func TestSendBeatsWhileTheServerThinks(t *testing.T) {
	t.Parallel()
	srv := smtptest.Start(t, smtptest.Options{})
	hold := make(chan struct{})
	srv.Script(debtor, smtptest.Step{At: smtptest.Dot, Hold: hold})
	var beats atomic.Int32
	e := envelope(small)
	e.Heartbeat = func() {
		if beats.Add(1) == 3 {
			close(hold) // never, without beats
		}
	}
	s := newSender(t, srv, func(o *smtp.Options) { o.HeartbeatAfter, o.HeartbeatEvery = time.Millisecond, time.Millisecond })
	if o := send(t, s, e); o.Verdict != smtp.Accepted || beats.Load() < 3 {
		t.Errorf("%s after %d heartbeats", o, beats.Load())
	}
}

func TestSendHookDecidesBetweenRecipientAndContent(t *testing.T) {
	t.Parallel()
	srv := smtptest.Start(t, smtptest.Options{})
	s := newSender(t, srv)
	paid := errors.New("paid meanwhile")
	calls := 0
	hook := func(context.Context) error { calls++; return paid }
	o, err := s.Send(t.Context(), envelope(small), hook)
	if o.Verdict != smtp.Aborted || o.Stage != smtp.StageHook || !errors.Is(err, paid) || calls != 1 {
		t.Errorf("%s, %v, %d calls", o, err, calls)
	}
	srv.Script(debtor, smtptest.Step{At: smtptest.Rcpt, Code: 550, Enhanced: "5.1.1"})
	if o, err := s.Send(t.Context(), envelope(small), hook); err != nil || o.Verdict != smtp.Refused || calls != 1 {
		t.Errorf("refused recipient: %s, %v, %d calls", o, err, calls)
	}
	if o := send(t, s, envelope(small)); o.Verdict != smtp.Accepted || srv.Accepted() != 1 || srv.Connections() != 1 {
		t.Errorf("afterwards: %s, %d mails, %d connections", o, srv.Accepted(), srv.Connections())
	}
}

func TestSendRefusesAWrongEnvelopeBeforeAnyNetwork(t *testing.T) {
	t.Parallel()
	s, err := smtp.New(smtp.Options{Host: "127.0.0.1", Port: 1, Security: smtp.NoTLS})
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		change func(*smtp.Envelope)
		code   dunning.Code
	}{
		"no recipient":             {func(e *smtp.Envelope) { e.To = "" }, dunning.CodeUnreachable},
		"command in the recipient": {func(e *smtp.Envelope) { e.To = "a@example.fr>\r\nDATA" }, dunning.CodeUnreachable},
		"parameter in the sender":  {func(e *smtp.Envelope) { e.From = "a@example.fr> SIZE=1" }, dunning.CodeInvalid},
		"bare line feed":           {func(e *smtp.Envelope) { e.Bytes = []byte("a\n.\nb\r\n") }, dunning.CodeInvalid},
		"no line end":              {func(e *smtp.Envelope) { e.Bytes = []byte("a") }, dunning.CodeInvalid},
		"nothing":                  {func(e *smtp.Envelope) { e.Bytes = nil }, dunning.CodeInvalid},
		"endless line":             {func(e *smtp.Envelope) { e.Bytes = []byte(strings.Repeat("x", 999) + "\r\n") }, dunning.CodeInvalid},
		"space in the envelope id": {func(e *smtp.Envelope) { e.ID = "a b" }, dunning.CodeInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := envelope(small)
			row.change(&e)
			o, err := s.Send(t.Context(), e, nil)
			if o.Verdict != smtp.Aborted || dunning.ErrorCode(err) != row.code {
				t.Errorf("%s, %v", o, err)
			}
		})
	}
}

func TestSendWithoutServerIsRetry(t *testing.T) {
	t.Parallel()
	srv := smtptest.Start(t, smtptest.Options{})
	srv.Close()
	if o := send(t, newSender(t, srv), envelope(small)); o.Verdict != smtp.Retry || o.Stage != smtp.StageConnect {
		t.Errorf("%s", o)
	}
}

func TestSendAddressesWithAccents(t *testing.T) {
	t.Parallel()
	e := envelope(small)
	e.To = "jérôme@client.example.fr"
	able := smtptest.Start(t, smtptest.Options{})
	if o := send(t, newSender(t, able), e); o.Verdict != smtp.Accepted || !able.Messages()[0].Mail.UTF8 {
		t.Errorf("%s", o)
	}
	unable := smtptest.Start(t, smtptest.Options{NoUTF8: true})
	s := newSender(t, unable)
	if o := send(t, s, e); o.Verdict != smtp.Refused || !o.Address {
		t.Errorf("%s", o)
	}
	if o := send(t, s, envelope(small)); o.Verdict != smtp.Accepted {
		t.Errorf("afterwards: %s", o)
	}
}

// A machine that stood still while the server pondered its 354 asks whether the
// mail is still to be sent before a word of it leaves, and sends nothing when
// somebody has settled it meanwhile.
func TestSendStopsBeforeTheTextOfAMailThatWasSettled(t *testing.T) {
	t.Parallel()
	srv := smtptest.Start(t, smtptest.Options{})
	hold, reached := make(chan struct{}), make(chan struct{})
	srv.Script(debtor, smtptest.Step{At: smtptest.Data, Hold: hold, Reached: reached})
	s := newSender(t, srv)
	settled := errors.New("settled meanwhile")
	var gone atomic.Bool
	e := envelope(small)
	e.Still = func(context.Context) error {
		if gone.Load() {
			return settled
		}
		return nil
	}
	go func() {
		<-reached
		gone.Store(true)
		close(hold)
	}()
	o, err := s.Send(t.Context(), e, nil)
	if !errors.Is(err, settled) || o.Verdict != smtp.Aborted || o.Stage != smtp.StageContent || srv.Accepted() != 0 {
		t.Errorf("%s, %v, %d mails", o, err, srv.Accepted())
	}
	gone.Store(false)
	if o, err := s.Send(t.Context(), e, nil); err != nil || o.Verdict != smtp.Accepted {
		t.Errorf("the next mail: %s, %v", o, err)
	}
}
