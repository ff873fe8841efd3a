package reconciletest_test

import (
	"slices"
	"strings"
	"testing"

	"relance/internal/bank"
	"relance/internal/money"
	"relance/internal/reconcile"
	"relance/internal/reconcile/reconciletest"
)

// naive keeps open balances, for the two matchers that peers' rules come down
// to.
type naive struct {
	items []*reconcile.OpenItem
	by    map[string]*reconcile.OpenItem
	fit   func(e *bank.Entry, o *reconcile.OpenItem) bool
}

func (n *naive) Learn(string, string) {}

func (n *naive) Add(items ...reconcile.OpenItem) {
	for _, o := range items {
		n.items = append(n.items, &o)
		n.by[o.Number] = &o
	}
}

func (n *naive) Match(e bank.Entry) reconcile.Decision {
	d := reconcile.Decision{EntryID: e.ID, Kind: reconcile.KindPayment, Verdict: reconcile.None}
	if e.Amount <= 0 || e.Status != bank.Booked {
		return d
	}
	n.items = slices.DeleteFunc(n.items, func(o *reconcile.OpenItem) bool { return o.Balance == 0 })
	for _, o := range n.items {
		if o.Balance > 0 && n.fit(&e, o) {
			p := reconcile.Proposal{Allocations: []reconcile.Allocation{{Invoice: o.Number, Amount: min(e.Amount, o.Balance)}}}
			if d.Verdict == reconcile.None {
				d.Verdict, d.Allocations = reconcile.Auto, p.Allocations
			}
			d.Suggestions = append(d.Suggestions, p)
		}
	}
	return d
}

func (n *naive) Record(_ bank.Entry, d reconcile.Decision) {
	for _, a := range d.Allocations {
		o := n.by[a.Invoice]
		if o.Balance == 0 && a.Amount != 0 {
			n.items = append(n.items, o)
		}
		o.Balance -= a.Amount
	}
}

// byAmount takes the oldest open invoice of exactly the amount.
func byAmount() *naive {
	return &naive{by: map[string]*reconcile.OpenItem{}, fit: func(e *bank.Entry, o *reconcile.OpenItem) bool { return o.Balance == e.Amount }}
}

// bySubstring takes the first invoice whose number stands anywhere in the digits
// of the text: the four digits that tell it from the others of the year.
func bySubstring() *naive {
	var last *bank.Entry
	var text string
	var amount money.Cents
	return &naive{by: map[string]*reconcile.OpenItem{}, fit: func(e *bank.Entry, o *reconcile.OpenItem) bool {
		if last != e {
			last, text, amount = e, onlyDigits(e.Remittance+e.EndToEndID+e.CreditorRef), e.Amount
		}
		return amount > 0 && strings.Contains(text, o.Number[strings.LastIndexByte(o.Number, '-')+1:])
	}}
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func TestNoWrongAutomaticMatchInAYear(t *testing.T) {
	t.Parallel()
	seeds := []uint64{1, 2, 3}
	if !testing.Short() {
		seeds = []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	}
	rows := map[string][]reconciletest.Metrics{}
	for _, seed := range seeds {
		w := reconciletest.Year(seed, 300, 6000, 10000)
		engine := reconciletest.Measure(w, reconcile.NewItemIndex(reconcile.DefaultPolicy()))
		rows["relance"] = append(rows["relance"], engine)
		t.Logf("seed %2d  %s", seed, engine.Row("relance"))
		if engine.Wrong != 0 {
			t.Errorf("seed %d: %d wrong automatic matches:\n%s", seed, engine.Wrong, strings.Join(engine.Mistakes, "\n"))
		}
		if engine.Lines != 10000 || engine.Paying < 4500 {
			t.Errorf("seed %d: the year has %d lines, %d of them paying", seed, engine.Lines, engine.Paying)
		}
		if 100*engine.Auto < 83*engine.Paying {
			t.Errorf("seed %d: %d of %d automatic, want 83 %%", seed, engine.Auto, engine.Paying)
		}
		if 100*engine.FirstThree < 97*engine.Paying {
			t.Errorf("seed %d: %d of %d right among the first three, want 97 %%", seed, engine.FirstThree, engine.Paying)
		}
		if seed <= 2 {
			rows["amount, oldest first"] = append(rows["amount, oldest first"], reconciletest.Measure(w, byAmount()))
			rows["digits in the text"] = append(rows["digits in the text"], reconciletest.Measure(w, bySubstring()))
		}
	}
	total := reconciletest.Sum(rows["relance"]...)
	if 100*total.Auto < 85*total.Paying {
		t.Errorf("over all seeds %d of %d automatic, want 85 %%", total.Auto, total.Paying)
	}
	t.Log(reconciletest.Head)
	for _, name := range []string{"relance", "amount, oldest first", "digits in the text"} {
		m := reconciletest.Sum(rows[name]...)
		t.Log(m.Row(name))
		if name != "relance" && m.Wrong == 0 {
			t.Errorf("%s makes no mistake: the year is too easy", name)
		}
	}
}

func TestTheSameSeedGivesTheSameYear(t *testing.T) {
	t.Parallel()
	a, b := reconciletest.Year(7, 40, 400, 700), reconciletest.Year(7, 40, 400, 700)
	if len(a.Lines) != len(b.Lines) {
		t.Fatal("different numbers of lines")
	}
	for i := range a.Lines {
		if a.Lines[i].Entry.Remittance != b.Lines[i].Entry.Remittance || a.Lines[i].Entry.Amount != b.Lines[i].Entry.Amount {
			t.Fatalf("line %d differs", i)
		}
	}
	if other := reconciletest.Year(8, 40, 400, 700); other.Lines[100].Entry.Amount == a.Lines[100].Entry.Amount && other.Lines[101].Entry.Amount == a.Lines[101].Entry.Amount {
		t.Error("another seed gives the same year")
	}
}

// TestTheYearAddsUp checks the simulation itself: what pays an invoice never
// adds up to more than its total, less what was returned.
func TestTheYearAddsUp(t *testing.T) {
	t.Parallel()
	w := reconciletest.Year(3, 100, 2000, 3300)
	paid := map[string]money.Cents{}
	cases := map[string]int{}
	for _, l := range w.Lines {
		cases[l.Truth.Case]++
		for _, a := range l.Truth.Allocations {
			paid[a.Invoice] += a.Amount
		}
	}
	for _, o := range w.Items {
		if p := paid[o.Number]; o.Total > 0 && (p < 0 || p > o.Total) || o.Total < 0 && (p > 0 || p < o.Total) {
			t.Errorf("%s of %s is paid %s", o.Number, o.Total, p)
		}
	}
	for _, want := range []string{"single", "batch", "part", "rest", "paid twice", "returned", "advance", "bank fee", "overpaid", "by the holding", "unrelated credit", "debit", "pending"} {
		if cases[want] == 0 {
			t.Errorf("no line is %q", want)
		}
	}
}
