package telemetry

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	hiddenMail = "<mail>"
	hiddenIBAN = "<iban>"
)

var (
	mailAddress = regexp.MustCompile(`[^\s<>"'(),;:=\[\]{}/\\]+@[^\s<>"'(),;:=\[\]{}/\\]+\.[^\s<>"'(),;:=\[\]{}/\\]+`)
	ibanLike    = regexp.MustCompile(`(?i)\b[A-Z]{2}[0-9]{2}(?:[ \x{00a0}\x{202f}]?[A-Z0-9]){11,30}`)
)

// Redact replaces e-mail addresses by <mail> and IBANs by <iban>. Text that
// only looks like an IBAN and fails its check digits stays, so that invoice
// numbers and hashes remain readable.
func Redact(text string) string {
	if strings.Contains(text, "@") {
		text = mailAddress.ReplaceAllString(text, hiddenMail)
	}
	return ibanLike.ReplaceAllStringFunc(text, redactIBAN)
}

// redactIBAN hides the longest beginning of a candidate that is an IBAN: the
// words that follow it may have been taken for a part of it.
func redactIBAN(candidate string) string {
	for end := len(candidate); end >= 15; end-- {
		tried := candidate[:end]
		if last := tried[end-1]; last == ' ' || last >= utf8.RuneSelf {
			continue // a blank belongs to the text around
		}
		if compact := squeeze(tried); len(compact) >= 15 && validIBAN(compact) {
			return hiddenIBAN + candidate[end:]
		}
	}
	return candidate
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '\u202f':
			return -1
		}
		return r
	}, strings.ToUpper(s))
}

// validIBAN computes the check of ISO 13616: moved around, read as a number,
// an IBAN leaves 1 when divided by 97.
func validIBAN(s string) bool {
	remainder := 0
	for _, c := range []byte(s[4:] + s[:4]) {
		switch {
		case c >= '0' && c <= '9':
			remainder = (remainder*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			remainder = (remainder*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return remainder == 1
}
