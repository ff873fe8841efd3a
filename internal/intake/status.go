package intake

import (
	"regexp"
	"strings"

	"relance/internal/money"
	"relance/internal/tabular"
)

// The words of statuses, in the form of headings, with whatever stands around
// them: "Payée le 12/11/2026", "Annulée (doublon)". The first group that is
// found decides, so that "non payée" is not paid and "partiellement réglée" is
// neither.
var (
	notIssued = anyWord(`brouillons?|drafts?|annul\w*|abandon\w*|cancel\w*|void\w*|supprim\w*|deleted|provisoires?|temporaires?|refuse\w*|rejet\w*|rejected|erron\w*|a recycler|` +
		`a (valider|finaliser|emettre|envoyer|facturer|etablir|completer|transmettre|verifier)|en (preparation|creation|redaction|saisie|attente de validation|cours de (redaction|saisie|validation|creation))|preparation|` +
		`non (emise?|validee?|finalisee?|envoyee?|transmise?|comptabilisee?|definitive|issued|sent)|pas (envoyee?|emise?|validee?)|not (sent|issued|validated|posted|approved)|unsent|to be (sent|approved|validated)|awaiting approval|pending approval|simulation|previsionnel\w*|proforma|pro forma|expired?|expiree?`)
	givenUp  = anyWord(`irrecouvrables?|(passee?s? en |pertes?( sur creances?)?)pertes?|pertes?|written off|write off|bad debt|uncollectible|creance douteuse|douteu\w*`)
	disputed = anyWord(`litiges?|litigieu\w*|disputed?|contest\w*|contentieux|huissier|recouvrement judiciaire|procedure collective|liquidation|redressement|in dispute|sauvegarde|` +
		`suspendue?s?|suspended|on hold|bloquee?s?|blocked|gelee?s?|moratoire|echeanciers?|plan (de paiement|d apurement)|payment plan|` +
		`prelevements? (programme|planifie|en cours|prevu|a venir|emis)\w*|(a|sera) preleve\w*`)
	soldOn = anyWord(`cedee?s?|affactur\w*|factor|subrogee?`)
	inPart = anyWord(`partiel\w*|partially|partial|partly|part paid|en partie|acompte (recu|verse|paye|regle)|reste a payer|paiements? en plusieurs fois`)
	unpaid = anyWord(`(non|pas|not|im|pas encore|un) ?(payee?s?|reglee?s?|soldee?s?|encaissee?s?|acquittee?s?|lettree?s?|paid|settled|rapprochee?s?)|impayee?s?|unpaid|` +
		`a (payer|regler|encaisser|recouvrer|relancer|echoir|recevoir)|(en )?(attente|cours) de (paiement|reglement|encaissement)|awaiting( payment)?|to be paid|pending|en attente|attente|` +
		`en retard|retard|late|overdue|past due|outstanding`)
	paid = anyWord(`payee?s?|paid|reglee?s?|regle|soldee?s?|acquit\w*|encaisse\w*|lettree?s?|settled|closed|clos|close|cloture\w*|terminee?s?|completed?|in payment|en paiement|en cours de paiement|` +
		`reglements?( client)? (recu|effectue|ok|complet|total)|paiements? (recu|effectue|ok|complet|total)|payment (received|complete|completed|done)|virement recu|cheque recu|recouvree?s?|liquidee?s?|` +
		`reversed?|extourne\w*|rembours\w*|refunded|creditee?s?|credited|compensee?s?|rapprochee?s?|reconciled|fully paid|paid in full|done|fait|ok|` +
		`prelevee?s?|mises? en paiement|avoirs?( total| etabli| emis)?`)
	accepted = anyWord(`services? faits?|mandatee?s?`) // a public buyer's words: it will be paid
	issued   = anyWord(`echue?s?|non echue?s?|due|open|ouverte?s?|emise?s?|envoyee?s?|sent|valide\w*|validated|approved|posted|comptabilise\w*|finalise\w*|finalized|issued|` +
		`facturee?s?|relancee?s?|relance|en cours|transmise?s?|deposee?s?|remise?s?|active?|actif|mise en demeure|viewed|vue|delivered|recue|` +
		`mise a disposition|approuvee?|signee?|accepte\w*|normale?|definitive?|confirmee?|exigible|editee?|imprimee?|prise en charge|in progress|nouvelle?|new`)
	inPayment = anyWord(`en cours de paiement|en paiement|in payment`)
)

// readStatus refuses what was never issued and settles what is paid. Some
// software keeps the two apart: whether it was issued, and whether it is paid.
func (d *incoming) readStatus() {
	d.readOneStatus(d.values["state"])
	d.readOneStatus(d.values["status"])
	d.readPaidOn()
}

func (d *incoming) readOneStatus(written string) {
	h := tabular.Heading(written)
	switch {
	case h == "":
	case inPayment.MatchString(h):
		d.settle(written)
	case inPart.MatchString(h):
		if d.values["payable"]+d.values["prepaid"] == "" {
			d.fault("statut « %s » : remplissez payable (le reste dû) ou prepaid (le déjà réglé), sinon le total serait réclamé", shorten(written))
		}
	case notIssued.MatchString(h):
		d.code = NotIssued
		d.fault("statut « %s » : facture non émise ou annulée, à ne pas importer", shorten(written))
	case disputed.MatchString(h), givenUp.MatchString(h), soldOn.MatchString(h):
		d.fault("statut « %s » : ne se relance pas d’office ; si elle doit l’être, videz le statut", shorten(written))
	case unpaid.MatchString(h), accepted.MatchString(h):
	case paid.MatchString(h), affirmed(h):
		d.settle(written)
	case denied(h), issued.MatchString(h):
	default:
		d.warn("statut « %s » inconnu : lue comme une facture à payer, vérifiez", shorten(written))
	}
}

// settle takes the line for paid, unless it says itself that something is left.
func (d *incoming) settle(written string) {
	doc := &d.item.Document
	if doc.Payable == nil || *doc.Payable <= 0 {
		return
	}
	if d.values["payable"] != "" {
		d.warn("statut « %s », mais il reste %s à payer", shorten(written), doc.Payable)
		return
	}
	var nothing money.Cents
	doc.Payable = &nothing
}

// readPaidOn takes a line with a day of payment for paid, unless the list says
// what is left.
func (d *incoming) readPaidOn() {
	written := d.values["paid_on"]
	doc := &d.item.Document
	if written == "" || doc.Payable == nil || *doc.Payable <= 0 {
		return
	}
	if _, err := parseDayIn(written, d.order); err != nil || d.values["payable"]+d.values["prepaid"] != "" {
		return
	}
	if h := tabular.Heading(d.values["status"]); unpaid.MatchString(h) || inPart.MatchString(h) {
		d.warn("date de paiement « %s », mais statut « %s »", shorten(written), shorten(d.values["status"]))
		return
	}
	d.warn("date de paiement « %s » : lue comme payée", shorten(written))
	var nothing money.Cents
	doc.Payable = &nothing
}

func affirmed(h string) bool {
	return h == "oui" || h == "yes" || h == "true" || h == "vrai" || h == "x" || h == "o" || h == "y"
}

func denied(h string) bool {
	return h == "non" || h == "no" || h == "false" || h == "faux" || h == "n"
}

// paidColumn reads a column "Paid" that says yes or no instead of a sum.
func (d *incoming) paidColumn() {
	switch h := tabular.Heading(d.values["prepaid"]); {
	case affirmed(h):
		delete(d.values, "prepaid")
		if d.values["status"] == "" {
			d.values["status"] = "payée"
		}
	case denied(h):
		delete(d.values, "prepaid")
	}
}

var spaces = regexp.MustCompile(`\s+`)

// oneLine makes a name of one line: marks of direction and other invisible
// characters go, line breaks and control characters become blanks, and what a
// mail program would take for an encoded word is taken apart.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029':
			return ' '
		case r == '\u200c' || r == '\u200d': // joiners shape letters and emoji
			return r
		case isUnseen(r):
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "=?", "= ?"))
	return strings.TrimSpace(spaces.ReplaceAllString(s, " "))
}
