package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"relance/internal/dunning"
)

func TestGatesRecordWhyNothingLeaves(t *testing.T) {
	t.Parallel()
	friday := time.Date(2026, 6, 5, 20, 0, 0, 0, time.UTC)
	rows := map[string]struct {
		creditor func(*dunning.Creditor)
		prepare  func(*bundle)
		now      time.Time
		want     string
		goesOn   time.Time // when the case wants to send again; zero for after a message
	}{
		"paused by the operator": {
			prepare: func(b *bundle) { b.must(b.Pause(b.ctx(), true, "ops")) },
			now:     monday, want: "withheld: sending_paused",
		},
		"after a restore": {
			prepare: func(b *bundle) { b.must(b.TurnRestored(b.ctx(), true, "ops")) },
			now:     monday, want: "withheld: restored_database",
		},
		"friday night": {now: friday, want: "deferred: outside_window", goesOn: time.Date(2026, 6, 8, 7, 0, 0, 0, time.UTC)},
		"bank data never seen": {
			creditor: func(c *dunning.Creditor) { c.BankMaxAge = 48 }, now: monday, want: "hold: stale_bank_data",
		},
		"bank data too old": {
			creditor: func(c *dunning.Creditor) { c.BankMaxAge = 48 },
			prepare: func(b *bundle) {
				_, err := b.BankImported(b.ctx(), "atelier", monday.Add(-49*time.Hour), "ops")
				b.must(err)
			},
			now: monday, want: "hold: stale_bank_data",
		},
		"mailbox never read": {
			creditor: func(c *dunning.Creditor) { c.InboxMaxAge = 24 }, now: monday, want: "hold: stale_inbox",
		},
		"mailbox not read for too long": {
			creditor: func(c *dunning.Creditor) { c.InboxMaxAge = 24 },
			prepare: func(b *bundle) {
				_, err := b.MailboxRead(b.ctx(), "compta@imap.example.fr")
				b.must(err)
				b.Now = func() time.Time { return time.Now().Add(25 * time.Hour) }
			},
			now: monday, want: "hold: stale_inbox",
		},
		"daily maximum": {
			creditor: func(c *dunning.Creditor) { c.DailyMax = 1 },
			prepare: func(b *bundle) {
				n := invoice("F-other")
				n.Debtor.Key = "C-8"
				b.send(b.add(n), monday)
			},
			now: monday, want: "deferred: daily_maximum", goesOn: time.Date(2026, 6, 2, 7, 0, 0, 0, time.UTC),
		},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			c := testCreditor()
			if row.creditor != nil {
				row.creditor(&c)
			}
			b.save(c, quietPlan())
			if row.prepare != nil {
				row.prepare(b)
			}
			ref := b.add(invoice("F-1"))
			out := b.reserve(ref, "worker", row.now)
			if out.State != dunning.ReserveMoved || reasons(out.Events)[0] != row.want {
				t.Fatalf("the claim is %s with %v, want %s", out.State, reasons(out.Events), row.want)
			}
			d := dunning.Next(b.loaded(ref), row.now)
			if d.Action != dunning.Wait || !d.At.Equal(row.goesOn) {
				t.Errorf("then the case wants %s at %s, want to wait until %s", d.Action, d.At, row.goesOn)
			}
			if !row.goesOn.IsZero() {
				b.granted(ref, "worker", row.goesOn)
			}
			b.proved(ref)
		})
	}
}

func TestSwitchesLetGoWhatTheyHeld(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := testCreditor()
	c.BankMaxAge = 48
	b.save(c, quietPlan())
	ref := b.add(invoice("F-1"))
	steps := []struct {
		name string
		off  func() error
		on   func() error
	}{
		{"bank import", func() error { return nil }, func() error {
			_, err := b.BankImported(b.ctx(), "atelier", monday, "ops")
			return err
		}},
		{"pause", func() error { return b.Pause(b.ctx(), true, "ops") }, func() error { return b.Pause(b.ctx(), false, "ops") }},
		{"restore", func() error { return b.TurnRestored(b.ctx(), true, "ops") }, func() error { return b.TurnRestored(b.ctx(), false, "ops") }},
	}
	now := monday
	for i, s := range steps {
		b.must(s.off())
		if out := b.reserve(ref, "worker", now); out.State != dunning.ReserveMoved {
			t.Errorf("%s: the claim is %s, want moved", s.name, out.State)
		}
		b.must(s.on())
		if n := b.count("outbox where kind = 'signal'"); n != i+1 {
			t.Errorf("%s: %d signals, want %d", s.name, n, i+1)
		}
		if at := b.loaded(ref).Steps[0].At; at.After(now) {
			now = at
		}
		if now.Before(b.loaded(ref).NotBefore) {
			now = b.loaded(ref).NotBefore
		}
	}
	if _, err := b.BankImported(b.ctx(), "atelier", now, "ops"); err != nil {
		t.Fatal(err)
	}
	b.send(ref, now)
	if sw, err := b.Paused(b.ctx()); err != nil || sw.On || sw.Author != "ops" {
		t.Errorf("the pause is %+v (%v), want off by ops", sw, err)
	}
	b.proved(ref)
}

func TestPauseBetweenReservationAndHandOver(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "text")
	b.must(b.Pause(b.ctx(), true, "ops"))
	if b.handOver(out.Message.ID, "worker", monday) {
		t.Error("a paused send leaves")
	}
}

func TestContactCapDefersAndMerges(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.add(invoice("F-1"))
	b.send(first, monday)
	// Two days later another invoice of the same debtor is due.
	n := invoice("F-2")
	n.Now = monday.AddDate(0, 0, 2)
	second := b.add(n)
	out := b.reserve(second, "worker", n.Now)
	if out.State != dunning.ReserveMoved || reasons(out.Events)[0] != "deferred: contact_cap" {
		t.Fatalf("the claim is %s with %v, want deferred: contact_cap", out.State, reasons(out.Events))
	}
	at := b.loaded(second).NotBefore
	if want := time.Date(2026, 6, 8, 7, 0, 0, 0, time.UTC); !at.Equal(want) {
		t.Errorf("deferred until %s, want %s: seven days after the first", at, want)
	}
	// A third one, due then by itself, takes the second one along.
	n = invoice("F-3")
	n.Now, n.Invoice.Due = at, day("2026-06-01")
	third := b.add(n)
	merged := b.send(third, at.Add(time.Hour))
	if len(merged.Notice.Items) != 2 {
		t.Errorf("%d invoices in the message, want the deferred one as well", len(merged.Notice.Items))
	}
	if c := b.loaded(second); c.Done != 1 {
		t.Error("the deferred step was not sent")
	}
	// Thanks are exempt from the cap.
	b.record(third, paid(120000, "2026-06-09"))
	b.granted(third, "worker", at.AddDate(0, 0, 1))
	b.proved(first, second, third)
}

func TestMostContactsInThirtyDays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := quietPlan()
	p.Spacing, p.MaxIn30 = 1, 2
	b.save(testCreditor(), p)
	days := []int{0, 3}
	for i, offset := range days {
		n := invoice(fmt.Sprint("F-", i))
		n.Now = monday.AddDate(0, 0, offset)
		b.send(b.add(n), n.Now)
	}
	n := invoice("F-9")
	n.Now = monday.AddDate(0, 0, 7)
	ref := b.add(n)
	b.reserve(ref, "worker", n.Now)
	if at, want := b.loaded(ref).NotBefore, time.Date(2026, 7, 1, 7, 0, 0, 0, time.UTC); !at.Equal(want) {
		t.Errorf("the third contact is put off until %s, want %s: 30 days after the first", at, want)
	}
}
