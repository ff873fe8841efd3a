package inbox

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// aliases are names of character sets that mails use and the index of HTML
// does not know.
var aliases = map[string]string{
	"cp1252": "windows-1252", "ansi_x3.4-1968": "windows-1252", "iso646-us": "windows-1252", "unknown-8bit": "",
	"8bit": "", "x-unknown": "", "default": "", "utf8": "utf-8", "utf-8mb4": "utf-8", "unicode": "utf-16", "ucs-2": "utf-16",
	"iso-2022-jp-1": "iso-2022-jp", "iso-2022-jp-2": "iso-2022-jp", "iso-2022-jp-3": "iso-2022-jp", "iso-2022-jp-ms": "iso-2022-jp",
	"cp932": "shift_jis", "ms932": "shift_jis", "cp936": "gb18030", "gb2312": "gb18030", "cp949": "euc-kr", "latin1": "windows-1252",
	"latin9": "iso-8859-15", "iso-8859-15-windows": "iso-8859-15", "cp850": "cp850", "ibm850": "cp850",
}

// decode gives text as UTF-8. The result says whether the character set was
// known: else the text is read as UTF-8 where it is that, and as windows-1252.
func decode(b []byte, label string) (text string, known bool) {
	label = strings.Trim(strings.ToLower(strings.TrimSpace(label)), `"'`)
	if alias, ok := aliases[label]; ok {
		label = alias
	}
	switch {
	case label == "utf-7" || label == "unicode-1-1-utf-7" || label == "x-unicode-2-0-utf-7":
		return utf7(b), true
	case strings.HasPrefix(label, "utf-16"):
		return utf16Text(b, label), true
	case label == "cp850":
		return convert(b, charmap.CodePage850), true
	case label == "" || label == "us-ascii" || label == "ascii" || label == "utf-8":
		return unlabelled(b), true
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		return unlabelled(b), false
	}
	return convert(b, enc), true
}

// unlabelled reads bytes that name no character set of their own.
func unlabelled(b []byte) string {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if utf8.Valid(b) {
		return string(b)
	}
	if invalid(b)*20 < len(b) && bytes.Count(b, []byte("\xc3")) > invalid(b) {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return convert(b, charmap.Windows1252)
}

// invalid counts the bytes that are no UTF-8.
func invalid(b []byte) int {
	n := 0
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			n++
		}
		b = b[size:]
	}
	return n
}

func convert(b []byte, enc encoding.Encoding) string {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}

// utf16Text believes a mark at the front, then the zeros, then the label.
func utf16Text(b []byte, label string) string {
	order := unicode.BigEndian
	odd := 0
	for i := 1; i < len(b); i += 2 {
		if b[i] == 0 {
			odd++
		}
	}
	if odd*4 > len(b) || label == "utf-16le" {
		order = unicode.LittleEndian
	}
	return convert(b, unicode.UTF16(order, unicode.UseBOM))
}
