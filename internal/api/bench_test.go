package api_test

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/api"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
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

// BenchmarkWrite records payments through the API and the same through the back
// office, in turns: what a program pays for HTTP, its token, the contract, the
// remembered answer and the record.
func BenchmarkWrite(b *testing.B) {
	w := open(b)
	office := w.door().Office
	who := access.Actor{Name: "clerk of atelier", Roles: map[string]access.Role{"atelier": access.Clerk}, Door: access.API, Proof: access.Token}
	ctx := access.Carry(b.Context(), who)
	direct := func(n int) {
		id := fmt.Sprintf("direct-%d", n)
		paid := dunning.NewPaid(1, calendar.NewDate(2026, 3, 9)).With(dunning.Stamp{ID: id})
		ref, err := office.Find(ctx, who, backoffice.CaseName{Creditor: "atelier", Number: "F-2"})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := office.Tell(ctx, who, backoffice.Fact{Ref: ref, Event: paid, Key: id}); err != nil {
			b.Fatal(err)
		}
	}
	through := func(n int) {
		id := fmt.Sprintf("api-%d", n)
		w.send(b, "/cases/atelier/F-1/facts", id, fmt.Sprintf(`{"kind":"paid","amount":"0.01","date":"2026-03-09","id":%q}`, id))
	}
	took := map[bool][]time.Duration{}
	n := 0
	for b.Loop() {
		n++
		for _, program := range []bool{n%2 == 0, n%2 == 1} { // whoever is first finds the caches colder
			start := time.Now()
			if program {
				through(n)
			} else {
				direct(n)
			}
			took[program] = append(took[program], time.Since(start))
		}
	}
	middle := func(of []time.Duration) float64 {
		slices.Sort(of)
		return float64(of[len(of)/2].Microseconds()) / 1000
	}
	program, own := middle(took[true]), middle(took[false])
	b.ReportMetric(program, "api-ms")
	b.ReportMetric(own, "office-ms")
	b.ReportMetric(program/own, "ratio")
	if program > 1.3*own && n >= 100 {
		b.Logf("%.2f, above 1.3", program/own)
	}
}

// send sends a write and reads its answer to the end.
func (w *world) send(b *testing.B, path, key, body string) {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, w.server.URL+api.Prefix+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.tokens["clerk of atelier"])
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	if answer, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK {
		b.Fatal(res.Status, string(answer), err)
	}
}
