package figures

import (
	"math/big"
	"slices"

	"relance/internal/calendar"
	"relance/internal/money"
)

// Lateness is how late invoices are paid.
type Lateness struct {
	Weighted *big.Rat // days, by amount; nil without an invoice
	Median   int      // days, each invoice once: one large one does not move it
	Invoices int
}

// LatenessOn looks at the invoices that fell due since a day: those that are paid
// by the day of payment, those that are not and are overdue by today. Early
// payment is negative.
func LatenessOn(items []Item, since, on calendar.Date) Lateness {
	return LatenessOf(lateParts(items, since, on))
}

// LatenessOf is how late the invoices of a list are paid.
func LatenessOf(parts []Part) Lateness {
	var out Lateness
	sum, weight := new(big.Rat), money.Cents(0)
	var each []int
	for _, p := range parts {
		r := rat(p.Base)
		sum.Add(sum, r.Mul(r, days(p.Days)))
		weight += p.Base
		each = append(each, p.Days)
	}
	if out.Invoices = len(each); len(each) == 0 {
		return out
	}
	out.Weighted = sum.Quo(sum, rat(weight))
	slices.Sort(each)
	out.Median = each[(len(each)-1)/2]
	return out
}

// lateParts gives the invoices of Lateness, each with its days; Counts is what is
// still open.
func lateParts(items []Item, since, on calendar.Date) (out []Part) {
	for i := range items {
		it := &items[i]
		paid, ok := it.PaidOn(on)
		if !ok {
			paid = on
		}
		if it.Due.Before(since) || it.Issued.After(on) || it.Total <= 0 || it.Given || !ok && !on.After(it.Due) {
			continue
		}
		out = append(out, Part{Item: it, Day: paid, Days: paid.Sub(it.Due), Base: it.Total, Counts: max(it.OpenOn(on), 0), Kept: ok})
	}
	return out
}

// atRisk is the share of what was invoiced in a month that was unpaid 90 days
// after its due date, in percent: nil without invoices, or while the 90 days of
// one of them are not over.
func atRisk(items []Item, first, on calendar.Date) *big.Rat {
	parts, over := riskParts(items, first, on)
	all, unpaid := Sum(parts)
	if all == 0 || !over {
		return nil
	}
	r := new(big.Rat).Quo(rat(unpaid), rat(all))
	return r.Mul(r, days(100))
}

// riskParts gives the invoices of a month with what was unpaid 90 days after each
// fell due; over is false while the 90 days of one of them are not.
func riskParts(items []Item, first, on calendar.Date) (out []Part, over bool) {
	over = true
	for i := range items {
		it := &items[i]
		if it.Issued.Year != first.Year || it.Issued.Month != first.Month || it.Total <= 0 {
			continue
		}
		limit := it.Due.AddDays(90)
		over = over && !limit.After(on)
		out = append(out, Part{Item: it, Day: limit, Base: it.Total, Counts: max(it.OpenOn(limit), 0)})
	}
	return out, over
}

// Kept counts promises whose day has passed, and those that were kept: what was
// promised came by then.
func Kept(items []Item, since, on calendar.Date) (kept, all int) {
	for _, p := range promiseParts(items, since, on) {
		if all++; p.Kept {
			kept++
		}
	}
	return kept, all
}

// recovered is the money that came after the first notice of an invoice, in
// some days: « encaissé après relance ».
func recovered(items []Item, from, to calendar.Date) (sum money.Cents, invoices int) {
	parts := recoveredParts(items, from, to)
	_, sum = Sum(parts)
	return sum, len(parts)
}
