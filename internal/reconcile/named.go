package reconcile

import (
	"slices"

	"relance/internal/money"
)

// named answers by what the text cites.
func (d *decider) named() []answer {
	cited := d.filter(func(f *found) bool { return f.open() && f.grade >= byDigits })
	if len(cited) == 0 {
		if len(d.settled()) > 0 {
			return nil
		}
		cited = d.filter(func(f *found) bool { return f.open() && f.grade == byPrefix })
		if len(cited) == 0 {
			return nil
		}
		return d.truncated(cited)
	}
	for _, least := range []grade{byDigits, byListed, byJoined} {
		set := slices.DeleteFunc(slices.Clone(cited), func(f *found) bool { return f.grade < least || f.shared })
		if len(set) > 0 && sum(set) == d.entry.Amount {
			return append([]answer{d.exact(set)}, d.aside(cited, set)...)
		}
	}
	return d.unequal(cited)
}

// aside doubts an exact sum that leaves out open invoices which the text cites
// as plainly.
func (d *decider) aside(cited, set []*found) []answer {
	for _, f := range cited {
		if f.grade >= byJoined && !slices.Contains(set, f) {
			a := answer{Proposal: d.spread([]*found{f}), debtor: f.Debtor, hold: true}
			a.Score, a.Reasons = rankNamedAsk, append(d.evidence([]*found{f}), because(OtherReference, called(set...)))
			return []answer{a}
		}
	}
	return nil
}

// exact answers when the cited balances add up to the amount.
func (d *decider) exact(set []*found) answer {
	debtor, least := set[0].Debtor, structured
	for _, f := range set {
		least = min(least, f.grade)
	}
	a := answer{Proposal: d.whole(set), debtor: debtor, hold: true, auto: true}
	a.Reasons = append(d.evidence(set), because(amountCode(set), called(set...)))
	agrees := d.payers.agrees(debtor)
	switch {
	case least >= byListed && agrees:
		a.Score = rankNamedPaid
	case least >= byListed:
		a.Score = rankNamedAmount
	case agrees:
		a.Score = rankWeakNamed
	case d.telling(set):
		a.Score = rankWeakAmount
	default:
		a.Score, a.auto = rankNamedAsk, false
	}
	d.object(&a, set)
	if !agrees {
		d.distrust(&a, set)
	}
	if date := d.datelike(set); date != nil && !agrees {
		d.doubt(&a, because(LooksLikeDate, called(date)))
	}
	if on := d.again(set); on != "" {
		d.doubt(&a, because(Repeated, on))
	}
	if paid := d.settled(); len(paid) > 0 && !agrees {
		d.doubt(&a, because(AlreadySettled, called(paid...)))
	}
	return a
}

// telling tells whether no other open invoice has the amount of the one cited.
func (d *decider) telling(set []*found) bool {
	return !d.amountCut && len(set) == 1 && !slices.ContainsFunc(d.items, func(f *found) bool {
		return f != set[0] && f.open() && f.Balance == d.entry.Amount
	})
}

func amountCode(set []*found) ReasonCode {
	if len(set) > 1 {
		return AmountSum
	}
	return AmountExact
}

// doubt takes the certainty from an answer.
func (d *decider) doubt(a *answer, why Reason) {
	a.auto, a.Score = false, min(a.Score, rankDoubted)
	a.Reasons = append(a.Reasons, why)
}

// object raises what speaks against settling the items with this entry at all.
func (d *decider) object(a *answer, set []*found) {
	for _, f := range set {
		switch {
		case f.Debtor != set[0].Debtor:
			d.doubt(a, because(SeveralDebtors, ""))
		case f.Currency != d.entry.Currency:
			d.doubt(a, because(OtherCurrency, called(f)))
		case !f.Issued.IsZero() && !d.day().IsZero() && d.day().Before(f.Issued):
			d.doubt(a, because(BeforeIssue, called(f)))
		case f.shared:
			d.doubt(a, because(Tie, ""))
		default:
			continue
		}
		break
	}
	if d.payers.barred(set[0].Debtor) {
		d.doubt(a, because(OtherAccount, ""))
	}
}

// distrust examines an exact reference and amount whose payer nothing confirms:
// a mistyped number is another debtor's, and subscriptions cost the same.
func (d *decider) distrust(a *answer, set []*found) {
	if other := d.payers.other(set[0].Debtor); other != "" {
		if rival := d.explained(other); rival != nil {
			d.doubt(a, because(OtherInvoice, called(rival)))
		} else if d.payers.certain(other) && len(d.openItems(other)) > 0 { // evidence says that he seems to be another
			a.auto, a.Score = false, min(a.Score, rankDoubted)
		}
	}
	for _, debtor := range d.payers.ties {
		if rival := d.explained(debtor); rival != nil && debtor != set[0].Debtor {
			d.doubt(a, because(OtherInvoice, called(rival)))
			return
		}
	}
	if len(set) > 1 {
		return
	}
	for _, f := range d.items {
		if f != set[0] && f.open() && f.Balance == d.entry.Amount && f.Currency == d.entry.Currency && alike(f, set[0]) {
			d.doubt(a, because(NumberNear, called(f)))
			return
		}
	}
	if d.amountCut && set[0].grade < structured {
		d.doubt(a, because(Tie, ""))
	}
}

// alike tells whether one number is a typing error of the other.
func alike(f, g *found) bool {
	for _, a := range f.forms().refs {
		for _, b := range g.forms().refs {
			if near(a.full, b.full) {
				return true
			}
		}
	}
	return false
}

// explained finds an open invoice of the debtor that the amount pays.
func (d *decider) explained(debtor string) *found {
	for _, f := range d.openItems(debtor) {
		if rest := d.entry.Amount - f.Balance; rest == 0 || rest > 0 && rest == f.Interest+f.Fee || f.Discount > 0 && rest == -f.Discount {
			return f
		}
	}
	return nil
}

// unequal answers when the cited balances do not add up to the amount.
func (d *decider) unequal(cited []*found) []answer {
	set := slices.DeleteFunc(slices.Clone(cited), func(f *found) bool { return f.grade < byListed })
	weak := len(set) == 0
	if weak {
		set = cited
	}
	positive := slices.DeleteFunc(slices.Clone(set), func(f *found) bool { return f.Balance < 0 })
	if len(positive) == 0 {
		return nil
	}
	var out []answer
	total, debtor := sum(set), set[0].Debtor
	a := answer{debtor: debtor, hold: true}
	a.Reasons = d.evidence(set)
	switch {
	case total < d.entry.Amount:
		a.Proposal = d.over(set)
		a.Reasons = append(d.evidence(set), d.restReason(a.Proposal))
		a.Score, a.auto = rankNamedOver, true
		d.paidBefore(&a, set)
	case len(set) == 1:
		a.Proposal = d.spread(positive)
		a.Reasons = append(d.evidence(set), d.lackReason(set[0]))
		a.Score, a.auto = rankNamedPart, true
		if on := d.again(set); on != "" {
			d.doubt(&a, because(Repeated, on))
		}
	default:
		a.Proposal = d.spread(positive)
		a.Reasons = append(d.evidence(set), because(AmountPartial, euros(sum(positive)-d.entry.Amount, d.entry.Currency)))
		a.Score = rankNamedAsk
	}
	if weak || !d.payers.agrees(debtor) {
		a.Score, a.auto = rankNamedAsk, false
	}
	d.object(&a, set)
	if paid := d.settled(); len(paid) > 0 {
		d.doubt(&a, because(AlreadySettled, called(paid...)))
	}
	if rival := d.rival(set); rival != nil {
		d.doubt(&a, because(OtherInvoice, called(rival)))
	}
	out = append(out, a)
	return append(out, d.completed(set)...)
}

// paidBefore doubts an overpayment that looks like a second payment: a part was
// paid before, or most of the money would be left over.
func (d *decider) paidBefore(a *answer, set []*found) {
	if day := d.repeated(); day != "" {
		d.doubt(a, because(Repeated, day))
	} else if len(set) == 1 && set[0].Balance < set[0].Total && d.entry.Amount >= set[0].Total || a.Unallocated > sum(set) {
		d.doubt(a, because(AlreadySettled, "une partie de "+called(set...)))
	}
}

// rival is an invoice of the same debtor, not cited, of exactly the amount: the
// number may be a typing error.
func (d *decider) rival(set []*found) *found {
	for _, f := range d.items {
		if f.open() && f.Balance == d.entry.Amount && !slices.Contains(set, f) &&
			(f.Debtor == set[0].Debtor || f.Debtor == d.payers.known) {
			return f
		}
	}
	return nil
}

// completed looks for further open items of the debtor, credit notes among them,
// that make the cited ones add up to the amount.
func (d *decider) completed(set []*found) []answer {
	debtor := set[0].Debtor
	others := slices.DeleteFunc(d.openItems(debtor), func(f *found) bool { return slices.Contains(set, f) })
	if d.cut[debtor] || len(others) > d.policy.ComboItems {
		return nil
	}
	var out []answer
	found := combinations(others, d.entry.Amount-sum(set), 1, d.policy.ComboSize)
	for i, extra := range found {
		if i == 3 {
			break
		}
		all := append(slices.Clone(set), extra...)
		a := answer{Proposal: d.whole(all), debtor: debtor, hold: true}
		a.Score, a.Reasons = rankNamedCombo, append(d.evidence(set), because(Combination, called(all...)))
		if len(found) > 1 {
			a.Score, a.Reasons = rankComboTie, append(a.Reasons, because(Tie, ""))
		}
		d.object(&a, all)
		out = append(out, a)
	}
	return out
}

// over settles the items and puts what is left on their accessories as far as
// these explain it.
func (d *decider) over(set []*found) Proposal {
	p := d.whole(set)
	var claimable money.Cents
	for _, f := range set {
		claimable += f.Interest + f.Fee
	}
	if p.Unallocated > claimable {
		return p
	}
	for i, f := range set {
		a := min(p.Unallocated, f.Interest+f.Fee)
		p.Allocations[i].Accessory = a
		p.Unallocated -= a
	}
	return p
}

func (d *decider) restReason(p Proposal) Reason {
	if p.Unallocated > 0 {
		return because(AmountOver, euros(p.Unallocated, d.entry.Currency))
	}
	var a money.Cents
	for _, l := range p.Allocations {
		a += l.Accessory
	}
	return because(AmountInterest, euros(a, d.entry.Currency))
}

// lackReason explains why less than the balance came in.
func (d *decider) lackReason(f *found) Reason {
	lack := f.Balance - d.entry.Amount
	switch {
	case d.discounted(f):
		return because(AmountDiscount, euros(lack, d.entry.Currency))
	case lack <= d.policy.BankFeeMax && lack < d.entry.Amount/4:
		return because(AmountFee, euros(lack, d.entry.Currency))
	}
	return because(AmountPartial, euros(lack, d.entry.Currency))
}

// discounted tells whether the shortfall is the agreed discount, or a whole or
// half percentage within the policy.
func (d *decider) discounted(f *found) bool {
	lack := f.Balance - d.entry.Amount
	if lack <= 0 {
		return false
	}
	if lack == f.Discount {
		return true
	}
	for rate := 50; rate <= d.policy.DiscountMax; rate += 50 {
		if exact := f.Total * money.Cents(rate); (exact+5000)/10000 == lack || exact/10000 == lack {
			return true
		}
	}
	return false
}

// truncated answers by the beginning of a number that the bank cut off.
func (d *decider) truncated(cited []*found) []answer {
	var exact []*found
	for _, f := range cited {
		if f.Balance == d.entry.Amount {
			exact = append(exact, f)
		}
	}
	if len(exact) != 1 {
		return nil
	}
	f := exact[0]
	a := answer{Proposal: d.whole(exact), debtor: f.Debtor, hold: true, auto: true}
	a.Reasons = append(d.evidence(exact), because(AmountExact, called(f)))
	switch {
	case d.payers.agrees(f.Debtor):
		a.Score = rankWeakNamed
	case len(cited) == 1 && !d.prefixCut:
		a.Score = rankWeakAmount
		d.distrust(&a, exact)
		if date := d.datelike(exact); date != nil {
			d.doubt(&a, because(LooksLikeDate, called(date)))
		}
	default:
		a.Score, a.auto = rankNamedAsk, false
	}
	d.object(&a, exact)
	return []answer{a}
}

// evidence states what names the items and who paid.
func (d *decider) evidence(set []*found) []Reason {
	var rs []Reason
	for g := structured; g > unnamed; g-- {
		var of []*found
		for _, f := range set {
			if f.grade == g {
				of = append(of, f)
			}
		}
		if len(of) > 0 {
			rs = append(rs, because(gradeReason[g], called(of...)))
		}
	}
	if r, ok := d.payers.reason(set[0].Debtor); ok && r.Code != OtherAccount {
		rs = append(rs, r)
	}
	return rs
}
