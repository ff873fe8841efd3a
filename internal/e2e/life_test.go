package e2e

import (
	"testing"
	"time"

	"relance/internal/config"
	"relance/internal/dunning"
)

// fiveMails is a plan of five e-mails, for counting.
func fiveMails(c *config.Config) {
	p := c.Plans["default"]
	p.Steps = []dunning.Step{
		{ID: "courtesy", At: -5, Channel: dunning.Email, Level: dunning.Courtesy},
		{ID: "first", At: 5, Channel: dunning.Email, Level: dunning.First},
		{ID: "second", At: 15, Channel: dunning.Email, Level: dunning.Second, Deadline: 7},
		{ID: "final", At: 30, Channel: dunning.Email, Level: dunning.Final, Deadline: 8},
		{ID: "last", At: 42, Channel: dunning.Email, Level: dunning.Final, Deadline: 8},
		{ID: "formal_notice", At: 60, Channel: dunning.RegisteredLetter, Level: dunning.FormalNotice, Deadline: 15},
	}
	c.Plans["default"] = p
}

func TestFiveMailsPaymentThanks(t *testing.T) {
	t.Parallel()
	h := newHouse(t, fiveMails)
	h.invoice("F-1", "C-1", 20, 120000)
	h.work()
	for range 5 {
		h.send("F-1")
	}
	h.skip(time.Hour, "F-1")
	h.pay("F-1")
	h.closes("F-1", dunning.Paid)
	if got := h.mails("C-1"); got != 6 {
		t.Errorf("%d mails, want five reminders and the thanks", got)
	}
	history := h.history("F-1")
	cost := count(history)
	t.Logf("five mails, a payment, the thanks: %d events, %d bytes, %d billable actions", cost.events, cost.bytes, cost.actions)
	if cost.events > 84 || cost.bytes > 11*1024 || cost.actions > 22 {
		t.Errorf("over the budget of 84 events, 11 KB, 22 actions: %+v\n%s", cost, listing(history))
	}
	h.mustNotTell(history)
	h.keep("five-mails-paid", history)
}
