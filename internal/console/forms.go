package console

import (
	"relance/internal/access"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/fact"
)

// form is a fact that a person can record about a case.
type form struct {
	name, label string // name in the address, and label of the button
	kind        dunning.Kind
	deed        access.Deed
	amount      string // label of the amount; empty for none
	optional    bool   // the amount may be left out: everything
	date        string // label of the day; empty for none
	needsDate   bool
	choices     func(c dunning.Case) []page.Choice // choices of a category, an outcome or a suspension
	chosen      string                             // label of the choices
	words       string                             // label of words that are kept; empty for none
	beside      string                             // label of a second amount, that may be left out; empty for none
	until       string                             // label of a second day, that may be left out; empty for none
	tick        string                             // label of a box to tick; empty for none
	back        bool                               // the amount is money that went back
	rates       bool                               // the form takes instalments, one a line
	effect      string                             // what it will do, in a sentence
}

// fits tells whether the form is offered for a case. Money that went back is noted on
// closed cases too.
func (f form) fits(c dunning.Case) bool { return f.back || fact.Offered(c, f.kind) }

// forms lists them in the order of their buttons.
var forms = []form{
	{name: "paiement", label: "Noter un paiement", kind: dunning.KindPaid, deed: access.RecordMoney, amount: "Montant reçu", optional: true,
		beside: "Et pour les pénalités et l’indemnité, en plus", date: "Date de valeur", effect: "Le paiement compte aussitôt\u00a0: rien ne part plus pour ce qui est payé. Sans montant, tout ce qui reste dû."},
	{name: "reprise", label: "Reprendre", kind: dunning.KindRelease, deed: access.Suspend, chosen: "Suspension à lever", choices: holdChoices,
		effect: "Les relances reprennent, espacées comme le plan le veut."},
	{name: "suspension", label: "Suspendre", kind: dunning.KindHold, deed: access.Suspend, date: "Jusqu’au",
		effect: "Rien ne part plus jusqu’à cette date\u00a0; sans date, jusqu’à ce que vous repreniez."},
	{name: "litige", label: "Litige", kind: dunning.KindDispute, deed: access.RecordAnswer, amount: "Montant contesté", optional: true,
		chosen: "Motif", choices: disputeChoices, effect: "La part contestée n’est plus réclamée\u00a0; le reste suit son cours. Sans montant, tout est contesté."},
	{name: "promesse", label: "Promesse", kind: dunning.KindPromise, deed: access.RecordAnswer, amount: "Montant promis", optional: true,
		date: "Date promise", needsDate: true, effect: "Les relances s’arrêtent jusqu’à cette date, et reprennent d’elles-mêmes si rien n’arrive."},
	{name: "litige-clos", label: "Clore le litige", kind: dunning.KindResolveDispute, deed: access.Suspend,
		effect: "Les relances reprennent là où elles en étaient."},
	{name: "echeancier", label: "Échéancier", kind: dunning.KindInstalments, deed: access.RecordAnswer, rates: true,
		tick: "Le client a signé qu’il doit cette somme\u00a0: la prescription repart (C. civ. 2240)", until: "Signé le",
		effect: "Une ligne par échéance, la date puis le montant\u00a0: 15/12/2026 400,00. Les relances s’arrêtent tant que les échéances sont tenues."},
	{name: "reponse", label: "Réponse reçue", kind: dunning.KindReply, deed: access.RecordAnswer,
		effect: "Rien ne part plus tant que la réponse n’a pas été lue."},
	{name: "echeance", label: "Reporter l’échéance", kind: dunning.KindReschedule, deed: access.Suspend, date: "Nouvelle échéance", needsDate: true,
		effect: "Les étapes à venir sont comptées à partir de la nouvelle échéance."},
	{name: "avoir", label: "Imputer un avoir", kind: dunning.KindCredited, deed: access.RecordMoney, amount: "Montant de l’avoir", date: "Date de l’avoir",
		effect: "L’avoir diminue ce qui reste dû."},
	{name: "reessai", label: "Réessayer", kind: dunning.KindRetry, deed: access.WorkOnTasks,
		effect: "Ce qui a échoué est tenté de nouveau."},
	{name: "passer", label: "Passer l’étape", kind: dunning.KindSkip, deed: access.WorkOnTasks,
		effect: "L’étape qui vient est laissée de côté\u00a0; la suivante prend sa place, espacée comme le plan le veut."},
	{name: "renonciation", label: "Renoncer à une part", kind: dunning.KindWaive, deed: access.GiveUp, chosen: "À quoi", choices: waiverChoices,
		words: "Pourquoi", tick: withdraws, effect: "Cette part n’est plus réclamée pour cette facture."},
	{name: "frais", label: "Frais justifiés", kind: dunning.KindCost, deed: access.RecordLaw, amount: "Montant des frais", date: "Date",
		words: "Pour quoi", tick: withdraws, effect: "Les frais au-delà de l’indemnité forfaitaire s’ajoutent à ce qui est réclamé."},
	{name: "prescription", label: "Prescription", kind: dunning.KindLimitation, deed: access.RecordLaw, date: "Date", needsDate: true,
		chosen: "Ce qui l’interrompt ou la suspend", choices: limitationChoices, until: "Fin, de l’instance ou de la suspension", tick: withdraws, effect: "Le dernier jour pour saisir un tribunal est recalculé."},
	{name: "procedure", label: "Procédure collective", kind: dunning.KindInsolvency, deed: access.RecordLaw, date: "Date du jugement d’ouverture", needsDate: true,
		effect: "Plus aucune relance ne part. La créance est à déclarer dans les deux mois de la publication au BODACC."},
	{name: "reprise-de-paiement", label: "Paiement repris", kind: dunning.KindPaid, back: true, deed: access.RecordMoney, amount: "Montant repris", date: "Date",
		effect: "L’argent est reparti\u00a0: la facture est due de nouveau, et un dossier clos revit."},
	{name: "reception", label: "Facture reçue le", kind: dunning.KindReceived, deed: access.RecordLaw, date: "Date de réception", needsDate: true,
		effect: "Le délai de paiement d’un acheteur public court de ce jour."},
	{name: "reclame", label: "Pénalités réclamées", kind: dunning.KindClaim, deed: access.RecordLaw, date: "Réclamées le", words: "Par quoi",
		effect: "Les pénalités et l’indemnité qui restent dues après le principal sont réclamées à la main."},
	{name: "lettre-postee", label: "Lettre postée", kind: dunning.KindLetterStatus, deed: access.RecordPost, words: "Numéro de suivi", date: "Postée le", needsDate: true,
		effect: "Le délai imprimé dans la lettre est suivi à partir de là."},
	{name: "lettre-devenue", label: "Ce que la lettre est devenue", kind: dunning.KindLetterStatus, deed: access.RecordPost, chosen: "Elle a été", choices: letterChoices, date: "Date sur l’avis", needsDate: true,
		effect: "Une lettre revenue n’est pas une mise en demeure valable\u00a0; les autres fins laissent courir son délai."},
	{name: "cloture", label: "Clore", kind: dunning.KindClose, deed: access.GiveUp, chosen: "Pourquoi", choices: outcomeChoices,
		effect: "Plus rien ne part pour cette facture."},
}

// withdraws labels the box that takes back what was noted before.
const withdraws = "Retirer ce qui avait été noté"

func letterChoices(dunning.Case) []page.Choice {
	return []page.Choice{
		{Value: string(dunning.LetterPresented), Label: "présentée"}, {Value: string(dunning.LetterDelivered), Label: "remise"}, {Value: string(dunning.LetterRefused), Label: "refusée"},
		{Value: string(dunning.LetterUnclaimed), Label: "non réclamée"}, {Value: string(dunning.LetterReturned), Label: "retournée, adresse inconnue"}, {Value: string(dunning.LetterFailed), Label: "perdue ou non partie"},
	}
}

func disputeChoices(dunning.Case) []page.Choice {
	var out []page.Choice
	for _, c := range []string{"price", "quality", "delivery", "other"} {
		out = append(out, page.Choice{Value: c, Label: page.Capital(fr.Dispute(c))})
	}
	return out
}

func outcomeChoices(dunning.Case) []page.Choice {
	var out []page.Choice
	for _, o := range []dunning.Outcome{dunning.Settled, dunning.WrittenOff, dunning.HandedOverOutcome, dunning.Cancelled} {
		out = append(out, page.Choice{Value: string(o), Label: page.Capital(fr.Outcome(o))})
	}
	return out
}

func waiverChoices(dunning.Case) []page.Choice {
	var out []page.Choice
	for _, p := range dunning.Waivables() {
		out = append(out, page.Choice{Value: string(p), Label: page.Capital(fr.Part(p))})
	}
	return out
}

func limitationChoices(dunning.Case) []page.Choice {
	var out []page.Choice
	for _, e := range dunning.LimitationEvents() {
		out = append(out, page.Choice{Value: string(e), Label: page.Capital(fr.Limitation(e))})
	}
	return out
}

// holdChoices are the suspensions that a person may lift with this form.
func holdChoices(c dunning.Case) []page.Choice {
	var out []page.Choice
	for _, h := range fact.Liftable(c) {
		out = append(out, page.Choice{Value: string(h), Label: page.Capital(fr.Hold(h))})
	}
	return out
}

func formNamed(name string) (form, bool) {
	for _, f := range forms {
		if f.name == name {
			return f, true
		}
	}
	return form{}, false
}
