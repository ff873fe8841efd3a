package reconcile_test

import (
	"testing"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/money"
	"relance/internal/reconcile"
)

func TestWhatIsOnRecordOfALineDecidesWhetherItIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	entry := func(status bank.Status) bank.Entry {
		return bank.Entry{
			ID: "E-1", Fingerprint: "a1", Status: status, Amount: money.Cents(120_000), Currency: "EUR", BookingDate: calendar.NewDate(2026, 3, 2),
			Remittance: "FACTURE F-2026-0142", EndToEndID: "F-2026-0142",
		}
	}
	for name, row := range map[string]struct {
		record     []reconcile.OnRecord
		known      bool
		id         int64
		payment    string
		wasDecided bool // the state on record is taken over
	}{
		"nothing": {payment: "a1"},
		"a person's word stands": {
			record: []reconcile.OnRecord{{ID: 7, State: reconcile.LineUnmatched, Status: bank.Booked, Person: true}},
			known:  true, id: 7, payment: "a1", wasDecided: true,
		},
		"matched": {
			record: []reconcile.OnRecord{{ID: 7, State: reconcile.LineMatched, Status: bank.Booked}},
			known:  true, id: 7, payment: "a1", wasDecided: true,
		},
		"nobody has decided": {
			record: []reconcile.OnRecord{{ID: 7, State: reconcile.LineSuggested, Status: bank.Booked, Round: 2}},
			id:     7, payment: "a1/2", wasDecided: true,
		},
		"pending, and booked now": {
			record: []reconcile.OnRecord{{ID: 7, State: reconcile.LinePending, Status: bank.Pending}},
			id:     7, payment: "a1", wasDecided: true,
		},
		"of the same file: another booking that looks alike": {
			record:  []reconcile.OnRecord{{ID: 7, State: reconcile.LineMatched, Status: bank.Booked, Taken: true}},
			payment: "a1+1",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := range row.record {
				r := &row.record[i]
				r.Line = reconcile.Line{Account: "A", Kind: bank.KindStatement, Format: bank.Camt, Entry: entry(r.Status)}
				r.Fingerprint = "a1"
			}
			lot := reconcile.BankLot{Account: "A", Kind: bank.KindStatement, Format: bank.Camt, Entries: []bank.Entry{entry(bank.Booked)}}
			lines := reconcile.Recognise(lot, row.record)
			if len(lines) != 1 {
				t.Fatalf("one entry became %d lines", len(lines))
			}
			l := lines[0]
			if l.Known != row.known || l.ID != row.id || l.Payment != row.payment || l.Stored != row.wasDecided {
				t.Errorf("known %v, line %d, payment %q, on record %v; want %v, %d, %q, %v",
					l.Known, l.ID, l.Payment, l.Stored, row.known, row.id, row.payment, row.wasDecided)
			}
			if row.wasDecided && l.State != row.record[0].State {
				t.Errorf("its state is %q, on record it is %q", l.State, row.record[0].State)
			}
		})
	}
}
