package page

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/words"
)

// StepName names what a step does.
func StepName(s dunning.ScheduledStep) string {
	if s.Level != "" {
		return fr.Level(s.Level)
	}
	return fr.Channel(s.Channel)
}

// OneOf is the first of some texts that says something.
func OneOf(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}

// Plural is the letter that makes most words several.
func Plural(n int) string {
	if n > 1 {
		return "s"
	}
	return ""
}

// LevelPlural names notices of a level.
func LevelPlural(l dunning.Level) string {
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
	return Capital(fr.Level(l))
}

// fr words everything: the console speaks French.
var fr = words.In(words.French)

// Today is the civil date of an instant where the invoices are.
func Today(now time.Time) calendar.Date {
	return calendar.DateOf(now.In(calendar.Metropole.Location()))
}

// Capital writes a sentence with its capital.
func Capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// Amount words a sum of a case.
func Amount(c money.Cents, currency string) string { return fr.Amount(c, currency) }

// Late says how long an invoice has been due.
func Late(due, today calendar.Date) string {
	if n := today.Sub(due); n > 0 {
		return fr.Count(n, "jour", "jours")
	}
	return ""
}

// Hour writes the hour of an instant: "9 h 27", "14 h".
func Hour(t time.Time) string {
	t = t.In(calendar.Metropole.Location())
	text := strconv.Itoa(t.Hour()) + "\u00a0h"
	if t.Minute() > 0 {
		text += "\u00a0" + t.Format("04")
	}
	return text
}

// Earlier writes the hour of what was read before now; "" within a minute.
func Earlier(read, now time.Time) string {
	if read.IsZero() || now.Sub(read) < time.Minute {
		return ""
	}
	return Hour(read)
}

// When says an instant of the last days as people do: "hier, 16 h 12".
func When(t time.Time, on calendar.Date) string {
	switch d := Today(t); on.Sub(d) {
	case 0:
		return "aujourd’hui, " + Hour(t)
	case 1:
		return "hier, " + Hour(t)
	default:
		return ShortDay(d, on)
	}
}

var monthsShort = [...]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."}

// ShortDay writes a day in a few letters, with its year unless it is this one.
func ShortDay(d, on calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	text := strconv.Itoa(d.Day)
	if d.Day == 1 {
		text += "er"
	}
	if text += "\u00a0" + monthsShort[d.Month-1]; d.Year != on.Year {
		text += "\u00a0" + strconv.Itoa(d.Year)
	}
	return text
}

// ShortWeekday names a day of the last week: "vendredi".
func ShortWeekday(d calendar.Date) string {
	name, _, _ := strings.Cut(fr.Weekday(d), " ")
	return name
}

// Since says how long ago something was.
func Since(t, now time.Time) string {
	switch d := now.Sub(t); {
	case d < 0, d < time.Minute:
		return "à l’instant"
	case d < time.Hour:
		return "il y a " + strconv.Itoa(int(d.Minutes())) + "\u00a0min"
	case Today(t) == Today(now) && t.In(calendar.Metropole.Location()).Hour() < 12:
		return "ce matin, " + Hour(t)
	}
	return When(t, Today(now))
}

// Excerpt is the beginning of a text on one line.
func Excerpt(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	r := []rune(text)[:most]
	if i := strings.LastIndexByte(string(r), ' '); i > most/2 {
		return string(r)[:i] + "…"
	}
	return string(r) + "…"
}

// Mask hides the middle of an account's number.
func Mask(iban string) string {
	iban = strings.ReplaceAll(iban, " ", "")
	if len(iban) < 12 {
		return iban
	}
	return iban[:4] + " •••• •••• " + iban[len(iban)-4:]
}
