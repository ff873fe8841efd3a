package words

import (
	"relance/internal/company"
	"relance/internal/dunning"
	"relance/internal/interest"
)

// State says where a case stands.
func (w Words) State(s dunning.State) string { return of(w, states, s) }

var states = map[dunning.State]both{
	dunning.Scheduled:   {"programmé", "scheduled"},
	dunning.Reminding:   {"relances en cours", "being reminded"},
	dunning.FormalState: {"mis en demeure", "formal notice sent"},
	dunning.HandedOver:  {"remis", "handed over"},
	dunning.Closed:      {"clos", "closed"},
}

// Outcome says how a case ended.
func (w Words) Outcome(o dunning.Outcome) string { return of(w, outcomes, o) }

var outcomes = map[dunning.Outcome]both{
	dunning.Paid:              {"payé", "paid"},
	dunning.Settled:           {"soldé par accord", "settled by agreement"},
	dunning.Credited:          {"soldé par avoir", "settled by credit note"},
	dunning.WrittenOff:        {"passé en perte", "written off"},
	dunning.HandedOverOutcome: {"remis à un tiers", "handed over to others"},
	dunning.Insolvent:         {"procédure collective", "insolvency proceedings"},
	dunning.Cancelled:         {"annulé", "cancelled"},
}

// Status is the word for a case: its state, its end, or that it waits for a
// person.
func (w Words) Status(c dunning.Case) string {
	switch {
	case c.State == dunning.Closed:
		return w.State(c.State) + w.Colon() + w.Outcome(c.Outcome)
	case c.Status() == string(dunning.ReasonNeedsAttention):
		return w.State(c.State) + w.Pick(", à traiter", ", needs attention")
	}
	return w.State(c.State)
}

// Hold says why a case stands still.
func (w Words) Hold(k dunning.HoldKind) string { return of(w, holds, k) }

var holds = map[dunning.HoldKind]both{
	dunning.HoldDispute:     {"litige", "dispute"},
	dunning.HoldPromise:     {"promesse de paiement", "promise to pay"},
	dunning.HoldInstalments: {"échéancier", "instalments"},
	dunning.HoldReply:       {"réponse à lire", "reply to read"},
	dunning.HoldBounce:      {"pas d’adresse utilisable", "no usable address"},
	dunning.HoldManual:      {"suspension manuelle", "held by a person"},
	dunning.HoldBankData:    {"relevés bancaires trop anciens", "bank statements too old"},
	dunning.HoldInbox:       {"boîte de réception non relevée", "mailbox not read"},
	dunning.HoldInsolvency:  {"procédure collective", "insolvency proceedings"},
	dunning.HoldBudget:      {"budget des lettres épuisé", "letter budget used up"},
	dunning.HoldSwitch:      {"envois arrêtés", "sending switched off"},
	dunning.HoldDocuments:   {"pièce demandée par le client", "document wanted by the customer"},
	dunning.HoldRefused:     {"facture refusée ou rejetée", "invoice refused or rejected"},
	dunning.HoldPayee:       {"bénéficiaire du paiement à régler", "payee to be settled"},
	dunning.HoldWatch:       {"BODACC à consulter", "official notices to be looked at"},
	dunning.HoldRegister:    {"registre des entreprises à vérifier", "register of companies to be checked"},
}

// HoldWhy says what a hold is for, besides its kind; empty when it says nothing
// more.
func (w Words) HoldWhy(h dunning.Hold) string {
	if h.Kind == dunning.HoldRegister {
		return w.registerHalt(company.Halt(h.Category))
	}
	return w.Dispute(h.Category)
}

// Task says what a person is asked to do.
func (w Words) Task(c dunning.TaskCode) string { return of(w, tasks, c) }

var tasks = map[dunning.TaskCode]both{
	dunning.TaskApprove:         {"approuver ou refuser l’étape", "approve or reject the step"},
	dunning.TaskApprovalOverdue: {"accord toujours attendu\u00a0: approuver ou refuser l’étape", "approval still awaited: approve or reject the step"},
	dunning.TaskLetterBudget:    {"relever le budget annuel des lettres, ou attendre", "raise the year's budget for letters, or wait"},
	dunning.TaskMendAddress:     {"donner une adresse utilisable", "give a usable address"},
	dunning.TaskSettleNotice:    {"dire si le message est parti", "say whether the message left"},
	dunning.TaskDispute:         {"traiter le litige", "deal with the dispute"},
	dunning.TaskReply:           {"lire la réponse", "read the reply"},
	dunning.TaskReadMail:        {"lire le message reçu", "read the mail that came back"},
	dunning.TaskSenderRefused:   {"nos messages sont refusés : vérifier l’expéditeur (SPF, DKIM, réputation, contenu)", "our mails are refused: check the sender (SPF, DKIM, reputation, content)"},
	dunning.TaskAnswer:          {"réponse non partie, ou nul ne le sait : la relire", "answer that did not leave, or nobody knows: look at it"},
	dunning.TaskStrangeCard:     {"paiement par carte d’un autre montant que demandé\u00a0: vérifier chez le prestataire", "card payment of another sum than was asked: look at the provider’s"},
	dunning.TaskCardReturn:      {"paiement par carte remboursé ou contesté\u00a0: vérifier chez le prestataire", "card payment that was paid back or is contested: look at the provider’s"},
	dunning.TaskReadAnswer:      {"lire ce que le client a dit sur sa page", "read what the customer said on his page"},
	dunning.TaskReplyOverdue:    {"réponse restée sans suite", "reply left unanswered"},
	dunning.TaskBrokenPromise:   {"promesse non tenue", "promise broken"},
	dunning.TaskMissed:          {"échéance non payée", "instalment missed"},
	dunning.TaskInsolvency:      {"déclarer la créance (C. com. L622-24)", "declare the claim (C. com. L622-24)"},
	dunning.TaskCall:            {"appeler le client", "call the customer"},
	dunning.TaskHandOver:        {"choisir la suite\u00a0: tribunal, commissaire de justice, agence", "choose what follows: court, bailiff, agency"},
	dunning.TaskFailed:          {"regarder l’échec\u00a0: réessayer ou passer", "look at the failure: try again or skip"},
	dunning.TaskAccessories:     {"pénalités et indemnité restent dues\u00a0: réclamer ou renoncer", "interest and fee stay due: claim or waive them"},
	dunning.TaskOverpaid:        {"rembourser le trop-perçu", "refund what was overpaid"},
	dunning.TaskPostLetter:      {"poster la lettre et noter son numéro de suivi", "post the letter and note its tracking number"},
	dunning.TaskFollowLetter:    {"demander à La Poste ce qu’est devenue la lettre", "ask La Poste what became of the letter"},
	dunning.TaskCheckLetter:     {"vérifier ce qu’est devenue la lettre\u00a0: les sources ne s’accordent pas", "check what became of the letter: the sources disagree"},
	dunning.TaskCorrectAddress:  {"corriger l’adresse\u00a0: la lettre est revenue", "correct the address: the letter came back"},
	dunning.TaskSentAfterAll:    {"message donné pour non parti et pourtant parti", "message that was said not to have left, and has"},
	dunning.TaskLateMessage:     {"fait arrivé après la clôture", "fact that came after the end"},
	dunning.TaskUnreadable:      {"message non compris", "message not understood"},
	dunning.TaskWebhook:         {"remettre en service un webhook", "mend a webhook"},
	dunning.TaskMendText:        {"corriger le texte qui n’a pas pu partir", "mend the text that could not be used"},
	dunning.TaskRateMissing:     {"ajouter le taux du semestre", "add the half-year's rate"},
	dunning.TaskMissingDocument: {"joindre le PDF de la facture", "attach the invoice's PDF"},
	dunning.TaskOneTimeCode:     {"saisir le code à usage unique", "enter the one-time code"},
	dunning.TaskLimitation:      {"agir avant la prescription", "act before the claim expires"},
	dunning.TaskDocuments:       {"envoyer la pièce que la plateforme du client demande", "send the document that the customer's platform waits for"},
	dunning.TaskRefused:         {"facture refusée ou rejetée : annuler ou faire un avoir, puis réémettre", "invoice refused or rejected: cancel or credit it, then issue it anew"},
	dunning.TaskPayee:           {"vérifier qui doit être payé", "settle who is to be paid"},
	dunning.TaskReadStatus:      {"lire le statut reçu de la plateforme", "read the status that the platform sent"},
	dunning.TaskCollected:       {"comparer l’encaissement déclaré avec les paiements", "compare the money reported with the payments"},
	dunning.TaskConfirmSIREN:    {"confirmer le SIREN du client", "confirm the customer's SIREN"},
	dunning.TaskReadNotice:      {"lire l’annonce du BODACC", "read the notice of the official gazette"},
	dunning.TaskRegister:        {"comparer le client au registre des entreprises", "compare the customer with the register of companies"},
	dunning.TaskProcedure:       {"délai de procédure : agir avant la date", "a period of a procedure: act before the date"},
	dunning.TaskPlatformSilent:  {"plateforme muette : vérifier la lecture des statuts", "the platform is silent: check the reading of statuses"},
	dunning.TaskWatchSilent:     {"BODACC muet : vérifier la surveillance", "the official gazette is silent: check the watch"},
	dunning.TaskMatchLine:       {"rapprocher la ligne bancaire", "match the bank line"},
}

// Action says what the program does with a case.
func (w Words) Action(a dunning.Action) string { return of(w, actions, a) }

var actions = map[dunning.Action]both{
	dunning.Wait:      {"attendre", "wait"},
	dunning.Send:      {"envoyer", "send"},
	dunning.Ask:       {"demander l’accord", "ask for approval"},
	dunning.Skip:      {"passer l’étape", "skip the step"},
	dunning.Delegate:  {"confier à une personne", "give to a person"},
	dunning.Surrender: {"remettre le dossier", "hand the case over"},
	dunning.Lapse:     {"lever la suspension échue", "lift the hold that has ended"},
	dunning.Thank:     {"remercier", "thank"},
	dunning.Close:     {"clore", "close"},
	dunning.End:       {"rien", "nothing"},
}

// Channel says how a step reaches the debtor.
func (w Words) Channel(c dunning.Channel) string { return of(w, channels, c) }

var channels = map[dunning.Channel]both{
	dunning.Email:            {"e-mail", "e-mail"},
	dunning.Letter:           {"lettre simple", "letter"},
	dunning.RegisteredLetter: {"lettre recommandée", "registered letter"},
	dunning.Call:             {"appel", "call"},
	dunning.SMS:              {"SMS", "SMS"},
	dunning.Handover:         {"remise du dossier", "hand-over"},
}

// Level says how firm a notice is.
func (w Words) Level(l dunning.Level) string { return of(w, levels, l) }

var levels = map[dunning.Level]both{
	dunning.Courtesy:     {"rappel avant échéance", "courtesy reminder"},
	dunning.First:        {"première relance", "first reminder"},
	dunning.Second:       {"deuxième relance", "second reminder"},
	dunning.Final:        {"dernière relance", "final reminder"},
	dunning.FormalNotice: {"mise en demeure", "formal notice"},
	dunning.Thanks:       {"remerciement", "thanks"},
	dunning.Answer:       {"réponse", "answer"},
	dunning.PartReceipt:  {"accusé de paiement partiel", "receipt for a part payment"},
}

// Regime says which body of law governs a claim.
func (w Words) Regime(r dunning.Regime) string { return of(w, regimes, r) }

var regimes = map[dunning.Regime]both{
	dunning.B2B:             {"débiteur professionnel", "business debtor"},
	dunning.B2C:             {"consommateur", "consumer"},
	dunning.Public:          {"acheteur public", "public buyer"},
	dunning.NonProfessional: {"non-professionnel", "non-professional"},
}

// Part says which part of a claim can be waived.
func (w Words) Part(p dunning.Waivable) string { return of(w, waivables, p) }

var waivables = map[dunning.Waivable]both{
	dunning.WaiveInterest: {"intérêts", "interest"},
	dunning.WaiveFee:      {"indemnité forfaitaire", "fixed fee"},
}

// Limitation says what interrupts or suspends limitation.
func (w Words) Limitation(e dunning.LimitationEvent) string { return of(w, limitations, e) }

var limitations = map[dunning.LimitationEvent]both{
	dunning.LimitAcknowledgement: {"reconnaissance de dette", "acknowledgement of the debt"},
	dunning.LimitCourtAction:     {"demande en justice", "court action"},
	dunning.LimitEnforcement:     {"mesure conservatoire ou d’exécution", "protective or enforcement measure"},
	dunning.LimitMediation:       {"médiation ou conciliation", "mediation or conciliation"},
	dunning.LimitSmallClaims:     {"accord à la procédure simplifiée", "agreement to the small-claims procedure"},
}

// ImputationRule says which rule of C. civ. 1342-10 gave an invoice its share.
func (w Words) ImputationRule(r interest.Rule) string { return of(w, imputationRules, r) }

var imputationRules = map[interest.Rule]both{
	interest.RuleDesignated: {"désignée par le débiteur", "chosen by the debtor"},
	interest.RuleLegalOrder: {"ordre légal", "order of the law"},
	interest.RuleProRata:    {"à proportion", "in proportion"},
}
