package reconcile

import (
	"cmp"
	"slices"

	"relance/internal/bank"
)

// returnWithin is how many days after a payment it may come back: a direct debit
// without mandate for thirteen months.
const returnWithin = 400

// accountReturn is within how many days the account and the amount are enough.
const accountReturn = 60

// returned finds the payment that a return or rejected direct debit takes back.
func returned(e bank.Entry, k *Keys, c Candidates) Decision {
	origins := originsOf(e, k, c.Past)
	if len(origins) == 0 {
		d := none(e.ID, KindReturn, because(ReturnUnknown, ""))
		d.Verdict = Suggest
		return d
	}
	first := origins[0]
	day := first.line.Entry.BookingDate.French()
	d := Decision{EntryID: e.ID, Kind: KindReturn, Verdict: Suggest, Score: rankTie, Reasons: []Reason{because(ReturnAsk, day)},
		Original: first.line.Line, OriginalPayment: first.line.Payment}
	only := len(origins) == 1 || first.strong && !origins[1].strong
	account := e.CounterpartyIBAN != "" && e.CounterpartyIBAN == first.line.Entry.CounterpartyIBAN && first.days <= accountReturn
	if only && (first.strong || account) {
		d.Verdict, d.Score, d.Reasons = Auto, rankNamedPaid, []Reason{because(ReturnFound, day)}
	} else if len(origins) > 1 {
		d.Reasons = append(d.Reasons, because(Tie, ""))
	}
	d.Allocations = first.undo
	if d.Allocations == nil {
		d.Allocations = []Allocation{}
	}
	if d.Verdict == Suggest {
		for _, o := range origins[:min(3, len(origins))] {
			d.Suggestions = append(d.Suggestions, Proposal{Allocations: o.undo, Score: rankTie,
				Reasons: []Reason{because(ReturnAsk, o.line.Entry.BookingDate.French())}})
		}
	}
	d.Unallocated = e.Amount
	for _, a := range d.Allocations {
		d.Unallocated -= a.Amount + a.Accessory
	}
	return d
}

// origin is a line of before that a return may take back.
type origin struct {
	line   *PastLine
	undo   []Allocation
	strong bool // the return names it, or carries its identity
	days   int  // between the two
}

// originsOf finds the lines that a return may take back: those that it names first,
// then the nearest.
func originsOf(e bank.Entry, k *Keys, past []PastLine) (out []origin) {
	for i := range past {
		p := &past[i]
		days := e.BookingDate.Sub(p.Entry.BookingDate)
		if p.Returned || p.Entry.Amount <= 0 || p.Entry.Currency != e.Currency || days < 0 || days > returnWithin {
			continue
		}
		undo, named := taken(e, k, p)
		strong := named || sameIdentity(&e, &p.Entry)
		if undo != nil && (strong || sameParty(k, &e, &p.Entry)) {
			out = append(out, origin{p, undo, strong, days})
		}
	}
	slices.SortFunc(out, func(a, b origin) int {
		if a.strong != b.strong {
			if a.strong {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.days, b.days), cmp.Compare(a.line.Line, b.line.Line))
	})
	return out
}

// taken says which allocations the return undoes: all of a payment of the same
// amount, or the one of the same amount within a bulk credit, whose invoice the
// text names. nil means that the line is not the one.
func taken(e bank.Entry, k *Keys, p *PastLine) (undo []Allocation, named bool) {
	undo = []Allocation{}
	var within *Allocation
	for i := range p.Allocations {
		a := &p.Allocations[i]
		cited := cites(k, a.Invoice)
		named = named || cited
		if cited && a.Amount+a.Accessory == -e.Amount {
			within = a
		}
		undo = append(undo, Allocation{a.Invoice, -a.Amount, -a.Accessory})
	}
	switch {
	case p.Entry.Amount == -e.Amount:
		return undo, named
	case within != nil:
		return []Allocation{{within.Invoice, -within.Amount, -within.Accessory}}, true
	}
	return nil, false
}

// cites tells whether the text names an invoice plainly.
func cites(k *Keys, number string) bool {
	f, ok := formOf(number)
	if !ok {
		return false
	}
	return slices.ContainsFunc(k.Refs, func(r Ref) bool { return gradeOf(&r, &f) >= byDigits })
}

// sameIdentity tells whether two lines share an identifier of the payment.
func sameIdentity(a, b *bank.Entry) bool {
	equal := func(x, y string) bool { return len(compact(x)) >= minRef && compact(x) == compact(y) }
	return equal(a.EndToEndID, b.EndToEndID) || equal(a.CreditorRef, b.CreditorRef) || equal(a.BankRef, b.BankRef) ||
		equal(a.Reference, b.Reference) && digitCount(a.Reference) >= minDigits || equal(a.MandateID, b.MandateID)
}

// sameParty tells whether two lines are of one counterparty.
func sameParty(k *Keys, a, b *bank.Entry) bool {
	if a.CounterpartyIBAN != "" && b.CounterpartyIBAN != "" {
		return a.CounterpartyIBAN == b.CounterpartyIBAN
	}
	return b.Counterparty != "" && k.resembles(nameWords(b.Counterparty)).percent >= nameLike
}

// refund proposes the overpaid or credited items that an own repayment gives
// back; any other debit is none.
func refund(e bank.Entry, k *Keys, c Candidates, p Policy) Decision {
	d := decider{entry: e, keys: k, policy: p, items: gather(k, c.Items)}
	d.payers = identify(k, c.Payers, d.items)
	credit := d.filter(func(f *found) bool {
		return f.Balance < 0 && f.Currency == e.Currency && (f.grade >= byListed || d.payers.agrees(f.Debtor))
	})
	var out Decision
	for _, f := range credit {
		a := max(f.Balance, e.Amount) // both negative: the smaller sum
		pr := Proposal{Allocations: []Allocation{{Invoice: f.Number, Amount: a}}, Unallocated: e.Amount - a, Score: rankNameMaybe}
		if a == e.Amount && f.Balance == e.Amount {
			pr.Score = rankNameAmount
		}
		pr.Reasons = append(d.evidence([]*found{f}), because(Refund, ""))
		out.Suggestions = append(out.Suggestions, pr)
	}
	slices.SortStableFunc(out.Suggestions, func(a, b Proposal) int { return cmp.Compare(b.Score, a.Score) })
	out.Suggestions = out.Suggestions[:min(3, len(out.Suggestions))]
	if len(out.Suggestions) > 0 {
		first := out.Suggestions[0]
		return Decision{EntryID: e.ID, Kind: KindRefund, Verdict: Suggest, Allocations: first.Allocations, Unallocated: first.Unallocated,
			Score: first.Score, Reasons: first.Reasons, Suggestions: out.Suggestions, Debtor: d.payers.known}
	}
	if d.payers.known != "" {
		r := none(e.ID, KindRefund, because(Refund, ""))
		r.Verdict, r.Unallocated, r.Score, r.Debtor = Suggest, e.Amount, rankAmountTie, d.payers.known
		return r
	}
	return none(e.ID, KindOther, because(Debit, ""))
}

// confirmation finds the payment entered by hand that the entry is the bank's
// line of.
func (d *decider) confirmation(manual []Manual) (Decision, bool) {
	type match struct {
		m    Manual
		sure bool
	}
	var matches []match
	for _, m := range manual {
		days := d.day().Sub(m.Date)
		if m.Amount != d.entry.Amount || m.Currency != d.entry.Currency || days < -5 || days > d.policy.ManualDays {
			continue
		}
		named, agreed := d.backs(m.Allocations)
		if named || agreed {
			matches = append(matches, match{m, named || d.payers.account})
		}
	}
	if len(matches) == 0 {
		return Decision{}, false
	}
	slices.SortFunc(matches, func(a, b match) int {
		return cmp.Or(a.m.Date.Compare(b.m.Date), cmp.Compare(a.m.Payment, b.m.Payment))
	})
	if i := slices.IndexFunc(matches, func(m match) bool { return m.sure }); i > 0 {
		matches[0], matches[i] = matches[i], matches[0]
	}
	first := matches[0]
	out := Decision{EntryID: d.entry.ID, Kind: KindConfirmation, Verdict: Suggest, Allocations: []Allocation{}, Score: rankNameAmount,
		Confirms: first.m.Payment, Debtor: d.payers.known, Reasons: []Reason{because(ManualPayment, first.m.Date.French())}}
	if first.sure && len(matches) == 1 && !d.openRival(first.m) {
		out.Verdict, out.Score = Auto, rankNamedPaid
	}
	return out, true
}

// backs tells whether the text names an invoice of the allocations, and whether
// the payer is its debtor.
func (d *decider) backs(allocations []Allocation) (named, agreed bool) {
	for _, a := range allocations {
		for _, f := range d.items {
			if f.Number == a.Invoice {
				named = named || f.grade >= byListed
				agreed = agreed || d.payers.agrees(f.Debtor)
			}
		}
	}
	return named, agreed
}

// openRival tells whether an open invoice fits the entry as well as the payment
// entered by hand.
func (d *decider) openRival(m Manual) bool {
	return slices.ContainsFunc(d.items, func(f *found) bool {
		return f.Balance == d.entry.Amount && f.Currency == d.entry.Currency && (f.grade >= byDigits || d.payers.agrees(f.Debtor)) &&
			!slices.ContainsFunc(m.Allocations, func(a Allocation) bool { return a.Invoice == f.Number })
	})
}
