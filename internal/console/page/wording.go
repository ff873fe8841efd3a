package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

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
