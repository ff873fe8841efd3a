package plandesk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice/planning"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/plan"
)

// planView is the page of one plan.
type planView struct {
	page.Frame
	Name, Creditor      string // name and id of the creditor
	Plan                planBox
	New                 bool // nobody has saved it yet
	Stated              bool
	File                string
	May                 bool // the person may save it
	Form                form
	Changed             bool // the form says something else than the plan
	Faults              []string
	Dates               []page.AmountLine
	Difference          *differenceView
	Token               string // names the plan that was rehearsed: nothing else is saved
	Versions            []versionLine
	Waiting             *waitingView
	Coming              []comingView
	Levels              []page.Choice
	Channels            []page.Choice
	Confirmation, Error string
	Refused             []refusalLine
}

// versionLine is a version that was saved.
type versionLine struct {
	Number, Author, At, State string
	Address                   string
}

// waitingView is a version that two people have to agree to.
type waitingView struct {
	ID      int64
	Steps   []planStep
	By, At  string
	First   string // who agreed already
	May     bool
	Running string
	From    string // day from which it would hold; empty is at once
}

// comingView is a version that waits for its day alone.
type comingView struct {
	Number, From, By, Running string
	Steps                     []planStep
}

// dayOf writes a day; empty for none.
func dayOf(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return fr.Date(d)
}

type refusalLine struct{ Number, Why, Address string }

func (d *Door) plan(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	v, shown, err := d.start(r, s)
	if err != nil {
		return err
	}
	base := shown.Plan
	if n := r.URL.Query().Get("version"); n != "" { // an older one, to begin from
		for _, old := range shown.Versions {
			if strconv.Itoa(old.Plan.Version) == n {
				base, v.Changed = old.Plan, true
			}
		}
	}
	v.Form = formOf(base, shown.Latest)
	v.Confirmation = confirmations[r.URL.Query().Get("note")]
	v.date(base, page.Today(d.Now()))
	templates.Render(w, http.StatusOK, "plan", v)
	return nil
}

var confirmations = map[string]string{
	"avenir":     "Le plan est enregistré\u00a0: il s’appliquera à partir du jour choisi. D’ici là, rien ne change.",
	"enregistre": "Le plan est enregistré\u00a0: les nouveaux dossiers le suivent.", "attend": "Le plan est enregistré et attend l’accord de deux personnes.",
	"premier": "Votre accord est noté\u00a0: il en faut un second, d’une autre personne.", "accord": "Le plan est en usage.", "refus": "Le plan est refusé\u00a0: rien n’a changé.",
}

// start reads a plan, and what the page says of it whatever is asked.
func (d *Door) start(r *http.Request, s page.Frame) (v planView, shown planning.Shown, err error) {
	creditor, id := r.PathValue("creditor"), r.PathValue("plan")
	c, err := d.Plans.Creditor(r.Context(), s.Who, creditor)
	if err != nil {
		return v, shown, err
	}
	shown, err = d.Plans.Show(r.Context(), s.Who, creditor, id)
	if fresh := dunning.ErrorCode(err) == dunning.CodeNotFound && r.FormValue("modele") != ""; fresh {
		model, unknown := d.Plans.Show(r.Context(), s.Who, creditor, r.FormValue("modele"))
		if unknown != nil {
			return v, shown, unknown
		}
		shown, err, v.New = planning.Shown{Choice: plan.Choice{Plan: model.Plan}}, nil, true
		shown.Plan.ID, shown.Plan.Version = id, 0
	}
	if err != nil {
		return v, shown, err
	}
	v.Frame, v.Name, v.Creditor, v.Plan, v.Stated, v.File = s.Titled("Plan "+id), c.Name, creditor, planOf(shown.Plan), shown.Stated, d.File
	v.Plan.ID, v.Plan.Address, v.Plan.Beside = id, address(creditor, id), standing(shown.Choice)
	if v.New {
		v.Plan.Beside = "nouveau"
	}
	v.May = !shown.Stated && access.May(s.Who, access.ChangePlans, creditor) == nil
	v.Levels, v.Channels = levelChoices(), channelChoices()
	v.past(s, shown, d.Now())
	return v, shown, nil
}

// past fills in what was saved, and what waits.
func (v *planView) past(s page.Frame, shown planning.Shown, now time.Time) {
	for _, one := range shown.Versions {
		if one.Comes(now) {
			v.Coming = append(v.Coming, comingView{Number: strconv.Itoa(one.Plan.Version), From: dayOf(one.From), By: one.Author, Running: onwardLabels[one.Running][1], Steps: planOf(one.Plan).Steps})
		}
		number := strconv.Itoa(one.Plan.Version)
		v.Versions = append(v.Versions, versionLine{
			Number: number, Author: one.Author, At: page.Moment(one.At), State: versionState(one, shown, now), Address: v.Plan.Address + "?version=" + number + "#changer",
		})
	}
	if one := shown.Waiting(); one != nil {
		v.Waiting = &waitingView{
			ID: one.ID, Steps: planOf(one.Plan).Steps, By: one.Author, At: page.Moment(one.At), Running: onwardLabels[one.Running][1], From: dayOf(one.From),
			May: access.May(s.Who, access.Approve, one.Creditor) == nil && one.FirstBy != s.Who.Name,
		}
		if one.FirstBy != "" {
			v.Waiting.First = one.FirstBy + ", le " + page.Moment(one.FirstAt)
		}
	}
}

func versionState(one plan.Version, shown planning.Shown, now time.Time) string {
	switch {
	case one.Waits():
		return "attend deux accords"
	case one.Outcome == change.Refused:
		return "refusée par " + one.By
	case one.Used.IsZero():
		return "remplacée"
	case one.Comes(now):
		return "à partir du " + dayOf(one.From)
	case one.Plan.Version == shown.Plan.Version && !shown.Stated:
		return "en usage"
	}
	return "a été en usage"
}

// date says when the steps fall for an invoice.
func (v *planView) date(p dunning.Plan, on calendar.Date) {
	due, err := calendar.ParseLoose(v.Form.Due)
	if err != nil {
		due = on.AddDays(30)
		v.Form.Due = fr.ShortDate(due)
	}
	r, err := dunning.NewRules(p, calendar.Metropole, "", "")
	if err != nil || len(p.Steps) == 0 {
		return // the faults say why
	}
	for _, st := range r.Schedule(due, due.AddDays(min(-30, int(p.Steps[0].At)-1))) {
		v.Dates = append(v.Dates, page.AmountLine{Label: page.Capital(page.StepName(st)), Amount: fr.Weekday(page.Today(st.At)) + ", " + page.Hour(st.At)})
	}
}

// tokenOf names what was rehearsed, so that nothing else is saved.
func tokenOf(p dunning.Plan, how dunning.Onward, from calendar.Date) string {
	p.Version = 0
	b, err := json.Marshal(p)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(append(append(b, how...), from.String()...))
	return hex.EncodeToString(sum[:8])
}
