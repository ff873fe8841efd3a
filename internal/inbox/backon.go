package inbox

import (
	"regexp"
	"strings"

	"relance/internal/calendar"
)

// returning forms name the first day somebody is there again; away forms the
// last day he is not. The day stands behind the words.
var (
	returning = regexp.MustCompile(`\b(?:de retour(?: \w+){0,3}?|mon retour(?: \w+){0,3}?|serai (?:a nouveau )?(?:disponible|joignable|present\w*)|a nouveau (?:disponible|joignable|present\w*)|reprendrai\w*(?: \w+){0,3}?|reprise(?: \w+){0,2}?|reouvr\w+(?: \w+){0,2}?|reviens|reviendrai|rouvrir\w+|back(?: \w+){0,4}?|return(?:ing|s)?(?: \w+){0,4}?|available again|wieder(?: \w+){0,4}?) ?(?:,|:)? ?(?:le|a partir du|a compter du|des le|au|on|from|ab(?: dem)?|am|vom|as of|until|for)? ?(?:le |the )?`)
	ab        = regexp.MustCompile(`\bab (?:dem |den )?`)
	away      = regexp.MustCompile(`\b(?:jusqu'au|jusqu'a|jusque|inclus jusqu'au|bis (?:zum|einschliesslich|inkl\S*)?|through|thru) ?(?:le |the )?`)
	until     = regexp.MustCompile(`\b(?:until|till|til) ?(?:the |on )?`)
	between   = regexp.MustCompile(`\b(?:du|de|from|between|vom) [^.\n]{1,30}? (?:au|a|to|and|until|through|bis(?: zum)?|-) ?(?:le |the )?`)
)

// backOn is the first day on which the writer of an automatic answer is there
// again; none when he does not say, or says a day before the mail or more than
// a year later.
func (m *mail) backOn() calendar.Date {
	if m.Sent.IsZero() {
		return calendar.Date{}
	}
	text := m.top(15)
	subject := m.subject
	for _, f := range []struct {
		words *regexp.Regexp
		last  bool
	}{{returning, false}, {away, true}, {between, true}, {until, false}, {ab, false}} {
		for _, source := range []string{text, subject} {
			for _, at := range f.words.FindAllStringIndex(source, 6) {
				tail := source[at[1]:min(len(source), at[1]+40)]
				if d := m.dayAt(tail); !d.IsZero() {
					if f.last {
						d = nextBusinessDay(d)
					}
					return d
				}
			}
		}
	}
	return calendar.Date{}
}

// English writes months by name before or behind the day.
var (
	englishMonths = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|januar|februar|marz|mai|juni|juli|oktober|dezember`
	dayMonth      = regexp.MustCompile(`^(?:(?:mon|tues|wednes|thurs|fri|satur|sun|mon|diens|mitt|donners|frei|sams|sonn)\w*[, ]+(?:the |den )?)?(\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?(` + englishMonths + `)\b,?(?: (\d{4}))?`)
	monthDay      = regexp.MustCompile(`^(?:\w+day[, ]+)?(` + englishMonths + `)\.? (\d{1,2})(?:st|nd|rd|th)?\b,?(?: (\d{4}))?`)
	germanDay     = regexp.MustCompile(`^(?:\w+tag[, ]+(?:den )?)?(\d{1,2})\.(\d{1,2})\.(\d{2,4})?`)
)

// dayAt reads the day with which a text begins, a few words further on at most.
func (m *mail) dayAt(tail string) calendar.Date {
	for range 4 {
		if d := m.dayBegins(tail); !d.IsZero() {
			return d
		}
		_, rest, ok := strings.Cut(tail, " ")
		if !ok || strings.ContainsAny(tail[:len(tail)-len(rest)], ".!?;") {
			break
		}
		tail = rest
	}
	return calendar.Date{}
}

func (m *mail) dayBegins(tail string) calendar.Date {
	if d, ok := m.englishDay(tail); ok {
		return m.plausible(d)
	}
	if at := germanDay.FindStringSubmatch(tail); at != nil {
		if at[3] != "" {
			return m.plausible(loose(at[1] + "/" + at[2] + "/" + at[3]))
		}
		return m.plausible(loose(at[1] + "/" + at[2] + "/" + nearYear(m.Sent)))
	}
	for _, prefix := range []string{"", "le "} {
		for _, d := range daysIn(prefix+tail, m.Sent, ahead) {
			if d.from-len(prefix) < 4 {
				return m.plausible(d.day)
			}
		}
	}
	return calendar.Date{}
}

func nearYear(d calendar.Date) string { return d.String()[:4] }

func (m *mail) englishDay(tail string) (calendar.Date, bool) {
	day, month, year := "", "", ""
	if g := dayMonth.FindStringSubmatch(tail); g != nil {
		day, month, year = g[1], g[2], g[3]
	} else if g := monthDay.FindStringSubmatch(tail); g != nil {
		month, day, year = g[1], g[2], g[3]
	} else {
		return calendar.Date{}, false
	}
	if year != "" {
		return loose(day + " " + month + " " + year), true
	}
	return withYear(number(day), monthOf(month), m.Sent, ahead), true
}

// plausible drops a day before the mail or more than a year later.
func (m *mail) plausible(d calendar.Date) calendar.Date {
	if d.IsZero() || d.Before(m.Sent) || d.Sub(m.Sent) > 365 {
		return calendar.Date{}
	}
	return d
}

// nextBusinessDay is the first business day after d in metropolitan France.
func nextBusinessDay(d calendar.Date) calendar.Date {
	return d.AddDays(1).NextBusinessDay(calendar.Metropole)
}
