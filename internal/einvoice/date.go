package einvoice

import (
	"strings"
	"time"

	"relance/internal/calendar"
)

// dateLayouts are the qualifiers of UNTDID 2379 that invoices use, as layouts.
var dateLayouts = map[string]string{
	"101": "060102",
	"102": "20060102",
	"203": "200601021504",
	"204": "20060102150405",
	"205": "200601021504Z0700",
	"303": "200601021504MST",
}

// parseDate reads a date in the given UNTDID 2379 format, or in ISO 8601 with
// or without a time and an offset whatever the format claims. Qualifier 610 is
// a month and gives its last day with wholeMonth true.
func parseDate(s, format string) (d calendar.Date, wholeMonth, ok bool) {
	if len(s) >= 10 && s[4] == '-' {
		rest := s[10:]
		if rest == "" || strings.ContainsAny(rest[:1], "TZ+- ") {
			d, err := calendar.ParseDate(s[:10])
			return d, false, err == nil
		}
		return d, false, false
	}
	if len(s) == 6 && (format == "610" || format == "") {
		t, err := time.Parse("200601", s)
		return calendar.DateOf(t.AddDate(0, 1, -1)), true, err == nil
	}
	layout := dateLayouts[format]
	if layout == "" || len(s) == 8 {
		layout = "20060102" // also what files with a wrong qualifier contain
	}
	t, err := time.Parse(layout, s)
	return calendar.DateOf(t), false, err == nil
}

// date reads the date element of a term. An unreadable date becomes a warning
// and is the zero date.
func (r *reader) date(term string, n *node) calendar.Date {
	if n == nil || n.value == "" {
		return calendar.Date{}
	}
	d, wholeMonth, ok := parseDate(n.value, n.attr("format"))
	switch {
	case !ok:
		r.warn("%s : date impossible « %s »", term, oneLine(n.value))
		return calendar.Date{}
	case wholeMonth:
		r.warn("%s : le document ne donne qu’un mois (%s), lu comme son dernier jour", term, oneLine(n.value))
	}
	return d
}
