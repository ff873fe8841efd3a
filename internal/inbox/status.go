package inbox

import (
	"regexp"
	"strings"
)

// enhanced is a status code of RFC 3463; what stands round it must not make it
// a part of an IP address or of a version.
var enhanced = regexp.MustCompile(`(?:^|[^0-9.])([245]\.\d\.\d{1,3})(?:$|[^0-9.]|\.(?:$|[^0-9]))`)

// replyCode is an SMTP reply code that begins a reply.
var replyCode = regexp.MustCompile(`(?:^|[^0-9.\-:])([45][0-5]\d)(?:[ \-:"]|$)`)

// statusIn gives the first enhanced status code of a text, or "".
func statusIn(s string) string {
	if m := enhanced.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

// statusesIn gives all of them.
func statusesIn(s string) []string {
	var out []string
	for len(out) < maxList {
		m := enhanced.FindStringSubmatchIndex(s)
		if m == nil {
			return out
		}
		out = append(out, s[m[2]:m[3]])
		s = s[m[3]:]
	}
	return out
}

// smtpIn gives the first SMTP reply code of a text, or "".
func smtpIn(s string) string {
	if m := replyCode.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

// sharper chooses between the status that a server puts down and the one in
// the answer it was given: the more specific, when both are of one class. A
// status of another class than the answer is the server's own invention.
func sharper(status, diagnostic string) string {
	best := status
	for _, s := range statusesIn(diagnostic) {
		switch {
		case best == "":
			best = s
		case s[0] == best[0] && precision(s) > precision(best):
			best = s
		}
	}
	return best
}

// precision counts the digits after the class that say something.
func precision(status string) int {
	f := strings.Split(status, ".")
	if len(f) != 3 {
		return 0
	}
	n := 0
	if f[1] != "0" {
		n++
	}
	if f[2] != "0" {
		n++
	}
	return n
}
