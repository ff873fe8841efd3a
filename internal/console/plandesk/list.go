package plandesk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/plan"
	"relance/internal/rehearsal"
)

// listView is the list of plans.
type listView struct {
	page.Frame
	Groups []creditorPlans
	Story  []storyLine
	Days   string
	Cases  string
	Held   string
}

// creditorPlans is the plans of a creditor.
type creditorPlans struct {
	Name, Creditor string
	Plans          []planBox
	May            bool // the person may write a new plan
}

type planBox struct {
	ID, Beside string
	Steps      []planStep
	Rules      []string
	Address    string
}

type planStep struct{ When, What, How, Note string }

type storyLine struct{ Label, Count, Debtors string }

// rehearsedDays is how far the whole book is played forward.
const rehearsedDays = 30

func (d *Door) list(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	if name := strings.ToLower(strings.TrimSpace(r.URL.Query().Get("nom"))); name != "" {
		creditor := page.OneOf(r.URL.Query().Get("creancier"), s.Chosen)
		http.Redirect(w, r, address(creditor, name)+"?modele=default#changer", http.StatusSeeOther)
		return nil
	}
	v := listView{Frame: s.Titled("Plans et textes")}
	var ids []string
	for _, c := range creditorsOf(s) {
		ids = append(ids, c.Value)
	}
	all, err := d.Plans.ListOf(r.Context(), s.Who, ids)
	if err != nil {
		return err
	}
	for _, c := range creditorsOf(s) {
		v.Groups = append(v.Groups, creditorPlansOf(s, c, all[c.Value]))
	}
	if r.URL.Query().Get("repetition") != "" {
		if err := d.rehearse(r, s, &v); err != nil {
			return err
		}
	}
	templates.Render(w, http.StatusOK, "plans", v)
	return nil
}

// creditorsOf are the creditors whose plans the person looks at.
func creditorsOf(s page.Frame) (out []page.Choice) {
	for _, c := range s.Creditors {
		if c.Value != "" && (s.Chosen == "" || c.Value == s.Chosen) {
			out = append(out, c)
		}
	}
	return out
}

func creditorPlansOf(s page.Frame, c page.Choice, all []plan.Choice) creditorPlans {
	b := creditorPlans{Name: c.Label, Creditor: c.Value, May: access.May(s.Who, access.ChangePlans, c.Value) == nil}
	for _, p := range all {
		box := planOf(p.Plan)
		box.Address, box.Beside = address(c.Value, p.Plan.ID), standing(p)
		b.Plans = append(b.Plans, box)
	}
	return b
}

// standing says where a plan comes from.
func standing(p plan.Choice) string {
	switch {
	case p.Stated:
		return "écrit dans le fichier de configuration"
	case p.Unused && p.Waits:
		return "pas encore en usage, attend l’accord de deux personnes"
	case p.Unused && p.Next == nil:
		return "jamais mis en usage"
	case p.Unused:
		return "pas encore en usage" + toCome(p)
	case p.Plan.Version > 0:
		return "version " + strconv.Itoa(p.Plan.Version) + toCome(p)
	}
	return "livré avec relance" + toCome(p)
}

// toCome says what will take the place of a plan.
func toCome(p plan.Choice) (text string) {
	if p.Next != nil {
		text = ", version " + strconv.Itoa(p.Next.Version) + " à partir du " + fr.ShortDate(p.Next.From)
	}
	if p.Waits {
		text += ", un changement attend"
	}
	return text
}

// address is where a plan is shown.
func address(creditor, plan string) string {
	return "/plans/" + page.Escape(creditor) + "/" + page.Escape(plan)
}

// planOf words a plan.
func planOf(p dunning.Plan) planBox {
	b := planBox{ID: p.ID}
	for _, st := range p.Steps {
		b.Steps = append(b.Steps, wordedStep(st))
	}
	add := func(on bool, text string) {
		if on {
			b.Rules = append(b.Rules, text)
		}
	}
	days := func(n dunning.Days) string { return fr.Count(int(n), "jour", "jours") }
	add(p.Spacing > 0, "au moins "+days(p.Spacing)+" entre deux messages à un même client")
	add(p.MaxIn30 > 0, "au plus "+strconv.Itoa(p.MaxIn30)+" messages en 30 jours à un même client")
	add(p.Minimum > 0, "rien en dessous de "+fr.Amount(p.Minimum, "EUR"))
	add(p.GraceDays > 0, days(p.GraceDays)+" de délai après une date promise")
	add(p.ReplyDays > 0, "une réponse attend au plus "+fr.Count(int(p.ReplyDays), "jour ouvré", "jours ouvrés")+" une personne")
	return b
}

func wordedStep(st dunning.Step) planStep {
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
	return line
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

// rehearse plays the whole book forward: who would get what.
func (d *Door) rehearse(r *http.Request, s page.Frame, v *listView) error {
	creditor, all := s.Chosen, creditorsOf(s)
	if len(all) == 1 { // whoever works for one creditor has no other to choose
		creditor = all[0].Value
	}
	out, err := d.Rehearsals.Rehearse(r.Context(), s.Who, backoffice.Rehearsal{Creditor: creditor, Until: d.Now().AddDate(0, 0, rehearsedDays)})
	if err != nil {
		return err
	}
	v.Cases, v.Days = page.Thousands(out.Cases), strconv.Itoa(rehearsedDays)
	if out.Withheld != "" {
		v.Held = page.Capital(fr.Reason(out.Withheld))
	}
	v.Story = storyOf(out.Story)
	return nil
}

// storyOf counts what would happen, and to how many debtors.
func storyOf(story []rehearsal.Foreseen) (out []storyLine) {
	type sum struct {
		label   string
		count   int
		debtors map[rehearsal.Party]bool
	}
	var sums []*sum
	for _, e := range story {
		label := rehearsedLabel(e)
		if label == "" {
			continue
		}
		i := slices.IndexFunc(sums, func(s *sum) bool { return s.label == label })
		if i < 0 {
			i, sums = len(sums), append(sums, &sum{label: label, debtors: map[rehearsal.Party]bool{}})
		}
		sums[i].count++
		sums[i].debtors[rehearsal.Party{Creditor: e.Creditor, Debtor: e.Debtor}] = true
	}
	for _, s := range sums {
		out = append(out, storyLine{Label: s.label, Count: page.Thousands(s.count), Debtors: page.Thousands(len(s.debtors))})
	}
	return out
}

func rehearsedLabel(e rehearsal.Foreseen) string {
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
