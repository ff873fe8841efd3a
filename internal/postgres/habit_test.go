package postgres_test

import (
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/rehearsal"
)

// A notice counts the debtor's other invoices that had to be reminded of within
// a year and were paid late, and no others.
func TestANoticeCountsTheInvoicesPaidLate(t *testing.T) {
	t.Parallel()
	reminded := func(b *bundle, refs []dunning.Ref) { b.send(refs[0], monday) } // in one message
	late := func(b *bundle, refs []dunning.Ref) {
		reminded(b, refs)
		for _, ref := range refs {
			b.record(ref, paid(120000, "2026-06-02"))
		}
	}
	stranger := func(n *dunning.NewInvoice) { n.Debtor.Key = "C-8" }
	foreign := func(n *dunning.NewInvoice) { n.Invoice.Currency = "USD" } // joins no message in euros
	for name, tt := range map[string]struct {
		before func(b *bundle, refs []dunning.Ref)
		change func(n *dunning.NewInvoice) // of the invoices before
		days   int                         // between the reminders and the notice
		want   int
	}{
		"reminded of and paid late":        {late, nil, 90, 2},
		"reminded of more than a year ago": {late, nil, 366, 0},
		"of another debtor":                {late, stranger, 90, 0},
		"still open":                       {reminded, foreign, 90, 0},
		"paid late, but never reminded of": {func(b *bundle, refs []dunning.Ref) {
			for _, ref := range refs {
				b.record(ref, paid(120000, "2026-05-30"))
			}
		}, nil, 90, 0},
		"reminded of, though paid in time": {func(b *bundle, refs []dunning.Ref) {
			reminded(b, refs)
			for _, ref := range refs {
				b.record(ref, paid(120000, "2026-05-12"))
			}
		}, nil, 90, 0},
		"reminded of by mistake": {func(b *bundle, refs []dunning.Ref) {
			reminded(b, refs)
			for _, ref := range refs {
				b.record(ref, dunning.NewClose(dunning.Cancelled).With(dunning.Stamp{At: monday}))
			}
		}, nil, 90, 0},
		"the reminder never left": {func(b *bundle, refs []dunning.Ref) {
			out := b.granted(refs[0], "worker", monday)
			b.render(out.Message.ID, "text")
			for _, ref := range refs {
				b.record(ref, paid(120000, "2026-06-02"))
			}
		}, nil, 90, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			var refs []dunning.Ref
			for _, number := range []string{"OLD-1", "OLD-2"} {
				n := invoice(number)
				if tt.change != nil {
					tt.change(&n)
				}
				refs = append(refs, b.add(n))
			}
			tt.before(b, refs)
			now := monday.AddDate(0, 0, tt.days)
			n := invoice("NEW")
			n.Now = now
			n.Invoice.Issued, n.Invoice.Due = dateOf(now.AddDate(0, 0, -45)), dateOf(now.AddDate(0, 0, -15))
			ref := b.add(n)
			step, _ := b.loaded(ref).Step()
			out := b.granted(ref, "worker", step.At)
			if out.Notice.Level != dunning.First || out.Notice.Habit != tt.want {
				t.Errorf("the %s notice counts %d invoices paid late, want %d", out.Notice.Level, out.Notice.Habit, tt.want)
			}
			got, err := b.Habit(b.ctx(), rehearsal.Party{Creditor: "atelier", Debtor: "C-7"}, []string{"OLD-1"}, out.Notice.Date)
			if b.must(err); got != tt.want/2 {
				t.Errorf("besides the first there are %d, want %d", got, tt.want/2)
			}
		})
	}
}

func dateOf(t time.Time) calendar.Date { return calendar.DateOf(t) }
