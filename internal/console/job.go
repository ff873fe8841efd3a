package console

import (
	"slices"
	"strings"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/console/bankdesk"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/morning"
	"relance/internal/reconcile"
)

// jobRow words a task.
func jobRow(s page.Frame, j desk.Job, k morning.Work, on calendar.Date) page.WorkRow {
	row := page.WorkRow{
		Name: j.Name, Amount: fr.Amount(j.Balance, j.Currency), Creditor: s.CreditorName(j.Ref.Creditor),
		Act: page.Action{Address: page.TaskAddress(j.ID), Label: k.Action}, Text: "Facture " + j.Ref.Number + lateness(j.Due, on),
	}
	if j.Owner != "" && j.Owner != strings.ToLower(s.Who.Name) {
		row.Tags = append(row.Tags, page.Tag{Text: "pour " + j.Owner})
	}
	task := page.Capital(fr.Task(j.Code))
	switch j.Code {
	case dunning.TaskReply, dunning.TaskReplyOverdue, dunning.TaskReadMail:
		row.Tags = append(row.Tags, page.Tag{Text: "relances suspendues", Tone: "amber"})
		if j.Words != "" {
			row.Text = "«\u00a0" + page.Excerpt(j.Words, 120) + "\u00a0»"
		}
		row.Said = saidOf(j.Says, j.Currency, on)
		if j.Code == dunning.TaskReplyOverdue {
			row.Tags = append(row.Tags, page.Tag{Text: "sans suite", Tone: "red"})
		}
	case dunning.TaskApprove, dunning.TaskApprovalOverdue:
		row.Tags = append(row.Tags, page.Tag{Text: fr.Level(j.Level), Tone: ""})
		row.Act.Address = page.LetterAddress(j.Ref)
		if j.Code == dunning.TaskApprovalOverdue {
			row.Tags = append(row.Tags, page.Tag{Text: "attend depuis longtemps", Tone: "red"})
		}
	case dunning.TaskCall:
		row.Beside = j.Contact
	case dunning.TaskOverpaid, dunning.TaskAccessories:
		row.Tags = append(row.Tags, page.Tag{Text: task, Tone: ""})
	case dunning.TaskMendAddress, dunning.TaskCorrectAddress, dunning.TaskFailed, dunning.TaskSettleNotice, dunning.TaskSentAfterAll:
		row.Tags = append(row.Tags, page.Tag{Text: task, Tone: "red"})
	case dunning.TaskInsolvency:
		row.Tags = append(row.Tags, page.Tag{Text: "déclarer la créance", Tone: "red"})
		if by, err := calendar.ParseDate(j.Detail); err == nil {
			row.Text = "Forclusion " + page.LongDay(by, on) + ", " + page.Away(by, on) + " · " + row.Text
		}
	default:
		row.Tags = append(row.Tags, page.Tag{Text: task, Tone: "amber"})
	}
	if said := fr.TaskDetail(j.Detail); j.Detail != "" && said != j.Detail {
		row.Text += " · " + said
	}
	if access.May(s.Who, access.WorkOnTasks, j.Ref.Creditor) == nil && !slices.Contains(decided, j.Code) && len(row.Said) == 0 && k.Name != "reponses" && k.Name != "appels" {
		row.Done, row.Version = page.TaskAddress(j.ID)+"/faite", j.Version
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
	return ", à échoir " + page.LongDay(due, on)
}

// saidOf words what a mail was found to say.
func saidOf(says []desk.Intent, currency string, on calendar.Date) (out []page.Tag) {
	for _, i := range says {
		text := intents[i.Kind]
		if text == "" {
			continue
		}
		if i.Amount != nil {
			text += ", " + fr.Amount(*i.Amount, currency)
		}
		if !i.Date.IsZero() {
			text += " pour " + page.LongDay(i.Date, on)
		}
		out = append(out, page.Tag{Text: text, Tone: "blue"})
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
func linesGroup(s page.Frame, day desk.Day) workGroup {
	g := workGroup{Title: "Lignes de banque sans facture", Note: page.Thousands(day.LineCount) + " · " + fr.Amount(day.LineSum, "EUR")}
	for _, l := range day.Lines {
		row := page.WorkRow{Name: bankdesk.LineTitle(l), Amount: fr.Amount(l.Waiting(), l.Entry.Currency), Creditor: s.CreditorName(l.Creditor), Text: proposed(l.Decision)}
		row.Act = page.Action{Address: page.LineAddress(l.ID), Label: "Voir"}
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
	text += bankdesk.InvoiceList(p.Allocations)
	if len(p.Reasons) > 0 {
		text += ", " + p.Reasons[0].Text
	}
	return text
}
