package postgres_test

import (
	"context"
	"sync"
	"testing"
	"time"
)

// TestSwitchIsLockedByWhatItStops: a message that is being handed over makes a
// pause wait, even if no switch was ever turned before.
func TestSwitchIsLockedByWhatItStops(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "text")

	// Somebody keeps the messages from being written: the hand-over has read
	// the switches and cannot end.
	ctx, cancel := context.WithTimeout(b.ctx(), 30*time.Second)
	defer cancel()
	blocker, err := b.Pool().Begin(ctx)
	b.must(err)
	defer func() { _ = blocker.Rollback(context.Background()) }()
	if _, err := blocker.Exec(ctx, `lock table messages in share mode`); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() {
		if ok, err := b.HandOver(ctx, out.Message.ID, "worker", monday); err != nil || !ok {
			t.Errorf("the hand-over that came first: %t, %v", ok, err)
		}
	})
	b.writerWaits(ctx, "messages")
	wg.Go(func() {
		if err := b.Pause(ctx, true, "ops"); err != nil {
			t.Errorf("the pause: %v", err)
		}
	})
	b.writerWaits(ctx, "settings") // never, if the hand-over does not hold the switch
	b.must(blocker.Commit(ctx))
	wg.Wait()
	if sw, err := b.Paused(ctx); err != nil || !sw.On {
		t.Errorf("the pause is %+v (%v)", sw, err)
	}
}

// writerWaits returns once somebody who writes to a table waits for a lock.
func (b *bundle) writerWaits(ctx context.Context, table string) {
	b.t.Helper()
	for waits := false; !waits; {
		err := b.Pool().QueryRow(ctx, `
			select exists (
			    select 1 from pg_locks w join pg_locks h on h.pid = w.pid
			    where not w.granted and h.relation = $1::text::regclass and h.mode = 'RowExclusiveLock')`, table).Scan(&waits)
		if err != nil {
			b.t.Fatalf("waiting until a writer of %s waits: %v", table, err)
		}
	}
}
