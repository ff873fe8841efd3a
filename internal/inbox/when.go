package inbox

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"relance/internal/calendar"
)

// when is a day that a text names, and where.
type when struct {
	day      calendar.Date
	from, to int // bytes of the folded text
}

// tense says on which side of the mail a day without a year or month lies.
type tense int

const (
	ahead tense = iota // the next such day after the mail
	back               // the last such day up to the mail
)

// dayForm is one way to name a day: a pattern over folded text, and what it
// means from the day of the mail. A form that yields no day still takes its
// place in the text, so that no other form reads a part of it.
type dayForm struct {
	pattern *regexp.Regexp
	day     func(m []string, sent calendar.Date, t tense) calendar.Date
}

const (
	monthNames = `janv(?:ier|\.)?|fevr(?:ier|\.)?|fev\.?|mars|avr(?:il|\.)?|mai|juin|juil(?:let|\.)?|aout|sept(?:embre|\.)?|oct(?:obre|\.)?|nov(?:embre|\.)?|dec(?:embre|\.)?`
	weekdays   = `lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche`
	numbers    = `\d{1,3}|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente|quarante-huit`
)

func form(pattern string, day func([]string, calendar.Date, tense) calendar.Date) dayForm {
	return dayForm{regexp.MustCompile(pattern), day}
}

func noDay([]string, calendar.Date, tense) calendar.Date { return calendar.Date{} }

// dayForms are tried in this order.
var dayForms = []dayForm{
	form(`\b(?:rue|avenue|boulevard|place|quai|chemin|route)\b[^.\n]{0,40}`, noDay),
	form(`\bdu \d{1,2}(?:er)?(?: (?:`+monthNames+`))?(?:[/.]\d{1,2}(?:[/.]\d{2,4})?)? au \d{1,2}(?:er)?(?:[/.]\d{1,2}(?:[/.]\d{2,4})?| (?:`+monthNames+`))?`, noDay),
	form(`\b(?:30|45|60|90) jours (?:fin de mois|net|date de facture|a reception)`, noDay),
	form(`\bfacture (?:du|datee du|n\S*(?: \S+)? du) (?:\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?|\d{1,2}(?:er)? (?:`+monthNames+`)(?: \d{4})?)`, noDay),
	form(`\b(\d{4})-(\d{2})-(\d{2})\b`, func(m []string, _ calendar.Date, _ tense) calendar.Date { return loose(m[0]) }),
	form(`\b(\d{1,2})([/.\-])(\d{1,2})[/.\-](\d{4}|\d{2})\b`, func(m []string, _ calendar.Date, _ tense) calendar.Date {
		return loose(m[1] + "/" + m[3] + "/" + m[4])
	}),
	form(`\b(\d{1,2})(?:er)? (`+monthNames+`) (\d{4})\b`, func(m []string, _ calendar.Date, _ tense) calendar.Date {
		return loose(m[1] + " " + bare(m[2]) + " " + m[3])
	}),
	form(`\b(\d{1,2})/(\d{1,2})\b`, func(m []string, sent calendar.Date, t tense) calendar.Date {
		return withYear(number(m[1]), time.Month(number(m[2])), sent, t)
	}),
	form(`\b(\d{1,2})(?:er)? (`+monthNames+`)(?:\b|\s|$)`, func(m []string, sent calendar.Date, t tense) calendar.Date {
		return withYear(number(m[1]), monthOf(m[2]), sent, t)
	}),
	form(`\ble (\d{1,2})(?:er)? (?:du mois prochain|prochain)\b`, func(m []string, sent calendar.Date, _ tense) calendar.Date {
		if strings.HasSuffix(m[0], "mois prochain") {
			return onDay(sent.Year, sent.Month+1, number(m[1]))
		}
		return dayOfMonth(number(m[1]), sent, ahead)
	}),
	form(`\b(fin|debut|mi|courant|milieu)[- ](?:du mois (?:de |d')|de |d'|mois (?:de |d'))?(`+monthNames+`)\b(?: (\d{4}))?`, partOfMonth),
	form(`\b(fin|debut|mi|courant|milieu)(?: |-)(?:de |du )?mois prochain|\b(fin|debut|mi|courant|milieu)(?: |-)(?:de |du )?(?:mois )?(?:du )?mois prochain`, func(m []string, sent calendar.Date, _ tense) calendar.Date {
		return partOf(first(m[1], m[2]), calendar.NewDate(sent.Year, sent.Month+1, 1))
	}),
	form(`\b(?:a la |en )?fin (?:de |du |de ce )mois\b`, func(_ []string, sent calendar.Date, _ tense) calendar.Date {
		if sent.Day >= 25 {
			return calendar.Date{} // this month's or the next one's: to be asked
		}
		return sent.EndOfMonth()
	}),
	form(`\b(?:le |au |dans le )?mois prochain\b`, func(_ []string, sent calendar.Date, _ tense) calendar.Date {
		return calendar.NewDate(sent.Year, sent.Month+1, 1).EndOfMonth()
	}),
	form(`\b(?:le|au|du|pour le|avant le) (\d{1,2})(?:er)?(?: (?:courant|crt|cour\.?|de ce mois|du mois|du courant))?(?:\b|$)`, func(m []string, sent calendar.Date, t tense) calendar.Date {
		return dayOfMonth(number(m[1]), sent, t)
	}),
	form(`\bapres-demain\b`, inDays(2)), form(`\bdemain\b`, inDays(1)),
	form(`\bavant-hier\b`, inDays(-2)), form(`\bhier\b`, inDays(-1)),
	form(`\b(?:ce matin|ce soir|cet apres-midi|aujourd'hui|ce jour|ce midi|dans la journee|a l'instant)\b`, inDays(0)),
	form(`\b(?:la )?fin de (?:la )?semaine(?: (prochaine))?|\b(?:d'ici (?:a )?(?:la )?)?fin de (?:la )?semaine|\b(?:cette semaine|en fin de semaine)`, func(m []string, sent calendar.Date, t tense) calendar.Date {
		if t == back {
			return calendar.Date{}
		}
		d := sent.AddDays((int(time.Friday) - int(sent.Weekday()) + 7) % 7)
		if m[1] != "" {
			d = weekOf(sent).AddDays(11)
		}
		return d
	}),
	form(`\b(?:la )?semaine prochaine\b`, func(_ []string, sent calendar.Date, _ tense) calendar.Date { return weekOf(sent).AddDays(11) }),
	form(`\b(?:la )?semaine (?:derniere|passee)\b`, noDay),
	form(`\b(`+weekdays+`)(?: (prochain|dernier|matin|soir|en huit|en quinze|de la semaine prochaine))?\b`, onWeekday),
	form(`\bsous (?:une )?(huitaine|quinzaine)|\bd'ici (?:une )?(huitaine|quinzaine)|\bdans (?:une |la )?(huitaine|quinzaine)`, func(m []string, sent calendar.Date, _ tense) calendar.Date {
		if strings.Contains(m[0], "huitaine") {
			return sent.AddDays(8)
		}
		return sent.AddDays(15)
	}),
	form(`\b(?:sous|dans|d'ici|d'ici a|dans les|sous les|dans un delai de|sous un delai de)(?: les)? (`+numbers+`) ?(?:prochaines? |prochains )?(jours?|j|semaines?|mois|heures?|h)(?: (?:ouvres|ouvrables|calendaires|maximum|maxi))?\b`, later),
	form(`\b(?:en )?(?:semaine|s) ?(\d{1,2})\b`, isoWeek),
}

// daysIn finds the days that a folded text names, in the order of the text.
func daysIn(plainly string, sent calendar.Date, t tense) []when {
	if sent.IsZero() {
		sent = calendar.Date{Year: 1, Month: 1, Day: 1}
	}
	taken := []byte(plainly)
	var out []when
	for _, f := range dayForms {
		for _, at := range f.pattern.FindAllStringSubmatchIndex(string(taken), 20) {
			if notADay(plainly[at[1]:]) {
				continue
			}
			if d := f.day(groupsOf(string(taken), at), sent, t); !d.IsZero() && d.Year > 1900 {
				out = append(out, when{d, at[0], at[1]})
			}
			for i := at[0]; i < at[1]; i++ {
				taken[i] = '#'
			}
		}
	}
	for i := 1; i < len(out); i++ {
		for j := i; j > 0 && out[j].from < out[j-1].from; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}

// notADay tells whether what follows makes the number one of something else:
// "le 15 rue", "le 20 000 €", "le 3 mars" is left to other forms.
func notADay(rest string) bool {
	return afterNumber.MatchString(rest)
}

var afterNumber = regexp.MustCompile(`^(?: ?(?:€|eur|%|\d{3}\b)|[.,]\d| ?(?:h\d|heures?\b|euros?\b)| (?:rue|avenue|bd|boulevard|place|quai|factures?|jours|mois|semaines)\b)`)

func groupsOf(text string, at []int) []string {
	out := make([]string, len(at)/2)
	for i := range out {
		if at[2*i] >= 0 {
			out[i] = text[at[2*i]:at[2*i+1]]
		}
	}
	return out
}

func number(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return map[string]int{"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
		"douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "quarante-huit": 48}[s]
}
