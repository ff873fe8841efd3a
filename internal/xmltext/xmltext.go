// Package xmltext brings XML files as programs write them to what
// encoding/xml reads: UTF-8 without a byte-order mark.
package xmltext

import (
	"bytes"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

// ToUTF8 brings UTF-16 to UTF-8 and drops a byte-order mark. Encodings that
// only the XML declaration names are left to CharsetReader. The error says
// that the bytes are not UTF-16 though they begin so.
func ToUTF8(data []byte) ([]byte, error) {
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

// CharsetReader serves the encoding that an XML declaration names; it fits
// xml.Decoder.CharsetReader after ToUTF8.
func CharsetReader(label string, in io.Reader) (io.Reader, error) {
	if strings.HasPrefix(strings.ToLower(label), "utf-16") {
		return in, nil // ToUTF8 has been here already
	}
	return charset.NewReaderLabel(label, in)
}

// LooksLikeXML tells whether the first visible character is "<".
func LooksLikeXML(data []byte) bool {
	if _, ok := utf16Order(data); ok {
		return true
	}
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n"), []byte("<"))
}
