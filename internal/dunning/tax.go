package dunning

import (
	"fmt"
	"strings"

	"relance/internal/money"
)

// Tax is what an electronic invoice says of its VAT and of itself, as far as a
// status about it has to repeat it.
type Tax struct {
	TypeCode string     `json:"type_code,omitempty"` // BT-3
	Frame    string     `json:"frame,omitempty"`     // BT-23: S services, B goods, M both, and a figure
	DueCode  string     `json:"due_code,omitempty"`  // BT-8: when the VAT falls due
	Address  string     `json:"address,omitempty"`   // BT-49: the buyer's in the French directory (scheme 0225)
	Shares   []TaxShare `json:"shares,omitempty"`    // BG-23
}

// TaxShare is what of an invoice stands under one rate.
type TaxShare struct {
	Category string      `json:"category"` // BT-118
	Rate     TaxRate     `json:"rate"`     // BT-119
	Net      money.Cents `json:"net"`      // BT-116
	VAT      money.Cents `json:"vat"`      // BT-117
}

// Gross is the share with its VAT.
func (s TaxShare) Gross() money.Cents { return s.Net + s.VAT }

// TaxRate is a rate of VAT in hundredths of a percent: 2000 is 20 %.
type TaxRate int

// String writes the rate in percent with two decimals: 20.00.
func (r TaxRate) String() string { return fmt.Sprintf("%d.%02d", int(r)/100, int(r)%100) }

// ParseTaxRate reads a rate in percent with any number of decimals: 20, 5.5,
// 20.0000. Two of them may count.
func ParseTaxRate(text string) (TaxRate, error) {
	whole, part, _ := strings.Cut(strings.TrimSpace(text), ".")
	part = strings.TrimRight(part, "0")
	if whole == "" || len(whole) > 3 || len(part) > 2 || strings.Trim(whole+part, "0123456789") != "" {
		return 0, Errorf(CodeInvalid, "%q is not a rate of VAT", text)
	}
	n := 0
	for _, digit := range whole + (part + "00")[:2] {
		n = 10*n + int(digit-'0')
	}
	return TaxRate(n), nil
}
