package postgres_test

import (
	"context"
	"testing"
	"time"

	"relance/internal/dunning"
)

// A payment that waits for a hand-over is dated after it: the record takes its
// times under the locks, and its order is the order of the locks.
func TestTheRecordTakesItsTimesUnderTheLocks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	message := b.granted(ref, "worker", monday).Message.ID
	b.render(message, "text")
	holder, err := b.Pool().Begin(b.ctx())
	b.must(err)
	defer func() { _ = holder.Rollback(context.Background()) }()
	_, err = holder.Exec(b.ctx(), "select 1 from cases for update")
	b.must(err)
	handing, paying := make(chan bool), make(chan error)
	go func() {
		ok, err := b.HandOver(b.ctx(), message, "worker", monday)
		handing <- ok && err == nil
	}()
	b.await("pg_locks where locktype = 'tuple' and relation = 'cases'::regclass")
	go func() { // it begins before the hand-over has its lock, and comes after it
		_, err := b.Record(b.ctx(), dunning.Recording{Ref: ref, Event: paid(120000, "2026-06-01"), Notify: true})
		paying <- err
	}()
	b.await("pg_locks where locktype = 'tuple' and relation = 'cases'::regclass and not granted")
	var released time.Time
	b.must(b.Pool().QueryRow(b.ctx(), "select clock_timestamp()").Scan(&released))
	b.must(holder.Rollback(b.ctx()))
	if !<-handing {
		t.Fatal("the message does not leave")
	}
	b.must(<-paying)
	b.finish(ref, message, dunning.SendAccepted, monday)
	m, err := b.Message(b.ctx(), message)
	b.must(err)
	v, err := b.Case(b.ctx(), ref)
	b.must(err)
	last := time.Time{}
	for _, r := range v.Timeline {
		if r.RecordedAt.Before(last) {
			t.Errorf("%s is dated %s, the event before it %s", r.Kind, r.RecordedAt, last)
		}
		last = r.RecordedAt
		switch r.Kind {
		case dunning.KindPaid:
			if m.HandedAt.Before(released) || !r.RecordedAt.After(m.HandedAt) {
				t.Errorf("released %s, handed over %s, paid %s: want this order", released, m.HandedAt, r.RecordedAt)
			}
		case dunning.KindSent:
			if !r.HandedAt.Equal(m.HandedAt) {
				t.Errorf("the log says handed over at %s, the message %s", r.HandedAt, m.HandedAt)
			}
		}
	}
	b.proved(ref)
}

// Where the clocks of two machines differ, or one is set back, the record of a
// case does not run backwards.
func TestTheRecordNeverRunsBackwards(t *testing.T) {
	t.Parallel()
	b := setup(t)
	now := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	b.Now = func() time.Time { return now }
	ref := b.add(invoice("F-1"))
	message := b.granted(ref, "worker", monday).Message.ID
	b.render(message, "text")
	now = now.Add(time.Hour)
	b.handOver(message, "worker", monday)
	now = now.Add(-30 * time.Minute)
	b.record(ref, paid(20000, "2026-06-01"))
	b.take(statement(t, credited(30000, "2026-06-01", "FACTURE F-1")))
	b.finish(ref, message, dunning.SendAccepted, monday)
	v, err := b.Case(b.ctx(), ref)
	b.must(err)
	for _, r := range v.Timeline[1:] {
		if want := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC); r.RecordedAt.Before(want) {
			t.Errorf("%s is dated %s, before the hand-over at %s", r.Kind, r.RecordedAt, want)
		}
	}
	if len(v.Timeline) != 4 {
		t.Errorf("%d events, want the opening, two payments and the send", len(v.Timeline))
	}
	b.proved(ref)
}

// While the worker that handed a message over may still be sending it, nobody
// can know that it was not sent; once it has reported, or its time is over, a
// person may say so.
func TestNotSentWaitsForTheLongestAttempt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	now := time.Now()
	b.Now = func() time.Time { return now }
	ref := b.add(invoice("F-1"))
	message := b.granted(ref, "worker", monday).Message.ID
	b.render(message, "text")
	b.handOver(message, "worker", monday)
	b.reserve(ref, "worker", monday) // the second attempt, while the first stands still
	wantCode(t, b.Settle(b.ctx(), message, false, "claire", true), dunning.CodeUnavailable)
	_, err := b.Record(b.ctx(), dunning.Recording{Ref: ref, Event: dunning.NewSettle(false), Notify: true})
	wantCode(t, err, dunning.CodeUnavailable)
	if handing, err := b.Handing(b.ctx(), message); handing || err != nil {
		t.Errorf("the worker that wakes up may go on (%v)", err)
	}
	now = now.Add(12 * time.Minute)
	b.must(b.Settle(b.ctx(), message, false, "claire", true))
	if n := b.count("tasks where code = 'sent_after_all'"); n != 0 {
		t.Errorf("%d tasks too early", n)
	}
	b.finish(ref, message, dunning.SendAccepted, monday) // the first attempt wakes up, and the server took it
	if n := b.count("tasks where code = 'sent_after_all' and step = 'first' and done_at is null"); n != 1 {
		t.Errorf("%d tasks about the message that left after all, want one", n)
	}
	b.proved(ref)
}

func TestAnUnknownSendOfACaseThatIsOverCanBeSettled(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"sent", "not_sent"} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			ref := b.add(invoice("F-1"))
			message := b.granted(ref, "worker", monday).Message.ID
			b.render(message, "text")
			b.handOver(message, "worker", monday)
			b.finish(ref, message, dunning.SendUnknown, monday)
			b.record(ref, dunning.NewClose(dunning.Cancelled).With(dunning.Stamp{At: monday}))
			b.record(ref, dunning.Event{Kind: dunning.KindSettle, Status: status, Author: "claire"})
			if n := b.count("tasks where code = 'settle_notice' and done_at is null"); n != 0 {
				t.Errorf("%d questions are left open", n)
			}
			if n := b.count("messages where state = 'unknown'"); n != 0 {
				t.Errorf("%d messages stay unknown", n)
			}
			b.proved(ref)
		})
	}
}

// What was written before the creditor's particulars or templates changed does
// not leave any more: it is written again.
func TestAMailOfOldParticularsIsWrittenAgain(t *testing.T) {
	t.Parallel()
	reserve := func(b *bundle, ref dunning.Ref, templates string) dunning.Reserved {
		out, err := b.Reserve(b.ctx(), dunning.ReserveRequest{
			Ref: ref, Step: "first", Known: b.loaded(ref).Version, Now: monday, Owner: "worker", Templates: templates,
		})
		b.must(err)
		return out
	}
	for name, tt := range map[string]struct {
		change    func(b *bundle)
		templates string
		again     bool
	}{
		"nothing changed": {func(*bundle) {}, "v1", false},
		"another IBAN": {func(b *bundle) {
			c := testCreditor()
			c.IBAN = "FR7610107001011234567890129"
			b.save(c, quietPlan())
		}, "v1", true},
		"other templates": {func(*bundle) {}, "v2", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			ref := b.add(invoice("F-1"))
			first := reserve(b, ref, "v1")
			b.render(first.Message.ID, "text with the old IBAN")
			tt.change(b)
			if tt.templates == "v1" { // also when the server has accepted the recipient already
				if ok := b.handOver(first.Message.ID, "worker", monday); ok == tt.again {
					t.Fatalf("the hand-over of the first is allowed: %t", ok)
				}
				if !tt.again {
					return
				}
			}
			second := reserve(b, ref, tt.templates)
			if second.State != dunning.ReserveGranted || second.Message.ID == first.Message.ID || len(second.Rendered) > 0 {
				t.Fatalf("the second claim gives message %d with %q", second.Message.ID, second.Rendered)
			}
			b.render(second.Message.ID, "text")
			if !b.handOver(second.Message.ID, "worker", monday) {
				t.Error("the new one does not leave")
			}
			b.proved(ref)
		})
	}
}
