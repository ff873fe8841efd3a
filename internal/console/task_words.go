package console

import (
	"strconv"
	"time"

	"relance/internal/backoffice"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/wording"
)

// proposals turns what a mail was found to say into forms that are filled in.
func (v *taskView) proposals(i desk.Intent, note func(form, label, query string)) {
	query := "?"
	if !i.Date.IsZero() {
		query += "date=" + fr.ShortDate(i.Date)
	}
	if i.Amount != nil {
		query += "&montant=" + i.Amount.String()
	}
	switch i.Kind {
	case "promise", "paid":
		if !i.Date.IsZero() {
			note("promesse", "Noter la promesse du "+page.Day(i.Date), query)
		}
	case "dispute":
		note("litige", "Noter le litige", query)
	}
}

// taskHints say in a sentence how a task ends.
var taskHints = map[dunning.TaskCode]string{
	dunning.TaskSettleNotice:   "La connexion s’est coupée au dernier moment\u00a0: personne ne sait si le message est parti. Regardez dans les messages envoyés ou demandez au client, puis dites ce qu’il en est. Rien n’est répété en attendant.",
	dunning.TaskMendAddress:    "Le serveur du client refuse cette adresse. Une adresse corrigée fait reprendre les relances.",
	dunning.TaskCorrectAddress: "La lettre est revenue. Une adresse corrigée fait repartir la mise en demeure.",
	dunning.TaskInsolvency:     "La créance se déclare au mandataire dans les deux mois de la publication au BODACC (C. com. L622-24). Après, elle est perdue, sauf relevé de forclusion.",
	dunning.TaskLimitation:     "Passé le dernier jour, un tribunal ne pourra plus être saisi. Une reconnaissance de dette ou une action l’interrompt.",
	dunning.TaskOverpaid:       "Le client a payé plus qu’il ne doit\u00a0: remboursez, ou convenez d’un avoir.",
	dunning.TaskPostLetter:     "Postez la lettre, puis notez son numéro de suivi dans le dossier.",
}

// passedOver says which own text could not be used, why, and what left instead.
func passedOver(j desk.Job) string {
	k, version, err := wording.ParseMark(j.Step)
	if err != nil {
		return fr.TaskDetail(j.Code, j.Detail)
	}
	left := "Rien n’est encore parti à sa place."
	switch {
	case j.Passed == 1:
		left = "1\u00a0message est parti avec le texte livré avec relance, à sa place."
	case j.Passed > 1:
		left = strconv.Itoa(j.Passed) + "\u00a0messages sont partis avec le texte livré avec relance, à sa place."
	}
	return "La version " + strconv.Itoa(version) + " du texte «\u00a0" + page.TextTitle(k) + "\u00a0» n’a pas pu servir\u00a0: " + fr.TaskDetail(j.Code, j.Detail) + ". " + left +
		" La tâche se termine d’elle-même dès qu’une version corrigée est enregistrée."
}

// script is what to say on the telephone, in three sentences.
func script(sheet backoffice.CaseSheet, now time.Time) []string {
	c := sheet.Case
	return []string{
		"Bonjour, " + sheet.Creditor.Name + ", au sujet de la facture " + c.Number + " du " + fr.Date(sheet.Invoice.Issued) + ", de " + fr.Amount(c.Balance, c.Currency) + ".",
		"Elle était à régler le " + fr.Date(c.Due) + ", il y a " + fr.Count(max(page.Today(now).Sub(c.Due), 0), "jour", "jours") + "\u00a0; l’avez-vous bien reçue, et quelque chose vous empêche-t-il de la payer\u00a0?",
		"À quelle date pouvez-vous faire le virement\u00a0? Je le note, et nos rappels s’arrêtent jusque-là.",
	}
}
