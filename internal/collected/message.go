package collected

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/status"
)

// Dated says which field of a message holds the day on which money was received.
// Which one the platforms expect is open: no published sample carries either.
//
// uncertain: receipt-date
type Dated string

// The fields.
const (
	DatedBoth   Dated = "both"    // the default
	DatedStatus Dated = "mdt-110" // the effective date of the status
	DatedAmount Dated = "mdt-219" // the date of each amount
)

// Message gives the lifecycle message of a proposal, written at an instant.
func Message(a Account, seller dunning.Creditor, p Proposal, dated Dated, now time.Time) (id string, xml []byte) {
	at := now.In(calendar.Metropole.Location()).Format("2006-01-02T15:04:05")
	kind := cmp.Or(a.Invoice.Tax.TypeCode, "380")
	s := status.Statement{
		Created: at, At: at, Code: status.Collected, Invoice: a.Invoice.Number, InvoiceType: kind, InvoiceDate: a.Invoice.Issued.String(), Received: a.Deposited,
		Seller: status.Company{SIREN: seller.SIREN, Name: seller.Name},
		Buyer:  status.Company{SIREN: a.Debtor.SIREN, Name: a.Debtor.Name, Address: a.Invoice.Tax.Address},
	}
	s.MessageID = fmt.Sprintf("%s_%s_%s_%d-%d#%s_%s", a.Invoice.Number, status.Collected, now.In(calendar.Metropole.Location()).Format("20060102150405"),
		p.Payment, p.Part, kind, strings.ReplaceAll(a.Invoice.Issued.String(), "-", ""))
	s.Name = s.MessageID
	day := p.Date.String()
	if dated != DatedAmount {
		s.Day = day
	}
	if p.Amount() < 0 {
		s.Comment = "Encaissement repris\u00a0: paiement rejeté, remboursé ou rapproché par erreur."
	}
	for _, share := range p.Shares {
		m := status.Amount{Type: "MEN", Value: share.Amount.String(), Currency: a.Invoice.Currency, Percent: share.Rate.String()}
		if dated != DatedStatus {
			m.Date = day
		}
		s.Amounts = append(s.Amounts, m)
	}
	return s.MessageID, status.Write(s)
}
