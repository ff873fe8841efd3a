package words

import "relance/internal/inbox"

// Mail says what a mail is.
func (w Words) Mail(c inbox.Class) string { return of(w, mailClasses, c) }

var mailClasses = map[inbox.Class]both{
	inbox.Reply:           {"Réponse d’une personne", "Reply of a person"},
	inbox.BouncePermanent: {"Non remis\u00a0: l’adresse n’existe pas ou n’est plus utilisée", "Not delivered: the address does not exist, or is dead"},
	inbox.BounceTemporary: {"Non remis\u00a0: abandon après plusieurs essais, ou panne d’un serveur", "Not delivered: given up after attempts, or trouble of a server"},
	inbox.BounceFull:      {"Non remis\u00a0: la boîte du destinataire est pleine", "Not delivered: the mailbox is full"},
	inbox.BouncePolicy:    {"Non remis\u00a0: refusé pour son contenu ou son expéditeur", "Not delivered: refused for its content or sender"},
	inbox.BounceOther:     {"Non remis\u00a0: sans motif lisible", "Not delivered: no readable reason"},
	inbox.Delayed:         {"Retardé\u00a0: le serveur essaie encore", "Delayed: the server is still trying"},
	inbox.DSNSuccess:      {"Remis, ou transmis plus loin", "Delivered, or passed on"},
	inbox.AutoReply:       {"Réponse automatique", "Automatic reply"},
	inbox.Challenge:       {"En attente\u00a0: un filtre demande à l’expéditeur de se faire connaître", "Held back: a filter asks who the sender is"},
	inbox.Complaint:       {"Signalé comme indésirable", "Reported as spam"},
	inbox.Spam:            {"Courrier indésirable", "Spam"},
	inbox.Other:           {"Autre\u00a0: lettre d’information, accusé de lecture", "Other: newsletter, read receipt"},
}

// Intent says what a writer wants.
func (w Words) Intent(k inbox.IntentKind) string { return of(w, intentKinds, k) }

var intentKinds = map[inbox.IntentKind]both{
	inbox.Paid:           {"dit avoir payé", "says that it is paid"},
	inbox.Promise:        {"promet de payer", "promises to pay"},
	inbox.Dispute:        {"conteste", "disputes"},
	inbox.Instalments:    {"demande un délai ou un échéancier", "asks for time or instalments"},
	inbox.Document:       {"demande une pièce", "asks for a document"},
	inbox.WrongRecipient: {"n’est pas le bon destinataire", "is the wrong recipient"},
	inbox.NewContact:     {"indique un autre interlocuteur", "names somebody else to write to"},
	inbox.NewAddress:     {"a changé d’adresse", "has moved"},
	inbox.LeftCompany:    {"signale un départ", "says that somebody has left"},
	inbox.Insolvency:     {"annonce une procédure collective", "announces insolvency proceedings"},
	inbox.Legal:          {"menace d’une suite juridique", "threatens with law"},
	inbox.Unclear:        {"à lire", "to be read"},
}

// IntentDetail says what a dispute is about, or which document is asked for; ""
// for none.
func (w Words) IntentDetail(detail string) string { return of(w, intentDetails, detail) }

var intentDetails = map[string]both{
	"": {}, "not_ordered": {"rien n’a été commandé", "nothing was ordered"}, "price": {"prix", "price"}, "delivery": {"livraison", "delivery"},
	"quality": {"qualité", "quality"}, "administrative": {"forme de la facture", "form of the invoice"},
	"bank_details": {"coordonnées bancaires", "bank details"}, "order_number": {"numéro de commande", "order number"},
	"delivery_note": {"bon de livraison", "delivery note"}, "statement": {"relevé de compte", "statement of account"},
	"copy": {"copie de la facture", "copy of the invoice"},
}

// Tie says how it is known whose a mail is.
func (w Words) Tie(t inbox.Tie) string { return of(w, ties, t) }

var ties = map[inbox.Tie]both{
	inbox.TiedByMessage:   {"répond à l’un de nos messages", "answers a mail of ours"},
	inbox.TiedByThread:    {"suit un message déjà rattaché", "follows a mail that is known"},
	inbox.TiedByRecipient: {"rapport sur le seul message envoyé à cette adresse", "report about the only mail to that address"},
	inbox.TiedByReference: {"cite une facture", "names an invoice"},
	inbox.TiedByAddress:   {"vient de l’adresse du client", "comes from the customer’s address"},
	inbox.TiedByPerson:    {"rattaché par une personne", "assigned by a person"},
	inbox.Untied:          {"à rattacher", "nobody knows whose it is"},
}

// MailDeed says what followed from a mail.
func (w Words) MailDeed(d inbox.Deed) string { return of(w, mailDeeds, d) }

var mailDeeds = map[inbox.Deed]both{
	inbox.Keep:     {"noté", "noted"},
	inbox.Hold:     {"ses dossiers attendent qu’il soit lu", "its cases wait until it is read"},
	inbox.StopMail: {"plus d’e-mails à cette adresse", "no more e-mails to this address"},
	inbox.Ask:      {"une personne doit le regarder", "a person is asked"},
	inbox.Assign:   {"son client est inconnu\u00a0: à attribuer", "nobody knows whose it is: to be assigned"},
}
