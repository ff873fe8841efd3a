package words

import "relance/internal/insolvency"

// InsolvencyEffect says what an official notice announces.
func (w Words) InsolvencyEffect(e insolvency.Effect) string { return of(w, insolvencyEffects, e) }

var insolvencyEffects = map[insolvency.Effect]both{
	insolvency.Opening:        {"ouverture", "opening"},
	insolvency.MaybeOpening:   {"ouverture\u00a0?", "opening?"},
	insolvency.Conversion:     {"conversion", "conversion"},
	insolvency.Plan:           {"plan", "plan"},
	insolvency.Closure:        {"clôture", "closure"},
	insolvency.Deposit:        {"dépôt de l’état des créances", "state of claims deposited"},
	insolvency.PostJudgment:   {"liste des créances postérieures", "list of later claims"},
	insolvency.Reversal:       {"jugement infirmé", "judgment set aside"},
	insolvency.MaybeReversal:  {"jugement infirmé\u00a0?", "judgment set aside?"},
	insolvency.Withdrawn:      {"jugement rétracté", "judgment withdrawn"},
	insolvency.Organs:         {"organes désignés", "persons appointed"},
	insolvency.Annulment:      {"annulation d’une annonce", "cancels a notice"},
	insolvency.Void:           {"annonce annulée", "cancelled notice"},
	insolvency.StruckOff:      {"radiation", "struck off"},
	insolvency.StrikingUndone: {"radiation rapportée", "striking-off undone"},
	insolvency.Moved:          {"transfert du siège", "seat moved"},
	insolvency.Other:          {"autre", "other"},
	insolvency.Unknown:        {"inconnu", "unknown"},
	insolvency.Unreadable:     {"illisible", "unreadable"},
}

// Procedure names a collective procedure; "" when the notice does not tell.
func (w Words) Procedure(p insolvency.Procedure) string { return of(w, procedures, p) }

var procedures = map[insolvency.Procedure]both{
	insolvency.Safeguard:      {"sauvegarde", "safeguard"},
	insolvency.Reorganisation: {"redressement", "reorganisation"},
	insolvency.Liquidation:    {"liquidation", "liquidation"},
	insolvency.ExitFromCrisis: {"sortie de crise", "exit from crisis"},
	insolvency.PersonalRelief: {"rétablissement professionnel", "discharge of a sole trader"},
}

// InsolvencyAction says what an official notice about a debtor asks for.
func (w Words) InsolvencyAction(a insolvency.Action) string { return of(w, insolvencyActions, a) }

var insolvencyActions = map[insolvency.Action]both{
	insolvency.Nothing:      {"rien", "nothing"},
	insolvency.Ask:          {"à lire", "to be read"},
	insolvency.Freeze:       {"arrêt des relances", "stop the chase"},
	insolvency.FreezeAndAsk: {"arrêt des relances, à lire", "stop the chase, to be read"},
}
