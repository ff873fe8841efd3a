package postgres_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/bank"
	"relance/internal/money"
	"relance/internal/postgres"
	"relance/internal/postgres/banking"
	"relance/internal/reconcile"
)

// benchSize reads a size of the reconciliation benchmark from the environment.
func benchSize(b *testing.B, name string, otherwise int) int {
	b.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		b.Fatalf("%s: %v", name, err)
	}
	return n
}

// BenchmarkReconcile takes RELANCE_BENCH_LINES bank lines (100,000) in against
// RELANCE_BENCH_OPEN open invoices (50,000) and compares that with COPY of the
// same lines into a bare table, and with the floor: COPY of all rows that the
// import leaves, into tables with the same indexes.
func BenchmarkReconcile(b *testing.B) {
	open, lines := benchSize(b, "RELANCE_BENCH_OPEN", 50_000), benchSize(b, "RELANCE_BENCH_LINES", 100_000)
	for b.Loop() {
		b.StopTimer()
		s := benchStore(b)
		if _, err := s.AddInvoice(b.Context(), invoice("F-seed")); err != nil {
			b.Fatal(err)
		}
		openInvoices(b, s, open)
		start := time.Now()
		n, err := s.IndexInvoices(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		indexing := time.Since(start)
		entries := benchEntries(lines, open)
		copied := copyEntries(b, s, entries)
		b.StartTimer()
		took, peak, auto := reconcileAll(b, s, entries)
		b.StopTimer()
		floor := copyRows(b, s)
		b.StartTimer()
		b.ReportMetric(took.Seconds()/floor.Seconds(), "x-floor")
		b.ReportMetric(floor.Seconds(), "floor-s")
		b.ReportMetric(float64(lines)/took.Seconds(), "lines/s")
		b.ReportMetric(took.Seconds()/copied.Seconds(), "x-COPY")
		b.ReportMetric(copied.Seconds(), "COPY-s")
		b.ReportMetric(took.Seconds(), "reconcile-s")
		b.ReportMetric(float64(peak)/1e6, "peak-heap-MB")
		b.ReportMetric(100*float64(auto)/float64(lines), "%-auto")
		b.ReportMetric(float64(n)/indexing.Seconds(), "indexed/s")
	}
}

// reconcileAll takes the entries in as one statement.
func reconcileAll(b *testing.B, s *postgres.Store, entries []bank.Entry) (took time.Duration, peak uint64, auto int) {
	b.Helper()
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	im, err := banking.New(s).BeginBankImport(b.Context(), reconcile.BankRead{Creditor: "atelier", Author: "bench", At: monday})
	if err != nil {
		b.Fatal(err)
	}
	lot := reconcile.BankLot{Account: testAccount, Kind: bank.KindStatement, Format: bank.Camt}
	const part = 10_000 // as the command does
	for from := 0; from < len(entries); from += part {
		lot.Entries = entries[from:min(from+part, len(entries))]
		results, err := im.Take(b.Context(), lot)
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range results {
			if r.Err != nil {
				b.Fatal(r.Err)
			}
			if r.State == reconcile.LineMatched {
				auto++
			}
		}
		runtime.ReadMemStats(&now)
		peak = max(peak, now.HeapAlloc-min(before.HeapAlloc, now.HeapAlloc))
	}
	if err := im.Finish(b.Context(), reconcile.FileEnd{}); err != nil {
		b.Fatal(err)
	}
	return time.Since(start), peak, auto
}

// balanceOf is what invoice i of the benchmark owes; no two neighbours alike.
func balanceOf(i int) money.Cents { return money.Cents(10_000 + i*7919%899_981) }

// openInvoices makes n open invoices of n/20 debtors, copied in SQL from the
// one on record.
func openInvoices(b *testing.B, s *postgres.Store, n int) {
	b.Helper()
	for _, sql := range []string{
		fmt.Sprintf(`insert into debtors (creditor, key, name, regime, language, siren, vat, email, address, zone, plan, created_at, updated_at)
			select creditor, 'D-' || i, 'Etablissements ' || md5(i::text) || ' SARL', regime, language, siren, vat, email, address, zone, plan,
			created_at, updated_at from debtors, generate_series(0, %d) i`, n/20),
		fmt.Sprintf(`insert into invoices (creditor, number, debtor_id, issued, due, due_rule, completed, currency, total, payable,
			order_ref, object, pay_ref, iban, bic, terms, source, file_name, plan, content_hash, created_at)
			select i.creditor, 'F2026-' || lpad(g::text, 7, '0'), d.first + g / 20, i.issued, i.due + g %% 365, i.due_rule, i.completed, i.currency,
			10000 + g::bigint * 7919 %% 899981, 10000 + g::bigint * 7919 %% 899981, '', '', '', '', '', '', '', '', '', i.content_hash, i.created_at
			from invoices i, generate_series(0, %d) g, (select min(id) as first from debtors where key like 'D-%%') d`, n-1),
		`insert into cases (invoice_id, debtor_id, creditor, number, cycle, origin, body, plan, zone, version, tip, state, status, step,
			next_action_at, due, currency, balance, last_at, opened_at)
			select i.id, i.debtor_id, i.creditor, i.number, 0, c.origin,
			c.body || jsonb_build_object('number', i.number, 'balance', (i.payable / 100.0)::numeric(20, 2)::text),
			c.plan, c.zone, c.version, c.tip, c.state, c.status, c.step,
			c.next_action_at + (i.id % 365) * interval '1 day', i.due, c.currency, i.payable, c.last_at, c.opened_at
			from invoices i, (select * from cases limit 1) c where i.id <> c.invoice_id`,
		`analyze`,
	} {
		if _, err := s.Pool().Exec(b.Context(), sql); err != nil {
			b.Fatal(err)
		}
	}
}

// benchEntries makes a year of an account: of a hundred lines forty cite their
// invoice and pay it, ten pay it by name and amount only, ten are money from
// elsewhere, forty go out.
func benchEntries(lines, open int) []bank.Entry {
	out := make([]bank.Entry, lines)
	for n := range out {
		i := n * 61 % open
		e := &out[n]
		*e = bank.Entry{
			BookingDate: day("2026-05-20").AddDays(n / 1000), Currency: "EUR", Status: bank.Booked, Amount: balanceOf(i),
			Fingerprint: fmt.Sprintf("%020x-1", n), ID: fmt.Sprintf("BK%012d", n),
		}
		switch kind := n % 10; {
		case kind < 4:
			e.Counterparty, e.CounterpartyIBAN = fmt.Sprint("CLIENT ", i/20), fmt.Sprintf("FR76%023d", i/20)
			e.Remittance = fmt.Sprintf("VIR SEPA RECU REGLEMENT FACTURE F2026-%07d", i)
		case kind == 4:
			e.Counterparty, e.Remittance = fmt.Sprint("CLIENT ", i/20), "REGLEMENT DE VOTRE FACTURE"
		case kind == 5:
			e.Amount, e.Counterparty, e.Remittance = money.Cents(100+n), "ASSURANCES", fmt.Sprint("REMBOURSEMENT DOSSIER ", n)
		default:
			e.Amount, e.Counterparty, e.Remittance = -money.Cents(100+n), "FOURNISSEUR", fmt.Sprint("PRLV SEPA CONTRAT ", n)
		}
		e.ValueDate = e.BookingDate
	}
	return out
}

// copyEntries measures COPY of the lines into a table without keys.
func copyEntries(b *testing.B, s *postgres.Store, entries []bank.Entry) time.Duration {
	b.Helper()
	if _, err := s.Pool().Exec(b.Context(), `create table lines_only (booking_date date, value_date date, amount bigint, currency text,
		counterparty text, iban text, remittance text, fingerprint text, entry jsonb)`); err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	_, err := s.Pool().CopyFrom(b.Context(), pgx.Identifier{"lines_only"},
		[]string{"booking_date", "value_date", "amount", "currency", "counterparty", "iban", "remittance", "fingerprint", "entry"},
		pgx.CopyFromSlice(len(entries), func(i int) ([]any, error) {
			e := entries[i]
			data, err := json.Marshal(e)
			return []any{
				e.BookingDate.UTC(), e.ValueDate.UTC(), int64(e.Amount), e.Currency, e.Counterparty, e.CounterpartyIBAN, e.Remittance,
				e.Fingerprint, data,
			}, err
		}))
	if err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// copyRows measures COPY of the rows that an import leaves into empty tables
// with the same columns and indexes, without checks, triggers or thought.
func copyRows(b *testing.B, s *postgres.Store) (took time.Duration) {
	b.Helper()
	conn, err := s.Pool().Acquire(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Release()
	for table, rows := range map[string]string{
		"bank_lines": "", "payments": "", "allocations": "", "matches": "", "events": "", "outbox": "", "bank_holds": "", "payers": "",
		"cases": "where version > 1",
	} {
		var data bytes.Buffer
		if _, err := conn.Exec(b.Context(), "create table floor_"+table+" (like "+table+" including indexes)"); err != nil {
			b.Fatal(err)
		}
		wire := conn.Conn().PgConn()
		if _, err := wire.CopyTo(b.Context(), &data, "copy (select * from "+table+" "+rows+") to stdout (format binary)"); err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		if _, err := wire.CopyFrom(b.Context(), &data, "copy floor_"+table+" from stdin (format binary)"); err != nil {
			b.Fatal(err)
		}
		took += time.Since(start)
	}
	return took
}
