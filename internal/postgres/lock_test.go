package postgres_test

import (
	"fmt"
	"testing"

	"relance/internal/dunning"
)

// Whoever locks several cases does it in the order of their ids: while a claim,
// a settlement or an outcome waits for the first of them, which a bank import
// holds, it does not hold the others, which the import will want next.
func TestSeveralCasesAreLockedInOneOrder(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(b *bundle, last dunning.Ref, message int64) error{
		"a claim of the last": func(b *bundle, last dunning.Ref, _ int64) error {
			_, err := b.Reserve(b.ctx(), dunning.ReserveRequest{Ref: last, Step: "first", Known: 1, Now: monday, Owner: "other"})
			return err
		},
		"the hand-over": func(b *bundle, _ dunning.Ref, message int64) error {
			_, err := b.HandOver(b.ctx(), message, "worker", monday)
			return err
		},
		"a fact that settles the message": func(b *bundle, last dunning.Ref, _ int64) error {
			_, err := b.Record(b.ctx(), dunning.Recording{Ref: last, Event: dunning.NewSettle(true).With(dunning.Stamp{At: monday}), Notify: true})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			first, last := b.add(invoice("F-1")), b.add(invoice("F-2"))
			message := b.granted(last, "worker", monday).Message.ID
			b.render(message, "text")
			if name == "a fact that settles the message" {
				b.handOver(message, "worker", monday)
				b.finish(last, message, dunning.SendUnknown, monday)
			}
			importing, err := b.Pool().Begin(b.ctx())
			b.must(err)
			defer func() { _ = importing.Rollback(t.Context()) }()
			lock := `select 1 from cases where number = $1 for no key update nowait`
			_, err = importing.Exec(b.ctx(), lock, first.Number)
			b.must(err)
			done := make(chan error)
			go func() { done <- act(b, last, message) }()
			var me int32
			b.must(importing.QueryRow(b.ctx(), `select pg_backend_pid()`).Scan(&me))
			b.await(fmt.Sprintf("pg_stat_activity where %d = any(pg_blocking_pids(pid))", me))
			if _, err := importing.Exec(b.ctx(), lock, last.Number); err != nil {
				t.Errorf("the import meets a deadlock: %v", err)
			}
			_ = importing.Rollback(b.ctx())
			if err := <-done; err != nil {
				t.Error(err)
			}
			b.proved(first, last)
		})
	}
}
