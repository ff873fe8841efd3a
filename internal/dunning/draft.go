package dunning

import (
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/money"
)

// Draft is what a letter says and costs that waits for approval: the figures
// of the exact page that was shown. Amounts are cents of the invoice's
// currency, Estimate is cents of euros. It holds no personal data: the address
// is a hash.
type Draft struct {
	On         calendar.Date `json:"on"`                 // the day it was drawn for
	Document   string        `json:"document,omitempty"` // SHA-256 (hex) of the PDF
	Words      string        `json:"words,omitempty"`    // SHA-256 (hex) of the letter's own pages and of each copy: the joined PDF has other bytes each time
	Wording    string        `json:"wording,omitempty"`  // mark of the creditor's own text that it is written by; empty for the program's
	Level      Level         `json:"level"`
	Channel    Channel       `json:"channel"`
	Recipient  string        `json:"recipient,omitempty"` // SHA-256 (hex) of the address as it is printed, and of whom an electronic letter reaches
	Invoices   []string      `json:"invoices,omitempty"`
	Principal  money.Cents   `json:"principal"`
	Interest   money.Cents   `json:"interest"` // at On
	Fee        money.Cents   `json:"fee"`
	Costs      money.Cents   `json:"costs,omitempty"`
	Total      money.Cents   `json:"total"`
	Daily      money.Cents   `json:"daily,omitempty"` // interest a day after On
	Basis      string        `json:"basis,omitempty"` // rate in force at On, percent, with what it follows from
	Deadline   calendar.Date `json:"deadline,omitzero"`
	Term       Days          `json:"term,omitempty"` // days left to pay, as the plan has it
	Carrier    string        `json:"carrier,omitempty"`
	Electronic bool          `json:"electronic,omitempty"` // not on paper
	Pages      int           `json:"pages,omitempty"`
	Sheets     int           `json:"sheets,omitempty"`   // of paper, in the envelope
	Estimate   money.Cents   `json:"estimate,omitempty"` // what it will cost; 0 when nobody knows
	Priced     string        `json:"priced,omitempty"`   // where the price stands
	Fault      string        `json:"fault,omitempty"`    // why it cannot be drawn or posted; then the rest may be empty
}

// NewDraft takes the figures of a notice with its claims. Address is as it is
// printed, hashed by the caller.
func NewDraft(n Notice, term Days, document, address string) Draft {
	t := n.Totals
	d := Draft{
		On: n.Date, Document: document, Level: n.Level, Channel: n.Channel, Recipient: address,
		Principal: t.Principal, Interest: t.Interest, Fee: t.Fee, Costs: t.Costs, Total: t.Total, Daily: t.Daily,
		Basis: strings.TrimSpace(t.Rate + " " + t.RateBasis), Deadline: n.Deadline, Term: term,
	}
	for _, it := range n.Items {
		d.Invoices = append(d.Invoices, it.Invoice.Number)
	}
	return d
}

// DraftPart names what differs between two drafts.
type DraftPart string

// The parts of a letter's substance.
const (
	PartLevel     DraftPart = "level"     // its legal level
	PartChannel   DraftPart = "channel"   // registered, simple
	PartCarrier   DraftPart = "carrier"   // who takes it, on paper or electronically
	PartRecipient DraftPart = "recipient" // the address
	PartInvoices  DraftPart = "invoices"
	PartPrincipal DraftPart = "principal"
	PartInterest  DraftPart = "interest" // more or less than the days since explain
	PartFee       DraftPart = "fee"
	PartCosts     DraftPart = "costs"
	PartBasis     DraftPart = "basis"    // rate of interest
	PartDeadline  DraftPart = "deadline" // days left to pay
	PartEstimate  DraftPart = "estimate" // it costs more than was shown
	PartWording   DraftPart = "wording"  // same day, same figures, other words
	PartFault     DraftPart = "fault"    // it can no longer be drawn or posted
)

// DraftParts lists them all, in the order in which they are told.
func DraftParts() []DraftPart {
	return []DraftPart{
		PartFault, PartLevel, PartChannel, PartCarrier, PartRecipient, PartInvoices, PartPrincipal, PartInterest, PartFee, PartCosts,
		PartBasis, PartDeadline, PartEstimate, PartWording,
	}
}

// Differences names the substance in which the letter as it would leave now is
// not the one that was shown. What the calendar alone changes is none: the
// interest of the days between, and a deadline that moves with the letter's
// date.
func Differences(shown, now Draft) (out []DraftPart) {
	if now.Fault != "" {
		return []DraftPart{PartFault}
	}
	differs := map[DraftPart]bool{
		PartFault: shown.Fault != "",
		PartLevel: shown.Level != now.Level, PartChannel: shown.Channel != now.Channel,
		PartCarrier:   shown.Carrier != now.Carrier || shown.Electronic != now.Electronic,
		PartRecipient: shown.Recipient != now.Recipient, PartInvoices: !slices.Equal(shown.Invoices, now.Invoices),
		PartPrincipal: shown.Principal != now.Principal, PartInterest: !accrued(shown, now),
		PartFee: shown.Fee != now.Fee, PartCosts: shown.Costs != now.Costs, PartBasis: shown.Basis != now.Basis,
		PartDeadline: shown.Term != now.Term || shown.Deadline.IsZero() != now.Deadline.IsZero(),
		PartEstimate: now.Estimate > shown.Estimate,
	}
	for _, p := range DraftParts() {
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
func accrued(shown, now Draft) bool {
	days := money.Cents(now.On.Sub(shown.On))
	if days < 0 {
		return false
	}
	off := now.Interest - shown.Interest - days*shown.Daily
	return max(off, -off) <= (days+1)/2+min(days, 1)
}
