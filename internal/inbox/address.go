package inbox

import (
	"regexp"
	"strings"
)

// addressLike is a run of characters that can be an address; mails hold many
// that RFC 5322 does not know. Regular expressions of Go take linear time.
var addressLike = regexp.MustCompile(`[\p{L}0-9!#$%&'*+/=?^_{|}~.\-]+@(?:\[[0-9a-fA-F.:]+\]|[\p{L}0-9_#.\-]+)`)

// addressesIn gives the addresses of a text in their order, each once.
func addressesIn(s string) []string {
	var out []string
	for _, a := range addressLike.FindAllString(s, -1) {
		if a = trimAddress(a); a != "" && len(out) < maxList {
			out = appendNew(out, a)
		}
	}
	return out
}

// firstAddress is the address in a text, or "".
func firstAddress(s string) string {
	if i := strings.LastIndex(s, "<"); i >= 0 {
		if a := addressesIn(s[i:]); len(a) > 0 {
			return a[0]
		}
	}
	if a := addressesIn(s); len(a) > 0 {
		return a[0]
	}
	return ""
}

// trimAddress takes off what a text has glued to an address.
func trimAddress(a string) string {
	a = strings.TrimRight(a, ".-'")
	a = strings.TrimLeft(a, "'.=*|{")
	for _, prefix := range []string{"mailto:", "3D", "rfc822;"} {
		a = strings.TrimPrefix(a, prefix)
	}
	local, domain, _ := strings.Cut(a, "@")
	if local == "" || domain == "" || len(a) > 254 {
		return ""
	}
	return a
}

// appendNew adds an address or reference that is not there yet.
func appendNew(list []string, s string) []string {
	for _, have := range list {
		if strings.EqualFold(have, s) {
			return list
		}
	}
	return append(list, s)
}

// domainOf is what follows the @, in small letters.
func domainOf(address string) string {
	_, domain, _ := strings.Cut(strings.ToLower(address), "@")
	return domain
}

// messageID is one id with its brackets.
var messageID = regexp.MustCompile(`<[^<>\s]+@?[^<>\s]*>`)

// idsIn gives the message ids of a field, with their brackets.
func idsIn(s string) []string {
	var out []string
	s = cleanLine(s)
	for _, id := range messageID.FindAllString(s, -1) {
		if len(out) < maxList {
			out = appendNew(out, id)
		}
	}
	if t := strings.TrimSpace(s); len(out) == 0 && t != "" && !strings.ContainsAny(t, " \t<>") {
		out = append(out, "<"+t+">") // brackets forgotten
	}
	return out
}

func firstID(s string) string {
	if ids := idsIn(s); len(ids) > 0 {
		return ids[0]
	}
	return ""
}
