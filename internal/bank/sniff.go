package bank

import (
	"bytes"
	"regexp"
)

// sniffSize is how much of a file is looked at to recognise its format.
const sniffSize = 64 << 10

var (
	mtHeader    = regexp.MustCompile(`(?m)(^|\})\s*:20:`)
	mtBody      = regexp.MustCompile(`(?m)^:(25P?|28C?|60[FM]|61|34F|62[FM]):`)
	cfonbRecord = regexp.MustCompile(`^\s*0[1457][0-9A-Za-z ]{5}.{4}[0-9A-Za-z ]{5}([A-Z]{3}|   )[0-9 ].[0-9A-Za-z ]`)
	ofxRoot     = regexp.MustCompile(`(?i)<OFX[\s>]|OFXHEADER|<BANKTRANLIST[\s>]`)
	camtRoot    = regexp.MustCompile(`<([A-Za-z0-9_.-]+:)?BkToCstmr|camt\.05[2-4]`)
	xmlRoot     = regexp.MustCompile(`^\s*(<\?xml|<!--|<[A-Za-z])`)
)

// sniff tells the format from the beginning of a file; CSV is what remains.
func sniff(head []byte) Format {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		head = narrow(head)
	}
	switch {
	case ofxRoot.Match(head):
		return OFX
	case camtRoot.Match(head), xmlRoot.Match(head):
		return Camt
	case cfonbRecord.Match(head):
		return CFONB
	case mtHeader.Match(head), mtBody.Match(head):
		return MT940
	}
	return CSV
}

// narrow makes the UTF-16 head of a file readable for the patterns.
func narrow(head []byte) []byte {
	text, _ := decode(head[:len(head)&^1])
	return []byte(text)
}
