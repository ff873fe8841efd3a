package postgres_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/dunning"
)

// imported adds many invoices and gives their names.
func (b *bundle) imported(prefix string, n int) (refs []dunning.Ref) {
	b.t.Helper()
	for i := range n {
		refs = append(refs, b.add(invoice(prefix+number(i))))
	}
	return refs
}

// delivered fetches a batch and delivers it: what it was, in order.
func (b *bundle) delivered(limit, starts int) (out []string) {
	b.t.Helper()
	rows, err := b.Due(b.ctx(), limit, starts)
	b.must(err)
	var ids []int64
	for _, o := range rows {
		out, ids = append(out, o.Kind+" "+o.Ref.Number), append(ids, o.ID)
	}
	b.must(b.Delivered(b.ctx(), ids...))
	return out
}

func TestAPaymentOvertakesTheStartsOfALargeImport(t *testing.T) {
	t.Parallel()
	b := setup(t)
	early := b.imported("E-", 2)
	b.delivered(10, 10)
	b.imported("F-", 20)
	b.record(early[1], paid(10000, "2026-06-01"))
	b.record(early[0], paid(10000, "2026-06-01"))
	b.record(early[1], paid(20000, "2026-06-01"))
	want := []string{"signal E-F-0001", "signal E-F-0000", "start F-F-0000", "start F-F-0001"}
	if diff := cmp.Diff(want, b.delivered(4, 4)); diff != "" {
		t.Errorf("first come (-want +got):\n%s", diff)
	}
	want = []string{"signal E-F-0001"}
	if diff := cmp.Diff(want, b.delivered(4, 0)); diff != "" {
		t.Errorf("while Temporal takes no starts (-want +got):\n%s", diff)
	}
	if more := b.delivered(4, 0); more != nil {
		t.Errorf("then comes %v, want nothing", more)
	}
	if due, err := b.StartsDue(b.ctx()); !due || err != nil {
		t.Errorf("starts wait: %t, %v", due, err)
	}
	if got := b.delivered(100, 7); len(got) != 7 {
		t.Errorf("%d starts, want the 7 there is room for", len(got))
	}
	b.delivered(100, 100)
	if due, err := b.StartsDue(b.ctx()); due || err != nil {
		t.Errorf("starts wait although all are told: %t, %v", due, err)
	}
}

func TestALargeBankFileLeavesRoomForStarts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	early := b.imported("E-", 12)
	b.delivered(20, 20)
	for _, ref := range early {
		b.record(ref, paid(10000, "2026-06-01"))
	}
	b.imported("F-", 4)
	signals, starts := 0, 0
	rows, err := b.Due(b.ctx(), 8, 8)
	b.must(err)
	for _, o := range rows {
		if o.Kind == dunning.OutboxStart {
			starts++
		} else {
			signals++
		}
	}
	if signals != 6 || starts != 2 {
		t.Errorf("%d facts and %d starts, want 6 and 2: a quarter is for starts", signals, starts)
	}
}

// A fact of a case that is not started yet waits for the start, which takes
// the case with the fact in it.
func TestAFactComesAfterTheStartOfItsOwnCase(t *testing.T) {
	t.Parallel()
	b := setup(t)
	now := time.Now()
	b.Now = func() time.Time { return now }
	refs := b.imported("F-", 3)
	b.record(refs[2], paid(120000, "2026-06-01"))
	if got := b.delivered(4, 0); got != nil {
		t.Errorf("before its start comes %v", got)
	}
	rows, err := b.Due(b.ctx(), 4, 4)
	b.must(err)
	if len(rows) != 3 || rows[2].Case.Balance != 0 {
		t.Fatalf("%d rows, the last with %s open, want three starts with the payment in the last", len(rows), rows[len(rows)-1].Case.Balance)
	}
	b.must(b.Delivered(b.ctx(), rows[0].ID, rows[1].ID, rows[2].ID))
	if diff := cmp.Diff([]string{"signal F-F-0002"}, b.delivered(4, 0)); diff != "" {
		t.Errorf("after its start (-want +got):\n%s", diff)
	}
}
