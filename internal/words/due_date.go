package words

import (
	"relance/internal/dunning"
	"relance/internal/terms"
)

// DueDateRemarks say in French what a person should know about the due date of an open
// case: one that is later than businesses may agree on (C. com. L441-10, I), or
// a public buyer's period that cannot be proved (CCP R2192-14).
func DueDateRemarks(v dunning.CaseView) (out []string) {
	if v.Case.State == dunning.Closed {
		return nil
	}
	switch v.Debtor.Regime {
	case dunning.B2B:
		rule, _ := terms.Parse(v.Invoice.Terms)
		for _, w := range terms.Warnings(rule, v.Invoice.Issued, v.Invoice.Due, string(dunning.B2B)) {
			out = append(out, w.Sentence())
		}
	case dunning.Public:
		if v.Invoice.Received.IsZero() {
			out = append(out, "Réception de la demande de paiement non enregistrée\u00a0: elle est réputée reçue deux jours après sa date (CCP R2192-14), "+
				"et les relances n’affirment pas que le délai a pris fin.")
		}
		if v.Debtor.PayDays == 0 {
			out = append(out, "Délai de l’acheteur public non précisé\u00a0: compté pour trente jours\u00a0; il est de cinquante pour un hôpital, "+
				"de soixante pour une entreprise publique (CCP R2192-10, R2192-11).")
		}
	}
	return out
}
