package cli

import (
	"relance/internal/dunning"
	"relance/internal/interest"
)

// French words for the closed lists of a case. Each table is complete: a test
// reads the lists from the source of package dunning.

var stateNames = map[dunning.State]string{
	dunning.Scheduled:   "programmé",
	dunning.Reminding:   "relances en cours",
	dunning.FormalState: "mis en demeure",
	dunning.HandedOver:  "remis",
	dunning.Closed:      "clos",
}

var outcomeNames = map[dunning.Outcome]string{
	dunning.Paid:              "payé",
	dunning.Settled:           "soldé par accord",
	dunning.Credited:          "soldé par avoir",
	dunning.WrittenOff:        "passé en perte",
	dunning.HandedOverOutcome: "remis à un tiers",
	dunning.Insolvent:         "procédure collective",
	dunning.Cancelled:         "annulé",
}

var kindNames = map[dunning.Kind]string{
	dunning.KindPaid:           "paiement reçu",
	dunning.KindCredited:       "avoir imputé",
	dunning.KindDispute:        "litige",
	dunning.KindResolveDispute: "litige résolu",
	dunning.KindPromise:        "promesse de paiement",
	dunning.KindInstalments:    "échéancier convenu",
	dunning.KindHold:           "suspension",
	dunning.KindRelease:        "suspension levée",
	dunning.KindReschedule:     "échéance reportée",
	dunning.KindReply:          "réponse du client",
	dunning.KindBounce:         "adresse inutilisable",
	dunning.KindContact:        "adresse corrigée",
	dunning.KindLetterStatus:   "suivi de la lettre",
	dunning.KindInsolvency:     "procédure collective",
	dunning.KindWaive:          "renonciation",
	dunning.KindCost:           "frais justifiés",
	dunning.KindLimitation:     "prescription",
	dunning.KindApprove:        "étape approuvée",
	dunning.KindReject:         "étape refusée",
	dunning.KindRetry:          "nouvel essai demandé",
	dunning.KindSkip:           "étape passée sur demande",
	dunning.KindSettle:         "issue de l’envoi tranchée",
	dunning.KindClose:          "clôture demandée",

	dunning.KindOpened:     "dossier ouvert",
	dunning.KindSent:       "envoyé",
	dunning.KindSkipped:    "étape passée",
	dunning.KindDeferred:   "envoi différé",
	dunning.KindWithheld:   "envoi retenu",
	dunning.KindRefused:    "envoi refusé",
	dunning.KindUnknown:    "issue de l’envoi inconnue",
	dunning.KindAsked:      "accord demandé",
	dunning.KindLapsed:     "suspension échue",
	dunning.KindDelegated:  "confié à une personne",
	dunning.KindHandedOver: "dossier remis",
	dunning.KindAttention:  "difficulté signalée",
	dunning.KindUnreadable: "message non compris",
	dunning.KindThanked:    "remerciement envoyé",
	dunning.KindClosed:     "dossier clos",
}

var holdNames = map[dunning.HoldKind]string{
	dunning.HoldDispute:     "litige",
	dunning.HoldPromise:     "promesse de paiement",
	dunning.HoldInstalments: "échéancier",
	dunning.HoldReply:       "réponse à lire",
	dunning.HoldBounce:      "pas d’adresse utilisable",
	dunning.HoldManual:      "suspension manuelle",
	dunning.HoldBankData:    "relevés bancaires trop anciens",
	dunning.HoldInsolvency:  "procédure collective",
	dunning.HoldBudget:      "budget des lettres épuisé",
	dunning.HoldSwitch:      "envois arrêtés",
}

var taskNames = map[dunning.TaskCode]string{
	dunning.TaskApprove:         "approuver ou refuser l’étape",
	dunning.TaskApprovalOverdue: "accord toujours attendu\u00a0: approuver ou refuser l’étape",
	dunning.TaskLetterBudget:    "relever le budget annuel des lettres, ou attendre",
	dunning.TaskMendAddress:     "donner une adresse utilisable",
	dunning.TaskSettleNotice:    "dire si le message est parti",
	dunning.TaskDispute:         "traiter le litige",
	dunning.TaskReply:           "lire la réponse",
	dunning.TaskReplyOverdue:    "réponse restée sans suite",
	dunning.TaskBrokenPromise:   "promesse non tenue",
	dunning.TaskMissed:          "échéance non payée",
	dunning.TaskInsolvency:      "déclarer la créance (C. com. L622-24)",
	dunning.TaskCall:            "appeler le client",
	dunning.TaskHandOver:        "choisir la suite\u00a0: tribunal, commissaire de justice, agence",
	dunning.TaskFailed:          "regarder l’échec\u00a0: réessayer ou passer",
	dunning.TaskOverpaid:        "rembourser le trop-perçu",
	dunning.TaskPostLetter:      "poster la lettre et noter son numéro de suivi",
	dunning.TaskFollowLetter:    "demander à La Poste ce qu’est devenue la lettre",
	dunning.TaskCheckLetter:     "vérifier ce qu’est devenue la lettre\u00a0: les sources ne s’accordent pas",
	dunning.TaskCorrectAddress:  "corriger l’adresse\u00a0: la lettre est revenue",
	dunning.TaskLateMessage:     "fait arrivé après la clôture",
	dunning.TaskUnreadable:      "message non compris",
	dunning.TaskRateMissing:     "ajouter le taux du semestre",
	dunning.TaskMissingDocument: "joindre le PDF de la facture",
	dunning.TaskOneTimeCode:     "saisir le code à usage unique\u00a0: relance letter otp",
	dunning.TaskLimitation:      "agir avant la prescription",
	dunning.TaskMatchLine:       "rapprocher la ligne bancaire",
}

// partNames are the parts of a claim that can be waived.
var partNames = map[dunning.Waivable]string{
	dunning.WaiveInterest: "intérêts",
	dunning.WaiveFee:      "indemnité forfaitaire",
}

// limitationNames are what interrupts or suspends limitation.
var limitationNames = map[dunning.LimitationEvent]string{
	dunning.LimitAcknowledgement: "reconnaissance de dette",
	dunning.LimitCourtAction:     "demande en justice",
	dunning.LimitEnforcement:     "mesure conservatoire ou d’exécution",
	dunning.LimitMediation:       "médiation ou conciliation",
	dunning.LimitSmallClaims:     "accord à la procédure simplifiée",
}

var actionNames = map[dunning.Action]string{
	dunning.Wait:      "attendre",
	dunning.Send:      "envoyer",
	dunning.Ask:       "demander l’accord",
	dunning.Skip:      "passer l’étape",
	dunning.Delegate:  "confier à une personne",
	dunning.Surrender: "remettre le dossier",
	dunning.Lapse:     "lever la suspension échue",
	dunning.Thank:     "remercier",
	dunning.Close:     "clore",
	dunning.End:       "rien",
}

var channelNames = map[dunning.Channel]string{
	dunning.Email:            "e-mail",
	dunning.Letter:           "lettre simple",
	dunning.RegisteredLetter: "lettre recommandée",
	dunning.Call:             "appel",
	dunning.SMS:              "SMS",
	dunning.Handover:         "remise du dossier",
}

var messageStateNames = map[dunning.MessageState]string{
	dunning.MessageRendered:  "préparé",
	dunning.MessageWithheld:  "retenu",
	dunning.MessageHanding:   "en cours de remise",
	dunning.MessageAccepted:  "accepté",
	dunning.MessageRefused:   "refusé",
	dunning.MessageUnknown:   "issue inconnue",
	dunning.MessageAbandoned: "abandonné",
}

var dueRuleNames = map[dunning.DueRule]string{
	dunning.DueStated:   "indiquée sur la facture",
	dunning.DueTerms:    "d’après ses conditions de paiement",
	dunning.DueCustomer: "d’après les conditions du client",
	dunning.DueDefault:  "par défaut\u00a0: date de facture + 30 jours",
}

// statusText is the word for a case: its state, its end, or that it waits for
// a person.
func statusText(c dunning.Case) string {
	if c.State == dunning.Closed {
		return "clos\u00a0: " + outcomeNames[c.Outcome]
	}
	if c.Status() == string(dunning.ReasonNeedsAttention) {
		return stateNames[c.State] + ", à traiter"
	}
	return stateNames[c.State]
}

// ruleNames say which rule of C. civ. 1342-10 gave an invoice its share.
var ruleNames = map[interest.Rule]string{
	interest.RuleDesignated: "désignée par le débiteur",
	interest.RuleLegalOrder: "ordre légal",
	interest.RuleProRata:    "à proportion",
}
