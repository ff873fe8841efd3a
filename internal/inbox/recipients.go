package inbox

import (
	"regexp"
	"strings"
)

// Recipients of reports without a machine part stand in places of their own:
// a line to themselves, at the front of one, behind a word. Each form is tried
// on every line before the next one.
var recipientForms = []*regexp.Regexp{
	regexp.MustCompile(`^[\s*>]*"?<?([^\s<>"(]+@[^\s<>"():;,]+)>?"?(?:\s*\((?:expanded|generated|ultimately|was addressed|reason)[^)]*\)?)?\s*:\s*$`),
	regexp.MustCompile(`^\s*(?:[\w:]+:)?<([^\s<>]+@[^\s<>]+)>\s*(?::|\.\.\.|\(|$)`),
	regexp.MustCompile(`^[\s*\-]*"?([^\s<>"(]+@[^\s<>"():;,]+)"?:?\s*$`),
	regexp.MustCompile(`^\s*([^\s<>"(:]+@[^\s<>"():;,]+)\s*(?:;|:|on \w{3}, \d| {2,}|\t|<mailto:)`),
	regexp.MustCompile(`(?i)\b(?:recipients?|address|destinataire|user|mailbox|to|account|for|utilisateur)\b\s*(?:\([^)]*\))?\s*(?:was|is|address|name|errors?)?\s*[:=]?\s*["'<]{0,2}([^\s<>"'(\[:]+@[^\s<>"'():;,\]]+)`),
	regexp.MustCompile(`(?i)(?:\d{3}[ -]|\.\.\.|\bto\b|\bfor\b|errors:)\s*<?([^\s<>"'(:]+@[^\s<>"'():;,]+)`),
	regexp.MustCompile(`<mailto:([^\s<>]+@[^\s<>]+)>`),
}

// forwardedFrom is the address that was written to, where the one that failed
// was made of it by a forwarding: ours is the first.
var forwardedFrom = regexp.MustCompile(`\((?:expanded|generated) from:?\s*<?([^\s<>()]+@[^\s<>()]+)>?\)`)

// recipients finds who did not get the mail, in a report for people.
func (m *mail) recipients(notice string) {
	for _, v := range m.root.header.all("X-Failed-Recipients") {
		for _, a := range addressesIn(v) {
			m.failed(a)
		}
	}
	if len(m.FailedRecipients) == 0 {
		for _, hit := range forwardedFrom.FindAllStringSubmatch(notice, maxList) {
			m.failed(hit[1])
		}
	}
	for _, ours := range []func(string) bool{m.concernsUs, isServer} {
		for i := 0; i < len(recipientForms) && len(m.FailedRecipients) == 0; i++ {
			m.byForm(recipientForms[i], notice, ours)
		}
	}
	for _, a := range addressesIn(notice) {
		if len(m.FailedRecipients) == 0 && !m.concernsUs(a) {
			m.failed(a)
		}
	}
	if len(m.FailedRecipients) == 0 {
		m.failed(first(m.root.header.get("X-CP-For"), m.returnedTo()))
	}
}

// byForm takes the addresses that stand in one form.
func (m *mail) byForm(form *regexp.Regexp, notice string, ours func(string) bool) {
	for _, line := range strings.Split(notice, "\n") {
		for _, hit := range form.FindAllStringSubmatch(clip(line, 1000), 4) {
			if a := firstAddress(hit[1]); a != "" && !ours(a) && strings.Contains(domainOf(a), ".") {
				m.failed(a)
			}
		}
	}
}

// isServer tells whether an address is that of a mail server or help desk.
func isServer(address string) bool {
	return holdsAny(strings.ToLower(address), "postmaster@", "mailer-daemon@", "abuse@", "helpdesk@", "support@", "hostmaster@", "noreply@", "no-reply@", "spammaster@") != ""
}

// concernsUs tells whether an address in a report is that of a server, of the
// reporter or of the one to whom he reports.
func (m *mail) concernsUs(address string) bool {
	if isServer(address) || strings.EqualFold(address, m.From) {
		return true
	}
	for _, to := range m.To {
		if strings.EqualFold(address, to) {
			return true
		}
	}
	return false
}

// returnedTo is the only recipient of the mail that a report returns.
func (m *mail) returnedTo() string {
	to := ""
	m.root.walk(true, func(e *part) bool {
		if e != m.root && e.kind == "message/rfc822" && len(e.parts) > 0 {
			to = e.parts[0].header.get("To")
			return false
		}
		return true
	})
	if to == "" {
		if hit := writtenTo.FindStringSubmatch(m.body.text); hit != nil {
			to = hit[1]
		}
	}
	if list := addressesIn(to); len(list) == 1 {
		return list[0]
	}
	return ""
}

// writtenTo is the To field of a mail that a report returns as text.
var writtenTo = regexp.MustCompile(`(?im)^[> \t]*to: (.*)$`)
