package visit

import (
	"fmt"
	"io"
	"strings"
)

// Codes of letters: what is typed from paper. They are tokens like any other,
// written with figures and capitals that nobody takes for each other, in four
// groups. 80 random bits are beyond guessing, and beyond a search through a copy
// of the database, which holds their hashes alone.
const (
	codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeLength   = 16
	codeGroup    = 4
)

// CodePlace stands for the code in all that is kept and shown of a letter. It
// has as many characters as a code, and is none.
const CodePlace = "••••-••••-••••-••••"

// NewLetterCode makes the code of a letter: as a token, and as it is printed.
func NewLetterCode(random io.Reader) (token, printed string, err error) {
	raw := make([]byte, codeLength)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", "", fmt.Errorf("making the code of a letter: %w", err)
	}
	var groups []string
	for i := range raw {
		raw[i] = codeAlphabet[int(raw[i])%len(codeAlphabet)] // 256 is a multiple of 32
		if (i+1)%codeGroup == 0 {
			groups = append(groups, string(raw[i+1-codeGroup:i+1]))
		}
	}
	return string(raw), strings.Join(groups, "-"), nil
}

// ReadCode reads a code as people type it: with or without hyphens and blanks,
// in small letters, with an O for a zero and an I or L for a one. False for what
// cannot be a code.
func ReadCode(typed string) (token string, ok bool) {
	var b strings.Builder
	for _, r := range strings.ToUpper(typed) {
		switch r {
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		case '-', '–', '—', '‑', '.', ' ', '\u00a0', '\u202f', '\t':
			continue
		}
		if !strings.ContainsRune(codeAlphabet, r) || b.Len() == codeLength {
			return "", false
		}
		b.WriteRune(r)
	}
	return b.String(), b.Len() == codeLength
}

// Entrance is the address of the page where codes of letters are entered.
func Entrance(site string) string { return strings.TrimSuffix(site, "/") + "/p/" }
