package approval

import (
	"slices"
	"strings"

	"relance/internal/dunning"
	"relance/internal/money"
)

// NewDraft takes the figures of a notice with its claims. Address is as it is
// printed, hashed by the caller.
func NewDraft(n dunning.Notice, term dunning.Days, document, address string) dunning.Draft {
	t := n.Totals
	d := dunning.Draft{
		On: n.Date, Document: document, Level: n.Level, Channel: n.Channel, Recipient: address,
		Principal: t.Principal, Interest: t.Interest, Fee: t.Fee, Costs: t.Costs, Total: t.Total, Daily: t.Daily,
		Basis: strings.TrimSpace(t.Rate + " " + t.RateBasis), Deadline: n.Deadline, Term: term,
	}
	for _, it := range n.Items {
		d.Invoices = append(d.Invoices, it.Invoice.Number)
	}
	return d
}

// Part names what differs between two drafts.
type Part string

// The parts of a letter's substance.
const (
	PartLevel     Part = "level"     // its legal level
	PartChannel   Part = "channel"   // registered, simple
	PartCarrier   Part = "carrier"   // who takes it, on paper or electronically
	PartRecipient Part = "recipient" // the address
	PartInvoices  Part = "invoices"
	PartPrincipal Part = "principal"
	PartInterest  Part = "interest" // more or less than the days since explain
	PartFee       Part = "fee"
	PartCosts     Part = "costs"
	PartBasis     Part = "basis"    // rate of interest
	PartDeadline  Part = "deadline" // days left to pay
	PartEstimate  Part = "estimate" // it costs more than was shown
	PartWording   Part = "wording"  // same day, same figures, other words
	PartFault     Part = "fault"    // it can no longer be drawn or posted
)

// allParts lists them all, in the order in which they are told.
func allParts() []Part {
	return []Part{
		PartFault, PartLevel, PartChannel, PartCarrier, PartRecipient, PartInvoices, PartPrincipal, PartInterest, PartFee, PartCosts,
		PartBasis, PartDeadline, PartEstimate, PartWording,
	}
}

// Differences names the substance in which the letter as it would leave now is
// not the one that was shown. What the calendar alone changes is none: the
// interest of the days between, and a deadline that moves with the letter's
// date.
func Differences(shown, now dunning.Draft) (out []Part) {
	if now.Fault != "" {
		return []Part{PartFault}
	}
	differs := map[Part]bool{
		PartFault: shown.Fault != "",
		PartLevel: shown.Level != now.Level, PartChannel: shown.Channel != now.Channel,
		PartCarrier:   shown.Carrier != now.Carrier || shown.Electronic != now.Electronic,
		PartRecipient: shown.Recipient != now.Recipient, PartInvoices: !slices.Equal(shown.Invoices, now.Invoices),
		PartPrincipal: shown.Principal != now.Principal, PartInterest: !accrued(shown, now),
		PartFee: shown.Fee != now.Fee, PartCosts: shown.Costs != now.Costs, PartBasis: shown.Basis != now.Basis,
		PartDeadline: shown.Term != now.Term || shown.Deadline.IsZero() != now.Deadline.IsZero(),
		PartEstimate: now.Estimate > shown.Estimate,
	}
	for _, p := range allParts() {
		if differs[p] {
			out = append(out, p)
		}
	}
	if shown.Wording != now.Wording || len(out) == 0 && shown.On == now.On && shown.Words != now.Words {
		out = append(out, PartWording)
	}
	return out
}

// accrued tells whether the days since explain what became of the interest, to
// the rounding: half a cent a day, and one more.
func accrued(shown, now dunning.Draft) bool {
	days := money.Cents(now.On.Sub(shown.On))
	if days < 0 {
		return false
	}
	off := now.Interest - shown.Interest - days*shown.Daily
	return max(off, -off) <= (days+1)/2+min(days, 1)
}
