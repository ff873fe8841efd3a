package telemetry

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	hiddenMail  = "<mail>"
	hiddenIBAN  = "<iban>"
	hiddenPhone = "<phone>"
	hiddenLink  = "/p/<link>"
)

var (
	mailAddress = regexp.MustCompile(`(?:"[^"\s@][^"@]*"|[^\s<>"'(),;:=\[\]{}/\\]+)@[^\s<>"'(),;:=\[\]{}/\\]+\.[^\s<>"'(),;:=\[\]{}/\\]+`)
	// As a query of a URL or a returned mail's sender writes it: the at sign is
	// %40 or =40, or the address stands before a relay's.
	packedAddress = regexp.MustCompile(`(?i)[\p{L}0-9._+%-]+(?:%40|=40)[\p{L}0-9-]+(?:\.[\p{L}0-9-]+)+`)
	// French numbers, written as people write them: ten figures without blanks
	// may be an invoice's number.
	phoneNumber = regexp.MustCompile(`(?:\+|\b00)33[ .\x{00a0}\x{202f}-]?(?:\(0\))?[1-9](?:[ .\x{00a0}\x{202f}-]?[0-9]{2}){4}\b|\b0[1-9](?:[ .\x{00a0}\x{202f}-][0-9]{2}){4}\b`)
	// The address of a debtor's own page: whoever has it is taken for him.
	pageLink = regexp.MustCompile(`/p/[A-Za-z0-9_-]{27}\b`)
	ibanLike = regexp.MustCompile(`(?i)\b[A-Z]{2}[0-9]{2}(?:[ \x{00a0}\x{202f}]?[A-Z0-9]){11,30}`)
)

// Redact replaces e-mail addresses by <mail>, IBANs by <iban>, telephone numbers
// by <phone> and links to debtors' pages by /p/<link>. Text that only looks like an IBAN and fails its check
// digits stays, so that invoice numbers and hashes remain readable.
func Redact(text string) string {
	if strings.Contains(text, "40") {
		text = packedAddress.ReplaceAllString(text, hiddenMail)
	}
	if strings.Contains(text, "@") {
		text = mailAddress.ReplaceAllString(text, hiddenMail)
	}
	if strings.Contains(text, "/p/") {
		text = pageLink.ReplaceAllString(text, hiddenLink)
	}
	text = ibanLike.ReplaceAllStringFunc(text, redactIBAN)
	return phoneNumber.ReplaceAllString(text, hiddenPhone)
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
