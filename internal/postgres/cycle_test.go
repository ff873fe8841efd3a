package postgres_test

import (
	"reflect"
	"testing"

	"relance/internal/dunning"
	"relance/internal/money"
)

// again gives a paid case that lives again because the money went back.
func (b *bundle) again(number string) (old, open dunning.Ref) {
	b.t.Helper()
	old = b.add(invoice(number))
	b.send(old, monday)
	b.record(old, paid(120000, "2026-05-20"))
	b.record(old, dunning.NewClose(dunning.Paid).With(dunning.Stamp{At: monday}))
	open = b.record(old, paid(-120000, "2026-05-29")).Case.Ref()
	if open.Cycle != 1 {
		b.t.Fatalf("the case does not live again: %v", open)
	}
	return old, open
}

func TestMoneyOfAnEarlierCycleReachesTheOpenOne(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		event dunning.Event
		want  money.Cents
	}{
		"payment":     {paid(50000, "2026-05-30"), 70000},
		"credit note": {dunning.NewCredited(20000, day("2026-05-30")).With(dunning.Stamp{ID: "AV-1", At: monday}), 100000},
		"return":      {paid(-1000, "2026-05-30"), 121000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			old, open := b.again("F-1")
			version := b.loaded(old).Version
			before := b.signals("F-1", row.event.Kind)
			out := b.record(old, row.event)
			if out.Case.Ref() != open || out.Case.Balance != row.want {
				t.Errorf("the answer speaks of %v with %s open, want %v with %s", out.Case.Ref(), out.Case.Balance, open, row.want)
			}
			b.wantBalance(open, row.want)
			if n := b.signals("F-1", row.event.Kind) - before; n != 1 {
				t.Errorf("the open case hears of it %d times, want once", n)
			}
			if c := b.loaded(old); c.Version != version {
				t.Errorf("the earlier cycle moved from version %d to %d", version, c.Version)
			}
			for _, e := range out.Events {
				if e.Seq > version {
					t.Errorf("the earlier cycle is told of %s, an event of the other", e.Kind)
				}
			}
			if again := b.record(old, row.event); !again.Duplicate {
				t.Error("the same fact counts twice")
			}
			b.wantBalance(open, row.want)
			if n := b.count("tasks where code = 'late_message' and done_at is null"); n != 0 {
				t.Errorf("%d tasks ask about money that arrived where it belongs", n)
			}
			b.proved(old, open)
		})
	}
}

// TestAnImportDuringAFirstSendFindsItsHold stops a send between its look at the
// bank data, which nobody has imported yet, and its end; an import that ends
// meanwhile must let the case go on.
func TestAnImportDuringAFirstSendFindsItsHold(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := testCreditor()
	c.BankMaxAge = 48
	b.save(c, quietPlan())
	ref := b.add(invoice("F-1"))
	stop, err := b.Pool().Begin(b.ctx())
	b.must(err)
	_, err = stop.Exec(b.ctx(), "lock table events in share mode")
	b.must(err)
	reserved, imported := make(chan error, 1), make(chan error, 1)
	go func() {
		_, err := b.Reserve(b.ctx(), dunning.ReserveRequest{Ref: ref, Step: "first", Known: b.loaded(ref).Version, Now: monday, Owner: "worker"})
		reserved <- err
	}()
	b.await("pg_locks where relation = 'events'::regclass and not granted")
	go func() {
		_, err := b.BankImported(b.ctx(), "atelier", monday, "ops")
		imported <- err
	}()
	select {
	case err = <-imported: // it did not wait for the send
		b.must(err)
		imported <- nil
	case <-b.seen(`pg_stat_activity where wait_event_type = 'Lock' and wait_event in ('transactionid', 'tuple') and query like '%insert into settings%'
		and application_name = current_setting('application_name')`):
	}
	b.must(stop.Rollback(b.ctx()))
	b.must(<-reserved)
	b.must(<-imported)
	if c := b.loaded(ref); c.Held(dunning.HoldBankData) {
		t.Error("the case waits for bank data that are there")
	}
	b.proved(ref)
}

// await polls until the database shows something.
func (b *bundle) await(sql string) {
	b.t.Helper()
	for b.count(sql) == 0 {
		if b.ctx().Err() != nil {
			b.t.Fatalf("never seen: %s", sql)
		}
	}
}

// seen is closed once the database shows something.
func (b *bundle) seen(sql string) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		var n int
		for n == 0 && b.ctx().Err() == nil {
			if err := b.Pool().QueryRow(b.ctx(), "select count(*) from "+sql).Scan(&n); err != nil {
				return
			}
		}
	}()
	return done
}

func TestACaseThatCameBackToLifeTellsWhatWasBefore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	old, open := b.again("F-1")
	before, err := b.Case(b.ctx(), old)
	b.must(err)
	now, err := b.Case(b.ctx(), open)
	b.must(err)
	if len(before.Earlier) != 0 || len(before.Messages) != 1 {
		t.Errorf("the first cycle tells of %d before it and of %d messages", len(before.Earlier), len(before.Messages))
	}
	if want := []dunning.EarlierCycle{{Cycle: 0, Timeline: before.Timeline}}; !reflect.DeepEqual(now.Earlier, want) {
		t.Errorf("the second cycle tells %+v of the first, want %+v", now.Earlier, want)
	}
	if len(now.Messages) != 1 || now.Messages[0].ID != before.Messages[0].ID {
		t.Errorf("the second cycle shows the messages %+v, want the reminder of the first", now.Messages)
	}
}
