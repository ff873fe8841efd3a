package e2e

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"
	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/smtp/smtptest"
)

// parsed is what a mail program makes of a mail.
type parsed struct {
	id         string
	references []string
	subject    string
	attached   []string
	text       string
}

func parse(t *testing.T, m smtptest.Message) (p parsed) {
	t.Helper()
	r, err := mail.CreateReader(bytes.NewReader(m.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	p.id, _ = r.Header.MessageID()
	p.references, _ = r.Header.MsgIDList("References")
	p.subject, _ = r.Header.Subject()
	for {
		part, err := r.NextPart()
		if err != nil {
			return p
		}
		if h, ok := part.Header.(*mail.AttachmentHeader); ok {
			name, _ := h.Filename()
			p.attached = append(p.attached, name)
			continue
		}
		var b bytes.Buffer
		_, _ = b.ReadFrom(part.Body)
		if p.text == "" {
			p.text = b.String()
		}
	}
}

// A debtor with three invoices gets one mail a day: it speaks of all of them
// in the tone of the one that is furthest, attaches them all, and answers the
// mails before it.
func TestThreeInvoicesOfOneDebtorMakeOneConversation(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	// On this day the first reminder of F-1 falls due, and the courtesy mails of the others.
	day := h.today().AddDays(25).NextBusinessDay(calendar.Metropole).Sub(h.today())
	numbers := []string{"F-1", "F-2", "F-3"}
	h.invoice("F-1", "C-1", day-5, 120000)
	h.invoice("F-2", "C-1", day+5, 30000)
	h.invoice("F-3", "C-1", day+5, 4550)
	defer h.explainFailure(numbers...)
	h.work()
	var ids []string
	for i, want := range []struct {
		level    dunning.Level
		attached int
	}{{dunning.Courtesy, 1}, {dunning.First, 3}, {dunning.Second, 3}} {
		for len(h.mail.To(mailOf("C-1"))) == i {
			h.skipTo(h.earliest(numbers), numbers...)
			for _, n := range numbers {
				h.rest(n)
			}
		}
		m := h.theMail("C-1", i+1)
		if diff := cmp.Diff(ids, m.references); diff != "" {
			t.Errorf("mail %d answers (-want +got):\n%s", i+1, diff)
		}
		if len(m.attached) != want.attached {
			t.Errorf("mail %d attaches %v", i+1, m.attached)
		}
		for _, n := range m.attached {
			if n = strings.TrimSuffix(n, ".pdf"); !strings.Contains(m.text, n) {
				t.Errorf("mail %d attaches %s and does not speak of it", i+1, n)
			}
		}
		if v := h.view("F-1"); v.Messages[i].Level != want.level {
			t.Errorf("mail %d has the tone %s, want %s", i+1, v.Messages[i].Level, want.level)
		}
		ids = append(ids, m.id)
	}
	h.pay("F-2")
	h.skipToNextOf(numbers, "F-2")
	h.closes("F-2", dunning.Paid)
	h.agree(numbers...)
}

func sentSteps(n int) func(dunning.Case) bool {
	return func(c dunning.Case) bool { return c.Done >= n }
}

// theMail is the newest of so many mails to a debtor.
func (h *house) theMail(debtor string, of int) parsed {
	h.t.Helper()
	got := h.mail.To(mailOf(debtor))
	if len(got) != of {
		h.t.Fatalf("%d mails to %s, want %d", len(got), debtor, of)
	}
	return parse(h.t, got[of-1])
}

// earliest is the next instant at which one of some cases does something.
func (h *house) earliest(numbers []string) (at time.Time) {
	h.t.Helper()
	for _, n := range numbers {
		if d := dunning.Next(h.load(n), h.now()); !d.At.IsZero() && (at.IsZero() || d.At.Before(at)) {
			at = d.At
		}
	}
	return at
}

// skipToNextOf advances some cases to what comes next for one of them.
func (h *house) skipToNextOf(numbers []string, n string) {
	h.t.Helper()
	if d := dunning.Next(h.load(n), h.now()); !d.At.IsZero() {
		h.skipTo(d.At, numbers...)
	}
}

// A fact that is recorded while the mail server is thinking about the
// recipient takes its invoice out of the mail, or stops the mail.
func TestAFactRecordedBeforeTheHandOverCounts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		tell  dunning.Event
		mails int // about the other invoice
	}{
		"a payment of one invoice":  {tell: dunning.NewPaid(120000, calendar.Date{}), mails: 1},
		"a dispute of one invoice":  {tell: dunning.NewDispute(0, "quality"), mails: 1},
		"an answer about one":       {tell: dunning.NewReply(), mails: 1},
		"a suspension by a person":  {tell: dunning.NewHold(calendar.Date{}), mails: 1},
		"a new due date":            {tell: dunning.NewReschedule(calendar.Date{}), mails: 1},
		"a credit note for all":     {tell: dunning.NewCredited(120000, calendar.Date{}), mails: 1},
		"the end, said by a person": {tell: dunning.NewClose(dunning.Cancelled), mails: 1},
	}
	h := newHouse(t, nil)
	h.work()
	i := 0
	for name, tt := range tests {
		i++
		debtor, chased, hinted := fmt.Sprintf("C-%d", i), fmt.Sprintf("F-%d-1", i), fmt.Sprintf("F-%d-2", i)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := h.within(t)
			hold := make(chan struct{})
			h.mail.Script(mailOf(debtor), smtptest.Step{At: smtptest.Rcpt, Hold: hold})
			h.invoice(chased, debtor, 20, 30000)
			inv := h.invoice(hinted, debtor, 20, 120000)
			defer h.explainFailure(chased, hinted)
			h.skipTo(dunning.Next(h.load(hinted), h.now()).At.Add(-time.Second), chased, hinted)
			h.patiently("the mail is at the server's door", func() error {
				if query[int](h, `select count(*) from messages m join debtors d on d.id = m.debtor_id
					where d.key = $1 and m.state = 'rendered'`, debtor) == 0 {
					return errNotYet
				}
				return nil
			})
			if tt.tell.Kind == dunning.KindReschedule {
				tt.tell.Date = inv.Due.AddDays(30)
			}
			h.tell(hinted, tt.tell)
			close(hold)
			h.until(chased, "is sent", sentSteps(1))
			h.rest(hinted)
			if c := h.load(hinted); c.Contacted() {
				t.Errorf("%s was chased after its fact: %+v", hinted, c)
			}
			if m := h.theMail(debtor, tt.mails); strings.Contains(m.text, hinted) || len(m.attached) != 1 {
				t.Errorf("the mail speaks of %s: %s", hinted, m.text)
			}
			h.agree(chased, hinted)
		})
	}
}
