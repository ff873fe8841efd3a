package plandesk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/plan"
)

// form holds the fields of a plan as typed, with what is wrong in them.
type form struct {
	Steps   []stepField
	Rules   []ruleField
	Running []runningChoice
	Seen    int    // number of the version that it began from
	Due     string // due date of the invoice for which the steps are dated
	From    string // day from which the plan is to hold, as typed; empty is at once

	FromFault string

	plan   dunning.Plan
	faults []dunning.Fault
	how    dunning.Onward
	from   calendar.Date
}

// stepField is a step as a form holds it.
type stepField struct {
	Number           int // place of the step, from 1
	ID, At, Deadline string
	Channel, Level   string
	Approval         bool
	Faults           []string
	First, Last      bool
}

// ruleField is a rule of the whole plan.
type ruleField struct{ Name, Label, Value, Unit, Fault string }

type runningChoice struct {
	Value, Label, Means string
	Chosen              bool
}

// rule is a rule of the whole plan, with how it is written and read.
type rule struct {
	name, path, label, unit string
	write                   func(dunning.Plan) string
	read                    func(*dunning.Plan, string) bool
}

// rules are those that the form shows.
var rules = []rule{
	{"heures", "window", "Jours et heures d’envoi", "comme lun-ven 09:00-17:00", func(p dunning.Plan) string { return frenchDays.Replace(p.Window) },
		func(p *dunning.Plan, v string) bool { p.Window = storedDays.Replace(v); return true }},
	{"espacement", "spacing", "Entre deux messages à un même client", "jours au moins", days(func(p *dunning.Plan) *dunning.Days { return &p.Spacing }), readDays(func(p *dunning.Plan) *dunning.Days { return &p.Spacing })},
	{"plafond", "max_in_30_days", "Messages à un même client en 30 jours", "au plus (0 : pas de limite)", func(p dunning.Plan) string { return strconv.Itoa(p.MaxIn30) },
		func(p *dunning.Plan, v string) bool { n, err := strconv.Atoi(v); p.MaxIn30 = n; return err == nil }},
	{"minimum", "minimum", "Rien en dessous de", "euros", func(p dunning.Plan) string { return strings.Replace(p.Minimum.String(), ".", ",", 1) }, readMinimum},
	{"grace", "grace_days", "Délai après une date promise", "jours ouvrés", days(func(p *dunning.Plan) *dunning.Days { return &p.GraceDays }), readDays(func(p *dunning.Plan) *dunning.Days { return &p.GraceDays })},
	{"reponse", "reply_days", "Une réponse attend une personne", "jours ouvrés au plus", days(func(p *dunning.Plan) *dunning.Days { return &p.ReplyDays }), readDays(func(p *dunning.Plan) *dunning.Days { return &p.ReplyDays })},
}

func days(of func(*dunning.Plan) *dunning.Days) func(dunning.Plan) string {
	return func(p dunning.Plan) string { return strconv.Itoa(int(*of(&p))) }
}

func readDays(of func(*dunning.Plan) *dunning.Days) func(*dunning.Plan, string) bool {
	return func(p *dunning.Plan, v string) bool { return of(p).UnmarshalText([]byte(v)) == nil }
}

func readMinimum(p *dunning.Plan, v string) bool {
	n, err := money.ParseCents(strings.ReplaceAll(strings.ReplaceAll(v, "\u00a0", ""), ",", "."))
	p.Minimum = n
	return err == nil
}

// formOf fills the form with a plan.
func formOf(p dunning.Plan, seen int) form {
	f := form{Seen: seen, plan: p, how: dunning.Keep}
	for _, st := range p.Steps {
		s := stepField{ID: st.ID, At: strconv.Itoa(int(st.At)), Channel: string(st.Channel), Level: string(st.Level), Approval: st.Approval == dunning.ApprovalRequired}
		if st.Deadline > 0 {
			s.Deadline = strconv.Itoa(int(st.Deadline))
		}
		f.Steps = append(f.Steps, s)
	}
	for _, r := range rules {
		f.Rules = append(f.Rules, ruleField{Name: r.name, Label: r.label, Unit: r.unit, Value: r.write(p)})
	}
	f.number()
	return f
}

// read takes a form over the plan that it began from: what the form does not show
// stays.
func read(r *http.Request, base dunning.Plan) form {
	f := form{plan: base, how: dunning.Onward(r.PostFormValue("encours")), Due: r.PostFormValue("echeance")}
	f.Seen, _ = strconv.Atoi(r.PostFormValue("vue"))
	if f.From = strings.TrimSpace(r.PostFormValue("apartir")); f.From != "" {
		var err error
		if f.from, err = calendar.ParseLoose(f.From); err != nil {
			f.FromFault = "ce jour ne se lit pas\u00a0: écrivez-le comme 01/01/2027"
			f.faults = append(f.faults, dunning.Fault{Path: "from"})
		}
	}
	f.plan.Steps = nil
	for i := range min(len(r.PostForm["id"]), plan.MaxSteps+1) {
		f.step(r, i)
	}
	for _, rule := range rules {
		field := ruleField{Name: rule.name, Label: rule.label, Unit: rule.unit, Value: strings.TrimSpace(r.PostFormValue(rule.name))}
		if !rule.read(&f.plan, field.Value) {
			field.Fault = "cela ne se lit pas"
			f.faults = append(f.faults, dunning.Fault{Path: rule.path})
		}
		f.Rules = append(f.Rules, field)
	}
	if !slices.Contains(dunning.Onwards(), f.how) {
		f.how = dunning.Keep
	}
	f.number()
	return f
}

// step reads one step of the form; one without a name and a day is none.
func (f *form) step(r *http.Request, i int) {
	at := func(field string) string {
		if all := r.PostForm[field]; i < len(all) {
			return strings.TrimSpace(all[i])
		}
		return ""
	}
	s := stepField{ID: at("id"), At: at("jours"), Deadline: at("delai"), Channel: at("voie"), Level: at("niveau"), Approval: at("accord") == "oui"}
	if s.ID == "" && s.At == "" {
		return
	}
	st := dunning.Step{ID: s.ID, Channel: dunning.Channel(s.Channel), Level: dunning.Level(s.Level)}
	if s.Approval {
		st.Approval = dunning.ApprovalRequired
	}
	unread := func(text string) {
		s.Faults = append(s.Faults, text)
		f.faults = append(f.faults, dunning.Fault{Path: "steps"})
	}
	if s.At == "" || st.At.UnmarshalText([]byte(s.At)) != nil {
		unread("les jours ne se lisent pas, écrivez -5 ou 15")
	}
	if s.Deadline != "" && st.Deadline.UnmarshalText([]byte(s.Deadline)) != nil {
		unread("le délai ne se lit pas, écrivez 8")
	}
	f.Steps, f.plan.Steps = append(f.Steps, s), append(f.plan.Steps, st)
}

// number counts the steps, and offers what running cases can do.
func (f *form) number() {
	for i := range f.Steps {
		f.Steps[i].Number, f.Steps[i].First, f.Steps[i].Last = i+1, i == 0, i == len(f.Steps)-1
	}
	f.Running = nil
	for _, how := range dunning.Onwards() {
		f.Running = append(f.Running, runningChoice{Value: string(how), Label: onwardLabels[how][0], Means: onwardLabels[how][1], Chosen: how == f.how})
	}
}

var onwardLabels = map[dunning.Onward][2]string{
	dunning.Keep:    {"Garder", "chaque dossier va au bout du plan qu’il suit\u00a0; seuls les nouveaux suivent celui-ci"},
	dunning.Restart: {"Recommencer", "le nouveau plan, à sa première étape qui n’est pas passée"},
	dunning.Jump:    {"Sauter", "le nouveau plan, à l’étape qui correspond à ce qui est déjà parti"},
}

// rearrange moves, removes or adds a step, as a button asks; false when it asks for
// something else.
func (f *form) rearrange(deed string) bool {
	word, number, _ := strings.Cut(deed, "-")
	i, _ := strconv.Atoi(number)
	i--
	there := i >= 0 && i < len(f.Steps)
	switch {
	case word == "ajouter" && len(f.Steps) < plan.MaxSteps:
		f.Steps = append(f.Steps, f.blank())
	case word == "retirer" && there:
		f.Steps = slices.Delete(f.Steps, i, i+1)
	case word == "monter" && there && i > 0:
		f.Steps[i-1], f.Steps[i] = f.Steps[i], f.Steps[i-1]
	case word == "descendre" && there && i+1 < len(f.Steps):
		f.Steps[i+1], f.Steps[i] = f.Steps[i], f.Steps[i+1]
	default:
		return false
	}
	for i := range f.Steps {
		f.Steps[i].Faults = nil
	}
	f.number()
	return true
}

// blank is a step to be filled in, after the last one.
func (f *form) blank() stepField {
	s := stepField{ID: "etape-" + strconv.Itoa(len(f.Steps)+1), Channel: string(dunning.Email), At: "5"}
	if n := len(f.Steps); n > 0 {
		if last, err := strconv.Atoi(f.Steps[n-1].At); err == nil {
			s.At = strconv.Itoa(max(last+10, 5))
		}
	}
	return s
}

// blame puts each fault where it was made, and gives those of the whole plan.
func (f *form) blame(faults []dunning.Fault) (whole []string) {
	for _, fault := range faults {
		text := faultText(fault)
		if i := stepIn(fault.Path); i >= 0 && i < len(f.Steps) {
			f.Steps[i].Faults = append(f.Steps[i].Faults, text)
			continue
		}
		if i := slices.IndexFunc(rules, func(r rule) bool { return r.path == fault.Path }); i >= 0 && i < len(f.Rules) {
			f.Rules[i].Fault = text
			continue
		}
		whole = append(whole, page.Capital(text))
	}
	return whole
}

// stepIn reads the number of a step in the path of a fault: steps[2].at; -1 for
// none.
func stepIn(path string) int {
	rest, ok := strings.CutPrefix(path, "steps[")
	if !ok {
		return -1
	}
	number, _, _ := strings.Cut(rest, "]")
	i, err := strconv.Atoi(number)
	if err != nil {
		return -1
	}
	return i
}

func levelChoices() (out []page.Choice) {
	for _, l := range []dunning.Level{"", dunning.Courtesy, dunning.First, dunning.Second, dunning.Final, dunning.FormalNotice} {
		label := "—"
		if l != "" {
			label = page.Capital(fr.Level(l))
		}
		out = append(out, page.Choice{Value: string(l), Label: label})
	}
	return out
}

func channelChoices() (out []page.Choice) {
	for _, c := range []dunning.Channel{dunning.Email, dunning.Letter, dunning.RegisteredLetter, dunning.Call, dunning.SMS, dunning.Handover} {
		out = append(out, page.Choice{Value: string(c), Label: page.Capital(fr.Channel(c))})
	}
	return out
}
