package inbox

import (
	"regexp"
	"strings"
)

// headerLine begins a returned mail that no line announces.
var headerLine = regexp.MustCompile(`^(?i:received: |return-path: |x-received: |dkim-signature: |delivered-to: |message-id: |mime-version: )`)

// notice is what a report says itself: its text up to the returned mail.
func (m *mail) notice() string {
	text := m.body.text
	if len(text) > maxNotice {
		text = clip(text, maxNotice)
	}
	if strings.TrimSpace(text) == "" {
		text = m.anyText()
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if i > 0 && endsNotice(line) && !machineSoon(lines[i:]) {
			return strings.Join(lines[:i], "\n")
		}
	}
	return text
}

// anyText is the text of a report whose parts are all of other types.
func (m *mail) anyText() string {
	var b strings.Builder
	m.root.walk(false, func(e *part) bool {
		if strings.HasPrefix(e.kind, "message/delivery") || strings.HasPrefix(e.kind, "text/") && e.kind != "text/rfc822-headers" {
			text, _ := decode(e.body, e.params["charset"])
			b.WriteString(clip(unixText(text), maxNotice) + "\n")
		}
		return b.Len() < maxNotice
	})
	return b.String()
}

func endsNotice(line string) bool {
	if headerLine.MatchString(line) {
		return true
	}
	t := strings.Trim(plain(line), "-=*# \t|>_")
	if len(t) > 90 || t == "" {
		return false
	}
	for _, p := range reportWords["returned"] {
		if rest, ok := strings.CutPrefix(t, p); ok && (rest == "" || strings.HasPrefix(plain(line), "-") || strings.HasSuffix(t, ":") || strings.Contains(rest, "follow") || strings.HasSuffix(t, "attached")) && !strings.Contains(rest, "received at") && !strings.Contains(rest, "was received") {
			return true
		}
	}
	return false
}

// machineSoon tells whether the machine part of a report stands in its text
// further down: a report whose parts were not taken apart.
func machineSoon(lines []string) bool {
	for _, l := range lines[:min(len(lines), 400)] {
		if strings.HasPrefix(strings.ToLower(l), "final-recipient:") {
			return true
		}
	}
	return false
}

// original finds the id of the mail that a report is about: in the mail or
// header that it returns, else in the text, else in its own references.
func (m *mail) original() {
	if id := m.returnedID(); id != "" {
		m.OriginalMessageID = id
		return
	}
	for _, text := range []string{m.body.text, m.anyText()} {
		if id := writtenID.FindStringSubmatch(text); id != nil {
			m.OriginalMessageID = id[1]
			return
		}
	}
}

// writtenID is a Message-ID field in a text, its value perhaps on the next line.
var writtenID = regexp.MustCompile(`(?im)^[> \t]*message-id:[ \t]*\n?[> \t]*(<[^<>\s]+>)`)

// returnedID reads the returned mail.
func (m *mail) returnedID() string {
	id := ""
	m.root.walk(true, func(e *part) bool {
		if e == m.root {
			return true
		}
		switch {
		case strings.HasPrefix(e.kind, "message/rfc822") && len(e.parts) > 0:
			id = firstID(e.parts[0].header.get("Message-ID"))
		case strings.Contains(e.kind, "rfc822-header") || strings.HasPrefix(e.kind, "message/rfc822") || e.kind == "message/global-headers" || e.kind == "text/plain" && isAttachment(e):
			var p parser
			h, _ := p.splitHeader(e.body[:min(len(e.body), maxHeader)], true)
			id = firstID(h.get("Message-ID"))
		}
		return id == ""
	})
	return id
}
