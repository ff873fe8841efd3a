package console

import (
	"slices"
	"strconv"
	"time"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
)

// eventLine is one line of what happened.
type eventLine struct {
	When, Exact, Recorded, Text, Reason, Author string
	Words                                       string // text of a note
	at                                          time.Time
	Kind                                        string // sent, held, money, person or other: how it is marked
	Links                                       []page.Action
}

// timelineFilters are what of the timeline may be shown alone.
func timelineFilters(shown string) []page.Choice {
	out := []page.Choice{{Value: "", Label: "tout", Chosen: shown == ""}}
	for _, c := range []page.Choice{{Value: "mails", Label: "mails", Chosen: false}, {Value: "lettres", Label: "lettres", Chosen: false}, {Value: "argent", Label: "argent", Chosen: false}, {Value: "personnes", Label: "personnes", Chosen: false}} {
		c.Chosen = shown == c.Value
		out = append(out, c)
	}
	return out
}

// timelineOf words what happened, in this cycle and earlier ones, the newest first,
// with what was sent.
func timelineOf(sheet backoffice.CaseSheet, on calendar.Date, shown string) []eventLine {
	messages := map[int64]dunning.Message{}
	for _, m := range sheet.Messages {
		messages[m.ID] = m
	}
	steps := map[string]dunning.ScheduledStep{}
	for _, st := range sheet.Case.Steps {
		steps[st.ID] = st
	}
	var out []eventLine
	var events []dunning.Record
	for _, c := range sheet.Earlier {
		events = append(events, c.Timeline...)
	}
	for _, e := range slices.Backward(append(events, sheet.Timeline...)) {
		m, sent := messages[e.Message]
		if !shows(shown, e.Kind, m.Channel, steps[e.Step].Channel) {
			continue
		}
		line := eventLine{
			at: e.At, When: page.When(e.At, on), Exact: page.Exact(e.At), Text: eventText(e.Event, steps, sheet.Case.Currency),
			Author: e.Author, Kind: page.Mark(e.Kind),
		}
		if gap := e.RecordedAt.Sub(e.At); gap > time.Hour || gap < -time.Hour {
			line.Recorded = "noté le " + page.Moment(e.RecordedAt)
		}
		if e.Reason != "" && e.Reason != dunning.ReasonFact && e.Reason != dunning.ReasonStepDue {
			line.Reason = page.Capital(fr.Reason(e.Reason))
		}
		if sent && m.Document != "" {
			line.Links = append(line.Links, page.Action{Address: page.CaseAddress(sheet.Case.Ref()) + "/messages/" + strconv.FormatInt(m.ID, 10), Label: lookLabel(m.Channel)})
			if e.Kind == dunning.KindSent && m.Recipient != "" {
				line.Text += " à " + m.Recipient
			}
		}
		out = append(out, line)
	}
	return out
}

func lookLabel(c dunning.Channel) string {
	if c == dunning.Email {
		return "voir le mail exact"
	}
	return "voir la lettre exacte"
}

// shows tells whether a filter keeps an event.
func shows(shown string, k dunning.Kind, of, step dunning.Channel) bool {
	if of == "" {
		of = step
	}
	paper := of == dunning.Letter || of == dunning.RegisteredLetter
	switch shown {
	case "mails":
		return of == dunning.Email && (page.Mark(k) == "sent" || page.Mark(k) == "held")
	case "lettres":
		return paper || k == dunning.KindLetterStatus
	case "argent":
		return page.Mark(k) == "money"
	case "personnes":
		return page.Mark(k) == "person"
	}
	return true
}

// eventText says an event as a sentence: what a step is called rather than its
// name in the plan.
func eventText(e dunning.Event, steps map[string]dunning.ScheduledStep, currency string) string {
	st, ok := steps[e.Step]
	name := ""
	if ok {
		name = page.StepName(st)
	}
	switch {
	case e.Kind == dunning.KindSent && ok:
		return page.Capital(name) + " " + sentWord(st.Level)
	case e.Kind == dunning.KindSent:
		return "Message envoyé"
	case page.Mark(e.Kind) == "held" && ok && e.Kind != dunning.KindBounce:
		return "Rien n’est parti\u00a0: " + name
	case e.Kind == dunning.KindAsked && ok:
		return page.Capital(name) + "\u00a0: accord demandé"
	}
	if ok {
		e.Step = name
	}
	return page.Capital(fr.Describe(e, currency))
}

// sentWord agrees with the name of a level.
func sentWord(l dunning.Level) string {
	switch l {
	case dunning.Courtesy, dunning.Thanks, dunning.PartReceipt:
		return "envoyé"
	}
	return "envoyée"
}
