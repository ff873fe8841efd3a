package console

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/morning"
	"relance/internal/visit"
	"relance/internal/wording"
)

// taskListView lists all tasks of a kind.
type taskListView struct {
	page.Frame
	Head string
	Rows []page.WorkRow
	Next string
}

// taskList shows all tasks of one kind, page by page.
func (d *Door) taskList(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	q := r.URL.Query()
	i := slices.IndexFunc(work, func(k morning.Work) bool { return k.Name == q.Get("quoi") })
	if i < 0 {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	codes := work[i].Codes
	if codes == nil {
		codes = otherTasks()
	}
	after, _ := strconv.ParseInt(q.Get("apres"), 10, 64) // a place that is none begins at the first
	jobs, more, err := d.Jobs.Jobs(r.Context(), s.Who, s.Chosen, codes, after, page.PageSize)
	if err != nil {
		return err
	}
	v := taskListView{Frame: s.Titled(work[i].Title), Head: work[i].Title}
	for _, j := range jobs {
		v.Rows = append(v.Rows, page.JobRow(s, j, work[i], page.Today(d.Now())))
	}
	if more {
		v.Next = "/taches?quoi=" + work[i].Name + "&apres=" + strconv.FormatInt(jobs[len(jobs)-1].ID, 10)
	}
	templates.Render(w, http.StatusOK, "tasks", v)
	return nil
}

// otherTasks are the tasks of no named group.
func otherTasks() []dunning.TaskCode {
	return []dunning.TaskCode{dunning.TaskOverpaid, dunning.TaskAccessories, dunning.TaskRateMissing, dunning.TaskWebhook, dunning.TaskMissingDocument, dunning.TaskDispute, dunning.TaskMendText}
}

// taskView is the page of one task: what it is about, and what can be done.
type taskView struct {
	page.Frame
	Task, Debtor, Invoice, Amount, Since string
	Case                                 string
	Contact                              string
	Said                                 []page.Tag
	Words                                string // words of the debtor, as text
	Client                               string // page of all that he said on his own; empty when these words are of a mail
	Script                               []string
	Acts                                 []page.Action
	Settle                               bool
	Message                              int64
	Release                              bool
	Key                                  string
	Version                              int64
	Finish                               string
	Hint                                 string
	Wait, Put                            string // page on which it is put off or handed on; how it was put off
	Error                                string
	Stale                                []string // what happened since the page was opened
}

// answerTasks may be about what a debtor said on his page.
var answerTasks = []dunning.TaskCode{dunning.TaskReply, dunning.TaskReplyOverdue, dunning.TaskDispute, dunning.TaskBrokenPromise}

// ReadAddress is where the form goes that says that an answer was read.
func (v taskView) ReadAddress() string { return v.Path + "/lue" }

// SettleAddress is where the form goes that says whether a message left.
func (v taskView) SettleAddress() string {
	return "/messages/" + strconv.FormatInt(v.Message, 10) + "/issue"
}

func (d *Door) taskPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	job, sheet, err := d.job(r, s)
	if err != nil {
		return err
	}
	return d.showTask(w, r, s, job, sheet, nil)
}

// showTask shows a task, with why what was said about it does not count: its case
// changed meanwhile.
func (d *Door) showTask(w http.ResponseWriter, r *http.Request, s page.Frame, job desk.Job, sheet backoffice.CaseSheet, refused error) error {
	key, err := d.Key()
	if err != nil {
		return err
	}
	v := taskOf(s, job, sheet, d.Now())
	if v.Words == "" && slices.Contains(answerTasks, job.Code) {
		said, err := d.Client.Answers.AnswersOn(r.Context(), s.Who, job.Ref)
		if err != nil {
			return err
		}
		if n := len(said); n > 0 {
			v.Words, v.Client = visit.Mask(said[n-1].Text), v.Case+"/page-client"
		}
	}
	v.Key, v.Version = key, sheet.Case.Version
	status := http.StatusOK
	if refused != nil {
		status, v.Error, v.Stale = http.StatusConflict, "Le dossier a changé entre-temps\u00a0: relisez ce qui suit, puis confirmez si cela tient toujours.", newSince(sheet, versionOf(r))
	}
	templates.Render(w, status, "task", v)
	return nil
}

// staleTask shows a task anew when its case changed since its page was opened; any
// other fault is given back.
func (d *Door) staleTask(w http.ResponseWriter, r *http.Request, s page.Frame, refused error) error {
	if dunning.NewerVersion(refused) == 0 {
		return refused
	}
	job, sheet, err := d.job(r, s)
	if err != nil {
		return err
	}
	return d.showTask(w, r, s, job, sheet, refused)
}

// versionOf is the version of the case that a form showed; 0 is not said.
func versionOf(r *http.Request) int64 {
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	return version
}

// job reads the task that an address names, with its case.
func (d *Door) job(r *http.Request, s page.Frame) (desk.Job, backoffice.CaseSheet, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return desk.Job{}, backoffice.CaseSheet{}, dunning.Errorf(dunning.CodeNotFound, "no such task")
	}
	j, err := d.Jobs.Job(r.Context(), s.Who, id)
	if err != nil {
		return j, backoffice.CaseSheet{}, err
	}
	sheet, err := d.Cases.Standing(r.Context(), s.Who, j.Ref)
	return j, sheet, err
}

func taskOf(s page.Frame, j desk.Job, sheet backoffice.CaseSheet, now time.Time) taskView {
	c := sheet.Case
	v := taskView{
		Frame: s.Titled(page.Capital(fr.Task(j.Code)) + ", " + j.Name), Task: page.Capital(fr.Task(j.Code)), Debtor: j.Name, Invoice: j.Ref.Number,
		Amount: page.Amount(c.Balance, c.Currency), Since: page.When(j.Created, page.Today(now)), Case: page.CaseAddress(j.Ref), Contact: j.Contact,
		Said: page.SaidOf(j.Says, c.Currency, page.Today(now)), Words: visit.Mask(j.Words), Hint: taskHints[j.Code],
	}
	note := func(form, label, query string) {
		f, ok := formNamed(form)
		if ok && f.fits(c) && access.May(s.Who, f.deed, c.Creditor) == nil {
			v.Acts = append(v.Acts, page.Action{Address: v.Case + "/noter/" + form + query, Label: label})
		}
	}
	ends := "?tache=" + strconv.FormatInt(j.ID, 10) // what is noted ends the task
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
		note("promesse", "Il promet de payer", ends)
		note("litige", "Il conteste", ends)
		note("paiement", "Il a payé", ends)
		v.Acts = append(v.Acts, page.Action{Address: page.DebtorAddress(c.Creditor, c.Debtor), Label: "Mauvais numéro ou contact"})
	case dunning.TaskFailed:
		note("reessai", "Réessayer", "")
		note("passer", "Passer l’étape", "")
	case dunning.TaskMendAddress, dunning.TaskCorrectAddress:
		v.Acts = append(v.Acts, page.Action{Address: page.DebtorAddress(c.Creditor, c.Debtor), Label: "Corriger l’adresse"})
	case dunning.TaskSettleNotice:
		v.Message = sheet.LastUnknown()
		v.Settle = v.Message != 0
	case dunning.TaskDispute:
		note("litige-clos", "Clore le litige", "")
		note("avoir", "Imputer un avoir", "")
	case dunning.TaskAccessories:
		note("renonciation", "Renoncer", "")
	case dunning.TaskHandOver:
		v.Acts = append(v.Acts, page.Action{Address: v.Case + "/preuves.zip", Label: "Dossier de preuves"})
		note("cloture", "Clore", "")
	case dunning.TaskInsolvency:
		note("procedure", "Procédure collective", "")
	case dunning.TaskMendText:
		v.Hint = passedOver(j)
		if k, _, err := wording.ParseMark(j.Step); err == nil {
			v.Acts = append(v.Acts, page.Action{Address: page.TextAddress(j.Ref.Creditor, k), Label: "Corriger le texte"})
		}
	case dunning.TaskMatchLine:
		v.Acts = append(v.Acts, page.Action{Address: "/banque", Label: "Rapprocher"})
	case dunning.TaskApprove, dunning.TaskApprovalOverdue:
		v.Acts = append(v.Acts, page.Action{Address: page.LetterAddress(j.Ref), Label: "Relire et approuver"})
	}
	if on := page.Today(now); on.Before(j.Later.Until) {
		v.Put = "remise au " + page.LongDay(j.Later.Until, on) + "\u00a0: " + j.Later.Why
	}
	if access.May(s.Who, access.WorkOnTasks, c.Creditor) == nil {
		v.Wait = page.TaskAddress(j.ID) + "/plus-tard"
	}
	if v.Wait != "" && !slices.Contains(page.Decided, j.Code) && !v.Release {
		v.Finish = page.TaskAddress(j.ID) + "/faite"
	}
	return v
}

// finishTask marks a task as done.
func (d *Door) finishTask(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return dunning.Errorf(dunning.CodeNotFound, "no such task")
	}
	if err := d.Work.FinishTask(access.Seeing(r.Context(), versionOf(r)), s.Who, id); err != nil {
		return d.staleTask(w, r, s, err)
	}
	d.Seen.Forget(s.Who)
	http.Redirect(w, r, page.OwnPath(r.PostFormValue("suite")), http.StatusSeeOther)
	return nil
}

// readReply says that an answer was read: the reminders go on.
func (d *Door) readReply(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	j, _, err := d.job(r, s)
	if err != nil {
		return err
	}
	_, err = d.Work.Tell(r.Context(), s.Who, backoffice.Fact{
		Ref: j.Ref, Event: dunning.NewRelease(dunning.HoldReply), Key: r.PostFormValue("cle"), Version: versionOf(r),
	})
	if err != nil {
		return d.staleTask(w, r, s, err)
	}
	d.Seen.Forget(s.Who)
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// settleMessage takes a person's word on a message of unknown outcome.
func (d *Door) settleMessage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return dunning.Errorf(dunning.CodeNotFound, "no such message")
	}
	sent := r.PostFormValue("parti")
	if sent != "oui" && sent != "non" {
		return dunning.Errorf(dunning.CodeInvalid, "dites si le message est parti")
	}
	if _, err := d.Messages.SettleMessage(r.Context(), s.Who, id, sent == "oui"); err != nil {
		return err
	}
	d.Seen.Forget(s.Who)
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}
