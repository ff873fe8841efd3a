package postgres_test

import (
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/lookup"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/sending"
)

var benchCases = flag.Int("bench-cases", 100_000, "how many cases the list is measured with")

func benchStore(b *testing.B) *postgres.Store {
	b.Helper()
	s := postgrestest.New(b)
	if err := s.SaveCreditor(b.Context(), testCreditor(), []dunning.Plan{quietPlan()}); err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkImport measures a file of 1,000 invoices of 200 debtors.
func BenchmarkImport(b *testing.B) {
	s := benchStore(b)
	for i := 0; b.Loop(); i++ {
		ns := make([]dunning.NewInvoice, 1000)
		for j := range ns {
			ns[j] = invoice(fmt.Sprintf("F-%d-%d", i, j))
			ns[j].Debtor.Key = fmt.Sprint("C-", j%200)
		}
		for _, a := range s.AddInvoices(b.Context(), ns) {
			if a.State != dunning.AddCreated {
				b.Fatal(a.State, a.Err)
			}
		}
	}
	b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "invoices/s")
}

// BenchmarkRecord measures payments, one transaction each, beside the round
// trip that it is to be compared with.
func BenchmarkRecord(b *testing.B) {
	s := benchStore(b)
	added, err := s.AddInvoice(b.Context(), invoice("F-1"))
	if err != nil {
		b.Fatal(err)
	}
	ping := pingTime(b, s)
	known := int64(1)
	for i := 0; b.Loop(); i++ {
		e := paid(1, "2026-06-01")
		e.ID = fmt.Sprint(i)
		out, err := s.Record(b.Context(), dunning.Recording{Ref: added.Ref, Known: known, Event: e})
		if err != nil {
			b.Fatal(err)
		}
		known = out.Case.Version
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(ping), "pings/op")
}

// pingTime is an empty round trip, now and on this machine.
func pingTime(b *testing.B, s *postgres.Store) time.Duration {
	b.Helper()
	start := time.Now()
	for range 500 {
		if _, err := s.Pool().Exec(b.Context(), "select 1"); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start) / 500
}

// BenchmarkSend measures claim, rendering, hand-over and outcome of one mail.
func BenchmarkSend(b *testing.B) {
	s := benchStore(b)
	ping, i := pingTime(b, s), 0
	for b.Loop() {
		b.StopTimer()
		n := invoice(fmt.Sprint("F-", i))
		n.Debtor.Key = fmt.Sprint("C-", i)
		i++
		added, err := s.AddInvoice(b.Context(), n)
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		out, err := sending.New(s).Reserve(b.Context(), dunning.ReserveRequest{Ref: added.Ref, Step: "first", Known: 1, Now: monday, Owner: "w"})
		if err != nil || out.State != dunning.ReserveGranted {
			b.Fatal(out.State, err)
		}
		if _, err := sending.New(s).SaveRendered(b.Context(), out.Message.ID, mail(out.Message.ID, n.Invoice.Number)); err != nil {
			b.Fatal(err)
		}
		if ok, err := sending.New(s).HandOver(b.Context(), out.Message.ID, "w", monday); !ok || err != nil {
			b.Fatal(ok, err)
		}
		f := dunning.Finished{Message: out.Message.ID, Outcome: dunning.SendAccepted, At: monday, Ref: added.Ref, Known: 1}
		if _, err := sending.New(s).Finish(b.Context(), f); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(ping), "pings/op")
}

// BenchmarkCasesPage measures pages of the list over many cases (-bench-cases):
// the first, one in the middle, and those that a person narrows down.
func BenchmarkCasesPage(b *testing.B) {
	s := benchStore(b)
	if _, err := s.AddInvoice(b.Context(), invoice("F-seed")); err != nil {
		b.Fatal(err)
	}
	postgrestest.Multiply(b, s.Pool(), *benchCases)
	middle := desk.CaseCursor{Due: day("2026-05-12").AddDays(180), ID: 1}
	pages := map[string]desk.CaseFilter{
		"first": {}, "middle": {After: middle}, "open-overdue": {Overdue: monday.AddDate(0, 0, 30)},
		"by-number": {Text: "F-4321"}, "by-name": {Text: "client 77"}, "rare-status": {Status: "needs_attention"},
		"by-debtor": {Creditor: "atelier", Debtor: "C-77"}, "no-such-text": {Text: "zzz"},
	}
	for name, f := range pages {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := lookup.New(s).Cases(b.Context(), f); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-µs")
		})
	}
}
