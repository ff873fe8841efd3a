package portal_test

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"flag"
	"net/http"
	"os"
	"slices"
	"testing"
	"time"

	"relance/internal/postgres"
	"relance/internal/postgres/postgrestest"
)

var crowd = flag.Int("crowd", 20_000, "cases in the store while the debtor's page is measured; 1000000 takes minutes to make")

// Limits of the debtor's page.
const (
	mostWait  = 80 * time.Millisecond // at the ninety-fifth of a hundred
	mostBytes = 40 << 10              // compressed
)

// crowded is a world among many cases: in the store that RELANCE_BENCH_STORE
// names (an address with its search_path), else in one of its own with -crowd
// cases.
func crowded(b *testing.B) *world {
	b.Helper()
	if url := os.Getenv("RELANCE_BENCH_STORE"); url != "" {
		s, err := postgres.Open(b.Context(), url)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(s.Close)
		return worldIn(b, s)
	}
	w := newWorld(b)
	w.add("F-0", "C-1")
	postgrestest.Multiply(b, w.store.Pool(), *crowd)
	return w
}

// BenchmarkPortalPage measures the debtor's page, the form behind it and a link
// that leads nowhere among many cases, beside a bare question to the database.
func BenchmarkPortalPage(b *testing.B) {
	w := crowded(b)
	name := "PAGE-" + rand.Text()[:12]
	link := w.linkOf(w.send(w.add(name, name)))
	ping := func() {
		var one int
		w.must(w.store.Pool().QueryRow(b.Context(), `select 1`).Scan(&one))
	}
	ping()
	start := time.Now()
	for range 200 {
		ping()
	}
	bare := time.Since(start) / 200
	for _, page := range []struct {
		name, path string
		status     int
	}{
		{"account", link, http.StatusOK},
		{"form", link + "/dire/contester", http.StatusOK},
		{"dead", "/p/xxxxxxxxxxxxxxxxxxxxxxxxxxx", http.StatusNotFound},
	} {
		b.Run(page.name, func(b *testing.B) {
			var took []time.Duration
			var got answer
			for b.Loop() {
				start := time.Now()
				if got = w.get(page.path); got.status != page.status {
					b.Fatal(got.status)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			p95 := took[len(took)*95/100]
			b.ReportMetric(float64(p95.Microseconds())/1000, "p95-ms")
			b.ReportMetric(float64(p95)/float64(bare), "pings")
			size := zipped(got.body)
			b.ReportMetric(float64(size), "zipped-B")
			if p95 > mostWait || size > mostBytes {
				b.Logf("%s takes %s and %d bytes, above %s or %d", page.name, p95, size, mostWait, mostBytes)
			}
		})
	}
}

// zipped is how long a page is when it is compressed.
func zipped(body string) int {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write([]byte(body))
	z.Close()
	return out.Len()
}
