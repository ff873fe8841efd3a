package answer

import (
	"cmp"
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/inbox"
)

// Reply is what a person answers, before it becomes bytes.
type Reply struct {
	Creditor    dunning.Creditor
	MessageID   string // without angle brackets
	To, ToName  string
	Subject     string
	InReplyTo   string   // id of the mail that is answered, without angle brackets
	References  []string // its thread, oldest first
	Text        string   // what the person wrote, then the mail that he answers, quoted
	Attachments []dunning.Document
}

// quoted is how many lines of a mail are quoted at most: the reader has it.
const quoted = 60

// To writes a reply to a mail: to whoever wrote it, in its thread.
func To(c dunning.Creditor, r inbox.Reading, text string) (Reply, error) {
	text = strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), " \n")
	d := Reply{
		Creditor: c, To: r.From, ToName: r.FromName, Subject: subject(r.Subject), InReplyTo: bare(r.MessageID),
		Text: text + "\n" + quotation(r),
	}
	for _, id := range append(slices.Clone(r.References), r.InReplyTo, r.MessageID) {
		if id = bare(id); id != "" && !slices.Contains(d.References, id) {
			d.References = append(d.References, id)
		}
	}
	switch {
	case text == "":
		return d, dunning.Errorf(dunning.CodeInvalid, "the reply is empty").WithHint("write it, or begin with a template")
	case strings.Contains(text, blank):
		return d, dunning.Errorf(dunning.CodeInvalid, "the reply has a blank that nobody filled in: %s", blank).WithHint("replace it by what is meant, or take it out")
	case !strings.Contains(r.From, "@"):
		return d, dunning.Errorf(dunning.CodeUnreachable, "the mail bears no address that could be answered")
	case r.IsAuto || r.Class != inbox.Reply:
		return d, dunning.Errorf(dunning.CodeConflict, "this mail was written by a program: an answer would reach nobody, or another program")
	}
	return d, nil
}

func bare(id string) string { return strings.Trim(id, "<> \t") }

// subject answers a subject once.
func subject(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	for {
		rest, found := cutPrefixFold(s, "re:", "ré:", "rép:", "re :", "tr:", "fw:", "fwd:")
		if !found {
			break
		}
		s = strings.TrimSpace(rest)
	}
	return "Re: " + cmp.Or(s, "votre message")
}

func cutPrefixFold(s string, prefixes ...string) (rest string, found bool) {
	for _, p := range prefixes {
		if len(s) >= len(p) && strings.EqualFold(s[:len(p)], p) {
			return s[len(p):], true
		}
	}
	return s, false
}

// quotation is what the writer wrote himself, as mail programs quote it.
func quotation(r inbox.Reading) string {
	text := strings.TrimSpace(r.ReplyText)
	if text == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n")
	if !r.Date.IsZero() {
		b.WriteString("Le " + calendar.DateOf(r.Date.In(calendar.Metropole.Location())).FrenchLong() + ", ")
	}
	b.WriteString(oneLine(cmp.Or(r.FromName, r.From)) + " a écrit\u00a0:\n")
	lines := strings.Split(text, "\n")
	for _, line := range lines[:min(len(lines), quoted)] {
		b.WriteString(strings.TrimRight("> "+strings.TrimRight(line, "\r"), " ") + "\n")
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
