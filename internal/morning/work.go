package morning

import (
	"slices"

	"relance/internal/dunning"
)

// Work is a kind of work, as a day groups it.
type Work struct {
	Name   string // name in the addresses of the console
	Title  string // French
	Action string // text of its button, French
	Codes  []dunning.TaskCode
}

// The kinds of work that have pages of their own.
const (
	Bank    = "banque"
	Letters = "lettres"
)

// Works lists the kinds of work in the order of a day: what loses money first, then
// people who wait. The last takes what no other does.
func Works() []Work {
	return []Work{
		{"dabord", "À traiter d’abord", "Traiter", []dunning.TaskCode{
			dunning.TaskSettleNotice, dunning.TaskFailed, dunning.TaskLateMessage, dunning.TaskUnreadable, dunning.TaskCorrectAddress,
			dunning.TaskMendAddress, dunning.TaskLimitation, dunning.TaskInsolvency, dunning.TaskSentAfterAll,
		}},
		{"reponses", "Réponses à lire", "Lire", []dunning.TaskCode{dunning.TaskReply, dunning.TaskReplyOverdue, dunning.TaskReadMail}},
		{Bank, "Lignes de banque sans facture", "Voir", []dunning.TaskCode{dunning.TaskMatchLine}},
		{Letters, "Lettres à approuver", "Relire et approuver", []dunning.TaskCode{dunning.TaskApprove, dunning.TaskApprovalOverdue}},
		{"appels", "Appels", "Noter l’appel", []dunning.TaskCode{dunning.TaskCall}},
		{"promesses", "Promesses et échéanciers manqués", "Reprendre contact", []dunning.TaskCode{dunning.TaskBrokenPromise, dunning.TaskMissed}},
		{"courrier", "Courrier", "Ouvrir", []dunning.TaskCode{
			dunning.TaskPostLetter, dunning.TaskFollowLetter, dunning.TaskCheckLetter, dunning.TaskOneTimeCode, dunning.TaskLetterBudget,
		}},
		{"transmettre", "À transmettre", "Choisir la suite", []dunning.TaskCode{dunning.TaskHandOver}},
		{"reste", "Le reste", "Ouvrir", nil},
	}
}

// WorkOf is the place of a task among Works.
func WorkOf(code dunning.TaskCode) int {
	all := Works()
	if i := slices.IndexFunc(all, func(w Work) bool { return slices.Contains(w.Codes, code) }); i >= 0 {
		return i
	}
	return len(all) - 1
}
