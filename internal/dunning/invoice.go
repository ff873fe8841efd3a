package dunning

import (
	"relance/internal/calendar"
	"relance/internal/money"
)

// DueRule names the rule that gave a due date.
type DueRule string

// The rules, strongest first.
const (
	DueStated   DueRule = "stated"   // printed on the invoice (BT-9)
	DueTerms    DueRule = "terms"    // read from its payment terms (BT-20)
	DueCustomer DueRule = "customer" // the customer's agreed terms
	DueDefault  DueRule = "default"  // issue date + 30 days (C. com. L441-10 I)
	DuePublic   DueRule = "public"   // end of a public buyer's payment period (CCP R2192-10 to R2192-15)
)

// Invoice is an issued invoice, as recorded. Amounts include VAT.
type Invoice struct {
	ID        int64         `json:"id,omitempty"`
	Creditor  string        `json:"creditor"`
	Number    string        `json:"number"`
	Debtor    string        `json:"debtor"` // Debtor.Key
	Issued    calendar.Date `json:"issued"`
	Due       calendar.Date `json:"due"`
	DueRule   DueRule       `json:"due_rule"`
	Completed calendar.Date `json:"completed,omitzero"` // delivery or completion; limitation runs from it
	Received  calendar.Date `json:"received,omitzero"`  // by a public buyer: the payment period runs from it (CCP R2192-12 to R2192-15)
	Currency  string        `json:"currency"`
	Total     money.Cents   `json:"total"`   // with VAT (BT-112)
	Payable   money.Cents   `json:"payable"` // amount due when it was recorded (BT-115)
	OrderRef  string        `json:"order_ref,omitempty"`
	Object    string        `json:"object,omitempty"`      // what was sold, in a few words
	PayRef    string        `json:"payment_ref,omitempty"` // reference expected on the transfer; empty is the number
	IBAN      string        `json:"iban,omitempty"`        // printed on the invoice; empty is the creditor's
	BIC       string        `json:"bic,omitempty"`
	Terms     string        `json:"terms,omitempty"`
	Source    string        `json:"source"`              // file and line it came from
	Document  string        `json:"document,omitempty"`  // SHA-256 (hex) of the PDF, in documents
	FileName  string        `json:"file_name,omitempty"` // name of the PDF as attached
	Plan      string        `json:"plan,omitempty"`      // empty follows debtor, then creditor
	Tax       *Tax          `json:"tax,omitempty"`       // what an electronic invoice says of its VAT; nil when it says nothing
}

// Reference is what the debtor should write on the transfer.
func (i Invoice) Reference() string {
	if i.PayRef != "" {
		return i.PayRef
	}
	return i.Number
}

// Payment is money received (or given back, when negative), before allocation.
type Payment struct {
	ID       int64         `json:"id,omitempty"`
	Creditor string        `json:"creditor"`
	Source   string        `json:"source"`   // manual, bank, api, signal …
	External string        `json:"external"` // the source's own identifier, unique with creditor and source
	Date     calendar.Date `json:"date"`     // value date
	Amount   money.Amount  `json:"amount"`
	Note     string        `json:"note,omitempty"`
	// Accessory is what of the payment went to late interest and the fixed fee of
	// the invoice that it is listed for; Amount is then what went to its balance.
	Accessory money.Cents `json:"accessory,omitzero"`
}
