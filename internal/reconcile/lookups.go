package reconcile

import (
	"slices"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Lookups is what a store found for some lines that are decided together. All
// of them share its invoices, so that what one pays is not open for the next. A
// dry run decides by it as an import does.
type Lookups struct {
	Payee     dunning.Creditor // whose account it is
	Directory *Directory
	DebtorIDs map[string]int64 // debtor key → id
	// Claim works out what may be claimed besides the balance; nil knows of the
	// fixed fee alone.
	Claim func(claim.Input) (dunning.Claim, error)

	Items    map[int64]*Invoice // by invoice
	Numbers  map[string]int64   // invoice number → id
	Refs     map[Key][]int64
	Prefixes map[string][]int64
	Amounts  map[Sum][]int64
	Debtors  map[int64]*DebtorInvoices
	Past     map[money.Cents][]*EarlierLine // by amount received
	Cited    map[int64][]*EarlierLine       // by invoice, for returns
	Lines    map[int64]*EarlierLine         // all earlier lines, by id
	Manual   map[money.Cents][]*HandPayment
	Payouts  map[money.Cents][]Payout // by amount
	History  map[int64]*History       // of the invoices that Nearby named

	claims map[claimKey]dunning.Claim
}

// Sum is an amount of a currency.
type Sum struct {
	Amount   money.Cents
	Currency string
}

// Invoice is an invoice that was found.
type Invoice struct {
	OpenItem
	DebtorID int64
	Regime   dunning.Regime
	Before   money.Cents // balance before the lines are decided
}

// DebtorInvoices are open invoices of a debtor, oldest first.
type DebtorInvoices struct {
	Open  []int64
	Cut   bool                    // there are more
	Exact map[money.Cents][]int64 // by balance, also of those that were cut
}

// Add enters the next of them, by due date.
func (d *DebtorInvoices) Add(it *Invoice) {
	if d.Cut = len(d.Open) >= MaxByDebtor; !d.Cut {
		d.Open = append(d.Open, it.ID)
	}
}

// AddExact enters one that was looked for by its balance.
func (d *DebtorInvoices) AddExact(it *Invoice) {
	if d.Exact == nil {
		d.Exact = map[money.Cents][]int64{}
	}
	if list := d.Exact[it.Before]; !slices.Contains(list, it.ID) {
		d.Exact[it.Before] = append(list, it.ID)
	}
}

// EarlierLine is a line on record, or one decided before in the same run.
type EarlierLine struct {
	PastLine
	ID int64
}

// HandPayment is a payment entered by hand with its invoices.
type HandPayment struct {
	Manual
	Invoices []int64
	Spent    bool // a line has confirmed it
}

// NewLookups gives empty look-ups to fill.
func NewLookups() *Lookups {
	return &Lookups{
		Items: map[int64]*Invoice{}, Numbers: map[string]int64{}, Refs: map[Key][]int64{}, Prefixes: map[string][]int64{},
		Amounts: map[Sum][]int64{}, Debtors: map[int64]*DebtorInvoices{}, Past: map[money.Cents][]*EarlierLine{},
		Cited: map[int64][]*EarlierLine{}, Lines: map[int64]*EarlierLine{}, Manual: map[money.Cents][]*HandPayment{}, Payouts: map[money.Cents][]Payout{},
		History: map[int64]*History{}, claims: map[claimKey]dunning.Claim{},
	}
}

// Candidates puts together what there is for one line, as Book does.
func (g *Lookups) Candidates(l *Incoming) Candidates {
	out := Candidates{Past: g.pastOf(l)}
	if l.Entry.Reversal && l.Entry.Amount < 0 {
		return out
	}
	out.Payers = g.payersOf(l)
	f := finder{g: g, l: l, out: &out, seen: make(map[int64]bool, 16)}
	f.named()
	if !Settled(l.Keys, out) {
		f.equal()
		f.debtors()
	}
	out.Payouts = g.Payouts[l.Entry.Amount]
	for _, m := range g.Manual[l.Entry.Amount] {
		if !m.Spent {
			out.Manual = append(out.Manual, m.Manual)
			f.take(m.Invoices...)
		}
	}
	return out
}

// DebtorsFor names the debtors whose open items a line needs, before they are
// read: none when reference, amount and account decide already.
func (g *Lookups) DebtorsFor(l *Incoming) []int64 {
	probe := Candidates{Payers: g.payersOf(l)}
	f := finder{g: g, l: l, out: &probe, seen: map[int64]bool{}}
	f.named()
	if l.Settled = Settled(l.Keys, probe); l.Settled {
		return nil
	}
	f.equal()
	return g.debtorsOf(probe.Payers, probe.Items, l.Entry.Amount)
}

// payersOf gives the debtors who may have sent the money.
func (g *Lookups) payersOf(l *Incoming) []Payer {
	if l.payers == nil {
		l.payers = g.Directory.Find(l.Keys)
	}
	return l.payers
}

// debtorsOf names the debtors whose open items a line needs.
func (g *Lookups) debtorsOf(payers []Payer, items []OpenItem, amount money.Cents) []int64 {
	var out []int64
	for _, p := range payers[:min(len(payers), 4)] {
		out = append(out, g.DebtorIDs[p.Debtor])
	}
	for _, o := range items[:min(len(items), 8)] {
		id := g.DebtorIDs[o.Debtor]
		if o.Balance != amount && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// finder collects the items of one line.
type finder struct {
	g    *Lookups
	l    *Incoming
	out  *Candidates
	seen map[int64]bool
}

func (f *finder) take(invoices ...int64) {
	for _, id := range invoices {
		if it := f.g.Items[id]; it != nil && !f.seen[id] {
			f.seen[id] = true
			f.out.Items = append(f.out.Items, f.g.standing(it, f.l.Entry))
		}
	}
}

// named takes the items that the text cites; those behind a truncated reference
// only when it cites none.
func (f *finder) named() {
	found := false
	for _, r := range f.l.Keys.Refs {
		if r.Kind == KeyPrefix {
			continue
		}
		ids := f.g.Refs[r.Key]
		f.take(ids[:min(len(ids), MaxByKey)]...)
		found = found || len(ids) > 0 && r.Kind != KeyOrder
	}
	for _, r := range f.l.Keys.Refs {
		if r.Kind == KeyPrefix && !found {
			ids := f.g.Prefixes[r.Value]
			f.take(ids[:min(len(ids), MaxByKey)]...)
			f.out.PrefixCut = f.out.PrefixCut || len(ids) > MaxByKey
		}
	}
}

// equal takes the open items of exactly the amount.
func (f *finder) equal() {
	ids := f.g.Amounts[Sum{f.l.Entry.Amount, f.l.Entry.Currency}]
	f.take(ids[:min(len(ids), MaxByAmount)]...)
	f.out.AmountCut = len(ids) > MaxByAmount
}

// debtors takes open items of the debtors that were found.
func (f *finder) debtors() {
	for _, id := range f.g.debtorsOf(f.out.Payers, f.out.Items, f.l.Entry.Amount) {
		d := f.g.Debtors[id]
		if d == nil {
			continue
		}
		if d.Cut {
			if f.out.Cut == nil {
				f.out.Cut = map[string]bool{}
			}
			if len(d.Open) > 0 {
				f.out.Cut[f.g.Items[d.Open[0]].Debtor] = true
			}
		}
		f.take(d.Exact[f.l.Entry.Amount]...)
		f.take(d.Open...)
	}
}

func (g *Lookups) pastOf(l *Incoming) []PastLine {
	lists := [][]*EarlierLine{g.Past[max(l.Entry.Amount, -l.Entry.Amount)]}
	if l.Entry.Amount < 0 {
		for _, r := range l.Keys.Refs {
			for _, id := range g.Refs[r.Key] {
				lists = append(lists, g.Cited[id])
			}
		}
	}
	var out []PastLine
	seen := map[int64]bool{l.ID: true}
	for _, list := range lists {
		for _, p := range list {
			if !seen[p.ID] && !bookedAfter(p.Entry.BookingDate, l.Entry.BookingDate) {
				seen[p.ID] = true
				out = append(out, p.PastLine)
			}
		}
	}
	return out
}

func bookedAfter(a, b calendar.Date) bool { return !a.IsZero() && !b.IsZero() && a.After(b) }

// Moved is the day on which a line moved the money.
func Moved(e bank.Entry) calendar.Date {
	if !e.ValueDate.IsZero() {
		return e.ValueDate
	}
	return e.BookingDate
}
