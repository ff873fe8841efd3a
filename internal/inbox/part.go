package inbox

import (
	"bytes"
	"strings"
)

// part is a mail, or one part of it.
type part struct {
	header header
	kind   string            // content type in small letters: "text/plain"
	params map[string]string // parameters of the content type
	parts  []*part           // of a multipart, or the mail that is enclosed
	body   []byte            // of any other: without its transfer encoding
}

// parser takes one mail apart and counts what it meets.
type parser struct {
	count    int
	warnings []string
}

// warn notes a repair once.
func (p *parser) warn(text string) {
	for _, w := range p.warnings {
		if w == text {
			return
		}
	}
	if len(p.warnings) < maxWarnings {
		p.warnings = append(p.warnings, text)
	}
}

// parse takes a whole mail apart.
func (p *parser) parse(raw []byte) *part {
	if len(raw) > maxParsed {
		raw = raw[:maxParsed]
		p.warn("message très long\u00a0: seul le début a été lu")
	}
	return p.entity(unixLines(raw), 0, "text/plain")
}

// unixLines gives a copy whose lines end in \n, whatever ended them.
func unixLines(raw []byte) []byte {
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(raw, []byte{'\r'}, []byte{'\n'})
}

// entity takes a mail or part apart; usual is its type when it names none.
func (p *parser) entity(data []byte, depth int, usual string) *part {
	p.count++
	h, body := p.splitHeader(data, depth == 0)
	e := &part{header: h}
	e.kind, e.params = contentType(h, usual)
	enclosed := e.kind == "message/rfc822" || e.kind == "message/global" || e.kind == "message/news"
	switch {
	case strings.HasPrefix(e.kind, "multipart/"):
		if p.multipart(e, body, depth) {
			return e
		}
		e.kind = "text/plain"
	case enclosed && depth < maxNesting && p.count < maxParts:
		e.parts = []*part{p.entity(transferDecode(body, h.get("Content-Transfer-Encoding")), depth+1, "text/plain")}
		return e
	}
	e.body = transferDecode(body, h.get("Content-Transfer-Encoding"))
	return e
}

// multipart splits a body at its boundary. It fails where there is none, or
// where parts are nested or counted beyond all reason.
func (p *parser) multipart(e *part, body []byte, depth int) bool {
	boundary := e.params["boundary"]
	if boundary == "" {
		boundary = guessBoundary(body)
	}
	if depth >= maxNesting {
		p.warn("parties imbriquées trop profondément\u00a0: le reste a été laissé de côté")
		return false
	}
	if boundary == "" {
		p.warn("message en plusieurs parties sans séparateur\u00a0: lu comme un seul texte")
		return false
	}
	usual := "text/plain"
	if e.kind == "multipart/digest" {
		usual = "message/rfc822"
	}
	pieces, closed := splitAt(body, boundary)
	if len(pieces) == 0 {
		p.warn("séparateur introuvable\u00a0: lu comme un seul texte")
		return false
	}
	if !closed {
		p.warn("la dernière partie n’est pas fermée")
	}
	for _, piece := range pieces {
		if p.count >= maxParts {
			p.warn("trop de parties\u00a0: le reste a été laissé de côté")
			break
		}
		e.parts = append(e.parts, p.entity(piece, depth+1, usual))
	}
	return true
}

// splitAt gives what stands between the lines "--boundary".
func splitAt(body []byte, boundary string) (pieces [][]byte, closed bool) {
	mark := []byte("--" + boundary)
	from := -1
	for at := 0; at < len(body) && len(pieces) < maxParts; {
		line, _, _ := bytes.Cut(body[at:], []byte{'\n'})
		if rest, ok := bytes.CutPrefix(line, mark); ok {
			rest = bytes.TrimRight(rest, " \t")
			last := bytes.Equal(rest, []byte("--"))
			if last || len(rest) == 0 {
				if from >= 0 {
					pieces = append(pieces, body[from:max(from, at-1)])
				}
				from = min(at+len(line)+1, len(body))
				if last {
					return pieces, true
				}
			}
		}
		at += len(line) + 1
	}
	if from >= 0 && from < len(body) {
		pieces = append(pieces, body[from:])
	}
	return pieces, false
}

// guessBoundary finds the separator of a multipart that does not name it: the
// first line that begins with two hyphens and is followed by a part's header.
func guessBoundary(body []byte) string {
	for at := 0; at < len(body) && at < maxHeader; {
		line, rest, _ := bytes.Cut(body[at:], []byte{'\n'})
		if b, ok := bytes.CutPrefix(line, []byte("--")); ok && len(b) > 0 && bytes.HasPrefix(bytes.ToLower(rest[:min(len(rest), 8)]), []byte("content-")) {
			return string(bytes.TrimRight(b, " \t"))
		}
		at += len(line) + 1
	}
	return ""
}

// walk visits a part and all within it, those of enclosed mails only on
// demand, until the function returns false.
func (e *part) walk(enclosed bool, visit func(*part) bool) bool {
	if !visit(e) {
		return false
	}
	if !enclosed && strings.HasPrefix(e.kind, "message/") {
		return true
	}
	for _, c := range e.parts {
		if !c.walk(enclosed, visit) {
			return false
		}
	}
	return true
}

// find gives the first part of one of the types, not looking into enclosed mails.
func (e *part) find(kinds ...string) *part {
	var found *part
	e.walk(false, func(c *part) bool {
		for _, k := range kinds {
			if c.kind == k {
				found = c
				return false
			}
		}
		return true
	})
	return found
}
