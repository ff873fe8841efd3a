package xmltext

import (
	"encoding/xml"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestEveryEncodingReadsAlike(t *testing.T) {
	utf16le := func(s string, mark bool) string {
		var b strings.Builder
		if mark {
			b.WriteString("\xff\xfe")
		}
		for _, u := range utf16.Encode([]rune(s)) {
			b.WriteByte(byte(u))
			b.WriteByte(byte(u >> 8))
		}
		return b.String()
	}
	for name, data := range map[string]string{
		"utf-8":                      "<a>é</a>",
		"utf-8 with a mark":          "\ufeff<a>é</a>",
		"utf-8 and trailing zeros":   "<a>é</a>\x00\x00",
		"latin 1 by its declaration": "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xe9</a>",
		"utf-16 with a mark":         utf16le("<a>é</a>", true),
		"utf-16 without a mark":      utf16le(`<?xml version="1.0" encoding="UTF-16"?><a>é</a>`, false),
	} {
		t.Run(name, func(t *testing.T) {
			text, err := ToUTF8([]byte(data))
			if err != nil {
				t.Fatal(err)
			}
			dec := xml.NewDecoder(strings.NewReader(string(text)))
			dec.CharsetReader = CharsetReader
			var got string
			if err := dec.Decode(&got); err != nil || got != "é" {
				t.Errorf("read %q, %v", got, err)
			}
			if !LooksLikeXML([]byte(data)) {
				t.Error("not taken for XML")
			}
		})
	}
}
