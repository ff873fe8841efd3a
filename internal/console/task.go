package console

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// taskListView lists all tasks of a kind.
type taskListView struct {
	shell
	Head string
	Rows []workRow
	Next string
}

// taskList shows all tasks of one kind, page by page.
func (d *Door) taskList(w http.ResponseWriter, r *http.Request, s shell) error {
	q := r.URL.Query()
	i := slices.IndexFunc(work, func(k kindOfWork) bool { return k.name == q.Get("quoi") })
	if i < 0 {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	codes := work[i].codes
	if codes == nil {
		codes = otherTasks()
	}
	after, _ := strconv.ParseInt(q.Get("apres"), 10, 64) // a place that is none begins at the first
	jobs, more, err := d.Jobs.Jobs(r.Context(), s.Who, s.Chosen, codes, after, pageSize)
	if err != nil {
		return err
	}
	v := taskListView{shell: s.titled(work[i].title), Head: work[i].title}
	for _, j := range jobs {
		v.Rows = append(v.Rows, jobRow(s, j, work[i], today(d.Now())))
	}
	if more {
		v.Next = "/taches?quoi=" + work[i].name + "&apres=" + strconv.FormatInt(jobs[len(jobs)-1].ID, 10)
	}
	render(w, http.StatusOK, "tasks", v)
	return nil
}

// otherTasks are the tasks of no named group.
func otherTasks() []dunning.TaskCode {
	return []dunning.TaskCode{dunning.TaskOverpaid, dunning.TaskAccessories, dunning.TaskRateMissing, dunning.TaskWebhook, dunning.TaskMissingDocument, dunning.TaskDispute}
}

// taskView is the page of one task: what it is about, and what can be done.
type taskView struct {
	shell
	Task, Debtor, Invoice, Amount, Since string
	Case                                 string
	Contact                              string
	Said                                 []tag
	Words                                string // of the debtor, as text
	Script                               []string
	Acts                                 []action
	Settle                               bool
	Message                              int64
	Release                              bool
	Key                                  string
	Version                              int64
	Finish                               string
	Hint                                 string
}

// ReadAddress is where the form goes that says that an answer was read.
func (v taskView) ReadAddress() string { return v.Path + "/lue" }

// SettleAddress is where the form goes that says whether a message left.
func (v taskView) SettleAddress() string {
	return "/messages/" + strconv.FormatInt(v.Message, 10) + "/issue"
}

func (d *Door) taskPage(w http.ResponseWriter, r *http.Request, s shell) error {
	job, sheet, err := d.job(r, s)
	if err != nil {
		return err
	}
	key, err := d.newKey()
	if err != nil {
		return err
	}
	v := taskOf(s, job, sheet, d.Now())
	v.Key, v.Version = key, sheet.Case.Version
	render(w, http.StatusOK, "task", v)
	return nil
}

// job reads the task that an address names, with its case.
func (d *Door) job(r *http.Request, s shell) (desk.Job, backoffice.CaseSheet, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return desk.Job{}, backoffice.CaseSheet{}, dunning.Errorf(dunning.CodeNotFound, "no such task")
	}
	j, err := d.Jobs.Job(r.Context(), s.Who, id)
	if err != nil {
		return j, backoffice.CaseSheet{}, err
	}
	sheet, err := d.Cases.Sheet(r.Context(), s.Who, j.Ref)
	return j, sheet, err
}

func taskOf(s shell, j desk.Job, sheet backoffice.CaseSheet, now time.Time) taskView {
	c := sheet.Case
	v := taskView{
		shell: s.titled(capital(fr.Task(j.Code)) + ", " + j.Name), Task: capital(fr.Task(j.Code)), Debtor: j.Name, Invoice: j.Ref.Number,
		Amount: amount(c.Balance, c.Currency), Since: when(j.Created, today(now)), Case: caseAddress(j.Ref), Contact: j.Contact,
		Said: saidOf(j.Says, c.Currency), Words: j.Words, Hint: taskHints[j.Code],
	}
	note := func(form, label, query string) {
		f, ok := formNamed(form)
		if ok && f.fits(c) && access.May(s.Who, f.deed, c.Creditor) == nil {
			v.Acts = append(v.Acts, action{v.Case + "/noter/" + form + query, label})
		}
	}
	for _, i := range j.Says {
		v.proposals(i, note)
	}
	switch j.Code {
	case dunning.TaskReply, dunning.TaskReplyOverdue, dunning.TaskReadMail:
		note("paiement", "C’est payé", "")
		note("promesse", "Promesse", "")
		note("litige", "Litige", "")
		note("echeancier", "Échéancier", "")
		v.Release = c.Held(dunning.HoldReply) && access.May(s.Who, access.Suspend, c.Creditor) == nil
	case dunning.TaskCall, dunning.TaskBrokenPromise, dunning.TaskMissed:
		v.Script = script(sheet, now)
		note("promesse", "Il promet de payer", "")
		note("litige", "Il conteste", "")
		note("paiement", "Il a payé", "")
		v.Acts = append(v.Acts, action{debtorAddress(c.Creditor, c.Debtor), "Mauvais numéro ou contact"})
	case dunning.TaskFailed:
		note("reessai", "Réessayer", "")
		note("passer", "Passer l’étape", "")
	case dunning.TaskMendAddress, dunning.TaskCorrectAddress:
		v.Acts = append(v.Acts, action{debtorAddress(c.Creditor, c.Debtor), "Corriger l’adresse"})
	case dunning.TaskSettleNotice:
		v.Message = lastUnknown(sheet)
		v.Settle = v.Message != 0
	case dunning.TaskDispute:
		note("litige-clos", "Clore le litige", "")
		note("avoir", "Imputer un avoir", "")
	case dunning.TaskAccessories:
		note("renonciation", "Renoncer", "")
	case dunning.TaskHandOver:
		v.Acts = append(v.Acts, action{v.Case + "/preuves.zip", "Dossier de preuves"})
		note("cloture", "Clore", "")
	case dunning.TaskInsolvency:
		note("procedure", "Procédure collective", "")
	case dunning.TaskMatchLine:
		v.Acts = append(v.Acts, action{"/banque", "Rapprocher"})
	case dunning.TaskApprove, dunning.TaskApprovalOverdue:
		v.Acts = append(v.Acts, action{letterAddress(j.Ref), "Relire et approuver"})
	}
	if access.May(s.Who, access.WorkOnTasks, c.Creditor) == nil && !slices.Contains(decided, j.Code) && !v.Release {
		v.Finish = taskAddress(j.ID) + "/faite"
	}
	return v
}

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
			note("promesse", "Noter la promesse du "+fr.Date(i.Date), query)
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

// script is what to say on the telephone, in three sentences.
func script(sheet backoffice.CaseSheet, now time.Time) []string {
	c := sheet.Case
	return []string{
		"Bonjour, " + sheet.Creditor.Name + ", au sujet de la facture " + c.Number + " du " + fr.Date(sheet.Invoice.Issued) + ", de " + fr.Amount(c.Balance, c.Currency) + ".",
		"Elle était à régler le " + fr.Date(c.Due) + ", il y a " + fr.Count(max(today(now).Sub(c.Due), 0), "jour", "jours") + "\u00a0; l’avez-vous bien reçue, et quelque chose vous empêche-t-il de la payer\u00a0?",
		"À quelle date pouvez-vous faire le virement\u00a0? Je le note, et nos rappels s’arrêtent jusque-là.",
	}
}

// lastUnknown is the newest message of which nobody knows whether it left.
func lastUnknown(sheet backoffice.CaseSheet) int64 {
	for _, m := range slices.Backward(sheet.Messages) {
		if m.State == dunning.MessageUnknown {
			return m.ID
		}
	}
	return 0
}

// finishTask marks a task as done.
func (d *Door) finishTask(w http.ResponseWriter, r *http.Request, s shell) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return dunning.Errorf(dunning.CodeNotFound, "no such task")
	}
	if err := d.Work.FinishTask(r.Context(), s.Who, id); err != nil {
		return err
	}
	d.seen.forget(s.Who)
	http.Redirect(w, r, ownPath(r.PostFormValue("suite")), http.StatusSeeOther)
	return nil
}

// readReply says that an answer was read: the reminders go on.
func (d *Door) readReply(w http.ResponseWriter, r *http.Request, s shell) error {
	j, _, err := d.job(r, s)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	_, err = d.Work.Tell(r.Context(), s.Who, backoffice.Fact{
		Ref: j.Ref, Event: dunning.Event{Kind: dunning.KindRelease, Hold: dunning.HoldReply}, Key: r.PostFormValue("cle"), Version: version,
	})
	if err != nil {
		return err
	}
	d.seen.forget(s.Who)
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// settleMessage takes a person's word on a message of unknown outcome.
func (d *Door) settleMessage(w http.ResponseWriter, r *http.Request, s shell) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return dunning.Errorf(dunning.CodeNotFound, "no such message")
	}
	sent := r.PostFormValue("parti")
	if sent != "oui" && sent != "non" {
		return dunning.Errorf(dunning.CodeInvalid, "say whether the message left")
	}
	if _, err := d.Messages.SettleMessage(r.Context(), s.Who, id, sent == "oui"); err != nil {
		return err
	}
	d.seen.forget(s.Who)
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}
