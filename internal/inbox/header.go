package inbox

import (
	"bytes"
	"strings"
)

// field is one field of a header, unfolded, not yet decoded.
type field struct{ name, value string }

// header is the header of a mail or a part, in its order.
type header []field

// get gives the first field of a name, or "".
func (h header) get(name string) string {
	for _, f := range h {
		if strings.EqualFold(f.name, name) {
			return f.value
		}
	}
	return ""
}

// has tells whether the field is there, even if it is empty.
func (h header) has(name string) bool {
	for _, f := range h {
		if strings.EqualFold(f.name, name) {
			return true
		}
	}
	return false
}

// all gives the values of every field of a name.
func (h header) all(name string) []string {
	var out []string
	for _, f := range h {
		if strings.EqualFold(f.name, name) {
			out = append(out, f.value)
		}
	}
	return out
}

// splitHeader takes the header off the front of a mail or part whose lines end
// in \n. A line that is no field ends the header unless a field follows it.
func (p *parser) splitHeader(data []byte, top bool) (header, []byte) {
	var h header
	start := len(data)
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte{'\n'})
		switch name, value, ok := fieldOf(line); {
		case len(h) == 0 && top && (len(bytes.TrimSpace(line)) == 0 || isEnvelope(line)):
			// an envelope line of mbox, or blank lines, before the header
		case len(bytes.TrimRight(line, " \t")) == 0:
			return h, rest
		case (line[0] == ' ' || line[0] == '\t') && len(h) > 0:
			if last := &h[len(h)-1]; len(last.value) < maxField {
				last.value += " " + strings.TrimSpace(string(line))
			}
		case ok:
			h = append(h, field{name, clip(value, maxField)})
		case isEnvelope(line):
			// servers have been seen to put one in the middle of a header
		default:
			if !nextIsField(rest) {
				p.warn("une ligne de l’en-tête n’en est pas une\u00a0: le texte commence là")
				return h, data
			}
			p.warn("une ligne illisible de l’en-tête a été laissée de côté")
		}
		data = rest
		if start-len(data) > maxHeader || len(h) > maxFields {
			p.warn("en-tête trop long\u00a0: la fin n’a pas été lue")
			_, body, _ := bytes.Cut(data, []byte("\n\n"))
			return h, body
		}
	}
	return h, nil
}

// fieldOf reads "Name: value".
func fieldOf(line []byte) (name, value string, ok bool) {
	i := bytes.IndexByte(line, ':')
	if i < 1 {
		return "", "", false
	}
	n := bytes.TrimRight(line[:i], " \t")
	if len(n) == 0 {
		return "", "", false
	}
	for _, c := range n {
		if c <= ' ' || c >= 0x7f {
			return "", "", false
		}
	}
	return string(n), strings.TrimSpace(string(line[i+1:])), true
}

// isEnvelope recognises the line that mbox puts before each mail.
func isEnvelope(line []byte) bool {
	return bytes.HasPrefix(line, []byte("From ")) || bytes.HasPrefix(line, []byte(">From "))
}

// nextIsField tells whether a header goes on after a line that is no field.
func nextIsField(rest []byte) bool {
	line, _, _ := bytes.Cut(rest, []byte{'\n'})
	name, _, ok := fieldOf(line)
	return ok && known[strings.ToLower(name)]
}

// known are fields that prove that a header goes on.
var known = set("from", "to", "cc", "date", "subject", "message-id", "mime-version", "content-type", "received",
	"content-transfer-encoding", "return-path", "in-reply-to", "references", "reply-to", "x-mailer", "delivered-to")

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}
