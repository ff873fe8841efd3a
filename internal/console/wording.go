package console

import (
	"net/url"
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

// fr words everything: the console speaks French.
var fr = words.In(words.French)

// today is the civil date of an instant where the invoices are.
func today(now time.Time) calendar.Date {
	return calendar.DateOf(now.In(calendar.Metropole.Location()))
}

// capital writes a sentence with its capital.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// amount words a sum of a case.
func amount(c money.Cents, currency string) string { return fr.Amount(c, currency) }

// late says how long an invoice has been due.
func late(due, today calendar.Date) string {
	if n := today.Sub(due); n > 0 {
		return fr.Count(n, "jour", "jours")
	}
	return ""
}

// hour writes the hour of an instant: "9 h 27", "14 h".
func hour(t time.Time) string {
	t = t.In(calendar.Metropole.Location())
	text := strconv.Itoa(t.Hour()) + "\u00a0h"
	if t.Minute() > 0 {
		text += "\u00a0" + t.Format("04")
	}
	return text
}

// when says an instant of the last days as people do: "hier, 16 h 12".
func when(t time.Time, on calendar.Date) string {
	switch d := today(t); on.Sub(d) {
	case 0:
		return "aujourd’hui, " + hour(t)
	case 1:
		return "hier, " + hour(t)
	default:
		return shortDay(d, on)
	}
}

var monthsShort = [...]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."}

// shortDay writes a day in a few letters, with its year unless it is this one.
func shortDay(d, on calendar.Date) string {
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

// shortWeekday names a day of the last week: "vendredi".
func shortWeekday(d calendar.Date) string {
	name, _, _ := strings.Cut(fr.Weekday(d), " ")
	return name
}

// since says how long ago something was.
func since(t, now time.Time) string {
	switch d := now.Sub(t); {
	case d < 0, d < time.Minute:
		return "à l’instant"
	case d < time.Hour:
		return "il y a " + strconv.Itoa(int(d.Minutes())) + "\u00a0min"
	case today(t) == today(now) && t.In(calendar.Metropole.Location()).Hour() < 12:
		return "ce matin, " + hour(t)
	}
	return when(t, today(now))
}

// excerpt is the beginning of a text on one line.
func excerpt(text string, most int) string {
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

// mask hides the middle of an account's number.
func mask(iban string) string {
	iban = strings.ReplaceAll(iban, " ", "")
	if len(iban) < 12 {
		return iban
	}
	return iban[:4] + " •••• •••• " + iban[len(iban)-4:]
}

// caseAddress is the page of a case.
func caseAddress(ref dunning.Ref) string {
	return "/dossiers/" + url.PathEscape(ref.Creditor) + "/" + url.PathEscape(ref.Number)
}

func letterAddress(ref dunning.Ref) string {
	return "/lettres/" + url.PathEscape(ref.Creditor) + "/" + url.PathEscape(ref.Number)
}

func debtorAddress(creditor, key string) string {
	return "/debiteurs/" + url.PathEscape(creditor) + "/" + url.PathEscape(key)
}

func taskAddress(id int64) string { return "/taches/" + strconv.FormatInt(id, 10) }

func lineAddress(id int64) string { return "/banque/" + strconv.FormatInt(id, 10) }

// escape writes a text into a path or a query.
func escape(s string) string { return url.PathEscape(s) }
