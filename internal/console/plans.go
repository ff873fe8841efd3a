package console

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
)

// plansView is the page of the plans.
type plansView struct {
	shell
	Plans    []planBox
	Chosen   string
	Steps    []stepField
	Faults   []string
	Tried    bool
	Dates    []amountLine // when the steps fall for an invoice due on Due
	Due      string
	File     string // the plan as the configuration writes it
	Story    []storyLine
	Days     string
	Cases    string
	Held     string
	Levels   []choice
	Channels []choice
	Error    string
}

type planBox struct {
	ID      string
	Steps   []planStep
	Rules   []string
	Address string
}

type planStep struct{ When, What, How, Note string }

// stepField is a step as a form holds it.
type stepField struct {
	ID, At, Deadline string
	Channel, Level   string
	Approval         bool
}

type storyLine struct{ Label, Count, Debtors, Sum string }

// rehearsedDays is how far the whole book is played forward.
const rehearsedDays = 30

func (d *Door) plans(w http.ResponseWriter, r *http.Request, s shell) error {
	v := plansView{shell: s.titled("Plans et textes"), Due: fr.ShortDate(today(d.Now()).AddDays(30))}
	for _, p := range d.PlanBook {
		v.Plans = append(v.Plans, planOf(p))
	}
	v.Chosen = r.FormValue("plan")
	i := slices.IndexFunc(d.PlanBook, func(p dunning.Plan) bool { return p.ID == v.Chosen })
	if i >= 0 {
		v.Steps = fieldsOf(d.PlanBook[i])
	}
	if r.URL.Query().Get("repetition") != "" {
		if err := d.rehearse(r, s, &v); err != nil {
			return err
		}
	}
	v.choices()
	render(w, http.StatusOK, "plans", v)
	return nil
}

func (v *plansView) choices() {
	for _, l := range []dunning.Level{"", dunning.Courtesy, dunning.First, dunning.Second, dunning.Final, dunning.FormalNotice} {
		label := "—"
		if l != "" {
			label = capital(fr.Level(l))
		}
		v.Levels = append(v.Levels, choice{Value: string(l), Label: label})
	}
	for _, c := range []dunning.Channel{dunning.Email, dunning.Letter, dunning.RegisteredLetter, dunning.Call, dunning.SMS, dunning.Handover} {
		v.Channels = append(v.Channels, choice{Value: string(c), Label: capital(fr.Channel(c))})
	}
}

// planOf words a plan.
func planOf(p dunning.Plan) planBox {
	b := planBox{ID: p.ID, Address: "/plans?plan=" + escape(p.ID) + "#essai"}
	for _, st := range p.Steps {
		line := planStep{When: offset(st.At), What: capital(fr.Channel(st.Channel))}
		if st.Level != "" {
			line.What, line.How = capital(fr.Level(st.Level)), fr.Channel(st.Channel)
		}
		if st.Approval == dunning.ApprovalRequired {
			line.Note = "avec votre accord"
		}
		if st.Deadline > 0 {
			line.Note = strings.TrimPrefix(line.Note+", "+fr.Count(int(st.Deadline), "jour", "jours")+" pour payer", ", ")
		}
		b.Steps = append(b.Steps, line)
	}
	add := func(on bool, text string) {
		if on {
			b.Rules = append(b.Rules, text)
		}
	}
	add(p.Spacing > 0, "au moins "+fr.Count(int(p.Spacing), "jour", "jours")+" entre deux messages à un même client")
	add(p.MaxIn30 > 0, "au plus "+strconv.Itoa(p.MaxIn30)+" messages en 30 jours à un même client")
	add(p.Minimum > 0, "rien en dessous de "+fr.Amount(p.Minimum, "EUR"))
	add(p.GraceDays > 0, fr.Count(int(p.GraceDays), "jour", "jours")+" de délai après une date promise")
	add(p.ReplyDays > 0, "une réponse attend au plus "+fr.Count(int(p.ReplyDays), "jour ouvré", "jours ouvrés")+" une personne")
	return b
}

// offset says when a step falls: "5 jours avant l’échéance".
func offset(d dunning.Days) string {
	switch {
	case d < 0:
		return fr.Count(-int(d), "jour", "jours") + " avant l’échéance"
	case d > 0:
		return fr.Count(int(d), "jour", "jours") + " après"
	}
	return "le jour de l’échéance"
}

func fieldsOf(p dunning.Plan) (out []stepField) {
	for _, st := range p.Steps {
		f := stepField{ID: st.ID, At: strconv.Itoa(int(st.At)), Channel: string(st.Channel), Level: string(st.Level), Approval: st.Approval == dunning.ApprovalRequired}
		if st.Deadline > 0 {
			f.Deadline = strconv.Itoa(int(st.Deadline))
		}
		out = append(out, f)
	}
	return out
}

// tryPlan checks the steps of a form and says when they fall. Nothing is saved:
// the plans are those of the configuration, and the page shows how to write the
// one that was tried there.
func (d *Door) tryPlan(w http.ResponseWriter, r *http.Request, s shell) error {
	if err := r.ParseForm(); err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "the form cannot be read")
	}
	v := plansView{shell: s.titled("Plans et textes"), Chosen: r.PostFormValue("plan"), Due: r.PostFormValue("echeance"), Tried: true}
	for _, p := range d.PlanBook {
		v.Plans = append(v.Plans, planOf(p))
	}
	i := slices.IndexFunc(d.PlanBook, func(p dunning.Plan) bool { return p.ID == v.Chosen })
	if i < 0 {
		return dunning.Errorf(dunning.CodeNotFound, "no plan %q", v.Chosen)
	}
	plan := d.PlanBook[i]
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
		v.fall(plan, today(d.Now()))
	}
	v.choices()
	status := http.StatusOK
	if len(v.Faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	render(w, status, "plans", v)
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
		v.Faults = append(v.Faults, said(err))
		return
	}
	issued := due.AddDays(-30)
	if first := due.AddDays(int(p.Steps[0].At) - 1); first.Before(issued) {
		issued = first
	}
	for _, st := range rules.Schedule(due, issued) {
		v.Dates = append(v.Dates, amountLine{capital(stepName(st)), fr.Weekday(today(st.At)) + ", " + hour(st.At)})
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
func (d *Door) rehearse(r *http.Request, s shell, v *plansView) error {
	out, err := d.Rehearsals.Rehearse(r.Context(), s.Who, backoffice.Rehearsal{Creditor: s.Chosen, Until: d.Now().AddDate(0, 0, rehearsedDays)})
	if err != nil {
		return err
	}
	v.Cases, v.Days = thousands(out.Cases), strconv.Itoa(rehearsedDays)
	if out.Withheld != "" {
		v.Held = capital(fr.Reason(out.Withheld))
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
		v.Story = append(v.Story, storyLine{Label: label, Count: thousands(sums[label].count), Debtors: thousands(len(sums[label].debtors))})
	}
	return nil
}

func rehearsedLabel(e dunning.Rehearsed) string {
	switch e.Kind {
	case dunning.KindSent:
		return levelPlural(e.Level) + ", " + fr.Channel(e.Channel)
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
