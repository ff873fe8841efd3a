package status

import (
	"fmt"

	"relance/internal/identifier"
)

// check warns of what is missing or against the rules. None of it changes what
// was read.
func (s *Status) check(m message) {
	if s.Code == "" {
		s.warn("MDT-105\u00a0: code de statut absent")
	} else if !s.Code.Known() {
		s.warn("MDT-105\u00a0: statut «\u00a0%s\u00a0» inconnu, conservé tel quel", oneLine(string(s.Code)))
	}
	if s.Code.wantsReason() && len(s.Reasons) == 0 {
		s.warn("MDT-113\u00a0: motif absent, obligatoire avec le statut %s", s.Code)
	}
	if s.AckType != transmission && s.AckType != treatment {
		s.warn("MDT-77\u00a0: type d’accusé «\u00a0%s\u00a0» inattendu (305 ou 23)", oneLine(s.AckType))
	}
	if s.StatusAt == "" {
		s.warn("MDT-78\u00a0: date du statut absente ou illisible")
	}
	if s.InvoiceDate == "" {
		s.warn("MDT-100\u00a0: date de facture absente ou illisible")
	}
	s.checkKey()
	if len(m.Acknowledgements) > 1 {
		s.warn("le message contient %d accusés de réception", len(m.Acknowledgements))
	}
	for _, a := range s.Amounts {
		if a.Currency == "" {
			s.warn("MDT-216\u00a0: montant %s sans devise", oneLine(a.Value))
		}
	}
}

// checkKey looks at what finds the invoice: number and SIREN of the seller.
func (s *Status) checkKey() {
	switch s.Invoice {
	case "":
		s.warn("MDT-87\u00a0: numéro de facture absent")
	case placeholderNumber:
		s.warn("MDT-87\u00a0: numéro fictif du portail, il ne désigne aucune facture")
	}
	switch _, err := identifier.ParseSIREN(s.SellerSIREN); {
	case s.SellerSIREN == "":
		s.warn("MDT-129\u00a0: SIREN du vendeur absent")
	case s.SellerSIREN == placeholderSIREN:
		s.warn("MDT-129\u00a0: SIREN fictif du portail")
	case len(s.SellerSIREN) == 14:
		s.warn("MDT-129\u00a0: SIRET à la place du SIREN du vendeur")
	case err != nil:
		s.warn("MDT-129\u00a0: SIREN du vendeur «\u00a0%s\u00a0» impossible", oneLine(s.SellerSIREN))
	}
}

func (s *Status) warn(format string, args ...any) {
	s.Warnings = append(s.Warnings, fmt.Sprintf(format, args...))
}
