package reconcile

import (
	"slices"

	"relance/internal/bank"
	"relance/internal/money"
)

// byPayer answers by who paid and how much.
func (d *decider) byPayer() []answer {
	debtors := d.payers.ties
	if d.payers.known != "" {
		debtors = []string{d.payers.known}
	} else if len(debtors) == 0 {
		debtors = d.payers.learnt
	}
	var out []answer
	for _, debtor := range debtors[:min(len(debtors), 4)] {
		items := d.openItems(debtor)
		if len(items) == 0 {
			continue
		}
		answers := d.single(debtor, items)
		if len(answers) == 0 {
			answers = d.nearly(debtor, items)
		}
		answers = append(answers, d.combined(debtor, items)...)
		if len(answers) == 0 {
			answers = d.oldest(debtor, items)
		}
		out = append(out, answers...)
	}
	return out
}

// single answers with the invoices of exactly the amount.
func (d *decider) single(debtor string, items []*found) []answer {
	var equal, pointed []*found
	for _, f := range items {
		if f.Balance == d.entry.Amount {
			equal = append(equal, f)
			if f.grade == byShort {
				pointed = append(pointed, f)
			}
		}
	}
	if len(equal) > 1 && len(pointed) == 1 {
		return append([]answer{d.alone(debtor, pointed[0], false)}, d.tied(debtor, equal, pointed[0])...)
	}
	if len(equal) == 1 {
		return []answer{d.alone(debtor, equal[0], true)}
	}
	return d.tied(debtor, equal, nil)
}

// alone judges the one invoice of the amount.
func (d *decider) alone(debtor string, f *found, unique bool) answer {
	set := []*found{f}
	a := answer{Proposal: d.whole(set), debtor: debtor, hold: true}
	a.Reasons = append(d.evidence(set), because(AmountExact, called(f)))
	certain := d.payers.certain(debtor)
	switch {
	case certain && f.grade == byShort:
		a.Score, a.auto = rankShort, true
	case certain && d.payers.account && unique:
		a.Score, a.auto = rankAccountAmount, true
	case f.grade >= byNear:
		a.Score = rankNear
	case f.grade == byOrder || certain:
		a.Score = rankNameAmount
	case d.payers.known == debtor:
		a.Score = rankNameAmount - 1
	default:
		a.Score = rankNameMaybe
	}
	d.object(&a, set)
	d.contradict(&a, f)
	return a
}

// contradict raises what in the text or in the past speaks against an answer
// that the text does not name.
func (d *decider) contradict(a *answer, f *found) {
	others := d.filter(func(g *found) bool { return g != f && g.grade >= byPrefix && g.grade > f.grade })
	if len(others) > 0 && f.grade < byDigits {
		d.doubt(a, because(OtherReference, called(others[0])))
	}
	if f.grade < byDigits {
		if ref := d.stranger(f); ref != "" {
			d.doubt(a, because(UnknownReference, ref))
		} else if f.grade < byShort && len(d.keys.Shorts) > 0 {
			d.doubt(a, because(UnknownReference, d.keys.Shorts[0]))
		}
		if day := d.repeated(); day != "" {
			d.doubt(a, because(Repeated, day))
		}
		if d.keys.advance {
			d.doubt(a, because(SaysAdvance, ""))
		}
	}
}

// repeated finds an identical payment of the last days that settled something.
func (d *decider) repeated() string {
	for i := range d.past {
		p := &d.past[i]
		if len(p.Allocations) > 0 && (p.Line != d.entry.ID || p.Entry.Fingerprint != d.entry.Fingerprint) && repeats(&d.entry, &p.Entry, d.policy.DuplicateDays) {
			return p.Entry.BookingDate.French()
		}
	}
	return ""
}

// repeats tells whether e pays the same again within some days of q: the same
// amount from the same account, or with the same words.
func repeats(e, q *bank.Entry, within int) bool {
	days := e.BookingDate.Sub(q.BookingDate)
	if q.Amount != e.Amount || q.Currency != e.Currency || q.BookingDate.IsZero() || days < 0 || days > within {
		return false
	}
	if e.CounterpartyIBAN != "" && q.CounterpartyIBAN != "" {
		return e.CounterpartyIBAN == q.CounterpartyIBAN
	}
	return compact(e.Counterparty+e.Remittance) == compact(q.Counterparty+q.Remittance)
}

// againDays is how soon the same payment with the same words is asked about
// although it names an invoice with something left: instalments come by the
// month.
const againDays = 10

// again finds a payment of the last days, of the same sum and with the same
// words, that went to one of the invoices.
func (d *decider) again(set []*found) string {
	for i := range d.past {
		p := &d.past[i]
		same := p.Line == d.entry.ID && p.Entry.Fingerprint == d.entry.Fingerprint
		if same || p.Returned || !repeats(&d.entry, &p.Entry, againDays) || compact(d.entry.Remittance) != compact(p.Entry.Remittance) {
			continue
		}
		for _, f := range set {
			if slices.ContainsFunc(p.Allocations, func(a Allocation) bool { return a.Invoice == f.Number }) {
				return p.Entry.BookingDate.French()
			}
		}
	}
	return ""
}

// tied proposes the invoices that have the same amount, the oldest first.
func (d *decider) tied(debtor string, equal []*found, except *found) []answer {
	var out []answer
	for _, f := range equal {
		if f == except || len(out) == 3 {
			continue
		}
		a := answer{Proposal: d.whole([]*found{f}), debtor: debtor, hold: true}
		a.Score = rankTie - len(out)
		if f.grade >= byNear {
			a.Score = rankTie + 1
		}
		a.Reasons = append(d.evidence([]*found{f}), because(AmountExact, called(f)), because(Tie, ""))
		d.object(&a, []*found{f})
		out = append(out, a)
	}
	return out
}

// nearly answers with the invoices that a fee, discount or accessories explain.
func (d *decider) nearly(debtor string, items []*found) []answer {
	var out []answer
	for _, f := range items {
		lack := f.Balance - d.entry.Amount
		a := answer{debtor: debtor, hold: true}
		switch set := []*found{f}; {
		case f.Balance <= 0 || len(out) == 3:
			continue
		case lack > 0 && (d.discounted(f) || lack <= d.policy.BankFeeMax && lack < d.entry.Amount/4):
			a.Proposal = d.spread(set)
			a.Reasons = append(d.evidence(set), d.lackReason(f))
		case lack < 0 && (-lack == f.Interest+f.Fee || -lack == f.Interest || -lack == f.Fee):
			a.Proposal = d.over(set)
			a.Reasons = append(d.evidence(set), d.restReason(a.Proposal))
		default:
			continue
		}
		a.Score = rankExplained
		if f.grade >= byShort {
			a.Score = rankNear
		}
		d.object(&a, []*found{f})
		out = append(out, a)
	}
	return out
}

// combined answers with invoices of one payer that add up to the amount.
func (d *decider) combined(debtor string, items []*found) []answer {
	if d.cut[debtor] {
		return nil
	}
	var sets [][]*found
	if len(items) <= d.policy.ComboItems {
		sets = combinations(items, d.entry.Amount, 2, d.policy.ComboSize)
	}
	if len(items) > d.policy.ComboSize && sum(items) == d.entry.Amount {
		sets = append(sets, items)
	}
	var out []answer
	for i, set := range sets {
		if i == 3 {
			break
		}
		a := answer{Proposal: d.whole(set), debtor: debtor, hold: true}
		a.Score, a.Reasons = rankCombo, append(d.evidence(set), because(Combination, called(set...)))
		if len(sets) > 1 {
			a.Score, a.Reasons = rankComboTie-i, append(a.Reasons, because(Tie, ""))
		}
		d.object(&a, set)
		out = append(out, a)
	}
	return out
}

// combinations lists the sets of least to most items that add up to the amount,
// at most four of them. Sets of fewer items come first.
func combinations(items []*found, amount money.Cents, least, most int) [][]*found {
	var out [][]*found
	picked := make([]*found, 0, most)
	var pick func(from, left int, rest money.Cents)
	pick = func(from, left int, rest money.Cents) {
		if left == 0 {
			if rest == 0 {
				out = append(out, slices.Clone(picked))
			}
			return
		}
		for i := from; i <= len(items)-left && len(out) < 4; i++ {
			picked = append(picked, items[i])
			pick(i+1, left-1, rest-items[i].Balance)
			picked = picked[:len(picked)-1]
		}
	}
	for size := least; size <= most && len(out) < 4; size++ {
		pick(0, size, amount)
	}
	return out
}

// oldest proposes the oldest invoices of the payer when nothing else fits.
func (d *decider) oldest(debtor string, items []*found) []answer {
	a := answer{Proposal: d.spread(items), debtor: debtor, hold: true}
	if len(a.Allocations) == 0 {
		return nil
	}
	a.Score = rankOldest
	if r, ok := d.payers.reason(debtor); ok {
		a.Reasons = append(a.Reasons, r)
	}
	a.Reasons = append(a.Reasons, because(OldestFirst, ""))
	if paid := d.settled(); len(paid) > 0 {
		a.Reasons = append(a.Reasons, because(AlreadySettled, called(paid...)))
	}
	return []answer{a}
}

// byAmount answers with open invoices of exactly the amount, whoever's.
func (d *decider) byAmount() []answer {
	equal := d.filter(func(f *found) bool {
		return f.open() && f.Balance == d.entry.Amount && f.Currency == d.entry.Currency
	})
	slices.SortStableFunc(equal, func(a, b *found) int { return int(b.grade) - int(a.grade) })
	var out []answer
	for i, f := range equal {
		if i == 3 {
			break
		}
		a := answer{Proposal: d.whole([]*found{f}), debtor: f.Debtor, hold: true}
		switch {
		case f.grade == byOrder:
			a.Score = rankOrder
		case f.grade >= byNear:
			a.Score = rankNameMaybe
		case len(equal) == 1 && !d.amountCut && d.payers.other(f.Debtor) == "":
			a.Score = rankAmountOnly
		default:
			a.Score, a.hold = rankAmountTie-i, false
		}
		a.Reasons = append(d.evidence([]*found{f}), because(AmountOnly, called(f)))
		if len(equal) > 1 {
			a.Reasons = append(a.Reasons, because(Tie, ""))
		}
		d.object(&a, []*found{f})
		out = append(out, a)
	}
	return out
}
