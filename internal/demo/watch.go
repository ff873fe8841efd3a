package demo

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"time"

	"relance/internal/approval"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/patience"
)

// settleWithin bounds how long the demo waits for the cases to come to rest.
const settleWithin = 30 * time.Second

// open lists the cases that are not closed.
func (p *player) open(ctx context.Context) (open []dunning.Case, err error) {
	for _, d := range demoInvoices() {
		c, err := p.office.CaseReader.LoadCase(ctx, dunning.Ref{Creditor: demoCreditor().ID, Number: d.number})
		if err != nil {
			return nil, err
		}
		if c.State != dunning.Closed {
			open = append(open, c)
		}
	}
	return open, nil
}

// settle waits until the outbox is told and no case has anything to do now.
func (p *player) settle(ctx context.Context) error {
	deadline := time.Now().Add(settleWithin)
	var busy string
	for time.Now().Before(deadline) {
		waiting, err := p.app.Waiting(ctx)
		if err != nil {
			return err
		}
		busy = ""
		if waiting > 0 {
			busy = "the outbox"
		}
		cases, err := p.open(ctx)
		if err != nil {
			return err
		}
		for _, c := range cases {
			if d := dunning.Next(c, p.now()); d.Action != dunning.Wait {
				busy = fmt.Sprintf("%s (%s %s)", c.Number, d.Action, d.Step)
			}
		}
		if busy == "" {
			return nil
		}
		patience.Pause(ctx, 20*time.Millisecond)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return fmt.Errorf("the cases do not come to rest: %s still has something to do", busy)
}

// lend does visibly what a person would: it approves what waits for approval,
// and posts the letter that was ordered.
func (p *player) lend(ctx context.Context) (done bool, err error) {
	cases, err := p.open(ctx)
	if err != nil {
		return false, err
	}
	for _, c := range cases {
		var e dunning.Event
		switch dunning.Next(c, p.now()).Reason {
		case dunning.ReasonAwaitApproval:
			if err := p.approve(ctx, c); err != nil {
				return false, err
			}
			done = true
			continue
		case dunning.ReasonAwaitPosting:
			p.say("%s  %s: the demo posts the letter", p.day(p.now()), c.Number)
			e = dunning.NewLetterStatus(dunning.LetterPosted, p.day(p.now()), "1A 000 000 000 0").With(dunning.Stamp{Step: c.Posting})
		default:
			continue
		}
		e = e.With(dunning.Stamp{
			ID: fmt.Sprintf("demo/%s/%s/%s", e.Kind, c.Number, e.Step), Author: "demo", At: p.now(), Reason: dunning.ReasonFact,
		})
		if _, err := p.office.Log.Record(ctx, dunning.Recording{Ref: c.Ref(), Event: e, Notify: true}); err != nil {
			return false, err
		}
		done = true
	}
	return done, nil
}

// approve agrees to the letter that a case asks about.
func (p *player) approve(ctx context.Context, c dunning.Case) error {
	out, err := p.app.Post.Approve(ctx, approval.Agreement{Ref: c.Ref(), Step: c.Asked, Author: "demo"})
	if err != nil {
		return err
	}
	p.say("%s  %s waits for approval of step %s, a letter over %s of %d sheets for about %s: the demo gives it",
		p.day(p.now()), c.Number, c.Asked, money.Amount{Cents: out.Letter.Total, Currency: c.Currency}, out.Letter.Sheets,
		money.EUR(out.Letter.Estimate))
	return nil
}

// report tells the messages that are new.
func (p *player) report(ctx context.Context) error {
	messages, err := p.messages(ctx)
	if err != nil {
		return err
	}
	for _, m := range messages {
		if !p.seen[m.ID] {
			p.seen[m.ID] = true
			p.say("%s  %s %s to %s about %s: %s", m.Day, m.Level, m.Channel, m.debtor, strings.Join(m.invoices, ", "), m.State)
		}
	}
	return nil
}

// messageReport is a message with the invoices it speaks of.
type messageReport struct {
	dunning.Message
	debtor   string
	invoices []string
}

// messages lists what was sent, oldest first.
func (p *player) messages(ctx context.Context) ([]messageReport, error) {
	byID := map[int64]*messageReport{}
	for _, d := range demoInvoices() {
		v, err := p.office.CaseReader.Case(ctx, dunning.Ref{Creditor: demoCreditor().ID, Number: d.number})
		if err != nil {
			return nil, err
		}
		for _, m := range v.Messages {
			if byID[m.ID] == nil {
				byID[m.ID] = &messageReport{Message: m, debtor: v.Debtor.Name}
			}
			byID[m.ID].invoices = append(byID[m.ID].invoices, d.number)
		}
	}
	out := make([]messageReport, 0, len(byID))
	for _, m := range byID {
		out = append(out, *m)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out, nil
}

// close prints what was sent to whom when, and how each case ended.
func (p *player) close(ctx context.Context, table func([]string, [][]string)) error {
	messages, err := p.messages(ctx)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, m := range messages {
		rows = append(rows, []string{
			p.w.ShortDate(m.Day), p.w.Level(m.Level), p.w.Channel(m.Channel), m.debtor, strings.Join(m.invoices, " "), p.w.MessageState(m.State),
		})
	}
	p.say("\nWhat was sent:")
	table([]string{"DATE", "LEVEL", "CHANNEL", "TO", "INVOICES", "OUTCOME"}, rows)
	rows = nil
	for _, d := range demoInvoices() {
		c, err := p.office.CaseReader.LoadCase(ctx, dunning.Ref{Creditor: demoCreditor().ID, Number: d.number})
		if err != nil {
			return err
		}
		rows = append(rows, []string{d.number, d.debtor, p.w.Sprintf("%s of %s", p.w.Amount(c.Balance, c.Currency), p.w.Amount(c.Opening, c.Currency)), p.ending(c)})
	}
	p.say("\nHow the cases stand:")
	table([]string{"INVOICE", "DEBTOR", "OPEN", "END"}, rows)
	return nil
}

// ending is how a case stands: its end, what waits for a person, what suspends it,
// or its state.
func (p *player) ending(c dunning.Case) string {
	if c.Status() == string(dunning.ReasonNeedsAttention) {
		return p.w.Status(c) + p.w.Colon() + p.w.Reason(dunning.Next(c, p.now()).Reason)
	}
	for _, h := range c.Holds {
		if c.State != dunning.Closed {
			return p.w.Hold(h.Kind)
		}
	}
	return p.w.Status(c)
}
