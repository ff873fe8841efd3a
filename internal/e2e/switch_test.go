package e2e

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postgres/sending"
	"relance/internal/smtp/smtptest"
)

// A pause stops what is due already, also sends whose connection is open and
// those that queue behind them; its end lets each go on once.
func TestPauseStopsWhatIsDue(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	hold := make(chan struct{})
	var numbers []string
	for i := range 12 {
		numbers = append(numbers, fmt.Sprintf("F-%d", i))
		h.invoice(numbers[i], fmt.Sprintf("C-%d", i), 20, 120000)
		h.mail.Script(mailOf(fmt.Sprintf("C-%d", i)), smtptest.Step{At: smtptest.Rcpt, Hold: hold})
	}
	h.work()
	h.skipTo(dunning.Next(h.load("F-0"), h.now()).At.Add(-time.Second), numbers...)
	h.patiently("eight notices are at the mail server's door", func() error {
		if query[int](h, "select count(*) from messages where state = 'rendered'") < 8 {
			return errNotYet
		}
		return nil
	})
	h.must(sending.New(h.store).Pause(t.Context(), true, "claire"))
	close(hold)
	for _, n := range numbers {
		h.until(n, "is held", func(c dunning.Case) bool { return c.Held(dunning.HoldSwitch) })
	}
	if got := len(h.mail.Messages()); got > 0 {
		t.Errorf("%d mails left after the pause", got)
	}
	h.must(sending.New(h.store).Pause(t.Context(), false, "claire"))
	for _, n := range numbers {
		h.until(n, "is released", func(c dunning.Case) bool { return !c.Held(dunning.HoldSwitch) })
	}
	h.skipTo(h.load("F-0").Steps[0].At.Add(time.Minute), numbers...)
	for i, n := range numbers {
		h.until(n, "has sent one", func(c dunning.Case) bool { return c.Done == 1 })
		if got := h.mails(fmt.Sprintf("C-%d", i)); got != 1 {
			t.Errorf("%s: %d mails, want one", n, got)
		}
	}
	h.agree(numbers...)
}

// What several steps missed during a long pause does not leave in a burst: one
// notice at a time, at the distance of the plan.
func TestALongPauseEndsWithoutABurst(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	h.invoice("F-1", "C-1", 20, 120000)
	h.work()
	h.idle("F-1")
	h.must(sending.New(h.store).Pause(t.Context(), true, "claire"))
	h.skip(80*24*time.Hour, "F-1")
	c := h.until("F-1", "is held", func(c dunning.Case) bool { return c.Held(dunning.HoldSwitch) })
	if got := h.mails("C-1"); got > 0 {
		t.Fatalf("%d mails left during the pause", got)
	}
	// The release comes at the case's own time, not at that of the machine.
	h.tell("F-1", dunning.NewRelease(dunning.HoldSwitch))
	h.must(sending.New(h.store).Pause(t.Context(), false, "claire"))
	last := calendar.Date{}
	for range 3 {
		c = h.send("F-1")
		at := calendar.DateOf(c.Steps[c.Done-1].Sent)
		if c.Steps[c.Done-1].Sent.IsZero() {
			continue // the courtesy mail has lost its sense
		}
		if !last.IsZero() && at.Sub(last) < 7 {
			t.Errorf("%s left on %s, the one before on %s", c.Steps[c.Done-1].ID, at, last)
		}
		last = at
	}
	h.agree("F-1")
}

// A new installation is off: everything is prepared and kept, nothing leaves,
// and going live lets the cases go on.
func TestMailModeOffPreparesAndKeeps(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *config.Config) { c.Mail.Mode = config.Off })
	h.invoice("F-1", "C-1", 20, 120000)
	h.work()
	h.skipToNext("F-1")
	h.until("F-1", "is withheld", func(c dunning.Case) bool { return c.Held(dunning.HoldSwitch) })
	v := h.view("F-1")
	if len(v.Messages) != 1 || v.Messages[0].State != dunning.MessageWithheld || v.Messages[0].Document == "" {
		t.Errorf("messages %+v, want one, withheld and kept", v.Messages)
	}
	if got := len(h.mail.Messages()); got > 0 {
		t.Errorf("%d mails left", got)
	}
	i := slices.IndexFunc(v.Case.Holds, func(h dunning.Hold) bool { return h.Kind == dunning.HoldSwitch })
	if v.Case.Holds[i].Why() != dunning.ReasonMailOff {
		t.Errorf("held because of %s", v.Case.Holds[i].Why())
	}
	h.stop()
	h.cfg.Mail.Mode = config.Live
	h.work()
	h.until("F-1", "is released", func(c dunning.Case) bool { return !c.Held(dunning.HoldSwitch) })
	for c := h.rest("F-1"); c.Done == 0; c = h.rest("F-1") {
		h.skipToNext("F-1")
	}
	if got := h.mails("C-1"); got != 1 {
		t.Errorf("%d mails after going live, want one", got)
	}
	h.agree("F-1")
}
