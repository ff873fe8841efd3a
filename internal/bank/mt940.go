package bank

import (
	"regexp"
	"strings"
)

// mtTag matches the tags of MT940 and MT942 at the head of a line. Other
// digits between colons, such as the seconds of a wrapped time, are text.
var mtTag = regexp.MustCompile(`^:(20|21|25P?|28C?|60[FM]?|61|62[FM]?|64|65|86|90[CD]?|34F|13D?|NS|94[02]):`)

// mtField is one tag with its lines.
type mtField struct {
	tag   string
	lines []string
	line  int
}

func (f mtField) text() string { return strings.Join(f.lines, "\n") }

// first is the first line that is not blank.
func (f mtField) first() string {
	for _, l := range f.lines {
		if strings.TrimSpace(l) != "" {
			return strings.TrimSpace(l)
		}
	}
	return ""
}

// mt940 reads MT940 and MT942 messages, any number of them, with or without
// SWIFT envelopes and texts of the bank between them.
func (s *sink) mt940(text string) error {
	m := &mtReader{sink: s}
	for _, f := range mtFields(text) {
		if err := m.field(f); err != nil {
			return err
		}
	}
	return m.end()
}

// mtFields cuts the text into tags. A field named "-" stands for the end of a
// message.
func mtFields(text string) []mtField {
	var out []mtField
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	for i, l := range strings.Split(text, "\n") {
		l = envelope(l)
		switch tag := mtTag.FindStringSubmatch(l); {
		case tag != nil:
			out = append(out, mtField{tag: tag[1], lines: []string{l[len(tag[0]):]}, line: i + 1})
		case endOfMessage(l):
			out = append(out, mtField{tag: "-", lines: []string{l}, line: i + 1})
		case len(out) > 0:
			f := &out[len(out)-1]
			f.lines = append(f.lines, l)
		}
	}
	return keepDashes(out)
}

// keepDashes gives a "-" that stands inside a message, as a wrapped text may
// leave it, back to the text it interrupts.
func keepDashes(fields []mtField) []mtField {
	out := fields[:0]
	for i, f := range fields {
		if f.tag == "-" && len(out) > 0 && i+1 < len(fields) && continues(fields[i+1].tag) {
			last := &out[len(out)-1]
			last.lines = append(last.lines, f.lines...)
			continue
		}
		out = append(out, f)
	}
	return out
}

// continues tells the tags that stand in the middle of a message.
func continues(tag string) bool {
	switch tag {
	case "61", "86", "62", "62F", "62M", "64", "65", "NS":
		return true
	}
	return false
}

// envelope removes the blocks {1:…}{2:…}{4: before a tag.
func envelope(l string) string {
	if strings.HasPrefix(l, "{") || strings.HasPrefix(l, "-}{") {
		if i := strings.Index(l, "{4:"); i >= 0 {
			if rest := l[i+3:]; rest != "" {
				return rest
			}
			return "-"
		}
	}
	if t := strings.TrimLeft(l, " \t\ufeff"); len(t) < len(l) && mtTag.MatchString(t) {
		return t
	}
	return l
}

func endOfMessage(l string) bool {
	l = strings.TrimSpace(l)
	return l == "-" || l == "–" || l == "-XXX" || strings.HasPrefix(l, "-}") || strings.HasPrefix(l, "{1:") || strings.HasPrefix(l, "{5:")
}

// mtReader holds the statement and the entry being read.
type mtReader struct {
	*sink
	st     *Statement
	cur    *Entry
	info   []string // lines of :86: for cur
	extra  []string // lines of :NS: for cur
	last   string   // tag before
	closed bool     // the closing balance was read
}

// field takes in one tag.
func (m *mtReader) field(f mtField) error {
	defer func() { m.last = f.tag }()
	if m.startsStatement(f) {
		if err := m.end(); err != nil {
			return err
		}
	}
	switch f.tag {
	case "61":
		if err := m.flush(); err != nil {
			return err
		}
		m.movement(f)
	case "86":
		if m.cur != nil && !m.closed {
			m.info = append(m.info, f.lines...)
		}
	case "NS":
		if m.cur != nil {
			m.extra = append(m.extra, f.lines...)
		}
	case "-":
		return m.end()
	case "20", "25", "25P", "28", "28C", "34F", "13", "13D", "60", "60F", "60M", "62", "62F", "62M", "90C", "90D":
		return m.header(f)
	}
	return nil
}

// startsStatement tells whether the tag cannot belong to the statement that is
// open.
func (m *mtReader) startsStatement(f mtField) bool {
	if m.st == nil {
		return false
	}
	switch f.tag {
	case "20":
		return !m.inside() || looksLikeReference(f)
	case "25", "25P", "28", "28C", "60F", "60M", "61":
		return m.closed
	}
	return false
}

// inside tells whether the texts of an entry are being read, where a wrapped
// time such as 13:20:37 may look like a tag.
func (m *mtReader) inside() bool { return m.cur != nil && m.last == "86" && !m.closed }

// looksLikeReference tells a transaction reference of :20: (at most sixteen
// characters) from the rest of a wrapped text.
func looksLikeReference(f mtField) bool { return len(f.first()) <= 16 }

// end hands out the statement being read; one with nothing in it is dropped.
func (m *mtReader) end() error {
	if m.st == nil {
		return nil
	}
	if err := m.flush(); err != nil {
		return err
	}
	st := m.st
	m.st, m.closed = nil, false
	if st.Account == "" && st.Opening == nil && st.Closing == nil && len(st.Entries) == 0 {
		m.warn(st.Line, "message %q sans compte ni opération, ignoré", st.ID)
		return nil
	}
	if st.Currency == "" && len(st.Account) > 3 {
		st.Currency = trailingCurrency(st.Account)
	}
	for i := range st.Entries {
		st.Entries[i].Currency = st.Currency
	}
	return m.done(st)
}

// open is the statement being read, begun where needed.
func (m *mtReader) open(line int) *Statement {
	if m.st == nil {
		m.st = &Statement{Line: line}
		m.closed = false
	}
	return m.st
}

var currencyEnd = regexp.MustCompile(`[0-9 ]([A-Z]{3})$`)

// trailingCurrency is the code that some banks write behind the account.
func trailingCurrency(account string) string {
	if c := currencyEnd.FindStringSubmatch(account); c != nil {
		return c[1]
	}
	return ""
}
