package einvoice

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

// toXMLText brings UTF-16 to UTF-8 and drops a byte-order mark. Encodings that
// only the XML declaration names are left to charsetReader.
func toXMLText(data []byte) ([]byte, error) {
	order, ok := utf16Order(data)
	if !ok {
		return bytes.TrimRight(bytes.TrimPrefix(data, []byte("\ufeff")), "\x00"), nil
	}
	out, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(data)
	return bytes.TrimRight(out, "\x00"), err
}

// utf16Order recognises UTF-16 by its mark, or by the zero half of a leading
// "<" when there is no mark.
func utf16Order(data []byte) (unicode.Endianness, bool) {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{'<', 0}):
		return unicode.LittleEndian, true
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}), bytes.HasPrefix(data, []byte{0, '<'}):
		return unicode.BigEndian, true
	}
	return unicode.LittleEndian, false
}

// charsetReader serves the encoding that an XML declaration names.
func charsetReader(label string, in io.Reader) (io.Reader, error) {
	if strings.HasPrefix(strings.ToLower(label), "utf-16") {
		return in, nil // toXMLText has been here already
	}
	return charset.NewReaderLabel(label, in)
}

// looksLikeXML tells whether the first visible character is "<".
func looksLikeXML(data []byte) bool {
	if _, ok := utf16Order(data); ok {
		return true
	}
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n"), []byte("<"))
}

// oneLine is a short printable form of s for messages.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if utf8.RuneCountInString(s) <= 40 {
		return s
	}
	return string([]rune(s)[:40]) + "…"
}
