package words

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/money"
)

// Date writes a day in a sentence: "2 mars 2026", "2 March 2026". No date is "".
func (w Words) Date(d calendar.Date) string {
	switch {
	case d.IsZero():
		return ""
	case w.language == French:
		return d.French()
	}
	return fmt.Sprintf("%d %s %d", d.Day, d.Month, d.Year)
}

// Weekday writes a day with its weekday: "lundi 2 mars 2026", "Monday 2 March 2026".
func (w Words) Weekday(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return w.Pick(calendar.FrenchWeekday(d.Weekday()), d.Weekday().String()) + " " + w.Date(d)
}

// ShortDate writes a day in a table: "02/03/2026", "2026-03-02". No date is "".
func (w Words) ShortDate(d calendar.Date) string {
	switch {
	case d.IsZero():
		return ""
	case w.language == French:
		return d.FrenchShort()
	}
	return d.String()
}

// Instant writes an instant in a table, in the time of metropolitan France:
// "02/03/2026 08:15", "2026-03-02 08:15". No instant is "".
func (w Words) Instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(calendar.Metropole.Location()).Format(w.Pick("02/01/2006 15:04", "2006-01-02 15:04"))
}

// Amount writes a sum with its currency: "1 234,56 €", "€1,234.56".
func (w Words) Amount(c money.Cents, currency string) string {
	a := money.Amount{Cents: c, Currency: currency}
	if w.language == French {
		return money.French(a)
	}
	return money.English(a)
}

// Number writes a sum for a column whose head names the currency: "1 234,56",
// "1,234.56".
func (w Words) Number(c money.Cents) string { return w.Amount(c, "") }

// Percent writes a rate that is stored as "12.4": "12,40 %", "12.40%". What is
// no number is given back.
func (w Words) Percent(rate string) string {
	r, ok := new(big.Rat).SetString(rate)
	if !ok {
		return rate
	}
	text := money.FrenchPercent(r)
	if w.language == French {
		return text
	}
	return strings.NewReplacer(",", ".", "\u00a0", "").Replace(text)
}

// FromDue writes how far a day is from the due date: "J-5", "J+15", "J"; in
// English "D-5".
func (w Words) FromDue(d, due calendar.Date) string {
	letter := w.Pick("J", "D")
	if n := d.Sub(due); n != 0 {
		return fmt.Sprintf("%s%+d", letter, n)
	}
	return letter
}

// Colon ends a label: " : " in French, with its no-break space, ": " in English.
func (w Words) Colon() string { return w.Pick("\u00a0: ", ": ") }

// Count writes a number of things: nought and one are singular in French.
func (w Words) Count(n int, one, many string) string {
	if w.single(int64(n)) {
		return fmt.Sprintf("%d\u00a0%s", n, one)
	}
	return fmt.Sprintf("%d\u00a0%s", n, many)
}
