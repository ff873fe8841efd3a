package visit

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"regexp"
)

// secret is a token or the code of a letter in an address, as it stands in a
// text; the slashes may be written as mail filters write them into addresses of
// their own.
var secret = regexp.MustCompile(`((?:/|%2[Ff])p(?:/|%2[Ff]))([A-Za-z0-9_-]{26}[A-Za-z0-9]|[0-9A-HJKMNP-TV-Z]{16}|[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3})(?:\b|$)`)

// Mask cuts tokens out of a text that quotes a mail of ours: whoever reads it
// must not be able to act as the debtor.
func Mask(text string) string { return secret.ReplaceAllString(text, "${1}"+Placeholder) }

// MaskMail cuts them out of the bytes of a mail, in a copy: each is replaced
// where it stands by as many letters of Placeholder, in quoted-printable, in
// base64 and in texts of two bytes a letter too, so that lengths, lines and
// boundaries stay as they are. Attachments that are packed or compressed are
// not looked into.
func MaskMail(raw []byte) []byte {
	out := bytes.Clone(raw)
	maskBytes(out, 0)
	return out
}

// mostDeep is how many encodings within one another are looked into.
const mostDeep = 3

func maskBytes(b []byte, deep int) (changed bool) {
	changed = maskLetters(b)
	if deep == mostDeep {
		return changed
	}
	for _, run := range packed.FindAllIndex(b, -1) {
		changed = maskPacked(b[run[0]:run[1]], deep) || changed
	}
	for _, word := range headerWord.FindAllSubmatchIndex(b, -1) {
		changed = maskPacked(b[word[2]:word[3]], deep) || changed
	}
	return changed
}

// letters are the letters of some bytes, with the place of each: those of
// quoted-printable are read, its soft line breaks left out, and so are the empty
// bytes of texts of two bytes a letter.
func letters(b []byte) (text []byte, at []int) {
	for i := 0; i < len(b); {
		switch {
		case b[i] == 0:
			i++
			continue
		case b[i] == '=' && i+1 < len(b) && b[i+1] == '\n':
			i += 2
			continue
		case b[i] == '=' && i+2 < len(b) && b[i+1] == '\r' && b[i+2] == '\n':
			i += 3
			continue
		}
		text, at = append(text, b[i]), append(at, i)
		if n, ok := written(b[i:]); ok {
			text[len(text)-1] = n
			i += 2
		}
		i++
	}
	return text, at
}

// written is the byte that stands in quoted-printable, as =2F.
func written(b []byte) (byte, bool) {
	if len(b) < 3 || b[0] != '=' {
		return 0, false
	}
	high, low := digit(b[1]), digit(b[2])
	return high<<4 | low, high < 16 && low < 16
}

func digit(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	}
	return 255
}

func maskLetters(b []byte) (changed bool) {
	if !bytes.Contains(b, []byte("p")) {
		return false
	}
	text, at := letters(b)
	for _, m := range secret.FindAllSubmatchIndex(text, -1) {
		for k := m[4]; k < m[5]; k++ {
			c := Placeholder[k-m[4]]
			if _, ok := written(b[at[k]:]); ok {
				copy(b[at[k]:], fmt.Sprintf("=%02X", c))
			} else {
				b[at[k]] = c
			}
			changed = true
		}
	}
	return changed
}

var (
	// packed are lines that may be base64, with no other line between them.
	packed = regexp.MustCompile(`(?m)^(?:[A-Za-z0-9+/]{4,}={0,2}[ \t]*(?:\r?\n|\r|$))+`)
	// headerWord is a word of a header in base64 (RFC 2047).
	headerWord = regexp.MustCompile(`=\?[^?\s]{1,40}\?[Bb]\?([A-Za-z0-9+/=]+)\?=`)
)

// maskPacked masks what stands in base64 and puts it back letter by letter.
func maskPacked(b []byte, deep int) bool {
	var chars []byte
	var at []int
	for i, c := range b {
		if c == '=' {
			break
		}
		if c > ' ' {
			chars, at = append(chars, c), append(at, i)
		}
	}
	if len(chars)%4 == 1 {
		chars = chars[:len(chars)-1]
	}
	plain := make([]byte, base64.RawStdEncoding.DecodedLen(len(chars)))
	if _, err := base64.RawStdEncoding.Decode(plain, chars); err != nil || !maskBytes(plain, deep+1) {
		return false
	}
	base64.RawStdEncoding.Encode(chars, plain)
	for k, c := range chars {
		b[at[k]] = c
	}
	return true
}
