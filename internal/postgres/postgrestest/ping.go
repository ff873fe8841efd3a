package postgrestest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Ping measures what a request costs that only asks the database for `select 1`: HTTP
// on loopback and one round trip. It is what pages and answers are compared with; the
// median of 300.
func Ping(b testing.TB, pool *pgxpool.Pool) time.Duration {
	b.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var one int
		if err := pool.QueryRow(r.Context(), "select 1").Scan(&one); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, one)
	}))
	defer server.Close()
	took := make([]time.Duration, 300)
	for i := range took {
		start := time.Now()
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, server.URL, http.NoBody)
		if err != nil {
			b.Fatal(err)
		}
		res, err := server.Client().Do(req)
		if err != nil {
			b.Fatal(err)
		}
		_, err = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			b.Fatal(res.Status, err)
		}
		took[i] = time.Since(start)
	}
	slices.Sort(took)
	return took[len(took)/2]
}

// Report adds the ninety-fifth of a hundred durations to a benchmark, in milliseconds
// and in pings, and says when it is above most.
func Report(b *testing.B, took []time.Duration, ping, most time.Duration) {
	b.Helper()
	slices.Sort(took)
	p95 := took[len(took)*95/100]
	b.ReportMetric(float64(p95.Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(p95)/float64(ping), "pings")
	if p95 > most {
		b.Logf("%s, above %s", p95, most)
	}
}
