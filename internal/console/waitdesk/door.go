package waitdesk

import (
	"context"
	"net/http"
	"strconv"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/people"
)

// Jobs reads what people are asked to do.
type Jobs interface {
	Later(ctx context.Context, who access.Actor, creditor string, after int64, limit int) ([]desk.Job, bool, error)
	Job(ctx context.Context, who access.Actor, id int64) (desk.Job, error)
}

// Caring is how people share the work.
type Caring interface {
	Of(ctx context.Context, who access.Actor, ref dunning.Ref) (people.Care, error)
	PutOff(ctx context.Context, who access.Actor, id int64, until calendar.Date, why string) (dunning.Task, error)
	HandOn(ctx context.Context, who access.Actor, id int64, login string) (dunning.Task, error)
}

// Door serves the pages of tasks that wait.
type Door struct {
	*page.Common
	Jobs Jobs
	Care Caring
}

// Routes lists the pages and forms.
func (d *Door) Routes() []page.Route {
	return []page.Route{
		page.Get("/taches/remises", access.SeeCases, d.list),
		page.Get("/taches/{id}/plus-tard", access.WorkOnTasks, d.form),
		page.Post("/taches/{id}/plus-tard", access.WorkOnTasks, d.putOff).KeptByUse(),
	}
}

// formView is the page on which a task is put off or handed on.
type formView struct {
	page.Frame
	Debtor, Task, Address string
	Version               int64  // version of the task's case
	Put                   string // how it was put off
	Owners                []page.Choice
	Day, Why              string // as typed
	Error                 string
}

func (d *Door) form(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	job, err := d.job(r, s)
	if err != nil {
		return err
	}
	return d.show(w, r, s, job, nil)
}

func (d *Door) job(r *http.Request, s page.Frame) (desk.Job, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return desk.Job{}, dunning.Errorf(dunning.CodeNotFound, "no such task")
	}
	return d.Jobs.Job(r.Context(), s.Who, id)
}

// show shows the forms, with why what was typed does not do.
func (d *Door) show(w http.ResponseWriter, r *http.Request, s page.Frame, job desk.Job, refused error) error {
	if err := access.MayFor(s.Who, access.WorkOnTasks, job.Ref); err != nil {
		return err
	}
	care, err := d.Care.Of(r.Context(), s.Who, job.Ref)
	if err != nil {
		return err
	}
	v, status := formOf(s, job, care, page.Today(d.Now())), http.StatusOK
	if refused != nil {
		status, v.Error = http.StatusUnprocessableEntity, page.Capital(page.Said(refused))+"."
		if dunning.NewerVersion(refused) != 0 {
			status, v.Error = http.StatusConflict, "Le dossier a changé entre-temps\u00a0: relisez la tâche, puis confirmez si cela tient toujours."
		}
		v.Day, v.Why = r.PostFormValue("jour"), r.PostFormValue("pourquoi")
	}
	templates.Render(w, status, "wait", v)
	return nil
}

func formOf(s page.Frame, j desk.Job, care people.Care, on calendar.Date) formView {
	v := formView{
		Frame: s.Titled("Remettre ou confier, " + j.Name), Debtor: j.Name, Task: page.Capital(fr.Task(j.Code)), Address: page.TaskAddress(j.ID),
		Version: j.Version, Owners: page.OwnerChoices(care, care.Owner),
	}
	if on.Before(j.Later.Until) {
		v.Put = textOf(j.Later, on)
	}
	return v
}

// textOf says how a task was put off.
func textOf(l dunning.Later, on calendar.Date) string {
	return "remise au " + page.LongDay(l.Until, on) + ", " + page.Away(l.Until, on) + ", par " + l.By + "\u00a0: " + l.Why
}

// putOff lets a task wait until a day, brings it back, or hands it on.
func (d *Door) putOff(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	job, err := d.job(r, s)
	if err != nil {
		return err
	}
	if err = d.decide(r, s, job.ID); dunning.ErrorCode(err) == dunning.CodeInvalid || dunning.NewerVersion(err) != 0 {
		return d.show(w, r, s, job, err)
	}
	if err != nil {
		return err
	}
	d.Seen.Forget(s.Who)
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// decide does what a form asks for.
func (d *Door) decide(r *http.Request, s page.Frame, id int64) (err error) {
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64) // 0 is not said
	ctx := access.Seeing(r.Context(), version)
	var until calendar.Date
	switch r.PostFormValue("geste") {
	case "confier":
		_, err = d.Care.HandOn(ctx, s.Who, id, r.PostFormValue("qui"))
		return err
	case "reprendre":
	default:
		if until, err = calendar.ParseLoose(r.PostFormValue("jour")); err != nil {
			return dunning.Errorf(dunning.CodeInvalid, "la date ne se lit pas, écrivez-la comme 12/03/2026")
		}
	}
	_, err = d.Care.PutOff(ctx, s.Who, id, until, r.PostFormValue("pourquoi"))
	return err
}

// listView lists what was put off.
type listView struct {
	page.Frame
	Rows []page.WorkRow
	Next string
}

func (d *Door) list(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	after, _ := strconv.ParseInt(r.URL.Query().Get("apres"), 10, 64) // a place that is none begins at the first
	jobs, more, err := d.Jobs.Later(r.Context(), s.Who, s.Chosen, after, page.PageSize)
	if err != nil {
		return err
	}
	v := listOf(s, jobs, page.Today(d.Now()))
	if more {
		v.Next = "/taches/remises?apres=" + strconv.FormatInt(jobs[len(jobs)-1].ID, 10)
	}
	templates.Render(w, http.StatusOK, "waiting", v)
	return nil
}

func listOf(s page.Frame, jobs []desk.Job, on calendar.Date) listView {
	v := listView{Frame: s.Titled("Remises à plus tard")}
	for _, j := range jobs {
		v.Rows = append(v.Rows, page.WorkRow{
			Name: j.Name, Beside: j.Ref.Number, Amount: fr.Amount(j.Balance, j.Currency), Creditor: s.CreditorName(j.Ref.Creditor), Tags: []page.Tag{{Text: page.Capital(fr.Task(j.Code)), Tone: "amber"}},
			Text: page.Capital(textOf(j.Later, on)), Act: page.Action{Address: page.TaskAddress(j.ID), Label: "Ouvrir"},
		})
	}
	return v
}
