package notice

import (
	"slices"
	"strconv"

	"relance/internal/dunning"
	"relance/internal/wording"
)

// variable is a name that the creditor's own texts may use.
type variable struct {
	name  string // as it is written in a text
	about string // what it stands for, in French
	kind  wording.Kind
	field string            // what a template of the program writes instead: .Interest, greeting
	read  func(View) string // of a value or a condition
	block BlockKind
}

func value(name, field, about string, read func(View) string) variable {
	return variable{name: name, about: about, kind: wording.Value, field: field, read: read}
}

func condition(name, field, about string, holds func(View) bool) variable {
	return variable{name: name, about: about, kind: wording.Condition, field: field, read: func(v View) string {
		if holds(v) {
			return "1"
		}
		return ""
	}}
}

func phrase(name, template, about string) variable {
	return variable{name: name, about: about, kind: wording.Phrase, field: template}
}

func table(name, template, about string, kind BlockKind) variable {
	return variable{name: name, about: about, kind: wording.Block, field: template, block: kind}
}

// atLeast writes a number that is worth telling from a least one on.
func atLeast(n, least int) string {
	if n < least {
		return ""
	}
	return strconv.Itoa(n)
}

// variables are all names, in the order in which they are listed beside a text.
var variables = slices.Concat(blockVariables, valueVariables, conditionVariables, phraseVariables)

var blockVariables = []variable{
	table("tableau des factures", "invoices", "le tableau des factures, avec ce qui reste à régler\u00a0; obligatoire, une fois", Invoices),
	table("coordonnées de paiement", "payment", "l’IBAN, la référence et le QR code du virement\u00a0; obligatoire, une fois, sauf dans un remerciement", PayRows),
	table("décompte", "claim", "le principal, les intérêts, l’indemnité et le total", ClaimRows),
	table("calcul des intérêts", "interest", "les intérêts, période par période", Interest),
}

var valueVariables = []variable{
	value("somme demandée", ".Asked", "ce qu’il faut régler maintenant", func(v View) string { return v.Asked }),
	value("principal", ".Principal", "ce qui reste dû des factures, TTC", func(v View) string { return v.Principal }),
	value("total", ".Total", "principal, intérêts, indemnité et frais", func(v View) string { return v.Total }),
	value("intérêts", ".Interest", "pénalités de retard ou intérêts", func(v View) string { return v.Interest }),
	value("indemnité", ".Fee", "l’indemnité forfaitaire de recouvrement", func(v View) string { return v.Fee }),
	value("frais", ".Costs", "les frais de recouvrement justifiés", func(v View) string { return v.Costs }),
	value("intérêts par jour", ".Daily", "ce que les intérêts ajoutent chaque jour", func(v View) string { return v.Daily }),
	value("taux", ".Rate", "le taux annuel des intérêts", func(v View) string { return v.Rate }),
	value("arrêté au", ".On", "le jour auquel les sommes sont arrêtées", func(v View) string { return v.On }),
	value("intérêts arrêtés au", ".Until", "le jour où le calcul s’arrête, faute de taux publié", func(v View) string { return v.Until }),
	value("date limite", ".Deadline", "le dernier jour pour régler", func(v View) string { return v.Deadline }),
	value("date", ".Date", "le jour de l’envoi", func(v View) string { return v.Date }),
	value("numéros des factures", ".Numbers", "F-1, F-2 et F-3", func(v View) string { return v.Numbers }),
	value("numéro", ".First.Number", "le numéro de la première facture", func(v View) string { return v.First.Number }),
	value("émise le", ".First.Issued", "le jour de la première facture", func(v View) string { return v.First.Issued }),
	value("échue le", ".First.Due", "l’échéance de la première facture", func(v View) string { return v.First.Due }),
	value("montant", ".First.Amount", "le montant TTC de la première facture", func(v View) string { return v.First.Amount }),
	value("échéance commune", ".Due", "l’échéance, quand toutes les factures ont la même", func(v View) string { return v.Due }),
	value("objet", ".Origins", "ce qui a été vendu, puis les commandes", func(v View) string { return v.Origins }),
	value("déjà reçu", ".Paid", "ce qui a été réglé sur ces factures", func(v View) string { return v.Paid }),
	value("avoirs", ".Credited", "ce que des avoirs ont retiré", func(v View) string { return v.Credited }),
	value("contesté", ".Disputed", "la part contestée, laissée de côté", func(v View) string { return v.Disputed }),
	value("reçu", ".Received", "le règlement auquel on répond", func(v View) string { return v.Received }),
	value("prochain règlement", ".Next", "la prochaine somme convenue", func(v View) string { return v.Next }),
	value("nombre de comptes", ".Accounts", "vers combien de comptes il faut virer", func(v View) string { return strconv.Itoa(v.Accounts) }),
	value("factures rappelées en un an", ".Habit", "combien d’autres factures il a fallu rappeler, à partir de deux", func(v View) string { return atLeast(v.Habit, 2) }),
	value("client", ".Debtor.Name", "le nom du client", func(v View) string { return v.Debtor.Name }),
	value("référence client", ".Debtor.Key", "sa référence dans vos livres", func(v View) string { return v.Debtor.Key }),
	value("interlocuteur", ".Debtor.Contact", "la personne à qui l’on écrit chez lui", func(v View) string { return v.Debtor.Contact }),
	value("créancier", ".Creditor.Name", "votre nom", func(v View) string { return v.Creditor.Name }),
	value("adresse électronique", ".Creditor.Email", "où l’on vous répond", func(v View) string { return v.Creditor.Email }),
	value("téléphone", ".Creditor.Phone", "votre téléphone", func(v View) string { return v.Creditor.Phone }),
	value("signataire", ".Creditor.Signatory", "qui signe pour vous", func(v View) string { return v.Creditor.Signatory }),
	value("autres moyens de paiement", ".Creditor.Means", "chèque, prélèvement…, d’après vos réglages", func(v View) string { return v.Creditor.Means }),
}

var conditionVariables = []variable{
	condition("plusieurs factures", ".Several", "le message parle de plus d’une facture", func(v View) bool { return v.Several }),
	condition("professionnel", ".Business", "le client est un professionnel du secteur privé", func(v View) bool { return v.Business }),
	condition("particulier", ".Consumer", "le client est un particulier, ou un non-professionnel", func(v View) bool { return v.Consumer }),
	condition("acheteur public", ".Public", "le client est un acheteur public", func(v View) bool { return v.Public }),
	condition("papier", ".Paper", "c’est une lettre, pas un courriel", func(v View) bool { return v.Paper }),
	condition("déjà relancé", ".Reminded", "toutes ces factures ont déjà été rappelées", func(v View) bool { return v.Reminded }),
	condition("retards répétés", "ge .Habit 2", "il a fallu rappeler deux autres factures ou plus en un an", func(v View) bool { return v.Habit >= 2 }),
	condition("plusieurs taux", ".Mixed", "le taux a changé pendant le retard", func(v View) bool { return v.Mixed }),
	condition("plusieurs comptes", "gt .Accounts 1", "il faut plusieurs virements", func(v View) bool { return v.Accounts > 1 }),
	condition("deux comptes", "eq .Accounts 2", "il faut deux virements", func(v View) bool { return v.Accounts == 2 }),
	condition("autres factures échues", ".Besides", "d’autres factures échues sont nommées", func(v View) bool { return len(v.Besides) > 0 }),
	condition("délai public connu", ".Period", "le délai de paiement de l’acheteur public est au dossier", func(v View) bool { return v.Period }),
	condition("tentative amiable", ".Small", "la loi demande une tentative amiable avant le tribunal", func(v View) bool { return v.Small }),
	condition("reste dû", ".Left", "le principal est réglé, pas les intérêts ou l’indemnité", func(v View) bool { return len(v.Left) > 0 }),
	condition("rien d’autre", ".Plain", "seul le principal a jamais été demandé", func(v View) bool { return v.Plain }),
	condition("convenu", ".Agreed", "le client a promis ce règlement", func(v View) bool { return v.Agreed }),
	condition("dates séparées", ".Apart", "chaque facture se règle à sa date", func(v View) bool { return len(v.Apart) > 0 }),
}

var phraseVariables = []variable{
	phrase("salutation", "greeting", "Madame, Monsieur,"),
	phrase("formule de politesse", "regards", "Veuillez agréer, Madame, Monsieur…"),
	phrase("malgré nos rappels", "despite", "Malgré nos rappels du…, avec leurs dates"),
	phrase("à la suite de nos messages", "following", "À la suite de nos messages du…"),
	phrase("rappels répétés", "habit", "combien d’autres factures il a fallu rappeler"),
	phrase("ce qui a été réglé", "partial", "remercie de ce qui a été reçu, et dit ce qui reste"),
	phrase("délai de paiement", "period", "le délai de l’acheteur public et ses articles, ou l’échéance"),
	phrase("comment régler", "transfer", "annonce les coordonnées de paiement"),
	phrase("taux appliqué", "rate", "le taux des intérêts et d’où il vient"),
	phrase("frais justifiés", "costs", "les frais au-delà de l’indemnité et leur article"),
	phrase("pièces jointes", "copy", "annonce ou propose les copies des factures"),
	phrase("déjà réglé", "settled", "merci de ne pas tenir compte du message"),
	phrase("règlement fait", "sent", "demande la date et la référence du règlement"),
	phrase("règlement croisé", "crossed", "merci de ne pas tenir compte de la lettre"),
	phrase("une question", "question", "où s’adresser"),
	phrase("une observation", "observation", "où s’adresser, pour un acheteur public"),
	phrase("contestation", "contact", "que faire pour contester ou demander un délai"),
	phrase("médiateur", "mediator", "le médiateur de la consommation et ses articles"),
	phrase("règlement reçu", "receipt", "votre règlement de… du…"),
	phrase("règlements reçus", "receipts", "la liste des règlements, quand il y en a plusieurs"),
	phrase("ce qui reste dû", "left", "ce qui reste dû après le règlement"),
	phrase("ce qui est attendu", "next", "quand la suite est attendue"),
	phrase("règlements attendus", "apart", "la suite, facture par facture"),
}

// variableNamed finds a variable by its plain name.
var variableNamed = func() map[string]variable {
	out := map[string]variable{}
	for _, v := range variables {
		out[wording.Plain(v.name)] = v
	}
	return out
}()

// Name is a name that a creditor's own text may use.
type Name struct {
	Name  string       `json:"name"`
	Kind  wording.Kind `json:"kind"`
	About string       `json:"about"` // in French
}

// Names lists what the texts of a language and level may use.
func (t *Templates) Names(language string, level dunning.Level) (out []Name) {
	for _, v := range variables {
		if t.offers(v, language, level) {
			out = append(out, Name{v.name, v.kind, v.about})
		}
	}
	return out
}

// offers tells whether there is such a sentence at a level; all else there is
// everywhere.
func (t *Templates) offers(v variable, language string, level dunning.Level) bool {
	if v.kind != wording.Phrase {
		return true
	}
	w := t.sets[""].wordings[key(language, level, string(dunning.SegmentBusiness))]
	return w != nil && w.Lookup(v.field) != nil
}

// vocabulary is the same as the language asks for it.
func (t *Templates) vocabulary(language string, level dunning.Level) wording.Vocabulary {
	out := wording.Vocabulary{}
	for name, v := range variableNamed {
		if t.offers(v, language, level) {
			out[name] = v.kind
		}
	}
	return out
}
