package console

import (
	"strconv"
	"time"

	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
)

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

type feedLine struct{ Label, Text, Tone string }

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
			label = page.LevelPlural(step.Level)
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
		if page.Today(l.At) == on {
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
		p.Hours = page.Hour(first)
		if page.Hour(last) != page.Hour(first) {
			p.Hours += " – " + page.Hour(last)
		}
	}
	return p
}

func keptOf(day desk.Day, on calendar.Date) keptPanel {
	p := keptPanel{Title: "N’est pas parti " + page.ShortWeekday(day.KeptOn)}
	if on.Sub(day.KeptOn) == 1 {
		p.Title = "N’est pas parti hier"
	}
	for _, k := range day.Kept {
		p.Total += k.Cases
		line := countLine{Label: page.Capital(fr.Reason(k.Reason)), Count: strconv.Itoa(k.Cases)}
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

func feedsOf(s page.Frame, feeds []desk.Feed, now time.Time) (out []feedLine) {
	for _, f := range feeds {
		line := feedLine{Label: "Boîte de réception", Text: page.Since(f.At, now)}
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
