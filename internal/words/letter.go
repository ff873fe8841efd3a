package words

import (
	"relance/internal/dunning"

	"relance/internal/approval"
)

// Dispute says what a dispute is about: a category that a person chose, or the
// one that a lifecycle status gave.
func (w Words) Dispute(category string) string {
	if _, ok := statusCategories[category]; ok {
		return of(w, statusCategories, category)
	}
	return of(w, disputes, category)
}

var disputes = map[string]both{
	"price": {"prix", "price"}, "quality": {"qualité", "quality"}, "delivery": {"livraison", "delivery"},
	"quantity": {"quantité", "quantity"}, "not_ordered": {"non commandé", "not ordered"},
	"administrative": {"forme de la facture", "form of the invoice"}, "already_paid": {"déjà payé", "already paid"}, "other": {"autre", "other"},
}

// Answer says what a debtor's answer is about.
func (w Words) Answer(kind string) string {
	if text, ok := answers[kind]; ok {
		return w.Pick(text.fr, text.en)
	}
	return w.Dispute(kind)
}

var answers = map[string]both{
	"dispute": {"facture contestée", "invoice contested"}, "paid": {"dit avoir déjà payé", "says it was paid"},
	"promise": {"promesse de paiement", "promise to pay"}, "instalments": {"demande à payer en plusieurs fois", "asks to pay in instalments"},
	"wrong_recipient": {"destinataire ou adresse à changer", "wrong recipient, or a new address"}, "document": {"demande un document", "asks for a document"},
}

// Letter says where a letter is.
func (w Words) Letter(state dunning.LetterState) string { return of(w, letterStates, state) }

var letterStates = map[dunning.LetterState]both{
	dunning.LetterRequested: {"demandé", "requested"}, dunning.LetterAccepted: {"pris en charge", "taken over"}, dunning.LetterPrinted: {"imprimé", "printed"},
	dunning.LetterPosted: {"déposé à La Poste", "posted"}, dunning.LetterPresented: {"présenté au destinataire", "presented to the addressee"},
	dunning.LetterDelivered: {"remis contre signature", "delivered against signature"}, dunning.LetterRefused: {"refusé par le destinataire", "refused by the addressee"},
	dunning.LetterUnclaimed: {"non réclamé", "unclaimed"}, dunning.LetterReturned: {"retourné\u00a0: adresse erronée", "returned: wrong address"},
	dunning.LetterFailed: {"non envoyé", "not sent"}, dunning.LetterUnknown: {"sort inconnu", "whereabouts unknown"},
	dunning.LetterCancelled:   {"annulée avant l’envoi", "cancelled before it left"},
	dunning.LetterNotRecalled: {"réglé, mais trop tard pour retenir la lettre", "settled, but too late to stop the letter"},
}

// Proof says what a document of a carrier proves.
func (w Words) Proof(kind string) string { return of(w, proofs, kind) }

var proofs = map[string]both{
	"deposit": {"preuve de dépôt", "proof of deposit"}, "content": {"preuve de contenu", "proof of content"},
	"presentation":    {"preuve de présentation", "proof of presentation"},
	"acknowledgement": {"avis de réception", "acknowledgement of receipt"}, "return": {"pli retourné", "returned letter"},
	"history": {"historique des statuts", "history of the statuses"},
}

// MessageState says what became of a message.
func (w Words) MessageState(s dunning.MessageState) string { return of(w, messageStates, s) }

var messageStates = map[dunning.MessageState]both{
	dunning.MessageRendered:  {"préparé", "prepared"},
	dunning.MessageWithheld:  {"retenu", "withheld"},
	dunning.MessageHanding:   {"en cours de remise", "being handed over"},
	dunning.MessageAccepted:  {"accepté", "accepted"},
	dunning.MessageRefused:   {"refusé", "refused"},
	dunning.MessageUnknown:   {"issue inconnue", "outcome unknown"},
	dunning.MessageAbandoned: {"abandonné", "abandoned"},
}

// DraftPart names a part of a letter that differs from the one that was shown.
func (w Words) DraftPart(p approval.Part) string { return of(w, draftParts, p) }

var draftParts = map[approval.Part]both{
	approval.PartLevel:     {"nature de la lettre", "kind of letter"},
	approval.PartChannel:   {"mode d’envoi", "way of sending"},
	approval.PartCarrier:   {"acheminement", "carrier"},
	approval.PartRecipient: {"adresse du destinataire", "recipient's address"},
	approval.PartInvoices:  {"factures", "invoices"},
	approval.PartPrincipal: {"principal", "principal"},
	approval.PartInterest:  {"intérêts", "interest"},
	approval.PartFee:       {"indemnité forfaitaire", "fixed fee"},
	approval.PartCosts:     {"frais", "costs"},
	approval.PartBasis:     {"taux d’intérêt", "rate of interest"},
	approval.PartDeadline:  {"délai pour payer", "time to pay"},
	approval.PartEstimate:  {"coût de l’envoi", "cost of sending"},
	approval.PartWording:   {"texte", "text"},
	approval.PartFault:     {"empêchement", "obstacle"},
}
