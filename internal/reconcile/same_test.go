package reconcile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/bank"
	"relance/internal/reconcile"
)

// seen is a line of one account; change alters it.
func seen(kind bank.Kind, format bank.Format, id, stem string, change ...func(*bank.Entry)) reconcile.Line {
	e := credit(120_00, "Atelier Brunel", "FACTURE F2026-0142 MARS")
	e.ID, e.Fingerprint = id, stem
	for _, c := range change {
		c(&e)
	}
	return reconcile.Line{Account: brunelIBAN, Kind: kind, Format: format, Entry: e}
}

func TestSameEntry(t *testing.T) {
	t.Parallel()
	statement := seen(bank.KindStatement, bank.Camt, "REF1", "aa-1")
	for name, tt := range map[string]struct {
		other reconcile.Line
		want  bool
	}{
		"monthly repeats daily":         {seen(bank.KindStatement, bank.Camt, "REF1", "aa-1"), true},
		"notification before statement": {seen(bank.KindNotification, bank.Camt, "N77", "bb-1", func(e *bank.Entry) { e.BookingDate = today.AddDays(-1) }), true},
		"CFONB label cut short":         {seen(bank.KindStatement, bank.CFONB, "cc-1", "cc-1", func(e *bank.Entry) { e.Remittance = "FACTURE F2026-0142" }), true},
		"another end-to-end identifier": {seen(bank.KindNotification, bank.Camt, "N77", "bb-1", func(e *bank.Entry) { e.BankRef = "OTHER-9" }), false},
		"another text":                  {seen(bank.KindNotification, bank.Camt, "N77", "bb-1", func(e *bank.Entry) { e.Remittance = "FACTURE F2026-0199" }), false},
		"weeks apart":                   {seen(bank.KindNotification, bank.Camt, "N77", "bb-1", func(e *bank.Entry) { e.BookingDate = today.AddDays(-20) }), false},
		"another amount":                {seen(bank.KindStatement, bank.Camt, "REF1", "aa-1", func(e *bank.Entry) { e.Amount++ }), false},
		"another payer's account":       {seen(bank.KindReport, bank.Camt, "N77", "bb-1", func(e *bank.Entry) { e.CounterpartyIBAN = vasseurIBAN }), false},
		"another line of the same file": {seen(bank.KindStatement, bank.Camt, "REF2", "dd-1"), false},
		"nothing but the amount agrees": {seen(bank.KindReport, bank.Camt, "N77", "bb-1", func(e *bank.Entry) { e.Remittance, e.Counterparty = "", "" }), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := statement
			a.Entry.BankRef, a.Entry.CounterpartyIBAN = "REF-0001", brunelIBAN
			if tt.other.Entry.Currency == "" {
				t.Fatal("no currency")
			}
			if got := reconcile.SameEntry(a, tt.other); got != tt.want {
				t.Errorf("SameEntry = %v", got)
			}
			if reconcile.SameEntry(tt.other, a) != tt.want {
				t.Error("not symmetrical")
			}
		})
	}
	other := statement
	other.Account = vasseurIBAN
	if reconcile.SameEntry(statement, other) {
		t.Error("lines of two accounts are the same")
	}
}

func TestPairLosesNoGenuineTwin(t *testing.T) {
	t.Parallel()
	one, two := seen(bank.KindStatement, bank.CFONB, "aa-1", "aa-1"), seen(bank.KindStatement, bank.CFONB, "aa-2", "aa-2")
	note := seen(bank.KindNotification, bank.Camt, "N1", "bb-1")
	for name, tt := range map[string]struct {
		known, incoming []reconcile.Line
		want            []int
	}{
		"first import":                     {nil, []reconcile.Line{one, two}, []int{-1, -1}},
		"same file again":                  {[]reconcile.Line{one, two}, []reconcile.Line{one, two}, []int{0, 1}},
		"month brings the second twin":     {[]reconcile.Line{one}, []reconcile.Line{one, two}, []int{0, -1}},
		"two pages of one day":             {nil, []reconcile.Line{one, one}, []int{-1, -1}},
		"month after two pages":            {[]reconcile.Line{one, one}, []reconcile.Line{one, two}, []int{0, 1}},
		"one notification, two bookings":   {[]reconcile.Line{note}, []reconcile.Line{one, two}, []int{0, -1}},
		"two notifications, two bookings":  {[]reconcile.Line{note, note}, []reconcile.Line{two, one}, []int{0, 1}},
		"statement known, notification in": {[]reconcile.Line{one}, []reconcile.Line{note}, []int{0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, reconcile.Pair(tt.known, tt.incoming)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
