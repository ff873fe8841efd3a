package bank_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relance/internal/bank"
	"relance/internal/bank/banktest"
	"relance/internal/calendar"
)

// ids are the identities of all entries, by fingerprint.
func ids(sts []bank.Statement) map[string]string {
	out := map[string]string{}
	for _, st := range sts {
		for _, e := range st.Entries {
			out[e.Fingerprint] = e.ID
		}
	}
	return out
}

func TestTwoIdenticalLinesStayTwo(t *testing.T) {
	t.Parallel()
	row := rec("04", map[int]string{33: "05", 49: "VIR VASSEUR", 91: "0000000001200{"}) + "\n"
	_, st := only(t, rec("01", map[int]string{91: open1000})+"\n"+row+row+rec("07", map[int]string{91: "0000000012400{"}))
	a, b := st.Entries[0], st.Entries[1]
	if a.ID == b.ID || !strings.HasSuffix(a.ID, "-1") || !strings.HasSuffix(b.ID, "-2") {
		t.Errorf("ids %q and %q", a.ID, b.ID)
	}
}

func TestOverlappingFilesAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		month := statement(t)
		for i := range month.Entries { // few days and texts, so that equal lines occur
			e := &month.Entries[i]
			e.BookingDate = e.BookingDate.AddDays(-e.BookingDate.Sub(month.From)).AddDays(i / 3)
			e.Amount, e.Label, e.Remittance, e.Counterparty = 100, "VIR", "VIR", ""
			e.EndToEndID, e.CreditorRef, e.Reference, e.MandateID = "", "", "", ""
		}
		daily := map[string]*bank.Statement{}
		var days []bank.Statement
		for _, e := range month.Entries {
			key := e.BookingDate.String()
			if daily[key] == nil {
				st := month
				st.Entries = nil
				daily[key] = &st
			}
			daily[key].Entries = append(daily[key].Entries, e)
		}
		for _, st := range daily {
			days = append(days, *st)
		}
		whole, err := bank.Parse("month", banktest.CFONB([]bank.Statement{month}, banktest.CFONBOptions{}), bank.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		if len(days) > 0 {
			parts, err := bank.Parse("days", banktest.CFONB(days, banktest.CFONBOptions{OneLine: true, Latin1: true}), bank.Options{})
			if err != nil {
				t.Fatal(err)
			}
			got = ids(parts.Statements)
		}
		if d := cmp.Diff(ids(whole.Statements), got); d != "" {
			t.Fatalf("month and days disagree:\n%s", d)
		}
		if len(got) != len(month.Entries) {
			t.Fatalf("%d identities for %d lines", len(got), len(month.Entries))
		}
	})
}

func TestStatusDoesNotChangeIdentity(t *testing.T) {
	t.Parallel()
	_, early := only(t, camt053("1000.00", ntry("10.00", "CRDT", "<Sts>PDNG</Sts>")))
	_, late := only(t, camt053("1010.00", ntry("10.00", "CRDT", "<Sts>BOOK</Sts>")))
	equal(t, "fingerprint", early.Entries[0].Fingerprint, late.Entries[0].Fingerprint)
}

func TestLimits(t *testing.T) {
	t.Parallel()
	one := cfonb120()
	if _, err := bank.Parse("r", []byte(one), bank.Options{MaxBytes: int64(len(one)) - 1}); !errors.Is(err, bank.ErrTooLarge) {
		t.Errorf("bytes: %v", err)
	}
	if _, err := bank.Parse("r", []byte(one), bank.Options{MaxBytes: int64(len(one))}); err != nil {
		t.Errorf("exactly the limit: %v", err)
	}
	f, err := bank.Parse("r", []byte(one+one), bank.Options{MaxEntries: 1})
	if err == nil || !strings.Contains(err.Error(), "plus de 1") || len(f.Statements) != 1 {
		t.Errorf("entries: %v, %d statements kept", err, len(f.Statements))
	}
	many, err := bank.Parse("r", bytes.Repeat([]byte(rec("31", nil)+"\n"), 1000), bank.Options{})
	if err == nil || len(many.Warnings) > 250 {
		t.Errorf("%v, %d warnings", err, len(many.Warnings))
	}
}

func TestStreamHandsOutStatementsAsTheyEnd(t *testing.T) {
	t.Parallel()
	text := cfonb120() + cfonb120() + cfonb120()
	seen := 0
	f, err := bank.Stream("r", strings.NewReader(text), bank.Options{}, func(st bank.Statement) error {
		seen++
		return nil
	})
	if err != nil || seen != 3 || len(f.Statements) != 0 {
		t.Errorf("%v, %d statements, %d kept", err, seen, len(f.Statements))
	}
}

func TestSame(t *testing.T) {
	t.Parallel()
	date := func(n int) calendar.Date { return calendar.NewDate(2026, 3, 2).AddDays(n) }
	base := bank.Entry{ID: "BK1234", Fingerprint: "aa-1", Amount: 12000, Currency: "EUR", BookingDate: date(0)}
	for _, tc := range []struct {
		name   string
		change func(*bank.Entry)
		want   bool
	}{
		{"itself", func(*bank.Entry) {}, true},
		{"announced two days before", func(e *bank.Entry) { e.Fingerprint, e.BookingDate = "bb-1", date(-2) }, true},
		{"no date in one of them", func(e *bank.Entry) { e.Fingerprint, e.BookingDate = "bb-1", calendar.Date{} }, true},
		{"reference used again next month", func(e *bank.Entry) { e.Fingerprint, e.BookingDate = "bb-1", date(31) }, false},
		{"reference used again for another amount", func(e *bank.Entry) { e.Amount = 13000 }, false},
		{"other currency", func(e *bank.Entry) { e.Currency = "USD" }, false},
		{"contents alike, reference missing", func(e *bank.Entry) { e.ID = "aa-1" }, true},
		{"second of two identical lines", func(e *bank.Entry) { e.ID, e.Fingerprint = "aa-2", "aa-2" }, false},
	} {
		other := base
		tc.change(&other)
		equal(t, tc.name, bank.Same(base, other), tc.want)
		equal(t, tc.name+", the other way round", bank.Same(other, base), tc.want)
	}
}
