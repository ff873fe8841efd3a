package procedure

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// Calendar writes alarms as an iCalendar file (RFC 5545), one all-day event for
// each. It is a copy: what counts are the tasks. Made is when it was written;
// label names the case.
func Calendar(alarms []Alarm, label string, made time.Time) []byte {
	var b strings.Builder
	line := func(format string, args ...any) { foldLine(&b, fmt.Sprintf(format, args...)) }
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//relance//FR")
	for _, a := range alarms {
		line("BEGIN:VEVENT")
		line("UID:%s@relance", identity(label, a))
		line("DTSTAMP:%s", made.UTC().Format("20060102T150405Z"))
		line("DTSTART;VALUE=DATE:%s", strings.ReplaceAll(a.On.String(), "-", ""))
		line("SUMMARY:%s", escape(label+"\u00a0: "+a.What))
		text := "Dernier jour\u00a0: " + a.End.French() + ". " + a.Source + "."
		if a.Missed != "" {
			text += " Sinon\u00a0: " + a.Missed + "."
		}
		line("DESCRIPTION:%s", escape(text))
		line("TRANSP:TRANSPARENT")
		line("BEGIN:VALARM")
		line("ACTION:DISPLAY")
		line("DESCRIPTION:%s", escape(label+"\u00a0: "+a.What))
		line("TRIGGER:PT9H") // at nine in the morning of that day
		line("END:VALARM")
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	return []byte(b.String())
}

// identity names an alarm of a case for good: written again it replaces itself in a
// calendar, and those of two cases are never one.
func identity(label string, a Alarm) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{label, a.Period, a.On.String(), a.End.String(), a.What}, "\n")))
	return a.Period + "-" + hex.EncodeToString(sum[:8])
}

// escape writes a text as a value of iCalendar.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace(s)
}

// foldLine writes a line of at most 75 bytes, continued on the next ones.
func foldLine(b *strings.Builder, s string) {
	const most = 75
	room := most
	for _, r := range s {
		if n := len(string(r)); n > room {
			b.WriteString("\r\n ")
			room = most - 1
		}
		room -= len(string(r))
		b.WriteRune(r)
	}
	b.WriteString("\r\n")
}
