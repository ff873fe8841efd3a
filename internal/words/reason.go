package words

import "relance/internal/dunning"

// Reason says why something left, did not leave, or happened.
func (w Words) Reason(r dunning.Reason) string { return of(w, reasons, r) }

var reasons = map[dunning.Reason]both{
	dunning.ReasonStepDue:          {"la date prévue par le plan est venue", "the date that the plan sets has come"},
	dunning.ReasonPrincipalPaid:    {"le principal est payé\u00a0; pénalités et indemnité réclamées restent dues", "the principal is paid; interest and fee that were claimed stay due"},
	dunning.ReasonPaidInFull:       {"tout est payé", "everything is paid"},
	dunning.ReasonPaidInPart:       {"une part est payée, le reste est dû", "a part is paid, the rest is due"},
	dunning.ReasonCreditedInFull:   {"les avoirs couvrent tout le solde", "credit notes cover the whole balance"},
	dunning.ReasonApprovalRequired: {"le plan demande l’accord d’une personne", "the plan asks for a person's approval"},
	dunning.ReasonApprovalLapsed:   {"l’accord donné est périmé\u00a0: la lettre n’est pas partie à temps", "the approval has lapsed: the letter did not leave in time"},
	dunning.ReasonPlanFinished:     {"le plan est arrivé à son terme", "the plan is finished"},
	dunning.ReasonByPerson:         {"à la demande d’une personne", "a person asked for it"},
	dunning.ReasonGroupedWith:      {"parti dans le message d’une autre facture du même client", "left in the message of another invoice of the same customer"},

	dunning.ReasonNotYetDue:       {"la prochaine date n’est pas encore venue", "the next date has not come yet"},
	dunning.ReasonDisputed:        {"tout ce qui reste dû est contesté", "all that is open is disputed"},
	dunning.ReasonPromised:        {"le client a promis de payer", "the customer promised to pay"},
	dunning.ReasonInstalments:     {"un échéancier est en cours", "an instalment plan is running"},
	dunning.ReasonReplyUnread:     {"une réponse du client attend d’être lue", "a reply of the customer waits to be read"},
	dunning.ReasonNoAddress:       {"aucune adresse utilisable", "no usable address"},
	dunning.ReasonHeldByPerson:    {"suspendu par une personne", "held by a person"},
	dunning.ReasonStaleBankData:   {"les relevés bancaires sont trop anciens", "the bank statements are too old"},
	dunning.ReasonStaleInbox:      {"la boîte de réception n’a pas été relevée récemment", "the mailbox was not read lately"},
	dunning.ReasonInsolvency:      {"procédure collective ouverte (C. com. L622-21)", "insolvency proceedings are open (C. com. L622-21)"},
	dunning.ReasonNeedsAttention:  {"une difficulté attend une personne", "a difficulty waits for a person"},
	dunning.ReasonAwaitApproval:   {"accord demandé, pas encore donné", "approval asked for, not given yet"},
	dunning.ReasonAwaitPosting:    {"la lettre commandée n’est pas encore postée", "the letter that was ordered is not posted yet"},
	dunning.ReasonLetterReturned:  {"la lettre est revenue\u00a0: l’adresse est à corriger, la mise en demeure repartira", "the letter came back: correct the address, the formal notice will leave again"},
	dunning.ReasonBelowMinimum:    {"le reste dû est inférieur au minimum du plan", "what is open is below the plan's minimum"},
	dunning.ReasonTooLate:         {"le moment de cette étape est passé", "the time of this step has passed"},
	dunning.ReasonPaused:          {"tous les envois sont en pause", "all sending is paused"},
	dunning.ReasonMailOff:         {"l’envoi des messages est désactivé (mail.mode: off)", "sending mails is switched off (mail.mode: off)"},
	dunning.ReasonOutsideWindow:   {"hors des jours et heures d’envoi", "outside sending days and hours"},
	dunning.ReasonContactCap:      {"le client a déjà été contacté récemment", "the customer was contacted lately"},
	dunning.ReasonDailyMaximum:    {"le maximum d’envois du jour est atteint", "the day's maximum of messages is reached"},
	dunning.ReasonLetterBudget:    {"le budget annuel des lettres recommandées est épuisé", "the year's budget for registered letters is used up"},
	dunning.ReasonRestored:        {"base restaurée\u00a0: une personne doit confirmer", "database restored: a person must confirm"},
	dunning.ReasonHandedOver:      {"dossier remis, une personne prend la suite", "case handed over, a person takes it on"},
	dunning.ReasonClosed:          {"dossier clos", "case closed"},
	dunning.ReasonCreditInFavour:  {"le client a payé plus qu’il ne doit", "the customer paid more than he owes"},
	dunning.ReasonChangedMeantime: {"un fait enregistré avant l’envoi lui a ôté sa raison", "a fact recorded before the send took its reason away"},

	dunning.ReasonAccepted:        {"le serveur a accepté le message", "the server accepted the message"},
	dunning.ReasonComplaint:       {"le destinataire a signalé le message comme indésirable", "the recipient reported the message as abuse"},
	dunning.ReasonRefused:         {"le serveur a refusé le message définitivement", "the server refused the message for good"},
	dunning.ReasonOutcomeUnknown:  {"personne ne peut savoir si le message est parti", "nobody can know whether the message left"},
	dunning.ReasonFailed:          {"toutes les tentatives ont échoué", "all attempts failed"},
	dunning.ReasonPromiseBroken:   {"la date promise est passée sans paiement", "the promised date passed without payment"},
	dunning.ReasonHoldExpired:     {"la suspension est arrivée à son terme", "the hold has ended"},
	dunning.ReasonReplyOverdue:    {"personne n’a traité la réponse à temps", "nobody dealt with the reply in time"},
	dunning.ReasonInstalmentMiss:  {"une échéance de l’échéancier n’a pas été payée", "an instalment was not paid"},
	dunning.ReasonFact:            {"fait enregistré", "fact recorded"},
	dunning.ReasonTemporalRefuses: {"Temporal refuse le dossier (numéro trop long, par exemple) et personne ne le relance", "Temporal refuses the case (too long a number, say): nobody chases it"},
}
