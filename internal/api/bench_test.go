package api_test

import (
	"flag"
	"io"
	"net/http"
	"testing"
	"time"

	"relance/internal/postgres/postgrestest"
)

var benchCases = flag.Int("bench-cases", 1_000_000, "how many cases the lists are measured with")

// BenchmarkCaseLists measures lists of 200 cases over many cases (-bench-cases), three of
// ten open.
func BenchmarkCaseLists(b *testing.B) {
	w := open(b)
	postgrestest.Multiply(b, w.db.Pool(), *benchCases)
	ping := postgrestest.Ping(b, w.db.Pool())
	for _, l := range []struct{ name, query string }{
		{"all", ""}, {"open", "&open=true"}, {"state", "&state=reminding"}, {"creditor", "&creditor=atelier&open=true"},
		{"due", "&open=true&due_before=2026-01-01"}, {"name", "&text=client+777"}, {"number", "&text=F-4321"},
	} {
		b.Run(l.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				w.read(b, "/api/v1/cases?limit=200"+l.query)
				took = append(took, time.Since(start))
			}
			postgrestest.Report(b, took, ping, 80*time.Millisecond)
		})
	}
}

// read reads an answer to its end.
func (w *world) read(b *testing.B, path string) {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, w.server.URL+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.tokens["admin of all"])
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
		b.Fatal(res.Status, err)
	}
}
