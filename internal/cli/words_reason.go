package cli

import "relance/internal/dunning"

// reasonText says a reason in French, as the bookkeeper reads it: why
// something left, did not leave, or happened. A reason that is not in the
// closed list is shown as it is stored.
func reasonText(r dunning.Reason) string {
	if text, ok := reasonTexts[r]; ok {
		return text
	}
	return string(r)
}

var reasonTexts = map[dunning.Reason]string{
	dunning.ReasonStepDue:          "la date prévue par le plan est venue",
	dunning.ReasonPaidInFull:       "tout est payé",
	dunning.ReasonPaidInPart:       "une part est payée, le reste est dû",
	dunning.ReasonCreditedInFull:   "les avoirs couvrent tout le solde",
	dunning.ReasonApprovalRequired: "le plan demande l’accord d’une personne",
	dunning.ReasonApprovalLapsed:   "l’accord donné est périmé\u00a0: la lettre n’est pas partie à temps",
	dunning.ReasonPlanFinished:     "le plan est arrivé à son terme",
	dunning.ReasonByPerson:         "à la demande d’une personne",
	dunning.ReasonGroupedWith:      "parti dans le message d’une autre facture du même client",

	dunning.ReasonNotYetDue:       "la prochaine date n’est pas encore venue",
	dunning.ReasonDisputed:        "tout ce qui reste dû est contesté",
	dunning.ReasonPromised:        "le client a promis de payer",
	dunning.ReasonInstalments:     "un échéancier est en cours",
	dunning.ReasonReplyUnread:     "une réponse du client attend d’être lue",
	dunning.ReasonNoAddress:       "aucune adresse utilisable",
	dunning.ReasonHeldByPerson:    "suspendu par une personne",
	dunning.ReasonStaleBankData:   "les relevés bancaires sont trop anciens",
	dunning.ReasonInsolvency:      "procédure collective ouverte (C. com. L622-21)",
	dunning.ReasonNeedsAttention:  "une difficulté attend une personne",
	dunning.ReasonAwaitApproval:   "accord demandé, pas encore donné",
	dunning.ReasonAwaitPosting:    "la lettre commandée n’est pas encore postée",
	dunning.ReasonLetterReturned:  "la lettre est revenue : l’adresse est à corriger, la mise en demeure repartira",
	dunning.ReasonBelowMinimum:    "le reste dû est inférieur au minimum du plan",
	dunning.ReasonTooLate:         "le moment de cette étape est passé",
	dunning.ReasonPaused:          "tous les envois sont en pause",
	dunning.ReasonMailOff:         "l’envoi des messages est désactivé (mail.mode: off)",
	dunning.ReasonOutsideWindow:   "hors des jours et heures d’envoi",
	dunning.ReasonContactCap:      "le client a déjà été contacté récemment",
	dunning.ReasonDailyMaximum:    "le maximum d’envois du jour est atteint",
	dunning.ReasonLetterBudget:    "le budget annuel des lettres recommandées est épuisé",
	dunning.ReasonRestored:        "base restaurée\u00a0: une personne doit confirmer",
	dunning.ReasonHandedOver:      "dossier remis, une personne prend la suite",
	dunning.ReasonClosed:          "dossier clos",
	dunning.ReasonCreditInFavour:  "le client a payé plus qu’il ne doit",
	dunning.ReasonChangedMeantime: "un fait enregistré avant l’envoi lui a ôté sa raison",

	dunning.ReasonAccepted:       "le serveur a accepté le message",
	dunning.ReasonRefused:        "le serveur a refusé le message définitivement",
	dunning.ReasonOutcomeUnknown: "personne ne peut savoir si le message est parti",
	dunning.ReasonFailed:         "toutes les tentatives ont échoué",
	dunning.ReasonPromiseBroken:  "la date promise est passée sans paiement",
	dunning.ReasonHoldExpired:    "la suspension est arrivée à son terme",
	dunning.ReasonReplyOverdue:   "personne n’a traité la réponse à temps",
	dunning.ReasonInstalmentMiss: "une échéance de l’échéancier n’a pas été payée",
	dunning.ReasonFact:           "fait enregistré",
}
