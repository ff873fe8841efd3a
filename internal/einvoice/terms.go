package einvoice

import (
	"slices"

	"relance/internal/calendar"
	"relance/internal/money"
)

// paymentTerm is one payment term as either syntax states it.
type paymentTerm struct {
	due      calendar.Date
	amount   *money.Cents
	text     string
	discount bool // the term offers a discount for early payment
}

// setTerms keeps the words of all terms and the last due date, and lists the
// due dates when there are several. The date of a discount is not a due date,
// unless it belongs to the only term or to a share of the price, or is the
// only date of all terms: EN 16931 writes the net due date beside the discount.
func (r *reader) setTerms(all []paymentTerm) {
	d := r.doc
	var dated []paymentTerm
	one := oneDate(all)
	seen := map[calendar.Date]bool{}
	for _, t := range all {
		d.Terms = joinLines(d.Terms, t.text)
		if t.due.IsZero() || seen[t.due] {
			continue
		}
		if t.discount && t.amount == nil && !one {
			r.warn("BT-9 : %s est la date limite d’un escompte, pas une échéance", t.due)
			continue
		}
		seen[t.due] = true
		dated = append(dated, t)
	}
	if len(dated) == 0 {
		return
	}
	slices.SortFunc(dated, func(a, b paymentTerm) int { return a.due.Sub(b.due) })
	d.DueDate, d.DueDateRule = dated[len(dated)-1].due, DueStated
	if len(dated) == 1 {
		return
	}
	r.warn("BT-9 : %d échéances, la dernière est retenue (%s)", len(dated), d.DueDate)
	for _, t := range dated {
		d.Instalments = append(d.Instalments, Instalment{t.due, t.amount, t.text})
	}
}

// oneDate tells whether every term bears the same date: two discounts that end
// on different days cannot share it, so it is the net due date.
func oneDate(all []paymentTerm) bool {
	for _, t := range all {
		if t.due != all[0].due {
			return false
		}
	}
	return true
}
