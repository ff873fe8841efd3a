package words

import "relance/internal/lifecycle"

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
