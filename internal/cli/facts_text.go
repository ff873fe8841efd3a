package cli

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
)

// inFrench writes an amount as the bookkeeper reads it.
func inFrench(c money.Cents, currency string) string {
	return money.French(money.Amount{Cents: c, Currency: currency})
}

// clock writes an instant in the time of metropolitan France.
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(calendar.Metropole.Location()).Format("2006-01-02 15:04")
}

// describe says an event in French, with what it brings.
func describe(e dunning.Event, currency string) string {
	name := kindNames[e.Kind]
	if name == "" {
		name = string(e.Kind)
	}
	details := details(e, currency)
	if len(details) == 0 {
		return name
	}
	return name + "\u00a0: " + strings.Join(details, ", ")
}

func details(e dunning.Event, currency string) (out []string) {
	add := func(present bool, format string, args ...any) {
		if present {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	add(e.Step != "", "%s", e.Step)
	add(e.Amount != 0, "%s", inFrench(e.Amount, currency))
	add(e.Accessory != 0, "%s pour pénalités et indemnité", inFrench(e.Accessory, currency))
	add(e.Kind == dunning.KindDispute && e.Amount == 0, "le tout")
	add(!e.Date.IsZero(), "%s", e.Date.French())
	add(e.Kind == dunning.KindPaid && e.Source != "", "%s", e.Source)
	confirms := e.Kind == dunning.KindPaid && e.Category == "confirms"
	add(confirms, "confirme un paiement saisi à la main")
	add(e.Category != "" && !confirms, "%s", categoryWord(e))
	add(!e.End.IsZero(), "jusqu’au %s", e.End.French())
	add(e.Hold != "", "%s", holdNames[e.Hold])
	add(e.Status != "", "%s", statusWord(e.Status))
	add(e.Outcome != "", "%s", outcomeNames[e.Outcome])
	for _, i := range e.Instalments {
		add(true, "%s le %s", inFrench(i.Amount, currency), i.Date.French())
	}
	add(e.Tracking != "", "suivi %s", e.Tracking)
	add(!e.Deadline.IsZero(), "à payer avant le %s", e.Deadline.French())
	add(!e.Until.IsZero() && e.Kind != dunning.KindReschedule, "jusqu’au %s", clock(e.Until))
	return out
}

// categoryWord says what a fact is about.
func categoryWord(e dunning.Event) string {
	switch e.Kind {
	case dunning.KindWaive:
		return cmp.Or(partNames[dunning.Waivable(e.Category)], e.Category)
	case dunning.KindLimitation, dunning.KindInstalments:
		return cmp.Or(limitationNames[dunning.LimitationEvent(e.Category)], e.Category)
	case dunning.KindPaid:
		return cmp.Or(ruleNames[interest.Rule(e.Category)], e.Category)
	}
	return e.Category
}

// letterStatuses are the ends of a registered letter, in French.
var letterStatuses = map[string]string{
	"requested": "à poster", "posted": "postée", "accepted": "prise en charge", "delivered": "distribuée",
	"refused": "refusée par le destinataire", "unclaimed": "non réclamée", "returned": "revenue, adresse inconnue",
	dunning.Withdrawn: "retiré", "failed": "échec", "sent": "parti", "not_sent": "pas parti", "printed": "imprimée", "presented": "présentée",
	dunning.LetterCancelled: "annulée avant l’envoi", dunning.LetterNotRecalled: "réglé, mais trop tard pour retenir la lettre",
}

func statusWord(status string) string {
	if word := letterStatuses[status]; word != "" {
		return word
	}
	return status
}

// nextText says in one line what a case does next, when and why.
func nextText(n nextView, c dunning.Case) string {
	var b strings.Builder
	switch {
	case n.Action == dunning.End:
		return "nothing: " + n.Text
	case n.Action != dunning.Wait:
		b.WriteString("now")
	case n.At.IsZero():
		b.WriteString("waits")
	default:
		b.WriteString(clock(n.At))
	}
	if step, ok := c.Step(); ok && n.Step == step.ID {
		fmt.Fprintf(&b, "  %s (%s)", step.ID, channelNames[step.Channel])
	} else if n.Step != "" {
		fmt.Fprintf(&b, "  %s", n.Step)
	}
	fmt.Fprintf(&b, "  %s", n.Text)
	return b.String()
}
