package terms

import (
	"fmt"
	"strings"

	"relance/internal/calendar"
)

// Kind tells the sorts of rule apart.
type Kind string

// The sorts of rule. The zero Kind is no rule at all.
const (
	OnDate  Kind = "date"    // the terms state a calendar date
	Receipt Kind = "receipt" // due when the invoice arrives, « à réception »
	Cash    Kind = "cash"    // due at once, « comptant »
	Period  Kind = "period"  // so many days or months, perhaps with a month's end
)

// MonthEnd says how « fin de mois » combines with the days.
type MonthEnd string

const (
	// NoMonthEnd leaves the end of the month out.
	NoMonthEnd MonthEnd = ""
	// DaysFirst is « 45 jours fin de mois »: add the days, then go to the end
	// of the month reached.
	DaysFirst MonthEnd = "days_first"
	// MonthEndFirst is « fin de mois + 45 jours »: go to the end of the month
	// of issue, then add the days.
	MonthEndFirst MonthEnd = "month_end_first"
)

// Rule says how a due date follows from the date of issue. The zero value is
// no rule. Rules compare with == and are written as their French text in JSON
// and YAML.
type Rule struct {
	Kind        Kind
	Days        int           // calendar days, the day of issue not counted
	Months      int           // months, by CPC 641's rule for short months
	MonthEnd    MonthEnd      // whether and how the end of the month counts
	Day         int           // « le 10 »: then on to that day of the month; 0 for none
	FromReceipt bool          // the terms count from receipt; the date of issue stands in
	Date        calendar.Date // for OnDate only
}

// Days is the rule « n jours date de facture ».
func Days(n int) Rule { return Rule{Kind: Period, Days: n} }

// Default is what applies when nothing was agreed: 30 days (C. com. L441-10 I),
// counted from the date of issue for want of the date of delivery.
func Default() Rule { return Days(30) }

// IsZero tells whether there is no rule.
func (r Rule) IsZero() bool { return r == Rule{} }

// Due is the last day on which payment is in time. Interest runs from the day
// after. The zero rule gives no date.
func (r Rule) Due(issue calendar.Date) calendar.Date {
	var d calendar.Date
	switch {
	case r.Kind == OnDate:
		return r.Date
	case r.Kind == Receipt, r.Kind == Cash:
		return issue
	case r.Kind != Period:
		return calendar.Date{}
	case r.MonthEnd == MonthEndFirst:
		d = issue.AddMonths(r.Months).EndOfMonth().AddDays(r.Days)
	case r.MonthEnd == DaysFirst:
		d = issue.AddMonths(r.Months).AddDays(r.Days).EndOfMonth()
	default:
		d = issue.AddMonths(r.Months).AddDays(r.Days)
	}
	if r.Day == 0 {
		return d
	}
	return r.onDay(d)
}

// onDay moves d to the next such day of the month. After « fin de mois » that
// is always in the month that follows.
func (r Rule) onDay(d calendar.Date) calendar.Date {
	if at := clip(d, r.Day); r.MonthEnd != DaysFirst && !at.Before(d) {
		return at
	}
	return clip(d.EndOfMonth().AddDays(1), r.Day)
}

// clip is the given day in d's month, or the month's last.
func clip(d calendar.Date, day int) calendar.Date {
	d.Day = min(day, calendar.DaysIn(d.Year, d.Month))
	return d
}

// String writes the rule in French: « 30 jours date de facture », « 45 jours
// fin de mois », « fin de mois + 45 jours », « 30 jours fin de mois le 10 »,
// « 30 jours à réception de facture », « à réception de facture », « comptant »,
// « échéance au 31 mars 2026 ». The zero rule is the empty text.
func (r Rule) String() string {
	switch r.Kind {
	case OnDate:
		return "échéance au " + r.Date.French()
	case Receipt:
		return "à réception de facture"
	case Cash:
		return "comptant"
	case Period:
		return r.period()
	}
	return ""
}

func (r Rule) period() string {
	var parts []string
	length := r.length()
	switch {
	case r.MonthEnd == NoMonthEnd && length == "":
		length = "0 jour"
	case r.MonthEnd == MonthEndFirst && length != "":
		length = "fin de mois + " + length
	case r.MonthEnd != NoMonthEnd:
		length = strings.TrimSpace(length + " fin de mois")
	}
	parts = append(parts, length)
	switch {
	case r.Day > 0:
		parts = append(parts, fmt.Sprintf("le %d", r.Day))
	case r.MonthEnd == NoMonthEnd && r.FromReceipt:
		parts = append(parts, "à réception de facture")
	case r.MonthEnd == NoMonthEnd:
		parts = append(parts, "date de facture")
	}
	return strings.Join(parts, " ")
}

// length writes days and months, "" for none.
func (r Rule) length() string {
	var parts []string
	if r.Months > 0 {
		parts = append(parts, fmt.Sprintf("%d mois", r.Months))
	}
	switch {
	case r.Days == 1:
		parts = append(parts, "1 jour")
	case r.Days > 1:
		parts = append(parts, fmt.Sprintf("%d jours", r.Days))
	}
	return strings.Join(parts, " et ")
}

// MarshalText writes the French text.
func (r Rule) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads any wording that Parse understands; the empty text is no
// rule.
func (r *Rule) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*r = Rule{}
		return nil
	}
	v, ok := Parse(string(b))
	if !ok {
		return fmt.Errorf("payment terms %q are not understood: want a wording such as 30 jours fin de mois, à réception, net 30", b)
	}
	*r = v
	return nil
}
