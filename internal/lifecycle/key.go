package lifecycle

import (
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/identifier"
	"relance/internal/status"
)

// Key finds an invoice among all that were ever issued: the portal's own rule
// of uniqueness (G1.42). A number alone is not enough, since creditors share
// number ranges.
type Key struct {
	Number string
	Year   int
	Seller string // SIREN, nine figures
}

// noInvoice are the types of documents (MDT-91) that are no invoice to be paid:
// credit notes, and flows, statuses and objects of the directory.
var noInvoice = []string{"261", "262", "303", "304", "305", "306", "381", "396", "502", "503", "532"}

// placeholders of the public portal (G1.114): they name nothing.
const (
	placeholderNumber = "XXXXXXXXXXXXXXXXXXXX"
	placeholderSIREN  = "000000000"
)

// KeyOf gives the key of the invoice that a status names. An error says, in
// French, why it names none.
func KeyOf(s status.Status) (Key, error) {
	k := Key{Number: s.Invoice, Seller: s.SellerSIREN}
	day, err := calendar.ParseDate(s.InvoiceDate)
	switch {
	case s.Error != "":
		return k, dunning.Errorf(dunning.CodeInvalid, "%s", s.Error)
	case slices.Contains(noInvoice, s.InvoiceType):
		return k, dunning.Errorf(dunning.CodeInvalid, "le statut porte sur un document de type %s, qui n’est pas une facture à payer", s.InvoiceType)
	case k.Number == "" || k.Number == placeholderNumber:
		return k, dunning.Errorf(dunning.CodeInvalid, "le statut ne désigne aucune facture")
	case err != nil:
		return k, dunning.Errorf(dunning.CodeInvalid, "la date de la facture manque\u00a0: le numéro seul ne la désigne pas")
	case len(k.Seller) != 9 || k.Seller == placeholderSIREN || strings.Trim(k.Seller, "0123456789") != "":
		return k, dunning.Errorf(dunning.CodeInvalid, "le vendeur n’est pas désigné par son SIREN")
	}
	k.Year = day.Year
	return k, nil
}

// Origin is who stands behind a status.
type Origin string

// The origins.
const (
	Debtor    Origin = "debtor"        // the debtor, by his own SIREN
	Platform  Origin = "platform"      // a platform: it proves transport
	Creditor  Origin = "creditor"      // ourselves
	Nobody    Origin = "third_party"   // somebody else, or nobody knows who
	Unproven  Origin = "siren_unknown" // perhaps the debtor, whose SIREN is not on record
	Mailed    Origin = "mail"          // a mail brought it: whoever wrote that proves nothing
	transport        = "305"           // MDT-77: a platform speaks, not a party
)

// DoorMail is the door of attachments of mails.
const DoorMail = "mail"

// By says who stands behind a status that came by a door. What a mail brings
// speaks for nobody, whatever it says of its issuer: anybody can write one that
// names the debtor's SIREN. The same status from a file or a platform counts.
func (o Origin) By(door string) Origin {
	if door == DoorMail && o != Nobody {
		return Mailed
	}
	return o
}

// speaking are the roles (MDT-40) that speak for the buyer. How agents of the
// buyer (AB, DL, PR) are told from him is coded by few implementers.
//
// uncertain: buyer-agents
var speaking = []string{"BY", "AB", "DL", "PR"}

// OriginOf says who stands behind a status: by its role and its identifier
// against the SIRENs on record.
func OriginOf(s status.Status, creditor, debtor string) Origin {
	id := siren(s.IssuerID)
	switch {
	case s.IssuerRole == "WK" && s.AckType == transport:
		return Platform
	case s.IssuerRole == "SE" && id != "" && id == digits(creditor):
		return Creditor
	case !slices.Contains(speaking, s.IssuerRole) || id == "" || id == digits(creditor):
		return Nobody
	case digits(debtor) == "":
		if _, err := identifier.ParseSIREN(id); err != nil {
			return Nobody
		}
		return Unproven
	case id == digits(debtor):
		return Debtor
	}
	return Nobody
}

// siren is the company of an identifier: a SIREN, or the SIRET of one of its
// establishments; empty for anything else.
func siren(id string) string {
	d := digits(id)
	if len(d) != 9 && len(d) != 14 {
		return ""
	}
	return d[:9]
}

// SIREN is the company that issued a status, as it says.
func SIREN(s status.Status) string { return siren(s.IssuerID) }

// digits drops the blanks of a number; empty when something else is in it.
func digits(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, "\u00a0", " ")), "")
	if strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return s
}
