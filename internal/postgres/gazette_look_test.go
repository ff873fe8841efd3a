package postgres_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/insolvency"
	"relance/internal/postgres/gazette"
)

// A look at a company brings its whole history each time. What is on record as it
// stands is not written again, however much there is; it is noted that it was seen.
func TestALookWritesOnlyTheNoticesThatChanged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := invoice("F-1")
	in.Debtor.SIREN = "732829320"
	b.add(in)
	s, q := b.heard()
	now := monday
	s.Now = func() time.Time { return now }
	room := gazette.New(s)
	history := func(n int, changed string) (out []insolvency.Record) {
		for i := range n {
			raw, err := json.Marshal(map[string]string{"id": fmt.Sprint("A2026", i), "words": changed})
			b.must(err)
			out = append(out, insolvency.Record{Raw: raw, Notice: insolvency.Notice{
				ID: fmt.Sprint("A2026", i), Published: calendar.NewDate(2025, 3, 2), SIRENs: []string{"732829320"}, Effect: insolvency.Closure, Action: insolvency.Nothing,
			}})
		}
		return out
	}
	look := func(records []insolvency.Record) (insolvency.Taken, int) {
		t.Helper()
		q.take()
		taken, err := room.TakeNotices(b.ctx(), records)
		b.must(err)
		return taken, len(q.take())
	}
	if taken, _ := look(history(60, "")); taken.New != 60 {
		t.Fatalf("%d new, want 60", taken.New)
	}
	now = now.Add(24 * time.Hour)
	_, one := look(history(1, ""))
	taken, sixty := look(history(60, ""))
	if taken.New != 0 || len(taken.Matched) != 60 || sixty != one {
		t.Errorf("%d new of %d; %d questions for one notice, %d for sixty", taken.New, len(taken.Matched), one, sixty)
	}
	var seen, written int
	b.must(b.Pool().QueryRow(b.ctx(), `select count(*) filter (where last_seen = $1), sum(revisions) from gazette_notices`, now).Scan(&seen, &written))
	if seen != 60 || written != 0 {
		t.Errorf("%d seen again, %d written anew", seen, written)
	}
	if taken, _ = look(append(history(59, ""), history(60, "corrected")[59])); taken.New != 1 {
		t.Errorf("one notice was corrected: %d are told as new", taken.New)
	}
}
