package smtp

import (
	"errors"
	"fmt"
	"mime"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

const nameMax = 80 // runes of a file name; encoded it must stay on one line

// check names every fault that would make a wrong or forgeable mail.
func (m Mail) check() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	for _, a := range []struct {
		field    string
		address  Address
		optional bool
	}{{"from", m.From, false}, {"reply-to", m.ReplyTo, true}, {"to", m.To, false}} {
		if a.address.Mail == "" && a.optional {
			continue
		}
		if _, err := envelopeAddress(a.address.Mail); err != nil {
			fault("%s: %w", a.field, err)
		}
	}
	if m.Subject == "" || !oneLine(m.Subject) {
		fault("subject: must be one line without control characters")
	}
	if m.Language != "" && (!visibleASCII(m.Language) || len(m.Language) > 8) {
		fault("language: %q is not a language code", m.Language)
	}
	if m.Date.IsZero() {
		fault("date: missing")
	}
	if m.Text == "" {
		fault("text: missing")
	}
	faults = append(faults, m.checkIDs()...)
	return errors.Join(append(faults, m.checkFiles()...)...)
}

func (m Mail) checkIDs() (faults []error) {
	ids := append([]string{m.MessageID}, m.References...)
	if m.InReplyTo != "" {
		ids = append(ids, m.InReplyTo)
	}
	for _, id := range ids {
		left, right, ok := strings.Cut(id, "@")
		if !ok || left == "" || right == "" || !visibleASCII(id) || len(id) > 200 || strings.ContainsAny(id, "<>,;\"") {
			faults = append(faults, fmt.Errorf("message id %q: want local@domain without angle brackets", id))
		}
	}
	return faults
}

func (m Mail) checkFiles() (faults []error) {
	for _, f := range append(m.Inline[:len(m.Inline):len(m.Inline)], m.Attached...) {
		switch _, _, err := mime.ParseMediaType(f.Type); {
		case f.Name == "" || !oneLine(f.Name):
			faults = append(faults, fmt.Errorf("file %q: bad name", f.Name))
		case f.Type != "" && (err != nil || strings.ContainsAny(f.Type, ";\r\n")):
			faults = append(faults, fmt.Errorf("file %q: bad media type %q", f.Name, f.Type))
		case f.ContentID != "" && (!visibleASCII(f.ContentID) || len(f.ContentID) > 100 || strings.ContainsAny(f.ContentID, "<>")):
			faults = append(faults, fmt.Errorf("file %q: bad content id %q", f.Name, f.ContentID))
		case len(f.Bytes) == 0:
			faults = append(faults, fmt.Errorf("file %q: empty", f.Name))
		}
	}
	for _, f := range m.Inline {
		if f.ContentID == "" {
			faults = append(faults, fmt.Errorf("file %q: an inline image needs a content id", f.Name))
		}
	}
	return faults
}

// longestName is how many runes of a name a header shows.
const longestName = 120

// shown is a name as a header carries it: one line, of a length that people
// read, without marks that turn the direction of writing, and not to be taken
// for an encoded word.
func shown(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Cf, r), r == utf8.RuneError:
			return -1
		}
		return r
	}, name)
	name = strings.ReplaceAll(strings.Join(strings.Fields(name), " "), "=?", "= ?")
	if runes := []rune(name); len(runes) > longestName {
		name = strings.TrimSpace(string(runes[:longestName-1])) + "…"
	}
	return name
}

func oneLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	})
}

// shortName drops folders and characters that file systems refuse, and
// shortens a long name before its extension.
func shortName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > nameMax {
		ext := []rune(path.Ext(name))
		if len(ext) > 10 {
			ext = nil
		}
		name = string(runes[:nameMax-len(ext)]) + string(ext)
	}
	return name
}
