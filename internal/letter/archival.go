package letter

import (
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

const producer = "relance"

// xmp is the metadata that PDF/A asks for; its values repeat those of the
// document's information dictionary.
func xmp(title, lang string, date time.Time) []byte {
	var t bytes.Buffer
	_ = xml.EscapeText(&t, []byte(title)) // a bytes.Buffer takes everything
	stamp := date.Format("2006-01-02T15:04:05Z")
	return fmt.Appendf(nil, `<?xpacket begin="%s" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title><dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>%s</pdf:Producer></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate></rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`, "\ufeff", t.String(), lang, producer, stamp, stamp)
}

var (
	infoObject  = regexp.MustCompile(`(?s)\n(\d+) 0 obj\n<<\n(/Producer .*?)/CreationDate .*?>>\nendobj\n`)
	trailerInfo = regexp.MustCompile(`/Info \d+ 0 R\n`)
	noFiles     = regexp.MustCompile(`/Names <<\n/EmbeddedFiles << /Names \[\n\s*\n\] >>\n>>`)
	group       = []byte("/Group <</Type /Group /S /Transparency /CS /DeviceRGB>>")
)

const xrefEntry = 20 // bytes of a line in the cross-reference table

// archival mends what keeps fpdf's output from being PDF/A-1b: the trailer
// points at the wrong information dictionary and has no identifier, the dates
// in that dictionary lack their offset from UTC, pages name a transparency
// group, the catalogue an empty list of attachments. What is removed is
// overwritten by spaces, so that no offset changes; the dictionary is written
// anew behind the last object.
func archival(pdf []byte, date time.Time) ([]byte, error) {
	cut := bytes.LastIndex(pdf, []byte("\nxref\n0 ")) + 1
	info := infoObject.FindSubmatchIndex(pdf)
	if info == nil || cut == 0 || !noFiles.Match(pdf[:cut]) || !trailerInfo.Match(pdf[cut:]) {
		return nil, errors.New("writing the letter: the PDF has not the form that is expected of fpdf")
	}
	number, err := strconv.Atoi(string(pdf[info[2]:info[3]]))
	if err != nil {
		return nil, fmt.Errorf("writing the letter: %w", err)
	}
	objects, tail := bytes.Clone(pdf[:cut]), bytes.Clone(pdf[cut:])
	objects = blank(objects, info[0]+1, info[1]-1)
	objects = bytes.ReplaceAll(objects, group, bytes.Repeat([]byte(" "), len(group)))
	objects = noFiles.ReplaceAllFunc(objects, func(m []byte) []byte { return bytes.Repeat([]byte(" "), len(m)) })
	start := len(objects)
	stamp := date.Format("20060102150405")
	objects = fmt.Appendf(objects, "%d 0 obj\n<<\n%s/CreationDate (D:%s+00'00')\n/ModDate (D:%s+00'00')\n>>\nendobj\n",
		number, pdf[info[4]:info[5]], stamp, stamp)
	table := bytes.IndexByte(tail[len("xref\n"):], '\n') + len("xref\n") + 1
	copy(tail[table+number*xrefEntry:], fmt.Sprintf("%010d", start))
	id := sha256.Sum256(pdf)
	tail = trailerInfo.ReplaceAll(tail, fmt.Appendf(nil, "/Info %d 0 R\n/ID [<%x><%x>]\n", number, id[:16], id[:16]))
	tail = bytes.Replace(tail, fmt.Appendf(nil, "startxref\n%d\n", cut), fmt.Appendf(nil, "startxref\n%d\n", len(objects)), 1)
	return append(objects, tail...), nil
}

// blank overwrites a stretch with spaces.
func blank(b []byte, from, to int) []byte {
	copy(b[from:to], bytes.Repeat([]byte(" "), to-from))
	return b
}
