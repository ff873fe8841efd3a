package inbox

import (
	netmail "net/mail"
	"strings"
	"time"
)

// read fills in what the header says, and the text.
func (m *mail) read() {
	h := m.root.header
	m.From, m.FromName = sender(h)
	m.Subject = clip(headerText(h.get("Subject")), maxSentence)
	m.subject = withoutPrefixes(plain(m.Subject))
	m.MessageID = firstID(h.get("Message-ID"))
	m.InReplyTo = firstID(h.get("In-Reply-To"))
	m.References = idsIn(strings.Join(h.all("References"), " "))
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc"} {
		for _, v := range h.all(name) {
			for _, a := range addressesIn(v) {
				m.To = appendNew(m.To, a)
			}
		}
	}
	m.Date = m.date(h.get("Date"))
	m.body = m.writtenBy(m.root)
	m.Text = m.body.text
	m.Files = filesOf(m.root)
}

// sender is the writer's address and name. From fields are written in many
// ways; the last one counts, since gateways put their own before.
func sender(h header) (address, name string) {
	for _, v := range h.all("From") {
		text := headerText(v)
		if a := firstAddress(text); a != "" {
			address = a
		}
		if n := strings.Trim(strings.TrimSpace(strings.Split(text, "<")[0]), `"' `); n != "" && !strings.Contains(n, "@") {
			name = n
		}
	}
	if address == "" {
		address = firstAddress(h.get("Sender"))
	}
	return address, clip(name, 200)
}

// dateForms are the layouts that net/mail does not know.
var dateForms = []string{
	"Mon, 2 Jan 2006 15:04:05", "Mon, 2 Jan 06 15:04:05 MST", "2 Jan 2006 15:04:05 -0700", "Mon Jan 2 15:04:05 2006",
	"Mon, 2 Jan 2006 15:04 -0700", "2006-01-02 15:04:05 -0700", "2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05",
}

// date reads a Date field; a year that cannot be is no date.
func (m *mail) date(s string) time.Time {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" {
		return time.Time{}
	}
	t, err := netmail.ParseDate(s)
	for i := 0; err != nil && i < len(dateForms); i++ {
		t, err = time.Parse(dateForms[i], s)
	}
	if err != nil || t.Year() < 1990 || t.Year() > 2199 {
		m.warn("date illisible")
		return time.Time{}
	}
	return t
}

// prefixes stand before the subject of an answer or a mail passed on.
var prefixes = []string{"re:", "re :", "ref:", "tr:", "tr :", "fw:", "fwd:", "aw:", "wg:", "rv:", "sv:", "vs:", "antw:", "odp:", "r:", "[externe]", "[external]", "[ext]", "{spam?}"}

// withoutPrefixes takes "re:" and the like off a folded subject.
func withoutPrefixes(s string) string {
	for range 20 {
		s = strings.TrimSpace(s)
		before := s
		for _, p := range prefixes {
			s = strings.TrimPrefix(s, p)
		}
		if s == before {
			break
		}
	}
	return s
}

// answers tells whether the mail is an answer by its form: it names a mail, or
// its subject says so.
func (m *mail) answers() bool {
	if m.InReplyTo != "" || len(m.References) > 0 {
		return true
	}
	s := strings.TrimSpace(plain(m.Subject))
	for _, p := range []string{"re:", "re :", "aw:", "antw:", "sv:", "odp:"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// filesOf lists the attachments.
func filesOf(root *part) []File {
	var out []File
	eachFile(root, func(name string, e *part) bool {
		out = append(out, File{Name: name, Type: e.kind, Size: len(e.body)})
		return len(out) < maxList
	})
	return out
}

// contentTypeOf reads a field that is built as a content type is.
func contentTypeOf(value string) (string, map[string]string) {
	first, rest, _ := strings.Cut(value, ";")
	return strings.ToLower(strings.TrimSpace(first)), params(rest)
}
