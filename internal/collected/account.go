package collected

import (
	"cmp"
	"slices"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Account is an invoice with the money that came for it and what was reported.
type Account struct {
	Invoice   dunning.Invoice
	Debtor    dunning.Debtor
	Credits   []Credit
	Payments  []Payment
	Reports   []Report
	Refused   bool   // the buyer refused it, or a platform rejected it (210, 213)
	Elsewhere bool   // a status 212 that was not written here is on record
	Deposited string // MDT-78 of status 200; empty when it is not on record
}

// Credit is a credit note set against the invoice.
type Credit struct {
	Date   calendar.Date
	Amount money.Cents
}

// Payment is what of one payment went to the invoice.
type Payment struct {
	ID        int64
	Date      calendar.Date
	Amount    money.Cents // what counts for the invoice's balance; negative when money went back
	Accessory money.Cents // what counts for late interest and the fixed fee, besides Amount
	Bank      bool        // a bank line brought or confirmed it
	Undoes    int64       // number of the payment that this one takes back; 0 when it is not known
	Mistake   bool        // a person undid a match: the money never was this invoice's
}

// Report is an amount that was written for a payment.
type Report struct {
	Payment   int64
	Shares    []Share
	MessageID string
}

// Share is an amount under one rate of VAT, VAT included.
type Share struct {
	Rate   dunning.TaxRate `json:"rate"`
	Amount money.Cents     `json:"amount"`
}

// Proposal is a report to write.
type Proposal struct {
	Payment   int64
	Part      int           // place among the reports of the payment, from 1
	Date      calendar.Date // value date
	Received  money.Cents   // what of the payment went to the invoice, with Accessory
	Accessory money.Cents   // late interest and fee: not reported
	Shares    []Share       // one for each rate
}

// Amount is what the proposal reports in all.
func (p Proposal) Amount() money.Cents { return sum(p.Shares) }

// Left is money that is not reported, and why.
type Left struct {
	Payment int64         `json:"payment"`
	Date    calendar.Date `json:"date"`
	Amount  money.Cents   `json:"amount"`
	Why     Obstacle      `json:"why"`
}

// Obstacle says why money is not reported.
type Obstacle string

// The obstacles. Of an invoice:
const (
	NoFrenchBuyer Obstacle = "no_french_buyer" // consumers and foreign buyers go into e-reporting, not into 212
	BuyerUnknown  Obstacle = "buyer_unknown"   // no SIREN of the buyer on record
	NotAccepted   Obstacle = "not_accepted"    // refused or rejected (210, 213)
	Elsewhere     Obstacle = "elsewhere"       // another program has reported this invoice
	Goods         Obstacle = "goods"           // VAT on goods falls due on delivery
	OnDebits      Obstacle = "on_debits"       // VAT falls due on invoicing, says the invoice
	MixedFrame    Obstacle = "mixed_frame"     // goods and services: the lines are not told apart
	NoBreakdown   Obstacle = "no_breakdown"    // the file had no breakdown of VAT
	OtherCategory Obstacle = "other_category"  // reverse charge, export …: no VAT to report
	OddRate       Obstacle = "odd_rate"        // a rate that status 212 does not know
	Totals        Obstacle = "totals"          // the breakdown does not add up to the total
	Reduced       Obstacle = "reduced"         // several rates, and a credit note or an advance whose split is not known
)

// Obstacles of a payment:
const (
	NotBank     Obstacle = "not_bank"     // told by hand or paid by card: no bank line has confirmed it
	Overpaid    Obstacle = "overpaid"     // more than the invoice asks for
	NotReported Obstacle = "not_reported" // money went back, and nothing was reported that it takes back
)

// rates lists the rates that status 212 knows (BR-FR-CDV-14), in hundredths of a
// percent.
var rates = []dunning.TaxRate{0, 90, 105, 175, 210, 550, 700, 850, 920, 960, 1000, 1300, 1960, 2000, 2060}

// obstacle says why nothing of the invoice is reported; empty when it is.
func (a Account) obstacle() Obstacle {
	tax := a.Invoice.Tax
	switch {
	case a.Debtor.Regime != dunning.B2B && a.Debtor.Regime != dunning.Public, cmp.Or(a.Debtor.Address.Country, "FR") != "FR":
		return NoFrenchBuyer
	case a.Debtor.SIREN == "":
		return BuyerUnknown
	case a.Refused:
		return NotAccepted
	case a.Elsewhere:
		return Elsewhere
	case tax == nil || len(tax.Shares) == 0:
		return NoBreakdown
	}
	return a.taxObstacle(*tax)
}

// dueOnInvoice are the codes of BT-8 by which VAT falls due before payment:
// UNTDID 2475 in CII, 2005 in UBL.
var dueOnInvoice = []string{"5", "29", "3", "35"}

func (a Account) taxObstacle(tax dunning.Tax) Obstacle {
	var total money.Cents
	for _, s := range tax.Shares {
		total += s.Gross()
		switch {
		case !slices.Contains([]string{"S", "Z", "E"}, s.Category):
			return OtherCategory
		case !slices.Contains(rates, s.Rate):
			return OddRate
		}
	}
	several := len(a.gross()) > 1
	switch {
	case tax.Frame != "" && tax.Frame[0] == 'B':
		return Goods
	case tax.Frame != "" && tax.Frame[0] == 'M':
		return MixedFrame
	case slices.Contains(dueOnInvoice, tax.DueCode):
		return OnDebits
	case total != a.Invoice.Total || a.Invoice.Payable > a.Invoice.Total:
		return Totals
	case several && (a.Invoice.Payable != a.Invoice.Total || len(a.Credits) > 0):
		return Reduced
	}
	return ""
}

// gross is what the invoice asks for under each rate, the highest rate first.
// With one rate it is what is to be paid.
func (a Account) gross() (out []Share) {
	for _, s := range a.Invoice.Tax.Shares {
		i := slices.IndexFunc(out, func(o Share) bool { return o.Rate == s.Rate })
		if i < 0 {
			i, out = len(out), append(out, Share{Rate: s.Rate})
		}
		out[i].Amount += s.Gross()
	}
	slices.SortFunc(out, func(x, y Share) int { return int(y.Rate - x.Rate) })
	return out
}

// cap is the most that may have been received by a day: what was to be paid less
// the credit notes of that day and before.
func (a Account) cap(on calendar.Date) money.Cents {
	most := a.Invoice.Payable
	for _, c := range a.Credits {
		if !c.Date.After(on) {
			most -= c.Amount
		}
	}
	return max(most, 0)
}
