package console

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// todayView is the page of the day's work.
type todayView struct {
	shell
	Day    string
	Total  string // of things to do; empty when there is none
	Stake  string // what is owed on them
	Groups []workGroup
	Leaves leavesPanel
	Kept   keptPanel
	Feeds  []feedLine
	Next   string // when something leaves next, where nothing is to do
}

// workGroup is one kind of work.
type workGroup struct {
	Title  string
	Note   string
	Rows   []workRow
	Hidden int    // beyond those that are shown
	All    string // address of all of them
}

// workRow is one thing to do: who, how much, one action.
type workRow struct {
	Name, Beside string
	Tags         []tag
	Text         string
	Said         []tag // what somebody said
	Amount       string
	Creditor     string
	Act          action
	Done         string // address of the form that says that it is done; empty for none
	First        bool   // of the page: its button is filled
}

// tag is a word that stands out: amber waits, red is lost, blue somebody said.
type tag struct{ Text, Tone string }

// action is what a button does: a link.
type action struct{ Address, Label string }

// leavesPanel says what leaves today.
type leavesPanel struct {
	Hours string
	Lines []countLine
	Text  string
	All   string
}

// keptPanel says what did not leave.
type keptPanel struct {
	Title string
	Total int
	Lines []countLine
}

type countLine struct {
	Label, Count, Address string
}

type feedLine struct{ Label, Text, Tone string }

// kindOfWork groups tasks as a day goes.
type kindOfWork struct {
	name, title string
	codes       []dunning.TaskCode
	label       string // of its action
}

// What the groups are, in the order of a day: what loses money first, then
// people who wait.
var work = []kindOfWork{
	{"dabord", "À traiter d’abord", []dunning.TaskCode{
		dunning.TaskSettleNotice, dunning.TaskFailed, dunning.TaskLateMessage, dunning.TaskUnreadable, dunning.TaskCorrectAddress,
		dunning.TaskMendAddress, dunning.TaskLimitation, dunning.TaskInsolvency, dunning.TaskSentAfterAll,
	}, "Traiter"},
	{"reponses", "Réponses à lire", []dunning.TaskCode{dunning.TaskReply, dunning.TaskReplyOverdue, dunning.TaskReadMail}, "Lire"},
	{"banque", "Lignes de banque sans facture", []dunning.TaskCode{dunning.TaskMatchLine}, "Voir"},
	{"lettres", "Lettres à approuver", []dunning.TaskCode{dunning.TaskApprove, dunning.TaskApprovalOverdue}, "Relire et approuver"},
	{"appels", "Appels", []dunning.TaskCode{dunning.TaskCall}, "Noter l’appel"},
	{"promesses", "Promesses et échéanciers manqués", []dunning.TaskCode{dunning.TaskBrokenPromise, dunning.TaskMissed}, "Reprendre contact"},
	{"courrier", "Courrier", []dunning.TaskCode{
		dunning.TaskPostLetter, dunning.TaskFollowLetter, dunning.TaskCheckLetter, dunning.TaskOneTimeCode, dunning.TaskLetterBudget,
	}, "Ouvrir"},
	{"transmettre", "À transmettre", []dunning.TaskCode{dunning.TaskHandOver}, "Choisir la suite"},
	{"reste", "Le reste", nil, "Ouvrir"},
}

// decided are the kinds of work that end by a decision about the case, never by
// saying that they are done.
var decided = []dunning.TaskCode{dunning.TaskApprove, dunning.TaskApprovalOverdue, dunning.TaskSettleNotice, dunning.TaskMatchLine}

func workOf(code dunning.TaskCode) int {
	for i, k := range work {
		if slices.Contains(k.codes, code) {
			return i
		}
	}
	return len(work) - 1
}

// shownTasks is how many of a group the page shows.
const shownTasks = 5

// today lists what people are asked to do, kind by kind.
func (d *Door) today(w http.ResponseWriter, r *http.Request, s shell) error {
	day, err := d.Overview.Day(r.Context(), s.Who, s.Chosen)
	if err != nil {
		return err
	}
	render(w, http.StatusOK, "today", todayOf(s, day, d.Now()))
	return nil
}

func todayOf(s shell, day desk.Day, now time.Time) todayView {
	on := today(now)
	v := todayView{shell: s.titled("Aujourd’hui"), Day: capital(fr.Weekday(on)), Leaves: leavesOf(day, on), Kept: keptOf(day, on), Feeds: feedsOf(s, day.Feeds, now)}
	groups := make([][]desk.Job, len(work))
	var stake money.Cents
	total, counted := day.LineCount, map[dunning.Ref]bool{}
	for _, j := range day.Jobs {
		if j.Code == dunning.TaskMatchLine {
			continue // the line itself is shown
		}
		i := workOf(j.Code)
		groups[i] = append(groups[i], j)
		total++
		if j.Currency == "EUR" && j.Balance > 0 && !counted[j.Ref] {
			counted[j.Ref], stake = true, stake+j.Balance
		}
	}
	for i, jobs := range groups {
		switch {
		case work[i].name == "banque" && len(day.Lines) > 0:
			v.Groups = append(v.Groups, linesGroup(s, day))
		case len(jobs) > 0:
			v.Groups = append(v.Groups, groupOf(s, i, jobs, on))
		}
	}
	if len(v.Groups) > 0 {
		v.Groups[0].Rows[0].First = true
	}
	if total > 0 {
		v.Total = thousands(total)
		if day.More {
			v.Total += "+"
		}
		v.Total += " chose" + plural(total) + " à faire"
		v.Stake = fr.Amount(stake, "EUR") + " en jeu"
	}
	if !day.Next.IsZero() {
		v.Next = fr.Weekday(today(day.Next))
	}
	return v
}

func plural(n int) string {
	if n > 1 {
		return "s"
	}
	return ""
}

func groupOf(s shell, kind int, jobs []desk.Job, on calendar.Date) workGroup {
	k := work[kind]
	g := workGroup{Title: k.title, Note: strconv.Itoa(len(jobs)) + " · plus ancienne\u00a0: " + when(jobs[0].Created, on)}
	if k.name == "lettres" {
		var price money.Cents
		for _, j := range jobs {
			price += j.Draft.Estimate
		}
		if g.Note = strconv.Itoa(len(jobs)); price > 0 {
			g.Note += " · " + fr.Amount(price, "EUR") + " de port"
		}
	}
	for i, j := range jobs {
		if i == shownTasks {
			g.Hidden, g.All = len(jobs)-shownTasks, "/taches?quoi="+k.name
			break
		}
		g.Rows = append(g.Rows, jobRow(s, j, k, on))
	}
	return g
}

// jobRow words a task.
func jobRow(s shell, j desk.Job, k kindOfWork, on calendar.Date) workRow {
	row := workRow{
		Name: j.Name, Amount: fr.Amount(j.Balance, j.Currency), Creditor: s.CreditorName(j.Ref.Creditor),
		Act: action{taskAddress(j.ID), k.label}, Text: "Facture " + j.Ref.Number + lateness(j.Due, on),
	}
	task := capital(fr.Task(j.Code))
	switch j.Code {
	case dunning.TaskReply, dunning.TaskReplyOverdue, dunning.TaskReadMail:
		row.Tags = append(row.Tags, tag{"relances suspendues", "amber"})
		if j.Words != "" {
			row.Text = "«\u00a0" + excerpt(j.Words, 120) + "\u00a0»"
		}
		row.Said = saidOf(j.Says, j.Currency)
		if j.Code == dunning.TaskReplyOverdue {
			row.Tags = append(row.Tags, tag{"sans suite", "red"})
		}
	case dunning.TaskApprove, dunning.TaskApprovalOverdue:
		row.Tags = append(row.Tags, tag{fr.Level(j.Level), ""})
		row.Act.Address = letterAddress(j.Ref)
		if j.Code == dunning.TaskApprovalOverdue {
			row.Tags = append(row.Tags, tag{"attend depuis longtemps", "red"})
		}
	case dunning.TaskCall:
		row.Beside = j.Contact
	case dunning.TaskOverpaid, dunning.TaskAccessories:
		row.Tags = append(row.Tags, tag{task, ""})
	case dunning.TaskMendAddress, dunning.TaskCorrectAddress, dunning.TaskFailed, dunning.TaskSettleNotice, dunning.TaskSentAfterAll:
		row.Tags = append(row.Tags, tag{task, "red"})
	case dunning.TaskInsolvency:
		row.Tags = append(row.Tags, tag{"déclarer la créance", "red"})
		if by, err := calendar.ParseDate(j.Detail); err == nil {
			row.Text = "Forclusion le " + fr.Date(by) + " · " + row.Text
		}
	default:
		row.Tags = append(row.Tags, tag{task, "amber"})
	}
	if said := fr.TaskDetail(j.Detail); j.Detail != "" && said != j.Detail {
		row.Text += " · " + said
	}
	if access.May(s.Who, access.WorkOnTasks, j.Ref.Creditor) == nil && !slices.Contains(decided, j.Code) && len(row.Said) == 0 && k.name != "reponses" && k.name != "appels" {
		row.Done = taskAddress(j.ID) + "/faite"
	}
	return row
}

// lateness says how long an invoice has been due, within a sentence.
func lateness(due, on calendar.Date) string {
	switch n := on.Sub(due); {
	case n > 0:
		return ", échue depuis " + fr.Count(n, "jour", "jours")
	case n == 0:
		return ", échue aujourd’hui"
	}
	return ", à échoir le " + fr.Date(due)
}

// saidOf words what a mail was found to say.
func saidOf(says []desk.Intent, currency string) (out []tag) {
	for _, i := range says {
		text := intents[i.Kind]
		if text == "" {
			continue
		}
		if i.Amount != nil {
			text += ", " + fr.Amount(*i.Amount, currency)
		}
		if !i.Date.IsZero() {
			text += " le " + fr.Date(i.Date)
		}
		out = append(out, tag{text, "blue"})
	}
	return out
}

// intents words what a debtor may say in a mail.
var intents = map[string]string{
	"paid": "paiement annoncé", "promise": "promet de payer", "dispute": "conteste", "instalments": "demande un échéancier",
	"document": "demande un document", "wrong_recipient": "n’est pas le bon destinataire", "new_contact": "donne un autre contact",
	"new_address": "donne une autre adresse", "left_company": "a quitté l’entreprise", "insolvency": "parle de procédure collective",
	"legal": "écrit par un conseil",
}

// linesGroup shows bank lines that wait for a person.
func linesGroup(s shell, day desk.Day) workGroup {
	g := workGroup{Title: "Lignes de banque sans facture", Note: thousands(day.LineCount) + " · " + fr.Amount(day.LineSum, "EUR")}
	for _, l := range day.Lines {
		row := workRow{Name: lineTitle(l), Amount: fr.Amount(lineAmount(l), l.Entry.Currency), Creditor: s.CreditorName(l.Creditor), Text: proposed(l.Decision)}
		row.Act = action{lineAddress(l.ID), "Voir"}
		if len(l.Decision.Suggestions) == 1 {
			row.Act.Label = "Confirmer"
		}
		g.Rows = append(g.Rows, row)
	}
	if n := day.LineCount - len(day.Lines); n > 0 {
		g.Hidden, g.All = n, "/banque"
	}
	return g
}

// proposed says what a bank line is taken for.
func proposed(dec reconcile.Decision) string {
	if len(dec.Suggestions) == 0 {
		if len(dec.Reasons) > 0 {
			return dec.Reasons[0].Text
		}
		return "aucune proposition"
	}
	p := dec.Suggestions[0]
	text := "proposée\u00a0: "
	if len(p.Allocations) > 1 {
		text = "proposées\u00a0: "
	}
	text += invoiceList(p.Allocations)
	if len(p.Reasons) > 0 {
		text += ", " + p.Reasons[0].Text
	}
	return text
}

// leavesOf counts what leaves today, by level and channel.
func leavesOf(day desk.Day, on calendar.Date) leavesPanel {
	var p leavesPanel
	counts, order := map[string]int{}, []string{}
	mails, debtors := 0, map[string]bool{}
	var first, last time.Time
	for _, l := range day.Leaving {
		next := dunning.Next(l.Case, l.At)
		step, ok := l.Case.Step()
		var label string
		switch {
		case next.Action == dunning.Send && ok && step.Channel == dunning.Email:
			label = levelPlural(step.Level)
			mails++
			debtors[l.Case.Creditor+"/"+l.Case.Debtor] = true
		case next.Action == dunning.Send && ok:
			label = "Lettres"
		case next.Action == dunning.Thank:
			label = "Remerciements"
			mails++
			debtors[l.Case.Creditor+"/"+l.Case.Debtor] = true
		default:
			continue
		}
		if counts[label] == 0 {
			order = append(order, label)
		}
		counts[label]++
		if today(l.At) == on {
			if first.IsZero() || l.At.Before(first) {
				first = l.At
			}
			if l.At.After(last) {
				last = l.At
			}
		}
	}
	for _, label := range order {
		p.Lines = append(p.Lines, countLine{Label: label, Count: strconv.Itoa(counts[label])})
	}
	if len(order) > 0 {
		p.Text = fr.Count(mails, "mail", "mails") + " à " + fr.Count(len(debtors), "client", "clients")
		p.All = "/dossiers?quand=jour"
	}
	if !first.IsZero() {
		p.Hours = hour(first)
		if hour(last) != hour(first) {
			p.Hours += " – " + hour(last)
		}
	}
	return p
}

// levelPlural names notices of a level.
func levelPlural(l dunning.Level) string {
	switch l {
	case dunning.Courtesy:
		return "Rappels avant échéance"
	case dunning.First:
		return "Premières relances"
	case dunning.Second:
		return "Deuxièmes relances"
	case dunning.Final:
		return "Dernières relances"
	case dunning.FormalNotice:
		return "Mises en demeure"
	}
	return capital(fr.Level(l))
}

func keptOf(day desk.Day, on calendar.Date) keptPanel {
	p := keptPanel{Title: "N’est pas parti " + shortWeekday(day.KeptOn)}
	if on.Sub(day.KeptOn) == 1 {
		p.Title = "N’est pas parti hier"
	}
	for _, k := range day.Kept {
		p.Total += k.Cases
		line := countLine{Label: capital(fr.Reason(k.Reason)), Count: strconv.Itoa(k.Cases)}
		if h, ok := heldBy[k.Reason]; ok {
			line.Address = "/dossiers?suspension=" + string(h)
		}
		p.Lines = append(p.Lines, line)
	}
	return p
}

// heldBy says which suspension stands behind a reason.
var heldBy = map[dunning.Reason]dunning.HoldKind{
	dunning.ReasonDisputed: dunning.HoldDispute, dunning.ReasonPromised: dunning.HoldPromise, dunning.ReasonInstalments: dunning.HoldInstalments,
	dunning.ReasonReplyUnread: dunning.HoldReply, dunning.ReasonNoAddress: dunning.HoldBounce, dunning.ReasonHeldByPerson: dunning.HoldManual,
	dunning.ReasonStaleBankData: dunning.HoldBankData, dunning.ReasonInsolvency: dunning.HoldInsolvency, dunning.ReasonLetterBudget: dunning.HoldBudget,
	dunning.ReasonPaused: dunning.HoldSwitch, dunning.ReasonMailOff: dunning.HoldSwitch,
}

func feedsOf(s shell, feeds []desk.Feed, now time.Time) (out []feedLine) {
	for _, f := range feeds {
		line := feedLine{Label: "Boîte de réception", Text: since(f.At, now)}
		if f.Kind == desk.FeedBank {
			line.Label = "Banque"
			if name := s.CreditorName(f.Name); name != "" {
				line.Label += ", " + name
			}
		}
		if f.Bad {
			line.Text, line.Tone = line.Text+", illisible", "red"
		}
		out = append(out, line)
	}
	send := feedLine{"Envois", "en service", "green"}
	if s.Sends != "" {
		send = feedLine{"Envois", "arrêtés", "amber"}
	}
	return append(out, send)
}
