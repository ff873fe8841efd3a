package opening_test

import (
	"strings"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/opening"
)

func invoice(change func(*dunning.NewInvoice)) dunning.NewInvoice {
	n := dunning.NewInvoice{
		Creditor: "atelier", Debtor: dunning.Debtor{Key: "C-1", Name: "Menuiserie Vasseur"},
		Invoice: dunning.Invoice{Number: "F-1", Debtor: "C-1", Due: calendar.NewDate(2026, 3, 2), Payable: 120_000, Currency: "EUR"},
	}
	if change != nil {
		change(&n)
	}
	return n
}

func TestAnInvoiceThatCannotBeChasedIsRefused(t *testing.T) {
	t.Parallel()
	if err := opening.Check(invoice(nil)); err != nil {
		t.Errorf("a good one: %v", err)
	}
	for name, row := range map[string]struct {
		change func(*dunning.NewInvoice)
		says   string
	}{
		"no number":         {func(n *dunning.NewInvoice) { n.Invoice.Number = "" }, "no number"},
		"no customer":       {func(n *dunning.NewInvoice) { n.Debtor.Key = "" }, "no reference"},
		"no name":           {func(n *dunning.NewInvoice) { n.Debtor.Name = "" }, "no name"},
		"no due date":       {func(n *dunning.NewInvoice) { n.Invoice.Due = calendar.Date{} }, "no due date"},
		"no currency":       {func(n *dunning.NewInvoice) { n.Invoice.Currency = "euro" }, "not a currency"},
		"a credit note":     {func(n *dunning.NewInvoice) { n.Invoice.Payable = -1 }, "nothing is open"},
		"a far due date":    {func(n *dunning.NewInvoice) { n.Invoice.Due.Year = 2201 }, "cannot be right"},
		"too much money":    {func(n *dunning.NewInvoice) { n.Invoice.Payable = 1 << 60 }, "above a thousand billion"},
		"a name of a page":  {func(n *dunning.NewInvoice) { n.Debtor.Name = strings.Repeat("é", 301) }, "301 characters"},
		"a number too long": {func(n *dunning.NewInvoice) { n.Invoice.Number = strings.Repeat("9", 300) }, "too long"},
		"an unknown zone":   {func(n *dunning.NewInvoice) { n.Debtor.Zone = "atlantis" }, "atlantis"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := opening.Check(invoice(row.change)); dunning.ErrorCode(err) != dunning.CodeInvalid || !strings.Contains(err.Error(), row.says) {
				t.Errorf("got %v, want %q", err, row.says)
			}
		})
	}
}

func TestAnImportAgainSaysWhatItWouldChange(t *testing.T) {
	t.Parallel()
	before, after := invoice(nil).Invoice, invoice(nil).Invoice
	after.Payable, after.Source, after.Document = 110_000, "another file", "ab"
	got := opening.Differences(before, after)
	if len(got) != 1 || got[0] != (dunning.Difference{Field: "payable", Recorded: "1200.00", Given: "1100.00"}) {
		t.Errorf("%+v: want the sum alone; a first file is added, not changed", got)
	}
	before.Document, after.Payable = "cd", before.Payable
	if got = opening.Differences(before, after); len(got) != 1 || got[0].Field != "document" {
		t.Errorf("%+v: want the file that takes the place of another", got)
	}
}

func TestACaseBeginsItsNextCycleWhereItStood(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	steps := []dunning.ScheduledStep{
		{ID: "first", Level: dunning.First, Channel: dunning.Email, Sent: at},
		{ID: "formal_notice", Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter},
	}
	for name, row := range map[string]struct {
		sent func([]dunning.ScheduledStep)
		want dunning.State
	}{
		"after a reminder":      {func([]dunning.ScheduledStep) {}, dunning.Reminding},
		"after a formal notice": {func(s []dunning.ScheduledStep) { s[1].Sent = at }, dunning.FormalState},
		"before anything left":  {func(s []dunning.ScheduledStep) { s[0].Sent = time.Time{} }, dunning.Scheduled},
	} {
		c := dunning.Case{Number: "F-1", Version: 9, State: dunning.Closed, Outcome: dunning.Paid, Steps: append([]dunning.ScheduledStep{}, steps...), Done: 1,
			Holds: []dunning.Hold{{Kind: dunning.HoldReply}}, Approved: "formal_notice", NotBefore: at}
		row.sent(c.Steps)
		next := opening.NextCycle(c)
		if next.State != row.want || next.Cycle != c.Cycle+1 || next.Version != 0 || next.Outcome != "" || len(next.Holds) > 0 || next.Approved != "" || !next.NotBefore.IsZero() {
			t.Errorf("%s: %+v", name, next)
		}
	}
}

func TestOnlyMoneyThatWentBackRevivesACaseThatWasSettled(t *testing.T) {
	t.Parallel()
	owing, nothing := dunning.Case{}.Balance+5_000, dunning.Case{}.Balance
	back := dunning.NewPaid(-5_000, calendar.NewDate(2026, 3, 2))
	back.Balance = &owing
	for name, row := range map[string]struct {
		c    dunning.Case
		e    dunning.Event
		want bool
	}{
		"paid, and the bank took it back": {dunning.Case{State: dunning.Closed, Outcome: dunning.Paid}, back, true},
		"written off":                     {dunning.Case{State: dunning.Closed, Outcome: dunning.WrittenOff}, back, false},
		"still open":                      {dunning.Case{State: dunning.Reminding}, back, false},
		"nothing is owed for it":          {dunning.Case{State: dunning.Closed, Outcome: dunning.Paid}, dunning.Event{Kind: dunning.KindPaid, Amount: -1, Balance: &nothing}, false},
	} {
		if got := opening.Revives(row.c, row.e); got != row.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
