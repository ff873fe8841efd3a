package postgres

import (
	"slices"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// lookups is what the look-ups of a chunk found. Its items are shared by all
// lines of the chunk, so that what one pays is not open for the next.
type lookups struct {
	items    map[int64]*openInvoice // by invoice
	refs     map[reconcile.Key][]int64
	prefixes map[string][]int64
	amounts  map[sum][]int64
	debtors  map[int64]*debtorInvoices
	past     map[money.Cents][]*pastItem // by amount received
	cited    map[int64][]*pastItem       // by invoice, for returns
	lines    map[int64]*pastItem         // all earlier lines in sight
	manual   map[money.Cents][]*manualItem
	claims   claims
	numbers  map[string]int64      // invoice number → id
	taken    map[int64]money.Cents // from balances, by earlier chunks that are not recorded
}

type sum struct {
	amount   money.Cents
	currency string
}

type openInvoice struct {
	reconcile.OpenItem
	debtor  int64
	regime  dunning.Regime
	balance money.Cents // before this chunk
}

// debtorInvoices lists open invoices of a debtor, oldest first.
type debtorInvoices struct {
	open  []int64
	cut   bool
	exact map[money.Cents][]int64
}

type pastItem struct {
	reconcile.PastLine
	id int64
}

type manualItem struct {
	reconcile.Manual
	invoices []int64
	spent    bool // confirmed within this chunk
}

// fixedFee is the recovery compensation (C. com. D441-5), in cents.
const fixedFee = money.Cents(4000)

// candidates puts together what there is for one line, as reconcile.Book does.
func (g *lookups) candidates(c *chunkRun, l *lineRun) reconcile.Candidates {
	out := reconcile.Candidates{Past: g.pastOf(l)}
	if l.entry.Reversal && l.entry.Amount < 0 {
		return out
	}
	out.Payers = c.payersOf(l)
	f := finder{g: g, c: c, l: l, out: &out, seen: make(map[int64]bool, 16)}
	f.named()
	if !reconcile.Settled(l.keys, out) {
		f.equal()
		f.debtors()
	}
	for _, m := range g.manual[l.entry.Amount] {
		if !m.spent {
			out.Manual = append(out.Manual, m.Manual)
			f.take(m.invoices...)
		}
	}
	return out
}

// payersOf gives the debtors who may have sent the money.
func (c *chunkRun) payersOf(l *lineRun) []reconcile.Payer {
	if l.payers == nil {
		l.payers = c.im.dir.Find(l.keys)
	}
	return l.payers
}

// finder collects the items of one line.
type finder struct {
	g    *lookups
	c    *chunkRun
	l    *lineRun
	out  *reconcile.Candidates
	seen map[int64]bool
}

func (f *finder) take(invoices ...int64) {
	for _, id := range invoices {
		if it := f.g.items[id]; it != nil && !f.seen[id] {
			f.seen[id] = true
			f.out.Items = append(f.out.Items, open(f.c, it, f.l.entry))
		}
	}
}

// named takes the items that the text cites; those behind a truncated reference
// only when it cites none.
func (f *finder) named() {
	found := false
	for _, r := range f.l.keys.Refs {
		if r.Kind == reconcile.KeyPrefix {
			continue
		}
		ids := f.g.refs[r.Key]
		f.take(ids[:min(len(ids), reconcile.MaxByKey)]...)
		found = found || len(ids) > 0 && r.Kind != reconcile.KeyOrder
	}
	for _, r := range f.l.keys.Refs {
		if r.Kind == reconcile.KeyPrefix && !found {
			ids := f.g.prefixes[r.Value]
			f.take(ids[:min(len(ids), reconcile.MaxByKey)]...)
			f.out.PrefixCut = f.out.PrefixCut || len(ids) > reconcile.MaxByKey
		}
	}
}

// equal takes the open items of exactly the amount.
func (f *finder) equal() {
	ids := f.g.amounts[sum{f.l.entry.Amount, f.l.entry.Currency}]
	f.take(ids[:min(len(ids), reconcile.MaxByAmount)]...)
	f.out.AmountCut = len(ids) > reconcile.MaxByAmount
}

// debtors takes open items of the debtors in sight.
func (f *finder) debtors() {
	for _, id := range f.c.debtorsOf(f.out.Payers, f.out.Items, f.l.entry.Amount) {
		d := f.g.debtors[id]
		if d == nil {
			continue
		}
		if d.cut {
			if f.out.Cut == nil {
				f.out.Cut = map[string]bool{}
			}
			if len(d.open) > 0 {
				f.out.Cut[f.g.items[d.open[0]].Debtor] = true
			}
		}
		f.take(d.exact[f.l.entry.Amount]...)
		f.take(d.open...)
	}
}

// debtorsOf names the debtors whose open items a line needs.
func (c *chunkRun) debtorsOf(payers []reconcile.Payer, items []reconcile.OpenItem, amount money.Cents) []int64 {
	var out []int64
	for _, p := range payers[:min(len(payers), 4)] {
		out = append(out, c.im.debtors[p.Debtor])
	}
	for _, o := range items[:min(len(items), 8)] {
		id := c.im.debtors[o.Debtor]
		if o.Balance != amount && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// open is an item as it stands for an entry: with what may be claimed besides
// when the entry may have paid it, else with the fixed fee once it is overdue.
func open(c *chunkRun, it *openInvoice, e bank.Entry) reconcile.OpenItem {
	o := it.OpenItem
	if k, ok := c.claimed(it, e); ok {
		o.Interest, o.Fee = k.Interest, k.Fee
		return o
	}
	day := e.BookingDate
	if o.Currency == "EUR" && !it.regime.Consumer() && !c.im.payee.WaiveFee && o.Balance > 0 && day.After(o.Due) {
		o.Fee = fixedFee
	}
	return o
}

func (g *lookups) pastOf(l *lineRun) []reconcile.PastLine {
	amount := l.entry.Amount
	if amount < 0 {
		amount = -amount
	}
	lists := [][]*pastItem{g.past[amount]}
	if l.entry.Amount < 0 {
		for _, r := range l.keys.Refs {
			for _, id := range g.refs[r.Key] {
				lists = append(lists, g.cited[id])
			}
		}
	}
	var out []reconcile.PastLine
	seen := map[int64]bool{l.id: true}
	for _, list := range lists {
		for _, p := range list {
			if !seen[p.id] && !bookedAfter(p.Entry.BookingDate, l.entry.BookingDate) {
				seen[p.id] = true
				out = append(out, p.PastLine)
			}
		}
	}
	return out
}

func bookedAfter(a, b calendar.Date) bool { return !a.IsZero() && !b.IsZero() && a.After(b) }
