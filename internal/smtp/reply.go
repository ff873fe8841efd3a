package smtp

import (
	"fmt"
	"net/textproto"
	"regexp"
	"strings"
	"unicode"
)

// Reply is what a server said, without e-mail addresses.
type Reply struct {
	Code     int    // three digits, as 550
	Enhanced string // RFC 3463, as "5.1.1"; empty when the server gave none
	Text     string // without codes; addresses replaced by <…>
}

const (
	hidden       = "<…>"
	replyTextMax = 300 // runes
)

var (
	enhancedCode = regexp.MustCompile(`^([245]\.\d{1,3}\.\d{1,3})(\s+|$)`)
	mailAddress  = regexp.MustCompile(`<?[^\s<>"(),;:]+@[^\s<>"(),;]+>?|<?"[^"\n]*"@[^\s<>"(),;]+>?`)
)

// String gives the reply as one line.
func (r Reply) String() string {
	return strings.Join(strings.Fields(fmt.Sprintf("%d %s %s", r.Code, r.Enhanced, r.Text)), " ")
}

// newReply reads a server's words; recipient is hidden wherever it shows,
// also its local part or domain alone.
func newReply(code int, message, recipient string) Reply {
	r := Reply{Code: code}
	var lines []string
	for line := range strings.SplitSeq(message, "\n") {
		line = strings.TrimSpace(line)
		if m := enhancedCode.FindStringSubmatch(line); m != nil {
			if r.Enhanced == "" {
				r.Enhanced = m[1]
			}
			line = line[len(m[0]):]
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	r.Text = strip(strings.Join(lines, " "), recipient)
	return r
}

// replyOf reads a textproto error's words.
func replyOf(err *textproto.Error, recipient string) Reply {
	return newReply(err.Code, err.Msg, recipient)
}

func strip(text, recipient string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, text)
	text = mailAddress.ReplaceAllString(text, hidden)
	local, domain := cutAddress(recipient)
	for _, word := range []string{local, domain} {
		text = hideWord(text, word)
	}
	if runes := []rune(text); len(runes) > replyTextMax {
		text = string(runes[:replyTextMax]) + "…"
	}
	return text
}

// hideWord replaces a whole word, whatever its case. Very short words are
// left: they say nothing about anybody and occur in every sentence.
func hideWord(text, word string) string {
	if len(word) < 3 || !strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
		return text // the usual case: nothing to compile a pattern for
	}
	whole := regexp.MustCompile(`(?i)(^|[^\pL\pN])` + regexp.QuoteMeta(word) + `($|[^\pL\pN])`)
	return whole.ReplaceAllString(text, "${1}"+hidden+"${2}")
}

// ours tells whether the reply complains about our login or encryption.
func (r Reply) ours() bool {
	switch r.Code {
	case 530, 534, 535, 538, 454:
		return true
	}
	return false
}

// blamesAddress tells whether a 5xx reply means that the recipient does not
// exist or is closed. RFC 3463: 5.1.x is addressing, but 5.1.7 and 5.1.8 are
// the sender's; 5.2.1 is a disabled mailbox. Without an enhanced code, 550,
// 551 and 553 mean the mailbox only as an answer to RCPT.
func (r Reply) blamesAddress(stage Stage) bool {
	switch {
	case stage == StageMail || stage == StageConnect:
		return false
	case r.Enhanced == "5.1.7" || r.Enhanced == "5.1.8":
		return false
	case strings.HasPrefix(r.Enhanced, "5.1.") || r.Enhanced == "5.2.1":
		return true
	case r.Enhanced != "":
		return false
	}
	return stage == StageRcpt && (r.Code == 550 || r.Code == 551 || r.Code == 553)
}
