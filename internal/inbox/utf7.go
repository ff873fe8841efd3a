package inbox

import (
	"encoding/base64"
	"unicode/utf16"
)

// utf7 decodes RFC 2152: "+AOk-" is é, "+-" is a plus sign. Old Exchange
// servers write their reports in it.
func utf7(b []byte) string {
	out := make([]rune, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '+' {
			out = append(out, rune(b[i]))
			continue
		}
		end := i + 1
		for end < len(b) && in64(b[end]) {
			end++
		}
		if end == i+1 {
			out = append(out, '+')
		} else {
			out = append(out, units(b[i+1:end])...)
		}
		if end < len(b) && b[end] == '-' {
			end++
		}
		i = end - 1
	}
	return string(out)
}

func in64(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/'
}

// units reads base64 of UTF-16, most significant byte first.
func units(b []byte) []rune {
	raw := make([]byte, base64.RawStdEncoding.DecodedLen(len(b)))
	n, _ := base64.RawStdEncoding.Decode(raw, b) // what was read until the fault is kept
	words := make([]uint16, 0, n/2)
	for i := 0; i+1 < n; i += 2 {
		words = append(words, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	return utf16.Decode(words)
}
