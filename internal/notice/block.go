package notice

import (
	"slices"
	"strconv"

	"relance/internal/dunning"
	"relance/internal/money"
)

// BlockKind says what a Block is.
type BlockKind string

// The kinds of blocks.
const (
	Paragraph BlockKind = "paragraph" // Text; lines are parted by \n
	List      BlockKind = "list"      // Items
	Invoices  BlockKind = "invoices"  // Table
	Interest  BlockKind = "interest"  // Table
	ClaimRows BlockKind = "claim"     // Rows
	PayRows   BlockKind = "payment"   // Rows, QR
	OwnPage   BlockKind = "page"      // Text, URL, in letters Code: the debtor's own page
)

// Block is one piece of a notice, laid out by the mail or the letter.
type Block struct {
	Kind  BlockKind
	Text  string
	Items []string
	Table Table
	Rows  []Row
	QR    string // EPC payload beside the rows, or ""
	URL   string // of OwnPage
	Code  string // of OwnPage in letters: what is entered at URL
}

// Table is a table whose figures stand to the right.
type Table struct {
	Head   []string
	Rows   [][]string
	Foot   []string // totals; nil for a single row
	Figure []bool   // column holds figures
}

// Row is a label and its value.
type Row struct {
	Label  string
	Value  string
	Strong bool
}

// columns collects a table column by column, leaving out the unused ones.
type columns struct {
	t    Table
	rows int
}

func (c *columns) add(head string, figure bool, foot string, cells []string) {
	c.t.Head, c.t.Figure, c.t.Foot = append(c.t.Head, head), append(c.t.Figure, figure), append(c.t.Foot, foot)
	if c.t.Rows == nil {
		c.t.Rows = make([][]string, c.rows)
	}
	for i, cell := range cells {
		c.t.Rows[i] = append(c.t.Rows[i], cell)
	}
}

func (c *columns) table() Table {
	if c.rows < 2 {
		c.t.Foot = nil
	}
	return c.t
}

// invoices is the table of the items: number, dates, amount with VAT, what was
// received, credited and disputed where there is any, and what is left.
func (b viewer) invoices() Block {
	w, items := b.w, b.d.main
	c := columns{rows: len(items)}
	cells := func(f func(dunning.NoticeItem) string) (out []string) {
		for _, it := range items {
			out = append(out, f(it))
		}
		return out
	}
	c.add(w.invoice, false, w.total, cells(func(it dunning.NoticeItem) string { return clean(it.Invoice.Number) }))
	c.add(w.issued, false, "", cells(func(it dunning.NoticeItem) string { return w.short(it.Invoice.Issued) }))
	c.add(w.due, false, "", cells(func(it dunning.NoticeItem) string { return w.short(it.Invoice.Due) }))
	sums := func(head string, always bool, f func(dunning.NoticeItem) money.Cents) {
		var total money.Cents
		used := always
		for _, it := range items {
			total, used = total+f(it), used || f(it) != 0
		}
		if used {
			c.add(head, true, b.sum(total), cells(func(it dunning.NoticeItem) string { return b.sum(f(it)) }))
		}
	}
	sums(w.amount, true, func(it dunning.NoticeItem) money.Cents { return amountOf(it.Invoice) })
	if b.n.Level == dunning.Thanks {
		sums(w.credited, false, dunning.NoticeItem.CreditedSum)
		sums(w.received, true, paidForThanks)
		return Block{Kind: Invoices, Table: c.table()}
	}
	sums(w.received, false, receivedOn)
	sums(w.credited, false, dunning.NoticeItem.CreditedSum)
	sums(w.disputed, false, func(it dunning.NoticeItem) money.Cents { return it.Disputed })
	left := w.remaining
	if slices.ContainsFunc(items, func(it dunning.NoticeItem) bool { return it.Awaited.Agreed && it.Awaited.Amount < it.Claim.Principal }) {
		left = w.left // not all of it is to be paid now
	}
	sums(left, true, func(it dunning.NoticeItem) money.Cents { return it.Claim.Principal })
	return Block{Kind: Invoices, Table: c.table()}
}

func paidForThanks(it dunning.NoticeItem) (sum money.Cents) {
	for _, r := range receipts(it.Received) {
		sum += r.Amount
	}
	return sum
}

// claim lists what is owed, part by part, and the total at its date.
func (b viewer) claim() Block {
	w, c := b.w, b.d.claim
	apart := b.n.Regime() == dunning.Public // asked for besides the principal, not with it
	var rows []Row
	if !apart {
		rows = append(rows, Row{Label: w.principal, Value: b.sum(c.Principal)})
	}
	if c.Interest != 0 {
		rows = append(rows, Row{Label: b.interestLabel(), Value: b.sum(c.Interest)})
	}
	if c.Fee != 0 {
		label := w.fee
		if b.d.fees > 1 && c.Fee%money.Cents(b.d.fees) == 0 {
			label += " (" + strconv.Itoa(b.d.fees) + " × " + b.sum(c.Fee/money.Cents(b.d.fees)) + ")"
		}
		rows = append(rows, Row{Label: label, Value: b.sum(c.Fee)})
	}
	rows = append(rows, b.costs()...)
	total := Row{Label: w.totalOn, Value: b.sum(c.Total), Strong: true}
	if apart {
		total.Label, total.Value = w.extrasOn, b.sum(c.Total-c.Principal)
	}
	total.Label += w.date(claimDay(b.n, c))
	rows = append(rows, total)
	return Block{Kind: ClaimRows, Rows: rows}
}

// costs are the justified costs one by one, and what the fixed fee and payments
// have covered of them; their sum alone when they are not known one by one.
func (b viewer) costs() (rows []Row) {
	w, left := b.w, b.d.claim.Costs
	if left == 0 {
		return nil
	}
	var sum, paid money.Cents
	for _, it := range b.d.main {
		if it.Claim.Costs == 0 {
			continue
		}
		_, byPayments := it.Claim.Covered()
		paid += byPayments
		for _, o := range it.Claim.Outlays {
			what := clean(o.What)
			if what == "" {
				what = w.costs
			}
			sum += o.Amount
			rows = append(rows, Row{Label: what + " (" + w.short(o.Date) + ")", Value: b.sum(o.Amount)})
		}
	}
	switch {
	case len(rows) == 0:
		return []Row{{Label: w.costs, Value: b.sum(left)}}
	case sum != left && paid == 0:
		rows = append(rows, Row{Label: w.covered, Value: b.sum(left - sum)})
	case sum != left:
		rows = append(rows, Row{Label: w.coveredPaid, Value: b.sum(left - sum)})
	}
	return rows
}

// interestLabel names the interest with its rate, when it is the only one, and,
// for one invoice, its days.
func (b viewer) interestLabel() string {
	w, c := b.w, b.d.claim
	label := w.interestName(b.n.Regime())
	detail := ""
	if c.Rate != "" && len(b.rates()) < 2 {
		detail = w.percent(c.Rate) + w.perYear
	}
	if len(b.d.main) == 1 && c.Days > 0 {
		if detail != "" {
			detail += ", "
		}
		detail += strconv.Itoa(c.Days) + " " + map[bool]string{true: w.dayOne, false: w.dayMany}[c.Days == 1]
	}
	if detail != "" {
		label += " (" + detail + ")"
	}
	return label
}

// interest is how the interest was found: one row per invoice and period.
func (b viewer) interest() Block {
	w := b.w
	t := Table{Head: []string{w.invoice, w.period, w.days, w.base, w.rate, w.interest},
		Figure: []bool{false, false, true, true, true, true}}
	for _, it := range b.d.main {
		for _, p := range b.periods(it) {
			t.Rows = append(t.Rows, []string{clean(it.Invoice.Number), w.short(p.From) + "–" + w.short(p.To),
				strconv.Itoa(p.Days), b.sum(p.Base), w.percent(p.Rate), b.sum(p.Amount)})
		}
	}
	if len(t.Rows) > 1 {
		t.Foot = []string{w.total, "", "", "", "", b.sum(b.d.claim.Interest)}
	}
	return Block{Kind: Interest, Table: t}
}
