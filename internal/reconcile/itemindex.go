package reconcile

import (
	"slices"
	"sort"
	"strings"

	"relance/internal/bank"
	"relance/internal/money"
)

// Limits of the look-ups for one entry. They keep the cost of a decision apart
// from the number of open items.
const (
	MaxByKey    = 4  // items with the same reference key, or behind a truncated reference
	MaxByAmount = 16 // items with the entry's amount
	MaxByDebtor = 13 // oldest open items of one debtor, besides those of exactly the amount
	MaxPast     = 8  // earlier lines
)

// ItemIndex holds the items of one creditor in memory, indexed as a store would. It
// is the model that tests compare the store's import with, and what measurements
// of the matching run on. It is not safe for concurrent use.
type ItemIndex struct {
	Policy Policy

	dir     *Directory
	items   []OpenItem
	refs    postings // kind and value
	amounts postings // balance and currency; what has changed since is skipped
	shapes  map[string]bool
	number  map[string]int32
	debtors map[string][]int32
	sorted  []int32 // by full number, for truncated references
	stale   bool
	past    []PastLine
	byPast  map[money.Cents][]int32
	byUse   map[string][]int32 // invoice → past lines
	manual  []Manual
}

// NewItemIndex makes an empty index.
func NewItemIndex(p Policy) *ItemIndex {
	return &ItemIndex{Policy: p, dir: NewDirectory(), refs: newPostings(0), amounts: newPostings(0), shapes: map[string]bool{},
		number: map[string]int32{}, debtors: map[string][]int32{}, byPast: map[money.Cents][]int32{}, byUse: map[string][]int32{}}
}

// Add puts items in. A number that is there already is left as it is.
func (b *ItemIndex) Add(items ...OpenItem) {
	if len(b.items) == 0 {
		b.items = make([]OpenItem, 0, len(items))
		b.refs, b.amounts = newPostings(2*len(items)), newPostings(len(items))
		b.number = make(map[string]int32, len(items))
	}
	for _, o := range items {
		if _, ok := b.number[o.Number]; ok {
			continue
		}
		i := int32(len(b.items))
		b.items = append(b.items, o)
		b.number[o.Number] = i
		b.dir.Add(o.Debtor, o.Name)
		b.debtors[o.Debtor] = append(b.debtors[o.Debtor], i)
		for _, k := range IndexKeys(o) {
			b.refs.add(hash(string(k.Kind), k.Value), i)
			if s := k.Shape(); !b.shapes[s] {
				b.shapes[s] = true
			}
		}
		b.index(i)
		b.stale = true
	}
}

func (b *ItemIndex) index(i int32) {
	if o := &b.items[i]; o.Balance > 0 {
		b.amounts.add(hash(o.Currency, o.Balance.String()), i)
	}
}

// Learn records that an account paid for a debtor.
func (b *ItemIndex) Learn(iban, debtor string) { b.dir.Learn(iban, debtor) }

// Item gives an item by its number.
func (b *ItemIndex) Item(number string) (OpenItem, bool) {
	i, ok := b.number[number]
	if !ok {
		return OpenItem{}, false
	}
	return b.items[i], true
}

// Match decides over an entry. It changes nothing; see Record.
func (b *ItemIndex) Match(e bank.Entry) Decision {
	k := KeysAmong(e, b.shapes)
	return DecideKeys(e, k, b.Find(e, k), b.Policy)
}

// Record applies allocations of an entry to the book: those of a decision, or
// those of a person who chose otherwise. Negative ones of a return reopen.
func (b *ItemIndex) Record(e bank.Entry, d Decision) {
	b.allocate(d.Allocations)
	switch d.Kind {
	case KindReturn:
		for i := range b.past {
			if b.past[i].Line == d.Original {
				b.past[i].Returned = b.past[i].Entry.Amount == -e.Amount
			}
		}
	case KindConfirmation:
		b.manual = slices.DeleteFunc(b.manual, func(m Manual) bool { return m.Payment == d.Confirms })
	}
	i := int32(len(b.past))
	b.past = append(b.past, PastLine{Line: e.ID, Entry: e, Allocations: d.Allocations})
	b.byPast[e.Amount] = append(b.byPast[e.Amount], i)
	for _, a := range d.Allocations {
		b.byUse[a.Invoice] = append(b.byUse[a.Invoice], i)
	}
	if d.Learn {
		b.Learn(e.CounterpartyIBAN, d.Debtor)
	}
}

func (b *ItemIndex) allocate(allocations []Allocation) {
	for _, a := range allocations {
		if i, ok := b.number[a.Invoice]; ok {
			b.items[i].Balance -= a.Amount
			b.index(i)
		}
	}
}

// Find looks up the candidates of an entry.
func (b *ItemIndex) Find(e bank.Entry, k Keys) Candidates {
	c := Candidates{Past: b.pastOf(&e, &k)}
	if e.Reversal && e.Amount < 0 {
		return c
	}
	c.Payers = b.dir.Find(k)
	seen := make([]int32, 0, 32)
	take := func(i int32) {
		if !slices.Contains(seen, i) {
			seen = append(seen, i)
			c.Items = append(c.Items, b.items[i])
		}
	}
	named := false
	for _, r := range k.Refs {
		if r.Kind == KeyPrefix {
			continue
		}
		n := 0
		for i := range b.refs.all(hash(string(r.Kind), r.Value)) {
			if n++; n > MaxByKey {
				break
			}
			take(i)
			named = named || r.Kind != KeyOrder
		}
	}
	if !named {
		c.PrefixCut = b.prefixed(k, take)
	}
	if !Settled(k, c) {
		c.AmountCut = b.ofAmount(k, take)
		b.ofDebtors(&c, k, take)
	}
	for _, m := range b.manual {
		if m.Amount == e.Amount {
			c.Manual = append(c.Manual, m)
		}
	}
	return c
}

// Settled tells that the items found by reference and the payers found by
// account already decide: one item alone is named, it has exactly the amount and
// the account is its debtor's. Looking up further items of the debtors or of the
// amount would change nothing, and three lines of four end here.
func Settled(k Keys, c Candidates) bool {
	var named *OpenItem
	for i := range c.Items {
		o := &c.Items[i]
		if !names(&k, o) {
			continue
		}
		if named != nil && named.Number != o.Number {
			return false
		}
		named = o
	}
	if named == nil || named.Balance != k.Amount || named.Currency != k.Currency || k.Amount <= 0 {
		return false
	}
	return slices.ContainsFunc(c.Payers, func(p Payer) bool { return p.Learnt && p.Debtor == named.Debtor })
}

// names tells whether a reference of the entry is the item's number, letters
// included.
func names(k *Keys, o *OpenItem) bool {
	f := formsOf(*o)
	for i := range k.Refs {
		for j := range f.refs {
			if gradeOf(&k.Refs[i], &f.refs[j]) >= byJoined {
				return true
			}
		}
	}
	return false
}

// ofAmount takes the open items of exactly the amount.
func (b *ItemIndex) ofAmount(k Keys, take func(int32)) (more bool) {
	n := 0
	for i := range b.amounts.all(hash(k.Currency, k.Amount.String())) {
		if o := &b.items[i]; o.Balance == k.Amount && o.Currency == k.Currency {
			if n++; n > MaxByAmount {
				return true
			}
			take(i)
		}
	}
	return false
}

// ofDebtors takes open items of the debtors in sight: all of exactly the amount,
// and the oldest.
func (b *ItemIndex) ofDebtors(c *Candidates, k Keys, take func(int32)) {
	var debtors []string
	for _, p := range c.Payers {
		if len(debtors) < 4 && (p.Learnt || !c.Payers[0].Learnt && k.resembles(b.dir.words(p.Debtor)).percent >= nameLike) {
			debtors = append(debtors, p.Debtor)
		}
	}
	for i := range c.Items[:min(len(c.Items), 8)] {
		if o := &c.Items[i]; o.Balance != k.Amount && !slices.Contains(debtors, o.Debtor) {
			debtors = append(debtors, o.Debtor)
		}
	}
	var open []int32
	for _, debtor := range debtors {
		open = open[:0]
		for _, i := range b.debtors[debtor] {
			o := &b.items[i]
			if o.Balance == 0 {
				continue
			}
			open = append(open, i)
			if o.Balance == k.Amount {
				take(i)
			}
		}
		if len(open) > MaxByDebtor {
			slices.SortFunc(open, func(x, y int32) int { return compareItems(&b.items[x], &b.items[y]) })
			open = open[:MaxByDebtor]
			if c.Cut == nil {
				c.Cut = map[string]bool{}
			}
			c.Cut[debtor] = true
		}
		for _, i := range open {
			take(i)
		}
	}
}

// prefixed takes the items whose number begins with a truncated reference.
func (b *ItemIndex) prefixed(k Keys, take func(int32)) (more bool) {
	for _, r := range k.Refs {
		if r.Kind != KeyPrefix {
			continue
		}
		b.sort()
		from := sort.Search(len(b.sorted), func(i int) bool { return compact(b.items[b.sorted[i]].Number) >= r.Value })
		for n := 0; from+n < len(b.sorted); n++ {
			i := b.sorted[from+n]
			if !strings.HasPrefix(compact(b.items[i].Number), r.Value) {
				break
			}
			if n >= MaxByKey {
				more = true
				break
			}
			take(i)
		}
	}
	return more
}

func (b *ItemIndex) sort() {
	if !b.stale {
		return
	}
	b.stale = false
	b.sorted = b.sorted[:0]
	keys := make([]string, len(b.items))
	for i := range b.items {
		keys[i] = compact(b.items[i].Number)
		b.sorted = append(b.sorted, int32(i))
	}
	slices.SortFunc(b.sorted, func(x, y int32) int { return strings.Compare(keys[x], keys[y]) })
}

// pastOf finds earlier lines: for a return those it may take back, for a payment
// those it may repeat. Only the latest of an amount are looked at.
func (b *ItemIndex) pastOf(e *bank.Entry, k *Keys) []PastLine {
	var out []PastLine
	if e.Amount > 0 {
		list := b.byPast[e.Amount]
		for _, i := range list[max(0, len(list)-maxLook):] {
			if p := &b.past[i]; len(out) < MaxPast && repeats(e, &p.Entry, b.Policy.DuplicateDays) {
				out = append(out, *p)
			}
		}
		return out
	}
	lists := [][]int32{b.byPast[-e.Amount]}
	for _, r := range k.Refs {
		for i := range b.refs.all(hash(string(r.Kind), r.Value)) {
			lists = append(lists, b.byUse[b.items[i].Number])
		}
	}
	var seen []int32
	for _, list := range lists {
		for n := len(list) - 1; n >= max(0, len(list)-maxLook) && len(out) < MaxPast; n-- {
			p := &b.past[list[n]]
			if p.Entry.Amount > 0 && !slices.Contains(seen, list[n]) && related(k, e, p) {
				seen = append(seen, list[n])
				out = append(out, *p)
			}
		}
	}
	return out
}

// maxLook is how many of the latest lines of one amount are compared.
const maxLook = 256

func related(k *Keys, e *bank.Entry, p *PastLine) bool {
	return e.BookingDate.Sub(p.Entry.BookingDate) <= returnWithin && (sameParty(k, e, &p.Entry) || sameIdentity(e, &p.Entry) ||
		slices.ContainsFunc(p.Allocations, func(a Allocation) bool { return cites(k, a.Invoice) }))
}
