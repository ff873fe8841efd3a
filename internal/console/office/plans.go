package office

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"relance/internal/console/page"
	"relance/internal/dunning"
)

// plansView is the page of the plans.
type plansView struct {
	page.Frame
	Plans    []planBox
	Chosen   string
	Steps    []stepField
	Faults   []string
	Tried    bool
	Dates    []page.AmountLine // when the steps fall for an invoice due on Due
	Due      string
	File     string // the plan as the configuration writes it
	Story    []storyLine
	Days     string
	Cases    string
	Held     string
	Levels   []page.Choice
	Channels []page.Choice
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

func (d *Door) plans(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	v := plansView{Frame: s.Titled("Plans et textes"), Due: fr.ShortDate(page.Today(d.Now()).AddDays(30))}
	for _, p := range d.PlanChoices {
		v.Plans = append(v.Plans, planOf(p))
	}
	v.Chosen = r.FormValue("plan")
	i := slices.IndexFunc(d.PlanChoices, func(p dunning.Plan) bool { return p.ID == v.Chosen })
	if i >= 0 {
		v.Steps = fieldsOf(d.PlanChoices[i])
	}
	if r.URL.Query().Get("repetition") != "" {
		if err := d.rehearse(r, s, &v); err != nil {
			return err
		}
	}
	v.choices()
	templates.Render(w, http.StatusOK, "plans", v)
	return nil
}

func (v *plansView) choices() {
	for _, l := range []dunning.Level{"", dunning.Courtesy, dunning.First, dunning.Second, dunning.Final, dunning.FormalNotice} {
		label := "—"
		if l != "" {
			label = page.Capital(fr.Level(l))
		}
		v.Levels = append(v.Levels, page.Choice{Value: string(l), Label: label})
	}
	for _, c := range []dunning.Channel{dunning.Email, dunning.Letter, dunning.RegisteredLetter, dunning.Call, dunning.SMS, dunning.Handover} {
		v.Channels = append(v.Channels, page.Choice{Value: string(c), Label: page.Capital(fr.Channel(c))})
	}
}

// planOf words a plan.
func planOf(p dunning.Plan) planBox {
	b := planBox{ID: p.ID, Address: "/plans?plan=" + page.Escape(p.ID) + "#essai"}
	for _, st := range p.Steps {
		line := planStep{When: offset(st.At), What: page.Capital(fr.Channel(st.Channel))}
		if st.Level != "" {
			line.What, line.How = page.Capital(fr.Level(st.Level)), fr.Channel(st.Channel)
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
