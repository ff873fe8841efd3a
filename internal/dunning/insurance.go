package dunning

import "relance/internal/money"

// Insurance is a creditor's credit-insurance policy. Its periods are the policy's
// own: what is zero is not known, and nothing is guessed for it.
type Insurance struct {
	Insurer       string      `json:"insurer,omitempty" yaml:"insurer"`
	Policy        string      `json:"policy,omitempty" yaml:"policy"`                                 // its number
	From          string      `json:"from,omitempty" yaml:"from"`                                     // day from which the periods run: invoice or due; empty is invoice
	MaxCredit     int         `json:"max_credit_days,omitempty" yaml:"max_credit_days"`               // longest credit that is covered, from the invoice
	DeclareWithin int         `json:"declare_within_days,omitempty" yaml:"declare_within_days"`       // to declare an unpaid invoice, after the longest credit or the due date
	CollectWithin int         `json:"collection_within_days,omitempty" yaml:"collection_within_days"` // to ask for collection, after the last day to declare
	StopCover     int         `json:"stop_cover_days,omitempty" yaml:"stop_cover_days"`               // after the oldest due date cover stops by itself
	Minimum       money.Cents `json:"minimum,omitempty" yaml:"minimum"`                               // least sum, VAT included, that is declared
}

// Days from which a policy's periods run.
const (
	InsuredFromInvoice = "invoice"
	InsuredFromDue     = "due"
)

// IsZero leaves a creditor without insurance out of the record.
func (i Insurance) IsZero() bool { return i == Insurance{} }

// InsurancePolicy names the policy as documents print it: insurer and number.
func (c Creditor) InsurancePolicy() string {
	switch i := c.Insurance; {
	case i.Insurer != "" && i.Policy != "":
		return i.Insurer + ", n°\u00a0" + i.Policy
	case i.Policy != "":
		return i.Policy
	case i.Insurer != "":
		return i.Insurer
	}
	return c.Policy
}
