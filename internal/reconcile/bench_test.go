package reconcile_test

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// indexOf fills a book with n open invoices of n/20 debtors.
func indexOf(n int) *reconcile.ItemIndex {
	b := reconcile.NewItemIndex(reconcile.DefaultPolicy())
	items := make([]reconcile.OpenItem, 0, n)
	for i := range n {
		d := i % max(n/20, 1)
		items = append(items, reconcile.OpenItem{ID: int64(i + 1), Number: fmt.Sprintf("F2026-%07d", i), Debtor: "C" + strconv.Itoa(d),
			Name: debtorName(d), Currency: "EUR", Issued: calendar.NewDate(2026, 1, 1+i%28), Due: calendar.NewDate(2026, 2, 1+i%28),
			Total: priceOf(i), Balance: priceOf(i)})
	}
	b.Add(items...)
	for d := range n / 20 {
		b.Learn("FR76"+strconv.Itoa(d), "C"+strconv.Itoa(d))
	}
	b.Match(bank.Entry{Amount: 1, Remittance: "F2026-99999"}) // sorts the numbers for truncated references
	return b
}

func priceOf(i int) money.Cents { return money.Cents(5000 + i*7919%900_000) }

func debtorName(d int) string {
	return fmt.Sprintf("%s %s %s SARL", word(d), word(d/97+13), []string{"Plomberie", "Conseil", "Transports", "Menuiserie"}[d%4])
}

// word makes a surname-like word of a number.
func word(n int) string {
	b := []byte{}
	for range 4 {
		b = append(b, "BCDFGLMNPRSTV"[n%13], "AEIOU"[n/13%5])
		n = n*31 + 7
		n %= 1 << 20
	}
	return string(b)
}

// linesOf makes m bank lines that pay invoices of a book of n.
func linesOf(m, n int) []bank.Entry {
	es := make([]bank.Entry, m)
	for i := range es {
		v := i * 7 % n
		d := v % max(n/20, 1)
		e := bank.Entry{ID: "L" + strconv.Itoa(i), Fingerprint: strconv.Itoa(i), BookingDate: calendar.NewDate(2026, 3, 1+i%28), Amount: priceOf(v),
			Currency: "EUR", Status: bank.Booked, Counterparty: debtorName(d), CounterpartyIBAN: "FR76" + strconv.Itoa(d),
			Remittance: fmt.Sprintf("VIR SEPA REGLEMENT FACTURE F2026-%07d DU 12/02/2026", v)}
		switch i % 10 {
		case 7:
			e.Remittance = "VIREMENT DU 03/03/2026"
		case 8:
			e.Remittance, e.Counterparty, e.CounterpartyIBAN = "REMISE CB 003412 TPE 12 DU 02/03", "", ""
		case 9:
			e.Amount, e.Remittance = -e.Amount, "PRLV SEPA COTISATIONS"
		}
		es[i] = e
	}
	return es
}

func BenchmarkMatch(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		index, lines := indexOf(n), linesOf(1_000, n)
		b.Run(fmt.Sprintf("open=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				index.Match(lines[i%len(lines)])
			}
		})
	}
}

func BenchmarkKeysOf(b *testing.B) {
	lines := linesOf(1_000, 100_000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		reconcile.KeysOf(lines[i%len(lines)])
	}
}

// TestAHundredThousandLinesAgainstAMillionInvoices prints the figures of the
// documentation; it runs when RELANCE_LONG is set.
func TestAHundredThousandLinesAgainstAMillionInvoices(t *testing.T) {
	if os.Getenv("RELANCE_LONG") == "" {
		t.Skip("set RELANCE_LONG=1")
	}
	for _, size := range [][2]int{{10_000, 1_000_000}, {100_000, 1_000_000}, {100_000, 100_000}, {100_000, 10_000}} {
		m, n := size[0], size[1]
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		start := time.Now()
		index := indexOf(n)
		filled := time.Since(start)
		runtime.GC()
		runtime.ReadMemStats(&after)
		lines, auto := linesOf(m, n), 0
		start = time.Now()
		for _, e := range lines {
			if d := index.Match(e); d.Verdict == reconcile.Auto {
				auto++
				index.Record(e, d)
			}
		}
		took := time.Since(start)
		t.Logf("%7d lines, %7d open: %8s (%5.1f µs a line), %d automatic; book filled in %s, %d MB",
			m, n, took.Round(time.Millisecond), float64(took.Microseconds())/float64(m), auto, filled.Round(time.Millisecond), (after.HeapAlloc-before.HeapAlloc)>>20)
		runtime.KeepAlive(index)
	}
}
