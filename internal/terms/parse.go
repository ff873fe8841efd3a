package terms

import (
	"regexp"
	"slices"
	"strings"

	"relance/internal/calendar"
)

// Parse reads payment terms as they stand on invoices in French, English and
// German. ok is false when the text names no date on which payment is due, and
// the caller must then use the customer's terms or Default.
func Parse(text string) (rule Rule, ok bool) {
	text, dates := normal(text)
	var best reading
	for _, c := range clauses(text) {
		for _, r := range readings(c.text, dates) {
			if r.better(best) {
				best = r
			}
		}
	}
	return best.rule, best.rank > 0
}

// reading is one way to understand a clause.
type reading struct {
	rule Rule
	rank int
}

// A clause of a higher rank decides over all of a lower one.
const (
	rankAtOnce = iota + 1 // "à réception"
	rankShare             // "50 % within one month"
	rankPeriod            // "30 jours"
	rankNet               // "30 jours net", where a discount may stand beside it
	rankDate              // "avant le 15/03/2026"
)

// better prefers the higher rank and then the later date.
func (r reading) better(than reading) bool {
	if r.rank != than.rank {
		return r.rank > than.rank
	}
	if r.rank == rankDate {
		return r.rule.Date.After(than.rule.Date)
	}
	return r.rule.rough() > than.rule.rough()
}

// rough orders periods by their length in days, about.
func (r Rule) rough() int {
	n := r.Days + 30*r.Months + r.Day
	if r.MonthEnd != NoMonthEnd {
		n += 15
	}
	return n
}

// what may stand between such a word and its dates
const (
	leadFiller = `(?:[ :=-]|\b(?:le|la|au|aux|a|du|de|d'|est|sera|fixee?|date|paiement|reglement|zum|am|den|dem|on|the|is|payment|than|lundi|mardi|mercredi|jeudi|vendredi)\b)*`
	atDates    = `((?:@\d+[ ,]*)+)`
)

var (
	monthEnd  = regexp.MustCompile(`\bfin (?:de mois|mois\+1)`)
	days      = regexp.MustCompile(`\b(\d{1,3})[ -]?(?:jours?|days?|tage?n?)\b`)
	months    = regexp.MustCompile(`\b(\d{1,2})[ -]?(?:mois|months?|monate?n?s?)\b`)
	both      = regexp.MustCompile(`\b(\d{1,2}) (?:mois|months?|monate?n?) (?:et|and|und) (\d{1,3}) (?:jours?|days?|tage?n?)\b`)
	bareNet   = regexp.MustCompile(`\bnet(?:to)? ?(?:a )?(\d{1,3})(?: fin de mois.*| from .*| after .*)?$|^(?:\w+ )?(\d{1,3}) ?(?:nets?|netto)$`)
	thenDay   = regexp.MustCompile(`\b(?:le|au|the) (\d{1,2})(?:er|st|nd|rd|th)?(?: du mois| of (?:the )?(?:following|next) month|$)`)
	nextMonth = regexp.MustCompile(`du mois (?:suivant|prochain)|of (?:the )?(?:following|next) month`)
	afterEnd  = regexp.MustCompile(`\b(?:apres|a compter de|a partir de|after|from|nach|ab)(?: la| le| the)? fin de mois`)
	receipt   = regexp.MustCompile(`\b(?:a|des|sur|on|upon|at|bei|nach|after|of|from|la|sa)(?: la| the| invoice)? (?:reception|receipt|erhalt|rechnungserhalt|rechnungseingang|presentation)\b`)
	atOnce    = regexp.MustCompile(`\b(?:comptant|immediat\w*|sofort\w*|sans delai|without delay|cash|unverzuglich|vorkasse|a vue|promptly)\b`)

	// the words that lead to a due date: either strong ones just before it, or
	// a word of paying and then a preposition
	leads = []*regexp.Regexp{
		regexp.MustCompile(`\b(?:echeances?|fa?e?llig\w*|due|limite|exigible)\b` + leadFiller + atDates),
		regexp.MustCompile(`\b(?:paiement|payable|payer|regle(?:r|ment)|reglable|virement|prelev\w*|zahl\w*|u?e?berweis\w*|pay|payment|remit\w*|einzug\w*)\b` +
			`[^@]{0,60}\b(?:le|au|am|zum|on|bis)\b[ :]*` + atDates),
		regexp.MustCompile(`\b(?:am|zum|le|au)\b (@\d+)[^@]{0,80}\b(?:eingezogen|abgebucht|preleve\w*|debite\w*|payable|exigible|fa?e?llig)\b`),
		regexp.MustCompile(`\b(?:date (?:de )?(?:paiement|reglement)|payment date|zahlungsziel|zahldatum)[ :=-]*` + atDates),
	}
	// words that lead to a due date only where the clause is about paying
	weakLead   = regexp.MustCompile(`\b(?:avant|plus tard|before|by|until|bis|vor|soit|latest|spatestens|jusqu'au)\b` + leadFiller + atDates)
	dateNumber = regexp.MustCompile(`@(\d+)`)
)

// readings gives all that a clause may mean.
func readings(text string, dates []calendar.Date) []reading {
	rs := append(stated(text, dates), periods(text)...)
	switch {
	case receipt.MatchString(text):
		rs = append(rs, reading{Rule{Kind: Receipt}, rankAtOnce})
	case atOnce.MatchString(text):
		rs = append(rs, reading{Rule{Kind: Cash}, rankAtOnce})
	}
	return rs
}

// stated reads calendar dates that a word marks as due dates.
func stated(text string, dates []calendar.Date) []reading {
	if len(dates) == 0 {
		return nil
	}
	var rs []reading
	marks := leads
	if payDate.MatchString(text) || plain(text) {
		marks = append(slices.Clip(marks), weakLead)
	}
	for _, lead := range marks {
		for _, m := range lead.FindAllStringSubmatch(text, -1) {
			for _, n := range dateNumber.FindAllStringSubmatch(m[1], -1) {
				if i := number(n[1]); i < len(dates) {
					rs = append(rs, reading{Rule{Kind: OnDate, Date: dates[i]}, rankDate})
				}
			}
		}
	}
	return rs
}

// periods reads days, months and month ends.
func periods(text string) []reading {
	var rs []reading
	for _, length := range lengths(text) {
		if r, ok := withMonthEnd(text, length); ok {
			rs = append(rs, reading{r, rankOf(text)})
		}
	}
	return rs
}

// lengths lists the days or months of a clause about paying; one of no length
// where it only speaks of the month's end.
func lengths(text string) []Rule {
	var ls []Rule
	about := aboutPaying(text)
	if m := both.FindStringSubmatch(text); m != nil && about {
		return []Rule{{Kind: Period, Months: number(m[1]), Days: number(m[2])}}
	}
	for _, m := range days.FindAllStringSubmatch(text, -1) {
		if n := number(m[1]); about && n <= 366 {
			ls = append(ls, Rule{Kind: Period, Days: n})
		}
	}
	for _, m := range months.FindAllStringSubmatch(text, -1) {
		if n := number(m[1]); about && n <= 12 {
			ls = append(ls, Rule{Kind: Period, Months: n})
		}
	}
	if m := bareNet.FindStringSubmatch(text); m != nil && len(ls) == 0 {
		if n := number(m[1] + m[2]); slices.Contains(customary, n) {
			ls = append(ls, Rule{Kind: Period, Days: n})
		}
	}
	if len(ls) == 0 && about && (monthEnd.MatchString(text) || nextMonth.MatchString(text)) {
		ls = append(ls, Rule{Kind: Period})
	}
	return ls
}

// customary periods are believed without the word "days": "net 30".
var customary = []int{7, 8, 10, 14, 15, 20, 21, 28, 30, 35, 40, 45, 50, 60, 75, 90, 120}

// withMonthEnd adds « fin de mois », « le 10 » and the count from receipt.
func withMonthEnd(text string, r Rule) (Rule, bool) {
	day := 0
	if m := thenDay.FindStringSubmatch(text); m != nil {
		day = number(m[1])
	}
	end := monthEnd.FindStringIndex(text)
	next := end == nil && nextMonth.MatchString(text)
	switch {
	case day > 31, next && day == 0:
		return Rule{}, false
	case next:
		r.MonthEnd = DaysFirst
	case end == nil:
		r.FromReceipt = day == 0 && receipt.MatchString(text)
	case text[end[0]:end[1]] == "fin mois+1":
		if r.Days+r.Months > 0 {
			return Rule{}, false // 30 days and the end of the month after that: nobody says which
		}
		r.MonthEnd, r.Months = DaysFirst, 1
	case r.Days+r.Months > 0 && (afterEnd.MatchString(text) || end[0] < firstDigit(text)):
		r.MonthEnd = MonthEndFirst
	default:
		r.MonthEnd = DaysFirst
	}
	r.Day = day
	return r, true
}

func firstDigit(text string) int { return strings.IndexAny(text, "0123456789") }

// rankOf weighs a period: marked as net, plain, or for a share of the total.
func rankOf(text string) int {
	if p := percent.FindStringSubmatch(text); p != nil && number(p[1]) < 100 {
		return rankShare
	}
	if netWord.MatchString(text) {
		return rankNet
	}
	return rankPeriod
}
