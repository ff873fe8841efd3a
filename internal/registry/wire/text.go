package wire

import (
	"strings"

	"relance/internal/calendar"
)

// First gives the first text that is not blank, trimmed.
func First(texts ...string) string {
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			return t
		}
	}
	return ""
}

// Join joins the parts that are not empty with single blanks.
func Join(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// Day reads the date at the beginning of a text; zero when there is none.
func Day(text string) calendar.Date {
	const form = "2026-03-02"
	if len(text) < len(form) {
		return calendar.Date{}
	}
	d, err := calendar.ParseDate(text[:len(form)])
	if err != nil {
		return calendar.Date{}
	}
	return d
}
