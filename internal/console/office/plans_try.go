package office

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
)

type storyLine struct{ Label, Count, Debtors, Sum string }

// rehearsedDays is how far the whole book is played forward.
const rehearsedDays = 30

// tryPlan checks the steps of a form and says when they fall. Nothing is saved:
// the plans are those of the configuration, and the page shows how to write the
// one that was tried there.
func (d *Door) tryPlan(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	if err := r.ParseForm(); err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "the form cannot be read")
	}
	v := plansView{Frame: s.Titled("Plans et textes"), Chosen: r.PostFormValue("plan"), Due: r.PostFormValue("echeance"), Tried: true}
	for _, p := range d.PlanChoices {
		v.Plans = append(v.Plans, planOf(p))
	}
	i := slices.IndexFunc(d.PlanChoices, func(p dunning.Plan) bool { return p.ID == v.Chosen })
	if i < 0 {
		return dunning.Errorf(dunning.CodeNotFound, "no plan %q", v.Chosen)
	}
	plan := d.PlanChoices[i]
	plan.Steps = nil
	for j := range min(len(r.PostForm["id"]), dunning.MaxSteps+1) {
		f, st, fault := stepOf(r, j)
		if f.ID == "" && f.At == "" {
			continue
		}
		v.Steps = append(v.Steps, f)
		if fault != "" {
			v.Faults = append(v.Faults, fault)
		}
		plan.Steps = append(plan.Steps, st)
	}
	for _, f := range plan.Check("") {
		text := fr.Text(f.Text)
		if f.Hint != "" {
			text += " (" + fr.Text(f.Hint) + ")"
		}
		v.Faults = append(v.Faults, strings.TrimPrefix(f.Path, ".")+"\u00a0: "+text)
	}
	if len(v.Faults) == 0 {
		v.fall(plan, page.Today(d.Now()))
	}
	v.choices()
	status := http.StatusOK
	if len(v.Faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	templates.Render(w, status, "plans", v)
	return nil
}

// stepOf reads one step of the form.
func stepOf(r *http.Request, i int) (f stepField, st dunning.Step, fault string) {
	at := func(field string) string {
		if all := r.PostForm[field]; i < len(all) {
			return strings.TrimSpace(all[i])
		}
		return ""
	}
	f = stepField{ID: at("id"), At: at("jours"), Deadline: at("delai"), Channel: at("voie"), Level: at("niveau"), Approval: at("accord") == "oui"}
	st = dunning.Step{ID: f.ID, Channel: dunning.Channel(f.Channel), Level: dunning.Level(f.Level)}
	if f.Approval {
		st.Approval = dunning.ApprovalRequired
	}
	if f.At != "" && st.At.UnmarshalText([]byte(f.At)) != nil || f.At == "" {
		fault = "étape «\u00a0" + f.ID + "\u00a0»\u00a0: les jours ne se lisent pas, écrivez -5 ou 15"
	}
	if f.Deadline != "" && st.Deadline.UnmarshalText([]byte(f.Deadline)) != nil {
		fault = "étape «\u00a0" + f.ID + "\u00a0»\u00a0: le délai ne se lit pas, écrivez 8"
	}
	return f, st, fault
}

// fall says when the steps fall for an invoice, and how the plan is written
// down.
func (v *plansView) fall(p dunning.Plan, on calendar.Date) {
	due, err := calendar.ParseLoose(v.Due)
	if err != nil {
		due = on.AddDays(30)
		v.Due = fr.ShortDate(due)
	}
	rules, err := dunning.NewRules(p, calendar.Metropole, "", "")
	if err != nil {
		v.Faults = append(v.Faults, page.Said(err))
		return
	}
	issued := due.AddDays(-30)
	if first := due.AddDays(int(p.Steps[0].At) - 1); first.Before(issued) {
		issued = first
	}
	for _, st := range rules.Schedule(due, issued) {
		v.Dates = append(v.Dates, page.AmountLine{Label: page.Capital(page.StepName(st)), Amount: fr.Weekday(page.Today(st.At)) + ", " + page.Hour(st.At)})
	}
	var b strings.Builder
	b.WriteString("plans:\n  " + p.ID + ":\n    steps:\n")
	for _, st := range p.Steps {
		b.WriteString("      - {id: " + st.ID + ", at: " + st.At.String() + ", channel: " + string(st.Channel))
		if st.Level != "" {
			b.WriteString(", level: " + string(st.Level))
		}
		if st.Approval != "" {
			b.WriteString(", approval: " + string(st.Approval))
		}
		if st.Deadline > 0 {
			b.WriteString(", deadline: " + strconv.Itoa(int(st.Deadline)) + "d")
		}
		b.WriteString("}\n")
	}
	v.File = b.String()
}

// rehearse plays the whole book forward: who would get what.
func (d *Door) rehearse(r *http.Request, s page.Frame, v *plansView) error {
	out, err := d.Rehearsals.Rehearse(r.Context(), s.Who, backoffice.Rehearsal{Creditor: s.Chosen, Until: d.Now().AddDate(0, 0, rehearsedDays)})
	if err != nil {
		return err
	}
	v.Cases, v.Days = page.Thousands(out.Cases), strconv.Itoa(rehearsedDays)
	if out.Withheld != "" {
		v.Held = page.Capital(fr.Reason(out.Withheld))
	}
	type sum struct {
		count   int
		debtors map[dunning.Party]bool
	}
	sums, order := map[string]*sum{}, []string{}
	for _, e := range out.Story {
		label := rehearsedLabel(e)
		if label == "" {
			continue
		}
		if sums[label] == nil {
			sums[label], order = &sum{debtors: map[dunning.Party]bool{}}, append(order, label)
		}
		sums[label].count++
		sums[label].debtors[dunning.Party{Creditor: e.Creditor, Debtor: e.Debtor}] = true
	}
	for _, label := range order {
		v.Story = append(v.Story, storyLine{Label: label, Count: page.Thousands(sums[label].count), Debtors: page.Thousands(len(sums[label].debtors))})
	}
	return nil
}

func rehearsedLabel(e dunning.Rehearsed) string {
	switch e.Kind {
	case dunning.KindSent:
		return page.LevelPlural(e.Level) + ", " + fr.Channel(e.Channel)
	case dunning.KindAsked:
		return "Accords demandés"
	case dunning.KindDelegated:
		return "Appels et SMS à faire"
	case dunning.KindHandedOver:
		return "Dossiers à transmettre"
	case dunning.KindThanked:
		return "Remerciements"
	case dunning.KindBounce:
		return "Adresses manquantes"
	}
	return ""
}
