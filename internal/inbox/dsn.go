package inbox

import (
	"strings"
)

// group holds what a delivery status notification says of one recipient
// (RFC 3464 §2.3).
type group struct {
	recipient  string
	action     string // failed, delayed, delivered, relayed, expanded; "" when it is not said
	status     string // RFC 3463; "" when it is not said
	diagnostic string
}

// groups reads the machine part of a report, or the same fields where a server
// has put them in the text. Fields come in any order, folded and in any case.
func (m *mail) groups() []group {
	var out []group
	m.root.walk(false, func(e *part) bool {
		if e.kind == "message/delivery-status" || e.kind == "message/global-delivery-status" {
			text, _ := decode(e.body, e.params["charset"])
			out = append(out, statusGroups(text)...)
		}
		return len(out) < maxList
	})
	if len(out) == 0 {
		out = statusGroups(m.notice())
	}
	if len(out) == 0 && m.fromDaemon() {
		out = m.enclosedGroups()
	}
	return out[:min(len(out), maxList)]
}

// enclosedGroups reads the machine part of a report that another one encloses.
func (m *mail) enclosedGroups() []group {
	var out []group
	m.root.walk(true, func(e *part) bool {
		if e.kind == "message/delivery-status" {
			text, _ := decode(e.body, e.params["charset"])
			out = statusGroups(text)
		}
		return len(out) == 0
	})
	return out
}

// statusGroups takes the text of a machine part apart at its blank lines. A
// recipient whose fields are torn apart by a blank line is put together again.
func statusGroups(text string) []group {
	var out []group
	for _, block := range strings.Split(clip(unixText(text), maxNotice), "\n\n") {
		var p parser
		h, _ := p.splitHeader([]byte(strings.TrimLeft(block, "\n")+"\n"), false)
		g, named := groupOf(h)
		switch {
		case named:
			out = append(out, g)
		case len(out) > 0 && (g.action != "" || g.status != "" || g.diagnostic != ""):
			last := &out[len(out)-1]
			last.action, last.status = first(last.action, g.action), first(last.status, g.status)
			last.diagnostic = first(last.diagnostic, g.diagnostic)
		case g.action != "" || g.status != "":
			out = append(out, g)
		}
	}
	return out
}

// groupOf reads the fields of one recipient; false when they name none.
func groupOf(h header) (group, bool) {
	final, original := h.get("Final-Recipient"), h.get("Original-Recipient")
	g := group{
		action:     strings.ToLower(firstWord(first(h.get("Action"), h.get("ction")))),
		status:     statusIn(h.get("Status")),
		diagnostic: cleanLine(h.get("Diagnostic-Code")),
	}
	kind, value, ok := strings.Cut(final, ";")
	if !ok {
		value, kind = final, "rfc822"
	}
	g.recipient = firstAddress(value)
	if kind = strings.ToLower(strings.TrimSpace(kind)); g.recipient == "" || !strings.Contains(domainOf(g.recipient), ".") || kind == "x400" || kind == "local" {
		g.recipient = first(firstAddress(original), firstAddress(h.get("X-Actual-Recipient")), g.recipient)
	}
	return g, final != "" || original != ""
}

// first is the first text that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func firstWord(s string) string {
	if f := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '(' || r == ';' }); len(f) > 0 {
		return f[0]
	}
	return ""
}
