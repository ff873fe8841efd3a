package words

import (
	"cmp"
	"strings"

	"relance/internal/calendar"
	"relance/internal/company"
	"relance/internal/dunning"
	"relance/internal/interest"
)

// Kind names a kind of event.
func (w Words) Kind(k dunning.Kind) string { return of(w, kinds, k) }

var kinds = map[dunning.Kind]both{
	dunning.KindPaid:           {"paiement reçu", "payment received"},
	dunning.KindCredited:       {"avoir imputé", "credit note applied"},
	dunning.KindDispute:        {"litige", "dispute"},
	dunning.KindResolveDispute: {"litige résolu", "dispute resolved"},
	dunning.KindPromise:        {"promesse de paiement", "promise to pay"},
	dunning.KindInstalments:    {"échéancier convenu", "instalments agreed"},
	dunning.KindHold:           {"suspension", "hold"},
	dunning.KindRelease:        {"suspension levée", "hold lifted"},
	dunning.KindReschedule:     {"échéance reportée", "due date moved"},
	dunning.KindReceived:       {"demande de paiement reçue", "payment request received"},
	dunning.KindReply:          {"réponse du client", "reply of the customer"},
	dunning.KindBounce:         {"adresse inutilisable", "address unusable"},
	dunning.KindContact:        {"adresse corrigée", "address corrected"},
	dunning.KindLetterStatus:   {"suivi de la lettre", "letter tracking"},
	dunning.KindInsolvency:     {"procédure collective", "insolvency proceedings"},
	dunning.KindClaim:          {"réclamation des pénalités et de l’indemnité", "interest and fee claimed by hand"},
	dunning.KindWaive:          {"renonciation", "waiver"},
	dunning.KindCost:           {"frais justifiés", "justified cost"},
	dunning.KindLimitation:     {"prescription", "limitation"},
	dunning.KindApprove:        {"étape approuvée", "step approved"},
	dunning.KindReject:         {"étape refusée", "step rejected"},
	dunning.KindRetry:          {"nouvel essai demandé", "new attempt asked for"},
	dunning.KindSkip:           {"étape passée sur demande", "step skipped on request"},
	dunning.KindSettle:         {"issue de l’envoi tranchée", "outcome of the send decided"},
	dunning.KindClose:          {"clôture demandée", "end asked for"},
	dunning.KindChangePlan:     {"plan changé", "plan changed"},

	dunning.KindOpened:     {"dossier ouvert", "case opened"},
	dunning.KindSent:       {"envoyé", "sent"},
	dunning.KindSkipped:    {"étape passée", "step skipped"},
	dunning.KindDeferred:   {"envoi différé", "send deferred"},
	dunning.KindWithheld:   {"envoi retenu", "send withheld"},
	dunning.KindRefused:    {"envoi refusé", "send refused"},
	dunning.KindUnknown:    {"issue de l’envoi inconnue", "outcome of the send unknown"},
	dunning.KindAsked:      {"accord demandé", "approval asked for"},
	dunning.KindLapsed:     {"suspension échue", "hold ended"},
	dunning.KindDelegated:  {"confié à une personne", "given to a person"},
	dunning.KindHandedOver: {"dossier remis", "case handed over"},
	dunning.KindAttention:  {"difficulté signalée", "difficulty reported"},
	dunning.KindUnreadable: {"message non compris", "message not understood"},
	dunning.KindThanked:    {"remerciement envoyé", "thanks sent"},
	dunning.KindClosed:     {"dossier clos", "case closed"},

	dunning.KindDebtorChanged: {"débiteur changé", "debtor changed"},
}

// Describe says an event with what it brings: its step, amount, dates, what it
// is about. Sums are in the currency of the case.
func (w Words) Describe(e dunning.Event, currency string) string {
	if details := w.details(e, currency); len(details) > 0 {
		return w.Kind(e.Kind) + w.Colon() + strings.Join(details, ", ")
	}
	return w.Kind(e.Kind)
}

func (w Words) details(e dunning.Event, currency string) (out []string) {
	add := func(present bool, text string) {
		if present {
			out = append(out, text)
		}
	}
	paid, stated, insolvent := e.Kind == dunning.KindPaid, e.Source == dunning.SourceStatus, e.Source == dunning.SourceGazette
	add(e.Step != "", e.Step)
	add(e.Amount != 0, w.Amount(e.Amount, currency))
	add(e.Accessory != 0, w.Amount(e.Accessory, currency)+w.Pick(" pour pénalités et indemnité", " for penalties and fee"))
	add(e.Kind == dunning.KindDispute && e.Amount == 0, w.Pick("le tout", "all of it"))
	add(!e.Date.IsZero(), w.Date(e.Date))
	add((paid || e.Source == dunning.SourcePortal) && e.Source != "", w.Source(e.Source))
	add(e.Plan != "", w.PlanVersion(e.Plan, e.PlanVersion))
	add(e.Category != "", w.category(e))
	add(!e.End.IsZero() && !stated, w.until(w.Date(e.End)))
	add(e.Hold != "", w.Hold(e.Hold))
	add(e.Status != "" && !stated, w.factStatus(e.Status))
	add(e.Status != "" && stated, w.Pick("statut ", "status ")+e.Status)
	add(e.Outcome != "", w.Outcome(e.Outcome))
	for _, i := range e.Instalments {
		add(true, w.Amount(i.Amount, currency)+w.Pick(" le ", " on ")+w.Date(i.Date))
	}
	add(e.Tracking != "" && insolvent, w.Pick("annonce ", "notice ")+e.Tracking)
	add(e.Tracking != "" && !stated && !insolvent, w.Pick("suivi ", "tracking ")+e.Tracking)
	add(!e.Deadline.IsZero() && insolvent, w.Pick("à déclarer avant le ", "to be declared by ")+w.Date(e.Deadline))
	add(!e.Deadline.IsZero() && !insolvent, w.Pick("à payer avant le ", "to be paid by ")+w.Date(e.Deadline))
	add(e.Debtor != "", w.Pick("de ", "from ")+e.Former+w.Pick(" à ", " to ")+e.Debtor)
	add(!e.Due.IsZero(), w.Pick("échéance au ", "due on ")+w.Date(e.Due))
	add(!e.Until.IsZero() && e.Kind != dunning.KindReschedule && e.Kind != dunning.KindReceived, w.until(w.Instant(e.Until)))
	if len(e.Steps) > 0 {
		add(true, w.Pick("étape suivante\u00a0: ", "next step: ")+w.Step(e.Steps[0].Level, e.Steps[0].Channel)+w.Pick(" le ", " on ")+w.Date(calendar.DateOf(e.Steps[0].At.In(calendar.Metropole.Location()))))
	}
	return out
}

func (w Words) until(when string) string { return w.Pick("jusqu’au ", "until ") + when }

// category says what a fact is about.
func (w Words) category(e dunning.Event) string {
	switch e.Kind {
	case dunning.KindWaive:
		return w.Part(dunning.Waivable(e.Category))
	case dunning.KindLimitation, dunning.KindInstalments:
		return w.Limitation(dunning.LimitationEvent(e.Category))
	case dunning.KindPaid:
		if e.Category == dunning.Confirms {
			return w.Pick("confirme un paiement saisi à la main", "confirms a payment entered by hand")
		}
		return w.ImputationRule(interest.Rule(e.Category))
	case dunning.KindHold:
		if e.Hold == dunning.HoldRegister {
			return w.registerHalt(company.Halt(e.Category))
		}
		return w.Dispute(e.Category)
	case dunning.KindReschedule:
		if e.Category == dunning.CategoryPayDays {
			return w.Pick("délai de l’acheteur public précisé", "the public buyer's period is known")
		}
	case dunning.KindReply:
		return w.Answer(e.Category)
	case dunning.KindDispute:
		return w.Dispute(e.Category)
	case dunning.KindChangePlan:
		return w.Onward(dunning.Onward(e.Category))
	case dunning.KindDebtorChanged:
		if dunning.Merging(e.Category) == dunning.Parted {
			return w.Pick("fusion annulée", "merging undone")
		}
		return w.Pick("deux fiches d’un même débiteur fusionnées", "two records of one debtor merged")
	}
	return e.Category
}

// statusCategories group the reasons of lifecycle statuses.
var statusCategories = map[string]both{
	"document_wanted": {"pièce demandée", "document wanted"}, "bank_details": {"coordonnées bancaires", "bank details"},
	"terms_contested": {"délai de paiement contesté", "terms contested"}, "reference": {"référence manquante ou fausse", "reference missing or wrong"},
	"amount_contested": {"montant contesté", "amount contested"}, "performance": {"prestation contestée", "performance contested"},
	"invoice_wrong": {"facture erronée", "invoice wrong"}, "duplicate": {"facture en double", "duplicate"},
	"wrong_debtor": {"mauvais destinataire", "wrong debtor"}, "not_issued": {"facture non émise", "not issued"}, "to_read": {"motif à lire", "reason to be read"},
}

// factStatus says the status that a fact carries: where a letter is, what
// became of a send, that something was taken back.
func (w Words) factStatus(status string) string {
	return cmp.Or(of(w, factStatuses, status), of(w, letterStates, dunning.LetterState(status)), status)
}

var factStatuses = map[string]both{
	"requested": {"à poster", "to be posted"}, "printed": {"imprimée", "printed"}, "posted": {"postée", "posted"},
	"accepted": {"prise en charge", "taken over by the carrier"}, "presented": {"présentée", "presented"},
	"delivered": {"distribuée", "delivered"}, "refused": {"refusée par le destinataire", "refused by the addressee"},
	"unclaimed": {"non réclamée", "unclaimed"}, "returned": {"revenue, adresse inconnue", "returned, address unknown"},
	"failed": {"échec", "failed"}, "sent": {"parti", "sent"}, "not_sent": {"pas parti", "not sent"},
	dunning.YesFirst:  {"premier accord, un second est attendu", "first yes, a second one is awaited"},
	dunning.Withdrawn: {"retiré", "withdrawn"},
}

// Source says where a payment was learned of.
func (w Words) Source(source string) string { return of(w, sources, source) }

var sources = map[string]both{
	"manual": {"saisi à la main", "entered by hand"}, "bank": {"relevé bancaire", "bank statement"},
	"portal": {"page du débiteur", "debtor’s page"}, "stripe": {"carte (Stripe)", "card (Stripe)"},
	"signal": {"autre programme", "another program"}, "api": {"autre programme", "another program"},
}
