package app

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"relance/internal/console"
	"relance/internal/postgres"
)

// mostQueries is how often a page asks the database at most, the look at the session
// included.
const mostQueries = 6

// questions collects what PostgreSQL is asked. A statement counts once, and a batch
// counts once whatever it holds: it is one message, and one wait for its answer. The
// begin and the end of a transaction are not counted: they ask nothing.
type questions struct {
	mu    sync.Mutex
	asked []string
}

var _ pgx.BatchTracer = (*questions)(nil)

func (q *questions) add(sql string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.asked = append(q.asked, strings.Join(strings.Fields(sql), " "))
}

// TraceQueryStart implements pgx.QueryTracer.
func (q *questions) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	word, _, _ := strings.Cut(strings.TrimSpace(data.SQL), " ")
	if word != "begin" && word != "commit" && word != "rollback" {
		q.add(data.SQL)
	}
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (q *questions) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart implements pgx.BatchTracer.
func (q *questions) TraceBatchStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	texts := make([]string, len(data.Batch.QueuedQueries))
	for i, one := range data.Batch.QueuedQueries {
		texts[i] = one.SQL
	}
	q.add("batch: " + strings.Join(texts, "; "))
	return ctx
}

// TraceBatchQuery implements pgx.BatchTracer.
func (q *questions) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd implements pgx.BatchTracer.
func (q *questions) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// take gives what was asked since the last time.
func (q *questions) take() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	out := q.asked
	q.asked = nil
	return out
}

// TestAPageAsksTheDatabaseAtMostSixTimes opens every row of the console that reads a
// page, with one of everything on record. A page is opened twice and counted the second
// time: what all pages show around them is read once a minute, and a connection prepares
// a statement the first time it meets it.
func TestAPageAsksTheDatabaseAtMostSixTimes(t *testing.T) {
	t.Parallel()
	asked := &questions{}
	w := openStaffIn(postgres.WithTracer(t.Context(), asked), t)
	const who = "admin of all"
	w.enter(who)
	counted := 0
	for _, row := range new(console.Door).Routes() {
		v := visits(w.own, who)[row.Method+" "+row.Pattern]
		if row.Method != http.MethodGet || row.Public() || row.Pattern == "/direct" { // it stays open, and asks as long as it does
			continue
		}
		w.ask(who, row.Method, v.path, nil, "")
		asked.take()
		a := w.ask(who, row.Method, v.path, nil, "")
		all := asked.take()
		if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			continue // a refusal, or a file, which is written down as taken out as well
		}
		counted++
		t.Logf("%2d %s", len(all), v.path)
		if len(all) > mostQueries {
			t.Errorf("%s asks %d times:\n  %s", v.path, len(all), strings.Join(all, "\n  "))
		}
	}
	if counted < 40 {
		t.Errorf("%d pages were counted", counted)
	}
}
