package bank

import (
	"strings"
	"unicode/utf8"

	"relance/internal/calendar"
)

// recordLen is the length of every CFONB 120 record, in characters.
const recordLen = 120

// record is one CFONB record of exactly recordLen characters.
type record struct {
	text  string
	runes []rune // nil when text is ASCII
	line  int
}

// newRecord pads or cuts a line to the length of a record.
func newRecord(text string, line int) record {
	r := record{text: text, line: line}
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			r.runes = []rune(text)
			break
		}
	}
	n := len(text)
	if r.runes != nil {
		n = len(r.runes)
	}
	if n >= recordLen {
		return r
	}
	pad := strings.Repeat(" ", recordLen-n)
	r.text += pad
	if r.runes != nil {
		r.runes = append(r.runes, []rune(pad)...)
	}
	return r
}

// raw gives columns from to from+n-1, counted from 1 as the standard does.
func (r record) raw(from, n int) string {
	if r.runes != nil {
		return string(r.runes[from-1 : from-1+n])
	}
	return r.text[from-1 : from-1+n]
}

// field is raw without surrounding blanks.
func (r record) field(from, n int) string { return strings.TrimSpace(r.raw(from, n)) }

func (r record) kind() string     { return r.raw(1, 2) }
func (r record) bank() string     { return r.field(3, 5) }
func (r record) branch() string   { return r.field(12, 5) }
func (r record) account() string  { return r.field(22, 11) }
func (r record) currency() string { return strings.ToUpper(r.field(17, 3)) }

// rib is the account as the record gives it.
func (r record) rib() string { return r.bank() + " " + r.branch() + " " + r.account() }

// decimals is the number of decimals of the record's amounts, and whether it
// is stated.
func (r record) decimals() (int, bool) {
	c := r.raw(20, 1)[0]
	if !digit(c) {
		return 2, false
	}
	return int(c - '0'), true
}

// overpunch maps the last character of an amount to its digit and sign. Lower
// case and é, è (French ISO 646 for the braces) occur.
func overpunch(r rune) (d int64, negative, ok bool) {
	switch {
	case r == '{' || r == 'é' || r == 'É':
		return 0, false, true
	case r == '}' || r == 'è' || r == 'È':
		return 0, true, true
	case r >= 'A' && r <= 'I':
		return int64(r-'A') + 1, false, true
	case r >= 'J' && r <= 'R':
		return int64(r-'J') + 1, true, true
	case r >= 'a' && r <= 'i':
		return int64(r-'a') + 1, false, true
	case r >= 'j' && r <= 'r':
		return int64(r-'j') + 1, true, true
	}
	return 0, false, false
}

// units is the amount of columns 91 to 104 in the record's smallest unit.
// plain tells that the last character is a digit without a sign.
func (r record) units() (n int64, plain, ok bool) {
	s := []rune(r.field(91, 14))
	if len(s) == 0 {
		return 0, false, false
	}
	for _, c := range s[:len(s)-1] {
		if c == ' ' {
			c = '0'
		}
		if c < '0' || c > '9' {
			return 0, false, false
		}
		n = n*10 + int64(c-'0')
	}
	last := s[len(s)-1]
	if last >= '0' && last <= '9' {
		return n*10 + int64(last-'0'), true, true
	}
	d, negative, ok := overpunch(last)
	n = n*10 + d
	if negative {
		n = -n
	}
	return n, false, ok
}

// day reads JJMMAA at from; blank and 000000 are no date.
func (r record) day(from int) (d calendar.Date, ok bool) {
	s := r.field(from, 6)
	if strings.Trim(s, "0") == "" {
		return calendar.Date{}, true
	}
	if len(s) != 6 {
		return calendar.Date{}, false
	}
	return ymd(s[4:6], s[2:4], s[0:2])
}

// ymd builds a date from two-digit texts; 80 to 99 is the last century.
func ymd(yy, mm, dd string) (calendar.Date, bool) {
	century := "20"
	if yy >= "80" {
		century = "19"
	}
	d, err := calendar.ParseDate(century + yy + "-" + mm + "-" + dd)
	return d, err == nil
}
