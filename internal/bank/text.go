package bank

import (
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	unicode16 "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"relance/internal/unaccent"
)

// decode gives a whole file as UTF-8 text; see utf8Reader.
func decode(data []byte) (text, note string) {
	r := utf8Reader(bytes.NewReader(data))
	out, err := io.ReadAll(r)
	if err != nil { // the transformers never fail
		return "", ""
	}
	return string(out), r.note()
}

// textReader turns a file into UTF-8 as it is read.
type textReader struct {
	io.Reader
	repair *repair
}

// utf8Reader decodes r. What the bytes are decides, not what the file
// declares: banks declare wrongly. A byte-order mark is obeyed; bytes that are
// not UTF-8 are taken for Windows-1252, which contains Latin-1; control
// characters become blanks.
func utf8Reader(r io.Reader) *textReader {
	t := &textReader{repair: &repair{}}
	utf16 := unicode16.BOMOverride(transform.Nop)
	t.Reader = transform.NewReader(transform.NewReader(r, utf16), t.repair)
	return t
}

// note tells what had to be repaired so far.
func (t *textReader) note() string {
	if t.repair.bytes > 0 {
		return "Windows-1252"
	}
	return ""
}

// repair is a transform.Transformer: see utf8Reader.
type repair struct {
	bytes int // bytes that were not UTF-8
}

// Reset implements transform.Transformer.
func (t *repair) Reset() { t.bytes = 0 }

// Transform implements transform.Transformer.
func (t *repair) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if n := copyASCII(dst[nDst:], src[nSrc:]); n > 0 {
			nDst, nSrc = nDst+n, nSrc+n
			continue
		}
		if len(dst)-nDst < utf8.UTFMax {
			return nDst, nSrc, transform.ErrShortDst
		}
		r, size := utf8.DecodeRune(src[nSrc:])
		if r == utf8.RuneError && size == 1 {
			if !atEOF && !utf8.FullRune(src[nSrc:]) {
				return nDst, nSrc, transform.ErrShortSrc
			}
			r = charmap.Windows1252.DecodeByte(src[nSrc])
			t.bytes++
		}
		nSrc += size
		nDst += utf8.EncodeRune(dst[nDst:], r)
	}
	return nDst, nSrc, nil
}

// copyASCII copies the ASCII bytes at the head of src.
func copyASCII(dst, src []byte) int {
	n := min(len(dst), len(src))
	for i := 0; i < n; i++ {
		c := src[i]
		if c >= utf8.RuneSelf {
			return i
		}
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			c = ' '
		}
		dst[i] = c
	}
	return n
}

// clean makes one line of s: control characters and runs of blanks become one
// blank.
func clean(s string) string {
	if s == "" || isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' || r == utf8.RuneError {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}

func isClean(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c >= 0x7f {
			return false
		}
		if c == ' ' && (i == 0 || i == len(s)-1 || s[i+1] == ' ') {
			return false
		}
	}
	return true
}

// join puts texts behind each other with one blank, leaving out empty ones and
// those that an earlier one already contains.
func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = clean(p); p != "" && !containsPart(out, p) {
			out = append(out, p)
		}
	}
	return strings.Join(out, " ")
}

// containsPart looks at the last parts only, so that a file cannot make it slow.
func containsPart(have []string, p string) bool {
	for _, h := range have[max(0, len(have)-16):] {
		if strings.Contains(h, p) {
			return true
		}
	}
	return false
}

// joinChunks joins pieces of a text that was cut at a fixed width: one that fills
// the width is joined to the next without a blank.
func joinChunks(parts []string, width int) string {
	var b strings.Builder
	full := false
	for _, p := range parts {
		if p == "" {
			continue
		}
		if b.Len() > 0 && !full {
			b.WriteByte(' ')
		}
		b.WriteString(p)
		full = utf8.RuneCountInString(p) >= width
	}
	return clean(b.String())
}

// compact removes every blank, for account numbers.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
}

// unaccented gives a text as names and headings are compared: lower case, no accents.
func unaccented(s string) string { return unaccent.Lower(clean(s)) }

// provided empties the fillers that formats use for "no reference".
func provided(s string) string {
	s = clean(s)
	switch strings.ToUpper(compact(s)) {
	case "NOTPROVIDED", "NONREF", "NONE", "NOREF", "NOTAVAILABLE":
		return ""
	}
	if strings.Trim(s, "0 -./") == "" {
		return ""
	}
	return s
}
