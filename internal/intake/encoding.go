package intake

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// toText brings a list to UTF-8 and names the encoding that was assumed, ""
// for UTF-8. Latin text is CP1252 unless the bytes that CP1252 uses for ¤ ¼ ½
// speak for the € œ Œ of ISO-8859-15 and none speaks against it.
func toText(data []byte) (text, encoding string) {
	if isUTF16(data) {
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err == nil {
			return string(out), "UTF-16"
		}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if utf8.Valid(data) {
		return string(data), ""
	}
	latin9 := containsByte(data, 0xA4, 0xBC, 0xBD)
	for _, b := range data {
		if b >= 0x80 && b <= 0x9F { // letters in CP1252, control codes in ISO-8859-15
			latin9 = false
			break
		}
	}
	if latin9 {
		out, _ := charmap.ISO8859_15.NewDecoder().Bytes(data)
		return string(out), "ISO-8859-15"
	}
	out, _ := charmap.Windows1252.NewDecoder().Bytes(data)
	return string(out), "CP1252"
}

func containsByte(data []byte, wanted ...byte) bool {
	for _, b := range wanted {
		if bytes.IndexByte(data, b) >= 0 {
			return true
		}
	}
	return false
}

func isUTF16(data []byte) bool {
	return bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF})
}

// utf16Start is the beginning of a file without the zero halves of UTF-16.
func utf16Start(data []byte) []byte {
	head := bytes.TrimPrefix(bytes.TrimPrefix(data[:min(len(data), 16)], []byte{0xFF, 0xFE}), []byte{0xFE, 0xFF})
	return bytes.ReplaceAll(head, []byte{0}, nil)
}
