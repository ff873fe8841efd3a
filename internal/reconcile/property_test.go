package reconcile_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relance/internal/bank"
	"relance/internal/money"
	"relance/internal/reconcile"
)

var debtorKeys = []string{"C1", "C2", "C3"}

// drawItems makes up to fourteen items whose numbers and amounts are close.
func drawItems(t *rapid.T) []reconcile.OpenItem {
	n := rapid.IntRange(0, 14).Draw(t, "items")
	items := make([]reconcile.OpenItem, 0, n)
	step := rapid.SampledFrom([]int{1, 7}).Draw(t, "step")
	for i := range n {
		number := fmt.Sprintf("F2026-%04d", 140+i*step)
		o := invoice(number, rapid.SampledFrom(debtorKeys).Draw(t, "debtor"), money.Cents(rapid.SampledFrom([]int{5000, 12000, 12000, 7001, 19001, -3000, 0}).Draw(t, "balance")))
		o.Total = max(o.Balance, 12000)
		o.Fee = money.Cents(rapid.SampledFrom([]int{0, 4000}).Draw(t, "fee"))
		o.Due = o.Due.AddDays(rapid.IntRange(0, 3).Draw(t, "due"))
		items = append(items, o)
	}
	return items
}

func drawEntry(t *rapid.T) bank.Entry {
	text := rapid.SampledFrom([]string{"", "VIREMENT", "FACT 141", "F2026-0140", "F2026-0140 0141", "F2026 0141 F2026-0142 MOINS AV", "2026-0147", "F2026-01",
		"F2026-0104", "ACOMPTE", "REGLT F20260140/0147/0154"}).Draw(t, "text")
	e := credit(money.Cents(rapid.SampledFrom([]int{5000, 12000, 7001, 19001, 24000, 17000, 16000, 2999, 100, 9000, -12000, 1_000_000}).Draw(t, "amount")),
		rapid.SampledFrom([]string{"", "Atelier Brunel", "VASSEUR ET FILS", "DELORME CONSEIL", "Holding Morvan"}).Draw(t, "payer"), text)
	e.CounterpartyIBAN = rapid.SampledFrom([]string{"", brunelIBAN, vasseurIBAN, "FR7612345"}).Draw(t, "account")
	return e
}

// drawCase draws an entry and its candidates, with two learnt accounts.
func drawCase(t *rapid.T) (bank.Entry, reconcile.Candidates) {
	items, e := drawItems(t), drawEntry(t)
	b := knowing(items...)
	b.AddDebtor("C3", "Société Delorme Conseil EURL")
	c := b.Find(e, reconcile.KeysOf(e))
	c.Items = append(c.Items, items...)
	return e, c
}

func decide(e bank.Entry, c reconcile.Candidates) reconcile.Decision {
	return reconcile.Decide(e, c, reconcile.DefaultPolicy())
}

func TestNoCentIsLostOrInvented(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, c := drawCase(t)
		d := decide(e, c)
		all := append([]reconcile.Proposal{{Allocations: d.Allocations, Unallocated: d.Unallocated}}, d.Suggestions...)
		if d.Verdict == reconcile.None {
			return
		}
		balance := map[string]reconcile.OpenItem{}
		for _, o := range c.Items {
			if _, ok := balance[o.Number]; !ok {
				balance[o.Number] = o
			}
		}
		for _, p := range all {
			total := p.Unallocated
			for _, a := range p.Allocations {
				o := balance[a.Invoice]
				total += a.Amount + a.Accessory
				if e.Amount > 0 && (o.Balance >= 0 && (a.Amount > o.Balance || a.Amount < 0) || o.Balance < 0 && a.Amount != o.Balance) {
					t.Fatalf("%v on a balance of %s", a, o.Balance)
				}
				if a.Accessory < 0 || a.Accessory > o.Interest+o.Fee {
					t.Fatalf("%v on accessories of %s", a, o.Interest+o.Fee)
				}
				if a.Amount == 0 && a.Accessory == 0 {
					t.Fatalf("an empty allocation: %v", a)
				}
			}
			if total != e.Amount {
				t.Fatalf("%v and a rest of %s add up to %s, not to %s", p.Allocations, p.Unallocated, total, e.Amount)
			}
			if p.Unallocated < 0 && e.Amount > 0 {
				t.Fatalf("more allocated than came in: %+v", p)
			}
		}
	})
}

func TestTheOrderOfCandidatesDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, c := drawCase(t)
		first := decide(e, c)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 1))
		r.Shuffle(len(c.Items), func(i, j int) { c.Items[i], c.Items[j] = c.Items[j], c.Items[i] })
		r.Shuffle(len(c.Payers), func(i, j int) { c.Payers[i], c.Payers[j] = c.Payers[j], c.Payers[i] })
		if diff := cmp.Diff(first, decide(e, c)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestAnUnrelatedInvoiceMakesNothingAutomatic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, c := drawCase(t)
		before := decide(e, c)
		stranger := invoice("X-778899", "C9", money.Cents(rapid.SampledFrom([]int{5000, 12000, 313}).Draw(t, "balance")))
		stranger.Name = "Bonnefoy Maçonnerie SAS"
		c.Items = append(c.Items, stranger)
		after := decide(e, c)
		if after.Verdict == reconcile.Auto && (before.Verdict != reconcile.Auto || cmp.Diff(before.Allocations, after.Allocations) != "") {
			t.Fatalf("an unrelated invoice makes it automatic:\n%+v\n%+v", before, after)
		}
	})
}

func TestADecisionSaysWhyAndAskingOffersSomething(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, c := drawCase(t)
		d := decide(e, c)
		if len(d.Reasons) == 0 {
			t.Fatalf("no reason: %+v", d)
		}
		for _, r := range d.Reasons {
			if r.Text == "" {
				t.Fatalf("no sentence for %s", r.Code)
			}
		}
		if d.Score < 0 || d.Score > 100 || len(d.Suggestions) > 3 {
			t.Fatalf("%+v", d)
		}
		if d.Verdict == reconcile.Suggest && d.Kind == reconcile.KindPayment && len(d.Suggestions) == 0 {
			t.Fatalf("a question without an answer: %+v", d)
		}
		for i := 1; i < len(d.Suggestions); i++ {
			if d.Suggestions[i].Score > d.Suggestions[i-1].Score {
				t.Fatalf("suggestions out of order: %+v", d.Suggestions)
			}
		}
	})
}

func TestAPolicyCanSwitchAutomaticOff(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, c := drawCase(t)
		p := reconcile.DefaultPolicy()
		p.AutoMinScore = 101
		if d := reconcile.Decide(e, c, p); d.Verdict == reconcile.Auto && d.Kind == reconcile.KindPayment {
			t.Fatalf("%+v", d)
		}
	})
}

func TestKeysReducedByShapeDecideAlike(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, c := drawCase(t)
		shapes := map[string]bool{}
		for _, o := range c.Items {
			for _, k := range reconcile.IndexKeys(o) {
				shapes[k.Shape()] = true
			}
		}
		reduced := reconcile.KeysOf(e).Select(shapes)
		if diff := cmp.Diff(decide(e, c).Allocations, reconcile.DecideKeys(e, reduced, c, reconcile.DefaultPolicy()).Allocations); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestSettledSparesLookUpsAndChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, c := drawCase(t)
		k := reconcile.KeysOf(e)
		full := decide(e, c)
		b := knowing(c.Items...)
		few := b.Find(e, k)
		if !reconcile.Settled(k, few) {
			return
		}
		d := decide(e, few)
		if d.Verdict != full.Verdict || cmp.Diff(d.Allocations, full.Allocations) != "" {
			t.Fatalf("with all candidates:\n%+v\nwith few:\n%+v", full, d)
		}
	})
}

func FuzzKeysOf(f *testing.F) {
	for _, s := range []string{"F2026-0142", "FACT 142 ET 143", "RF18539007547034", "VIR SEPA DUPONT FACTURE N° F 2026/0142, 0143", "é\xff\x00 14", "FACTFACT00000"} {
		f.Add(s, s, "E2E", "Ets Brunel & Cie S.A.R.L.")
	}
	f.Fuzz(func(t *testing.T, remittance, label, end, name string) {
		e := credit(100, name, remittance)
		e.Label, e.EndToEndID, e.CreditorRef, e.UltimateDebtor = label, end, end, label
		k := reconcile.KeysOf(e)
		if len(k.Refs) > 400 {
			t.Fatalf("%d keys", len(k.Refs))
		}
		for _, r := range k.Refs {
			if len(r.Value) < 4 || len(r.Value) > 35 {
				t.Fatalf("key %q", r.Value)
			}
			for _, c := range r.Value {
				if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
					t.Fatalf("key %q", r.Value)
				}
			}
		}
		b := index(invoice("F2026-0142", "C1", 100), invoice(remittance, "C2", 100), invoice(label, "C3", 50))
		if d := b.Match(e); len(d.Reasons) == 0 {
			t.Fatal("no reason")
		}
	})
}
