package inbox

import (
	"strings"
)

// written is what a mail says to a person: its text, and what its HTML shows.
type written struct {
	text  string   // lines end in \n; quotations of HTML begin with "> "
	html  bool     // the text was taken from HTML
	links []string // addresses that its HTML links to
}

// writtenBy collects the text of a mail: plain text where there is any, else
// HTML; of several parts one after the other. Attachments and enclosed mails
// are not text.
func (p *parser) writtenBy(root *part) written {
	var w written
	var b strings.Builder
	for _, leaf := range p.textParts(root) {
		text, html, links := p.textOf(leaf)
		w.html = w.html || html
		w.links = append(w.links, links...)
		if b.Len() > 0 && text != "" {
			b.WriteByte('\n')
		}
		b.WriteString(text)
		if b.Len() > maxText {
			p.warn("texte très long\u00a0: seul le début a été examiné")
			break
		}
	}
	w.text = clip(b.String(), maxText)
	return w
}

// textParts chooses the parts that are shown, in their order.
func (p *parser) textParts(e *part) []*part {
	switch {
	case e.kind == "multipart/alternative":
		return p.alternative(e)
	case strings.HasPrefix(e.kind, "multipart/"):
		var out []*part
		for _, c := range e.parts {
			out = append(out, p.textParts(c)...)
		}
		return out
	case isAttachment(e):
		return nil
	case e.kind == "text/plain" || e.kind == "text/html" || e.kind == "text" || e.kind == "text/enriched":
		return []*part{e}
	}
	return nil
}

// alternative prefers plain text that says something.
func (p *parser) alternative(e *part) []*part {
	var best []*part
	for _, c := range e.parts {
		leaves := p.textParts(c)
		text := ""
		for _, l := range leaves {
			t, _, _ := p.textOf(l)
			text += t
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		if len(best) == 0 {
			best = leaves
		}
		if leaves[0].kind == "text/plain" {
			return leaves
		}
	}
	return best
}

func isAttachment(e *part) bool {
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(e.header.get("Content-Disposition"))), "attachment")
}

// textOf reads one part.
func (p *parser) textOf(e *part) (text string, html bool, links []string) {
	raw := e.body
	if len(raw) > 4*maxText {
		raw = raw[:4*maxText]
		p.warn("texte très long\u00a0: seul le début a été examiné")
	}
	text, known := decode(raw, e.params["charset"])
	if !known {
		p.warn("jeu de caractères inconnu\u00a0: " + clip(cleanLine(e.params["charset"]), 40))
	}
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD")
	if e.kind == "text/html" || looksLikeHTML(text) {
		text, links = htmlText(text)
		return text, true, links
	}
	if strings.EqualFold(e.params["format"], "flowed") {
		text = unflow(text, strings.EqualFold(e.params["delsp"], "yes"))
	}
	return unixText(text), false, nil
}

func looksLikeHTML(text string) bool {
	head := strings.ToLower(strings.TrimSpace(text[:min(len(text), 200)]))
	return strings.HasPrefix(head, "<html") || strings.HasPrefix(head, "<!doctype html")
}

// unixText drops what follows lines and gives each line a plain end.
func unixText(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t\u00a0")
	}
	return strings.Join(lines, "\n")
}

// unflow joins the lines of format=flowed (RFC 3676): one that ends with a
// blank goes on in the next of the same depth of quotation.
func unflow(s string, delSp bool) string {
	var b strings.Builder
	open, depth := false, 0
	for _, line := range strings.Split(s, "\n") {
		line = strings.TrimSuffix(line, "\r")
		d := len(line) - len(strings.TrimLeft(line, ">"))
		content := strings.TrimPrefix(line[d:], " ")
		signature := content == "-- "
		if open && (d != depth || signature) {
			b.WriteByte('\n')
			open = false
		}
		if !open && d > 0 {
			b.WriteString(strings.Repeat(">", d) + " ")
		}
		flows := strings.HasSuffix(content, " ") && !signature
		if flows && delSp {
			content = strings.TrimSuffix(content, " ")
		}
		b.WriteString(content)
		if !flows {
			b.WriteByte('\n')
		}
		open, depth = flows, d
	}
	return b.String()
}

// clip cuts a text to a number of bytes at a whole character.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}
