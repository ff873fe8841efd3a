package einvoice

import (
	"strings"

	"relance/internal/money"
)

// Tax is one line of the VAT breakdown (BG-23).
type Tax struct {
	Category string       `json:"category"`      // BT-118, UNTDID 5305: S standard, Z zero, E exempt, AE reverse charge …
	Rate     string       `json:"rate"`          // BT-119 in percent, as written; empty when not stated
	Net      *money.Cents `json:"net,omitempty"` // BT-116
	VAT      *money.Cents `json:"vat,omitempty"` // BT-117
}

// taxPaths says where a syntax keeps a line of the breakdown.
type taxPaths struct{ lines, category, rate, net, vat string }

var (
	ciiTaxes = taxPaths{ciiSettlement + "ApplicableTradeTax", "CategoryCode", "RateApplicablePercent", "BasisAmount", "CalculatedAmount"}
	ublTaxes = taxPaths{"TaxTotal/TaxSubtotal", "TaxCategory/ID", "TaxCategory/Percent", "TaxableAmount", "TaxAmount"}
)

// readTaxes fills the breakdown. Lines in another currency than the document's,
// as of the second total of UBL, are left out.
func (r *reader) readTaxes(root *node, p taxPaths) {
	for _, n := range root.all(p.lines) {
		if c := n.at(p.vat).attr("currencyID"); c != "" && r.doc.Currency != "" && !strings.EqualFold(c, r.doc.Currency) {
			continue
		}
		r.doc.Taxes = append(r.doc.Taxes, Tax{
			Category: n.text(p.category), Rate: n.text(p.rate), Net: r.amount("BT-116", n.at(p.net)), VAT: r.amount("BT-117", n.at(p.vat)),
		})
	}
}
