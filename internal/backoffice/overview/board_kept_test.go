package overview

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/figures"
	"relance/internal/money"
)

// keeper keeps boards in memory, reads one book of invoices and counts how often.
type keeper struct {
	items []figures.Item
	kept  map[string]figures.KeptDay
	asked map[string]time.Time
	reads int
	wait  chan struct{} // a reading ends only when it is closed; nil at once
}

func (k *keeper) Items(_ context.Context, of desk.Scope, _ string, _, _ calendar.Date) ([]figures.Item, error) {
	if k.wait != nil {
		<-k.wait
	}
	k.reads++
	return within(k.items, of), nil
}

func (k *keeper) KeptBoard(_ context.Context, of desk.Scope, since, on calendar.Date, all bool) (*figures.KeptDay, error) {
	for day := on; !day.Before(since); day = day.AddDays(-1) {
		if found, ok := k.kept[day.String()+keyOf(of)]; ok {
			if !all {
				found.Debtors = nil
			}
			return &found, nil
		}
	}
	return nil, nil //nolint:nilnil // nothing is kept
}

func (k *keeper) KeepBoard(_ context.Context, d figures.KeptDay, asked bool) error {
	k.kept[d.On.String()+keyOf(d.Of)] = d
	if asked {
		k.asked[keyOf(d.Of)] = d.Worked
	}
	return nil
}

func (k *keeper) Looked(context.Context) (out []figures.Looked, err error) {
	for _, d := range k.kept {
		out = append(out, figures.Looked{Of: d.Of, On: d.On, Asked: k.asked[keyOf(d.Of)]})
	}
	return out, nil
}

func (k *keeper) Creditors(context.Context) ([]dunning.Creditor, error) {
	return []dunning.Creditor{{ID: "a"}, {ID: "b"}}, nil
}

func (k *keeper) MonthEnds(context.Context, desk.Scope, calendar.Date) ([]figures.Frozen, error) {
	return nil, nil
}
func (k *keeper) Frozen(context.Context) (map[string]calendar.Date, error) { return nil, nil }
func (k *keeper) Freeze(context.Context, string, figures.MonthEnd, time.Time) (bool, error) {
	return false, nil
}

// manyItems is a book of n invoices with payments, notices and promises.
func manyItems(n int, on calendar.Date) (out []figures.Item) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		due, total := on.AddDays(60-r.IntN(300)), money.Cents(100+r.IntN(900_000))
		it := figures.Item{
			Creditor: []string{"a", "b"}[i%2], Debtor: fmt.Sprint("C-", r.IntN(200)), Name: fmt.Sprint("Client ", i%200), Number: fmt.Sprint("F-", i), Issued: due.AddDays(-30), Due: due, Currency: "EUR", Total: total, Plan: "default",
		}
		if r.IntN(2) == 0 {
			it.Moves = []figures.Move{{Date: due.AddDays(r.IntN(40)), Amount: total}}
		}
		it.Sent = []figures.Sent{{Date: due.AddDays(5), Level: dunning.First, Channel: dunning.Email}}
		it.Promises = []figures.Promise{{Made: due.AddDays(7), By: due.AddDays(12)}}
		out = append(out, it)
	}
	return out
}

func newKeeper(items []figures.Item) *keeper {
	return &keeper{items: items, kept: map[string]figures.KeptDay{}, asked: map[string]time.Time{}}
}

func officeAt(k *keeper, now time.Time) *Office {
	return &Office{Now: func() time.Time { return now }, Creditor: k, ItemReader: k, MonthStore: k, BoardStore: k}
}

func TestABoardThatWasKeptSaysWhatItSaid(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	on := calendar.DateOf(now)
	k := newKeeper(manyItems(6_000, on))
	o := officeAt(k, now)
	made, err := o.workOut(t.Context(), desk.Scope{}, k.items, []string{"CHF"}, on)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.keep(t.Context(), desk.Scope{}, made, now, true); err != nil {
		t.Fatal(err)
	}
	for _, all := range []bool{true, false} {
		kept, _ := k.KeptBoard(t.Context(), desk.Scope{}, on, on, all)
		got, err := readBoard(*kept)
		if err != nil {
			t.Fatal(err)
		}
		want := made
		if !all {
			want.Debtors = want.Debtors[:firstDebtors]
		}
		if x, y := fmt.Sprintf("%+v", said(got)), fmt.Sprintf("%+v", said(want)); x != y {
			t.Errorf("all debtors %v:\n%s\nwant\n%s", all, x, y)
		}
	}
}

// said writes what a board says, its fractions and pointers as values.
func said(b Board) []any {
	out := []any{b.On, b.Aged, b.Opening, b.Sales, b.Sold, b.Late.Median, b.Late.Invoices, b.AtRiskOf, b.Kept, b.Promises, b.Recovered, b.RecoveredOf, b.Letters, b.Debtors, b.Owing, b.Forecast, b.Other, b.Invoices}
	for _, r := range []string{
		figures.Tenths(b.Simple), figures.Tenths(b.BestSimple), figures.Tenths(b.Countback), figures.Tenths(b.BestPossible), figures.Tenths(b.Delinquent), figures.Tenths(b.CEI), figures.Tenths(b.Late.Weighted), figures.Tenths(b.AtRisk),
	} {
		out = append(out, r)
	}
	for _, list := range [][]figures.After{b.After, b.Steps} {
		for _, a := range list {
			out = append(out, a.StepKey, a.Sent, a.Paid, a.Money, a.TooFew, figures.Tenths(a.Share), figures.Tenths(a.Low), figures.Tenths(a.High))
		}
	}
	return out
}

func TestNobodyWaitsForTheFirstFiguresOfADay(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 10, 5, 0, 0, 0, time.UTC)
	today := calendar.DateOf(now)
	who := access.Own("test")
	k := newKeeper(manyItems(12_000, today))
	o := officeAt(k, now)
	n, err := o.RefreshBoards(t.Context())
	if err != nil || n != 3 || k.reads != 1 {
		t.Fatalf("%d boards by %d readings, %v", n, k.reads, err)
	}
	if n, err = o.RefreshBoards(t.Context()); n != 0 || err != nil || k.reads != 1 {
		t.Errorf("again: %d boards by %d readings, %v", n, k.reads, err)
	}
	k.wait = make(chan struct{}) // whoever reads the invoices now waits
	look := func(o *Office, creditor string, on calendar.Date) Board {
		t.Helper()
		b, err := o.Board(t.Context(), who, creditor, on)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for creditor, invoices := range map[string]int{"": 12_000, "a": 6_000} {
		if b := look(o, creditor, calendar.Date{}); b.Invoices != invoices || b.On != today || !b.Read.Equal(now) || b.Owing < firstDebtors {
			t.Errorf("%q: %d invoices on %s, read at %s", creditor, b.Invoices, b.On, b.Read)
		}
	}
	tomorrow := officeAt(k, now.Add(20*time.Hour))
	if b := look(tomorrow, "", calendar.Date{}); b.On != today || !b.Read.Equal(now) {
		t.Errorf("before tomorrow's figures are there: those of %s, read at %s", b.On, b.Read)
	}
	close(k.wait)
}

func TestFiguresAreWorkedOutForWhoeverLookedLately(t *testing.T) {
	t.Parallel()
	on, now := calendar.NewDate(2026, 3, 10), time.Date(2026, 3, 10, 5, 0, 0, 0, time.UTC)
	two := desk.Scope{Among: []string{"a", "b"}}
	creditors := []dunning.Creditor{{ID: "a"}}
	for name, c := range map[string]struct {
		looked []figures.Looked
		want   string
	}{
		"nothing is kept":              {nil, `["" "a"]`},
		"all is kept":                  {[]figures.Looked{{On: on}, {Of: desk.Scope{Creditor: "a"}, On: on}}, "[]"},
		"of the day before":            {[]figures.Looked{{On: on.AddDays(-1)}, {Of: desk.Scope{Creditor: "a"}, On: on}}, `[""]`},
		"of some creditors, lately":    {[]figures.Looked{{On: on}, {Of: desk.Scope{Creditor: "a"}, On: on}, {Of: two, On: on.AddDays(-1), Asked: now}}, `["|a|b"]`},
		"of some creditors, long ago":  {[]figures.Looked{{On: on}, {Of: desk.Scope{Creditor: "a"}, On: on}, {Of: two, On: on.AddDays(-1), Asked: now.AddDate(0, 0, -30)}}, "[]"},
		"of a creditor who is no more": {[]figures.Looked{{On: on}, {Of: desk.Scope{Creditor: "a"}, On: on}, {Of: desk.Scope{Creditor: "gone"}, On: on.AddDays(-1), Asked: now}}, "[]"},
	} {
		keys := []string{}
		for _, of := range missingBoards(creditors, c.looked, on, now.Add(-askedFor)) {
			keys = append(keys, keyOf(of))
		}
		if got := fmt.Sprintf("%q", keys); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
