package intake

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/currency"

	"relance/internal/calendar"
	"relance/internal/money"
)

var (
	errAmount    = errors.New("not an amount")
	errAmbiguous = errors.New("ambiguous amount")
	errDate      = errors.New("no such date")
)

// amountFields are the columns whose values vote for the decimal mark.
var amountFields = []string{"payable", "total", "net", "vat", "prepaid"}

// vote counts the decimal marks of the amounts of a line that leave no doubt.
func (res *Result) vote(r record, votes map[byte]int) {
	for i, c := range r.cells {
		if i < len(res.Columns) && slices.Contains(amountFields, res.Columns[i].Field) {
			if mark, sure := markOf(bareAmount(c)); sure {
				votes[mark]++
			}
		}
	}
}

// decimalMark is the decimal mark of a file by the votes of its amounts; 0 when
// they leave it open.
func decimalMark(votes map[byte]int) byte {
	switch {
	case votes[','] > votes['.']:
		return ','
	case votes['.'] > votes[',']:
		return '.'
	}
	return 0
}

var plainSigns = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "’", "'", "−", "-")

// bareAmount drops the unit around an amount and brings its spaces and signs to
// one form. What it does not understand it leaves, for parseAmount to refuse:
// "1e3" and "12 k" must not become numbers.
func bareAmount(s string) string {
	s = plainSigns.Replace(strings.TrimSpace(s))
	negative := false
	if inner, ok := strings.CutPrefix(s, "("); ok && strings.HasSuffix(inner, ")") {
		s, negative = strings.TrimSuffix(inner, ")"), true
	}
	s = trimUnits(s)
	if rest, ok := strings.CutSuffix(s, "-"); ok {
		s, negative = strings.TrimSpace(rest), true
	}
	if negative {
		return "-" + s
	}
	return s
}

// trimUnits takes currency signs, currency codes and tax words off both ends.
func trimUnits(s string) string {
	isUnit := func(r rune) bool { return unicode.IsLetter(r) || strings.ContainsRune("€$£", r) }
	for {
		before := s
		s = strings.TrimSpace(s)
		head := s[:len(s)-len(strings.TrimLeftFunc(s, isUnit))]
		if knownUnit(head) {
			s = s[len(head):]
		}
		tail := s[len(strings.TrimRightFunc(s, isUnit)):]
		if knownUnit(tail) {
			s = s[:len(s)-len(tail)]
		}
		if s == before {
			return s
		}
	}
}

func knownUnit(s string) bool {
	switch strings.ToUpper(s) {
	case "€", "$", "£", "EURO", "EUROS", "TTC", "HT":
		return true
	}
	if len(s) != 3 || s != strings.ToUpper(s) {
		return false
	}
	_, err := currency.ParseISO(s)
	return err == nil
}

// markOf tells the decimal mark of one amount. "1.234" and "1,234" are the
// cases that leave a doubt.
func markOf(s string) (mark byte, sure bool) {
	dot, comma := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	last := max(dot, comma)
	switch {
	case last < 0:
		return 0, false
	case dot >= 0 && comma >= 0:
		return s[last], true
	case strings.Count(s, s[last:last+1]) > 1: // only thousands repeat
		if s[last] == '.' {
			return ',', true
		}
		return '.', true
	}
	return s[last], len(s)-last-1 != 3
}

// wholeAmount is the part before the decimal mark: plain, or in groups of three.
var wholeAmount = regexp.MustCompile(`^[+-]? ?(?:\d+|\d{1,3}(?: \d{3})+|\d{1,3}(?:'\d{3})+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)$`)

// parseAmount reads an amount as people and software write it: "1 234,56 €",
// "1.234,56", "1,234.56", "(12,00)". mark is the decimal mark of the file, 0
// when unknown. rounded tells that more than two decimals counted and the sum
// was rounded half away from zero.
func parseAmount(s string, mark byte) (sum money.Cents, rounded bool, err error) {
	bare := bareAmount(s)
	if own, sure := markOf(bare); sure {
		mark = own
	} else if own != 0 && mark == 0 {
		return 0, false, errAmbiguous
	}
	whole, frac := bare, ""
	if mark != 0 {
		whole, frac, _ = strings.Cut(bare, string(mark))
	}
	if !wholeAmount.MatchString(whole) || strings.Trim(frac, "0123456789") != "" {
		return 0, false, errAmount
	}
	whole = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" '.,", r) {
			return -1
		}
		return r
	}, whole)
	frac = strings.TrimRight(frac, "0")
	if len(frac) <= 2 {
		sum, err = money.ParseCents(whole + "." + frac)
		return sum, false, err
	}
	sum, err = money.ParseCents(whole + "." + frac[:2])
	if frac[2] >= '5' {
		if strings.HasPrefix(whole, "-") {
			sum--
		} else {
			sum++
		}
	}
	return sum, true, err
}

var months = []string{"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"}

// parseDay reads a date: ISO (with or without a time), French in figures, or
// French in words. The day comes before the month; two figures of a year mean
// this century.
func parseDay(s string) (calendar.Date, error) {
	s = strings.TrimSpace(s)
	if len(s) > 10 && s[4] == '-' && (s[10] == 'T' || s[10] == ' ') {
		s = s[:10]
	}
	if d, err := calendar.ParseDate(s); err == nil {
		return d, nil
	}
	if len(s) == 8 && strings.Trim(s, "0123456789") == "" {
		return civil(s[:4], s[4:6], s[6:])
	}
	s, _, _ = strings.Cut(s, " 00:00")
	parts := strings.FieldsFunc(normalise(s), func(r rune) bool { return r == ' ' })
	if len(parts) > 3 && strings.HasSuffix(parts[0], "i") || len(parts) > 3 && parts[0] == "dimanche" {
		parts = parts[1:] // the day of the week
	}
	if len(parts) != 3 {
		return calendar.Date{}, errDate
	}
	if len(parts[0]) == 4 {
		return civil(parts[0], parts[1], parts[2])
	}
	return civil(parts[2], monthNumber(parts[1]), strings.TrimSuffix(parts[0], "er"))
}

// monthNumber turns a French month, also shortened ("févr."), into figures.
func monthNumber(s string) string {
	if len(s) >= 3 {
		for i, m := range months {
			if strings.HasPrefix(m, s) {
				return strconv.Itoa(i + 1)
			}
		}
	}
	return s
}

func civil(year, month, day string) (calendar.Date, error) {
	y, err1 := strconv.Atoi(year)
	m, err2 := strconv.Atoi(month)
	d, err3 := strconv.Atoi(day)
	if err := errors.Join(err1, err2, err3); err != nil || len(year) != 4 && len(year) != 2 {
		return calendar.Date{}, errDate
	}
	if len(year) == 2 {
		y += 2000
	}
	date := calendar.Date{Year: y, Month: time.Month(m), Day: d}
	if y < 1900 || y > 2200 || calendar.NewDate(y, time.Month(m), d) != date {
		return calendar.Date{}, errDate
	}
	return date, nil
}

// shorten makes a value fit into a message.
func shorten(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if r := []rune(s); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return s
}
