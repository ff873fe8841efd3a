package postgres_test

import (
	"testing"
	"time"

	"relance/internal/dunning"
)

// loseOnce makes the next transaction that writes an event lose a race at its
// end: PostgreSQL gives it up as for a deadlock, and it is run again.
func (b *bundle) loseOnce() {
	b.t.Helper()
	_, err := b.Pool().Exec(b.ctx(), `
		create sequence raced;
		create function lose_once() returns trigger language plpgsql as $$
		begin
		    if nextval('raced') = 1 then raise exception 'deadlock detected' using errcode = '40P01'; end if;
		    return null;
		end $$;
		create constraint trigger lose_once after insert on events deferrable initially deferred
		    for each row execute function lose_once()`)
	b.must(err)
}

// What was counted in a transaction that PostgreSQL gave up does not count.
func TestARunThatLostARaceCountsOnce(t *testing.T) {
	t.Parallel()
	t.Run("hand-overs without an end", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		ref := b.add(invoice("F-1"))
		out := b.granted(ref, "worker", monday)
		b.render(out.Message.ID, "text")
		b.handOver(out.Message.ID, "worker", monday)
		b.loseOnce()
		if n, err := b.ExpireHandOvers(b.ctx(), time.Now().Add(time.Hour)); n != 1 || err != nil {
			t.Errorf("%d hand-overs are given up (%v), want 1", n, err)
		}
	})
	t.Run("euros promised to letters", func(t *testing.T) {
		t.Parallel()
		b := post(t, 700)
		for _, number := range []string{"F-1", "F-2"} {
			if _, id := b.drawn(number); b.handOver(id, "worker", monday) {
				t.Fatalf("%s has its euros", number)
			}
		}
		b.budget(1600)
		b.loseOnce()
		if n, err := b.ReleaseLetterBudget(b.ctx()); n != 2 || err != nil {
			t.Errorf("%d letters of two go on (%v)", n, err)
		}
	})
}

func TestALetterNeverOrderedIsCountedOnceWhateverRace(t *testing.T) {
	t.Parallel()
	b := post(t, 0)
	ref, id := b.drawn("F-1")
	b.handOver(id, "worker", monday)
	b.finish(ref, id, dunning.SendUnknown, monday)
	b.loseOnce()
	if n, err := b.SettleUnordered(b.ctx()); n != 1 || err != nil {
		t.Errorf("%d letters are ordered anew (%v), want 1", n, err)
	}
}
