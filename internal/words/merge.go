package words

import "relance/internal/merge"

// MergeField names a field of a debtor of which one value survives.
func (w Words) MergeField(f merge.Field) string { return of(w, mergeFields, f) }

var mergeFields = map[merge.Field]both{
	merge.Name: {"nom", "name"}, merge.Address: {"adresse", "address"}, merge.Email: {"e-mail", "e-mail"}, merge.SIREN: {"SIREN", "SIREN"},
	merge.VAT: {"numéro de TVA", "VAT number"}, merge.Regime: {"régime", "regime"}, merge.Language: {"langue", "language"},
	merge.Contact: {"interlocuteur", "contact"}, merge.Plan: {"plan de relance", "plan"}, merge.Zone: {"jours fériés", "holidays"},
	merge.PayDays: {"délai de l’acheteur public (jours)", "public buyer's period (days)"},
}

// MergeFact says what holds for a debtor because it was on record of either of two.
func (w Words) MergeFact(f merge.Fact) string { return of(w, mergeFacts, f) }

var mergeFacts = map[merge.Fact]both{
	merge.FactInsolvency: {"procédure collective", "insolvency proceedings"},
	merge.FactElectronic: {"refus des lettres recommandées électroniques", "no registered letters by e-mail"},
	merge.FactBounced:    {"adresse e-mail refusée définitivement", "e-mail address refused for good"},
}

// MergeSign says what two debtors have in common.
func (w Words) MergeSign(s merge.Sign) string { return of(w, mergeSigns, s) }

var mergeSigns = map[merge.Sign]both{
	merge.SignSIREN: {"même SIREN", "same SIREN"}, merge.SignVAT: {"même numéro de TVA", "same VAT number"},
	merge.SignEmail: {"même adresse e-mail", "same e-mail address"}, merge.SignName: {"même nom", "same name"},
}
