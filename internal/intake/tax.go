package intake

import (
	"relance/internal/dunning"
	"relance/internal/einvoice"
)

// frenchDirectory is the scheme of addresses in the French directory of
// electronic invoices.
const frenchDirectory = "0225"

// taxOf gives the breakdown of VAT that a document states: nil when it has no breakdown. A
// line that cannot be read makes the whole breakdown useless.
func taxOf(d einvoice.Document) *dunning.Tax {
	t := &dunning.Tax{TypeCode: d.TypeCode, Frame: d.Frame, DueCode: d.TaxDue}
	if d.Buyer.EndpointScheme == frenchDirectory {
		t.Address = d.Buyer.Endpoint
	}
	for _, line := range d.Taxes {
		if line.Net == nil || line.VAT == nil || line.Category == "" {
			return nil
		}
		s := dunning.TaxShare{Category: line.Category, Net: *line.Net, VAT: *line.VAT}
		if line.Rate != "" {
			rate, err := dunning.ParseTaxRate(line.Rate)
			if err != nil {
				return nil
			}
			s.Rate = rate
		}
		t.Shares = append(t.Shares, s)
	}
	if len(t.Shares) == 0 {
		return nil
	}
	return t
}
