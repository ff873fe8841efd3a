package words

import (
	"relance/internal/collected"
	"relance/internal/lifecycle"
)

// Verdict says what followed from a lifecycle status.
func (w Words) Verdict(v lifecycle.Verdict) string { return of(w, verdicts, v) }

var verdicts = map[lifecycle.Verdict]both{
	lifecycle.Acted:   {"pris en compte", "acted on"},
	lifecycle.Noted:   {"noté", "noted"},
	lifecycle.Asks:    {"à lire", "to be read"},
	lifecycle.Foreign: {"facture inconnue", "unknown invoice"},
	lifecycle.Before:  {"déjà enregistré", "on record already"},
	lifecycle.Ignored: {"ignoré", "ignored"},
	lifecycle.Refused: {"refusé", "refused"},
}

// StatusOrigin says who issued a lifecycle status.
func (w Words) StatusOrigin(o lifecycle.Origin) string { return of(w, statusOrigins, o) }

var statusOrigins = map[lifecycle.Origin]both{
	lifecycle.Debtor:   {"le client", "the customer"},
	lifecycle.Platform: {"une plateforme", "a platform"},
	lifecycle.Creditor: {"vous", "you"},
	lifecycle.Nobody:   {"un tiers", "somebody else"},
	lifecycle.Unproven: {"SIREN à confirmer", "SIREN to be confirmed"},
	lifecycle.Mailed:   {"un courriel, sans preuve", "a mail, without proof"},
}

// Obstacle says why money is not reported as status 212.
func (w Words) Obstacle(o collected.Obstacle) string { return of(w, obstacles, o) }

var obstacles = map[collected.Obstacle]both{
	collected.NoFrenchBuyer: {"particulier ou client étranger\u00a0: relève du e-reporting", "a consumer or a foreign customer: e-reporting, not status 212"},
	collected.BuyerUnknown:  {"SIREN du client non enregistré", "the customer’s company number is not on record"},
	collected.NotAccepted:   {"facture refusée ou rejetée (210, 213)", "the invoice was refused or rejected (210, 213)"},
	collected.Elsewhere:     {"un autre logiciel a déjà émis un statut 212 pour cette facture", "another program has issued status 212 for this invoice"},
	collected.Goods:         {"livraison de biens\u00a0: la TVA n’est pas due à l’encaissement", "goods: VAT does not fall due on receipt"},
	collected.OnDebits:      {"TVA d’après les débits, selon la facture", "VAT falls due on invoicing, says the invoice"},
	collected.MixedFrame:    {"biens et services sur une facture\u00a0: à répartir par une personne", "goods and services on one invoice: a person divides"},
	collected.NoBreakdown:   {"ventilation de la TVA inconnue\u00a0: le fichier importé n’en avait pas", "breakdown of VAT not known: the file had none"},
	collected.OtherCategory: {"autoliquidation, exportation ou autre régime de TVA", "reverse charge, export or another treatment of VAT"},
	collected.OddRate:       {"taux de TVA que le statut 212 ne connaît pas", "a rate of VAT that status 212 does not know"},
	collected.Totals:        {"la ventilation de la TVA ne donne pas le total de la facture", "the breakdown of VAT does not add up to the invoice’s total"},
	collected.Reduced:       {"avoir ou acompte sous plusieurs taux\u00a0: à répartir par une personne", "a credit note or an advance under several rates: a person divides"},
	collected.NotBank:       {"pas encore confirmé par une ligne de banque", "no bank line has confirmed it yet"},
	collected.Overpaid:      {"trop-perçu", "more than the invoice asks for"},
	collected.NotReported:   {"remboursement sans encaissement déclaré", "money went back, and no receipt of it was reported"},
}
