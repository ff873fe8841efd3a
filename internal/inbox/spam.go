package inbox

import (
	"regexp"
	"strings"
	"unicode"
)

// unsolicited recognises spam: by the verdict of the provider, or by its own
// marks where nothing ties the mail to us. An answer, or a mail that speaks of
// invoices and payments, is never spam by its words.
func (m *mail) unsolicited() (Class, bool) {
	if id := m.verdict(); id != "" && !m.answers() && !m.speaksOfBusiness() {
		m.rule("spam:" + id)
		return Spam, true
	}
	if m.answers() || m.speaksOfBusiness() {
		return "", false
	}
	points, ids := m.spamPoints()
	if points < 3 {
		return "", false
	}
	for _, id := range ids {
		m.rule("spam:" + id)
	}
	return Spam, true
}

// verdict reads what the provider's filter has written.
func (m *mail) verdict() string {
	h := m.root.header
	yes := func(name string) bool { return strings.HasPrefix(strings.ToLower(h.get(name)), "yes") }
	switch {
	case yes("X-Spam-Flag"), yes("X-Spam-Status"), yes("X-Spam"), yes("X-OVH-SPAM"):
		return "verdict"
	case strings.Contains(strings.ToLower(strings.Join(h.all("Delivered-To"), " ")), "spam-quarantine"):
		return "quarantine"
	case scl.MatchString(h.get("X-Forefront-Antispam-Report") + ";" + h.get("X-Microsoft-Antispam") + ";SCL:" + h.get("X-MS-Exchange-Organization-SCL")):
		return "scl"
	}
	return ""
}

// scl is Microsoft's spam confidence level from 5 on.
var scl = regexp.MustCompile(`(?i)\bSCL:\s*[5-9]\b`)

// speaksOfBusiness tells whether words of debtors and their bookkeepers begin
// anywhere in subject or text.
func (m *mail) speaksOfBusiness() bool {
	text := " " + strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return ' '
		}
		return r
	}, m.subject+" "+m.plain)
	for _, w := range peopleWords["business"] {
		if strings.Contains(text, " "+w) {
			return true
		}
	}
	return false
}

// rawHost is a link to a bare number, however it is written.
var rawHost = regexp.MustCompile(`(?i)^https?://(?:[^/@]*@)?(?:0x[0-9a-f.x]+|\d+(?:\.\d+){0,3}|[\d.]*0x[0-9a-f]+[\d.x]*)(?:[:/]|$)`)

// spamPoints weighs the marks of spam.
func (m *mail) spamPoints() (int, []string) {
	points, ids := 0, []string{}
	add := func(n int, id string, when bool) {
		if when {
			points, ids = points+n, append(ids, id)
		}
	}
	plain := strings.Join(strings.Fields(m.subject+" "+m.plain), " ")
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`_-"'.*`, r) {
			return -1
		}
		return r
	}, plain)
	add(3, "words", holdsAny(plain, peopleWords["spam"]...) != "" || holdsAny(bare, peopleWords["spam"]...) != "")
	add(2, "pitch", holdsAny(plain, peopleWords["pitch"]...) != "")
	raw := false
	for _, l := range m.body.links {
		raw = raw || rawHost.MatchString(l)
	}
	add(3, "raw-host", raw)
	add(1, "html-only", m.body.html)
	add(2, "only-a-link", m.body.html && len(m.body.links) > 0 && len(strings.Fields(m.plain)) < 6)
	add(2, "foreign-script", foreignScript(m.Subject+m.body.text))
	add(1, "other-sender", m.otherDomain("Sender") || m.otherDomain("Return-Path"))
	add(1, "other-reply-to", m.otherDomain("Reply-To"))
	add(1, "many-recipients", manyDomains(m.root.header.get("To")))
	return points, ids
}

// otherDomain tells whether a field names an address of another domain than
// the writer's.
func (m *mail) otherDomain(name string) bool {
	a := firstAddress(m.root.header.get(name))
	return a != "" && m.From != "" && domainOf(a) != domainOf(m.From)
}

// manyDomains tells whether a mail goes to three domains or more.
func manyDomains(to string) bool {
	seen := map[string]bool{}
	for _, a := range addressesIn(to) {
		seen[domainOf(a)] = true
	}
	return len(seen) > 2
}

// foreignScript tells whether a text is mostly in letters that French
// customers do not write.
func foreignScript(s string) bool {
	latin, other := 0, 0
	for _, r := range s[:min(len(s), 8192)] {
		switch {
		case r > 0x7f && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Cyrillic, unicode.Arabic, unicode.Thai, unicode.Hebrew):
			other++
		case unicode.IsLetter(r):
			latin++
		}
	}
	return other > 10 && other > latin
}
