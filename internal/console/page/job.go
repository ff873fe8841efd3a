package page

import (
	"slices"
	"strings"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/morning"
)

// Decided are the kinds of work that end by a decision about the case, never by
// saying that they are done.
var Decided = []dunning.TaskCode{dunning.TaskApprove, dunning.TaskApprovalOverdue, dunning.TaskSettleNotice, dunning.TaskMatchLine}

// JobRow words a task.
func JobRow(s Frame, j desk.Job, k morning.Work, on calendar.Date) WorkRow {
	row := WorkRow{
		Name: j.Name, Amount: fr.Amount(j.Balance, j.Currency), Creditor: s.CreditorName(j.Ref.Creditor),
		Act: Action{Address: TaskAddress(j.ID), Label: k.Action}, Text: "Facture " + j.Ref.Number + lateness(j.Due, on),
	}
	if j.Owner != "" && j.Owner != strings.ToLower(s.Who.Name) {
		row.Tags = append(row.Tags, Tag{Text: "pour " + j.Owner})
	}
	task := Capital(fr.Task(j.Code))
	switch j.Code {
	case dunning.TaskReply, dunning.TaskReplyOverdue, dunning.TaskReadMail:
		row.Tags = append(row.Tags, Tag{Text: "relances suspendues", Tone: "amber"})
		if j.Words != "" {
			row.Text = "«\u00a0" + Excerpt(j.Words, 120) + "\u00a0»"
		}
		row.Said = SaidOf(j.Says, j.Currency, on)
		if j.Code == dunning.TaskReplyOverdue {
			row.Tags = append(row.Tags, Tag{Text: "sans suite", Tone: "red"})
		}
	case dunning.TaskApprove, dunning.TaskApprovalOverdue:
		row.Tags = append(row.Tags, Tag{Text: fr.Level(j.Level), Tone: ""})
		row.Act.Address = LetterAddress(j.Ref)
		if j.Code == dunning.TaskApprovalOverdue {
			row.Tags = append(row.Tags, Tag{Text: "attend depuis longtemps", Tone: "red"})
		}
	case dunning.TaskCall:
		row.Beside = j.Contact
	case dunning.TaskOverpaid, dunning.TaskAccessories:
		row.Tags = append(row.Tags, Tag{Text: task, Tone: ""})
	case dunning.TaskMendAddress, dunning.TaskCorrectAddress, dunning.TaskFailed, dunning.TaskSettleNotice, dunning.TaskSentAfterAll:
		row.Tags = append(row.Tags, Tag{Text: task, Tone: "red"})
	case dunning.TaskInsolvency:
		row.Tags = append(row.Tags, Tag{Text: "déclarer la créance", Tone: "red"})
		if by, err := calendar.ParseDate(j.Detail); err == nil {
			row.Text = "Forclusion " + LongDay(by, on) + ", " + Away(by, on) + " · " + row.Text
		}
	default:
		row.Tags = append(row.Tags, Tag{Text: task, Tone: "amber"})
	}
	if said := fr.TaskDetail(j.Code, j.Detail); j.Detail != "" && said != j.Detail {
		row.Text += " · " + said
	}
	if access.May(s.Who, access.WorkOnTasks, j.Ref.Creditor) == nil && !slices.Contains(Decided, j.Code) && len(row.Said) == 0 && k.Name != "reponses" && k.Name != "appels" {
		row.Done, row.Version = TaskAddress(j.ID)+"/faite", j.Version
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
	return ", à échoir " + LongDay(due, on)
}

// SaidOf words what a mail was found to say.
func SaidOf(says []desk.Intent, currency string, on calendar.Date) (out []Tag) {
	for _, i := range says {
		text := intents[i.Kind]
		if text == "" {
			continue
		}
		if i.Amount != nil {
			text += ", " + fr.Amount(*i.Amount, currency)
		}
		if !i.Date.IsZero() {
			text += " pour " + LongDay(i.Date, on)
		}
		out = append(out, Tag{Text: text, Tone: "blue"})
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
