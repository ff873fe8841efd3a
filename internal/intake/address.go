package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// addressIn is the first address of a cell that can be one: people write
// several, names in front, „mailto:“ from a web page. It is "" when none can.
func addressIn(written string) string {
	for _, a := range strings.FieldsFunc(written, func(c rune) bool { return strings.ContainsRune(";, \t\r\n", c) }) {
		if a = cleanAddress(a); possibleAddress(a) {
			return a
		}
	}
	return ""
}

// cleanAddress takes the wrapping of links and lists off an address.
func cleanAddress(a string) string {
	a = strings.Trim(strings.TrimSpace(a), "<>()[]\"“”«»\u00a0\u200b\ufeff")
	if len(a) > 7 && strings.EqualFold(a[:7], "mailto:") {
		a = a[7:]
		a, _, _ = strings.Cut(a, "?")
	}
	return strings.Trim(a, "<>.,;:")
}

// The lengths of RFC 5321 §4.5.3.1.
const (
	maxLocal   = 64
	maxAddress = 254
	maxLabel   = 63
)

// possibleAddress tells whether mail can be sent to an address on the
// internet. Letters of all scripts are possible (RFC 6531); quoted local parts
// and IP addresses are not: nobody is billed there.
func possibleAddress(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || len(s) > maxAddress || len(local) > maxLocal || !utf8.ValidString(s) {
		return false
	}
	for part := range strings.SplitSeq(local, ".") {
		if part == "" || strings.ContainsFunc(part, notAtom) {
			return false
		}
	}
	labels := strings.Split(domain, ".")
	for _, label := range labels {
		if label == "" || len(label) > maxLabel || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") || strings.ContainsFunc(label, notLabel) {
			return false
		}
	}
	top := labels[len(labels)-1]
	return len(labels) > 1 && utf8.RuneCountInString(top) > 1 && !strings.ContainsAny(top, "0123456789") || strings.HasPrefix(top, "xn--")
}

// notAtom tells the characters that no local part holds without quotation
// marks (RFC 5322 §3.2.3).
func notAtom(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

func notLabel(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '-' && r != '_'
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}
