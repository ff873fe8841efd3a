package status

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"
)

// rewriting writes the same message in another form.
type rewriting func(string) string

var (
	declared = regexp.MustCompile(`<\?xml[^>]*\?>\s*`)
	prefix   = regexp.MustCompile(`(</?)([A-Za-z][\w.-]*):`)
	bound    = regexp.MustCompile(`\sxmlns:([\w.-]+)=("[^"]*"|'[^']*')`)
	between  = regexp.MustCompile(`>\s*<`)
	leaf     = regexp.MustCompile(`>([^<>&]+)</`)
	quoted   = regexp.MustCompile(`(\s[\w:.-]+=)"([^"'<>]*)"`)
	stamped  = regexp.MustCompile(`(format\s*=\s*["']204["'][^>]*>)\s*(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\s*<`)
	dated    = regexp.MustCompile(`(format\s*=\s*["']102["'][^>]*>)\s*(\d{4})(\d\d)(\d\d)\s*<`)
	comments = regexp.MustCompile(`(?s)<!--.*?-->`)
)

// rewritings keep what a message says. None touches a text that the reader gives
// out as written.
var rewritings = map[string]rewriting{
	"a byte-order mark":        func(s string) string { return "\ufeff" + s },
	"no declaration":           func(s string) string { return declared.ReplaceAllString(s, "") },
	"UTF-16, little end first": func(s string) string { return wide(s, false) },
	"UTF-16, big end first":    func(s string) string { return wide(s, true) },
	"other prefixes":           otherPrefixes,
	"default namespace":        func(s string) string { return defaulted(s, "CrossDomainAcknowledgementAndResponse:") },
	"default namespace below":  func(s string) string { return defaulted(s, "ReusableAggregateBusinessInformationEntity:") },
	"a line for each element":  func(s string) string { return between.ReplaceAllString(s, ">\r\n\t<") },
	"one line":                 func(s string) string { return between.ReplaceAllString(s, "><") },
	"blanks around texts":      func(s string) string { return leaf.ReplaceAllString(s, ">\n  $1\t</") },
	"CDATA":                    func(s string) string { return leaf.ReplaceAllString(s, "><![CDATA[$1]]></") },
	"comments between elements": func(s string) string {
		return between.ReplaceAllString(comments.ReplaceAllString(s, ""), "><!-- <a>1</a> --><")
	},
	"single quotes": func(s string) string { return quoted.ReplaceAllString(s, "$1'$2'") },
	"another attribute first": func(s string) string {
		return strings.ReplaceAll(strings.ReplaceAll(s, " format=", ` x="y" format=`), " schemeID=", ` x="y" schemeID=`)
	},
	"times with a dash and a zone": func(s string) string { return stamped.ReplaceAllString(s, "$1$2-$3-${4}T$5:$6:${7}-05:00<") },
	"times in ISO form":            func(s string) string { return stamped.ReplaceAllString(s, "$1$2-$3-${4}T$5:$6:${7}.123Z<") },
	"times with a zone":            func(s string) string { return stamped.ReplaceAllString(s, "$1$2$3$4$5$6${7}+0200<") },
	"dates in ISO form":            func(s string) string { return dated.ReplaceAllString(s, "$1$2-$3-$4<") },
	"dates with a time, form 204":  func(s string) string { return dated.ReplaceAllString(s, "format=\"204\">$2$3${4}000000<") },
	"dates with a time, form 203":  func(s string) string { return dated.ReplaceAllString(s, "format=\"203\">$2$3${4}0930<") },
	"elements nobody knows": func(s string) string {
		return strings.ReplaceAll(s, "</ram:TypeCode>", "</ram:TypeCode><x:More xmlns:x=\"urn:x\"><x:ID>9</x:ID></x:More>")
	},
	"UTF-16 without its mark":   func(s string) string { return wide(s, true)[2:] },
	"ISO-8859-1":                func(s string) string { return narrow(s, "ISO-8859-1", charmap.ISO8859_1) },
	"Windows-1252":              func(s string) string { return narrow(s, "windows-1252", charmap.Windows1252) },
	"children in another order": func(s string) string { return turned(s) },
	"attributes of others": func(s string) string {
		s = leaf.ReplaceAllString(strings.Replace(s, " xmlns:", ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x x.xsd" xmlns:`, 1), ">$1</")
		return strings.ReplaceAll(strings.ReplaceAll(s, "<ram:ID>", `<ram:ID schemeAgencyID="9" xml:lang="fr">`), "<ram:TypeCode>", `<ram:TypeCode listID="UNTDID 1001" listAgencyID="6">`)
	},
	"empty elements": func(s string) string {
		return strings.ReplaceAll(s, "</ram:SpecifiedDocumentStatus>",
			"<ram:Reason/><ram:ReasonCode></ram:ReasonCode><ram:RequestedAction/><ram:IncludedNote><ram:Content/></ram:IncludedNote><ram:SpecifiedDocumentCharacteristic/></ram:SpecifiedDocumentStatus><ram:SpecifiedDocumentStatus/>")
	},
	"instructions for programs": func(s string) string {
		return between.ReplaceAllString(s, "><?show a=\"1\"?><")
	},
	"characters by their numbers": func(s string) string { return leaf.ReplaceAllStringFunc(s, byNumbers) },
}

func byNumbers(s string) string {
	text := s[1 : len(s)-2]
	out := ">"
	for _, r := range text {
		out += "&#" + strconv.Itoa(int(r)) + ";"
	}
	return out + "</"
}

func wide(s string, big bool) string {
	var b bytes.Buffer
	for _, u := range utf16.Encode([]rune("\ufeff" + declared.ReplaceAllString(s, `<?xml version="1.0" encoding="UTF-16"?>`))) {
		if big {
			b.Write([]byte{byte(u >> 8), byte(u)})
			continue
		}
		b.Write([]byte{byte(u), byte(u >> 8)})
	}
	return b.String()
}

// narrow writes a message in an encoding of one byte; what that lacks by its number.
func narrow(s, name string, in *charmap.Charmap) string {
	var b strings.Builder
	for _, r := range declared.ReplaceAllString(s, `<?xml version="1.0" encoding="`+name+`"?>`) {
		if c, ok := in.EncodeRune(r); ok {
			b.WriteByte(c)
			continue
		}
		b.WriteString("&#" + strconv.Itoa(int(r)) + ";")
	}
	return b.String()
}

// node is an element as it is written, or a text between elements.
type node struct {
	name, head, text string
	children         []*node
}

// turned writes the children of each element in another order; those of one name
// keep theirs.
func turned(s string) string {
	root, stack := &node{}, []*node{}
	dec := xml.NewDecoder(strings.NewReader(s))
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	at := root
	for {
		from := dec.InputOffset()
		tok, err := dec.RawToken()
		if err != nil {
			break
		}
		raw := s[from:dec.InputOffset()]
		switch t := tok.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Space + ":" + t.Name.Local, head: strings.TrimSuffix(strings.TrimSuffix(raw, ">"), "/")}
			at.children = append(at.children, n)
			stack, at = append(stack, at), n
		case xml.EndElement:
			stack, at = stack[:len(stack)-1], stack[len(stack)-1]
		default:
			at.children = append(at.children, &node{text: raw})
		}
	}
	var b strings.Builder
	root.write(&b, false)
	return b.String()
}

func (n *node) write(b *strings.Builder, turn bool) {
	list := slices.Clone(n.children)
	if turn {
		slices.SortStableFunc(list, func(x, y *node) int { return strings.Compare(y.name, x.name) })
	}
	for _, c := range list {
		if c.name == "" {
			b.WriteString(c.text)
			continue
		}
		b.WriteString(c.head + ">")
		c.write(b, true)
		b.WriteString("</" + strings.TrimPrefix(c.name, ":") + ">")
	}
}

func otherPrefixes(s string) string {
	s = prefix.ReplaceAllString(s, "${1}n-$2:")
	return bound.ReplaceAllString(s, " xmlns:n-$1=$2")
}

// defaulted drops the prefix of a namespace and makes that the default one.
func defaulted(s, namespace string) string {
	for _, m := range bound.FindAllStringSubmatch(s, -1) {
		if !strings.Contains(m[2], namespace) {
			continue
		}
		s = strings.NewReplacer("<"+m[1]+":", "<", "</"+m[1]+":", "</", " xmlns:"+m[1]+"=", " xmlns=").Replace(s)
	}
	return s
}

// originals are a message of our own, and the published ones where they lie beside
// this checkout.
func originals(t testing.TB) map[string]string {
	t.Helper()
	real := strings.NewReplacer("urn:r", "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100").Replace(sample())
	out := map[string]string{"own.xml": real}
	files, err := filepath.Glob(filepath.Join(corpusDir, "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		out[filepath.Base(file)] = strings.TrimPrefix(string(data), "\ufeff")
	}
	return out
}

func rowsOf(file, data string) (out []map[string]string) {
	for _, s := range ReadFile(file, []byte(data)) {
		row := columns(s)
		row["error"] = s.Error
		out = append(out, row)
	}
	return out
}

// TestAMessageSaysTheSameInEveryForm rewrites each message in the forms in which
// XML, its namespaces, encodings and dates may be written.
func TestAMessageSaysTheSameInEveryForm(t *testing.T) {
	t.Parallel()
	messages, fields := originals(t), 0
	for name, rewrite := range rewritings {
		t.Run(name, func(t *testing.T) {
			for file, text := range messages {
				want, got := rowsOf(file, text), rowsOf(file, rewrite(text))
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("%s: %s", file, d)
				}
				fields += len(want) * len(want[0])
			}
		})
	}
	t.Logf("%d fields of %d messages in %d forms", fields, len(messages), len(rewritings))
}

// TestFormsMayMeet draws some rewritings at once.
func TestFormsMayMeet(t *testing.T) {
	t.Parallel()
	messages := originals(t)
	var files, names []string
	for f := range messages {
		files = append(files, f)
	}
	for n := range rewritings {
		if !strings.HasPrefix(n, "UTF-16") && n != "a byte-order mark" && n != "ISO-8859-1" && n != "Windows-1252" && n != "characters by their numbers" && n != "CDATA" {
			names = append(names, n)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		file := rapid.SampledFrom(files).Draw(t, "file")
		text := messages[file]
		for _, n := range rapid.SliceOfN(rapid.SampledFrom(names), 1, 4).Draw(t, "forms") {
			text = rewritings[n](text)
		}
		text = rewritings[rapid.SampledFrom([]string{"a byte-order mark", "UTF-16, little end first", "one line"}).Draw(t, "encoding")](text)
		if d := cmp.Diff(rowsOf(file, messages[file]), rowsOf(file, text)); d != "" {
			t.Fatalf("%s: %s", file, d)
		}
	})
}

// TestWhatIsLeftOutIsLeftOutAlone takes one part of a message away, or changes it:
// what depends on it changes and nothing else.
func TestWhatIsLeftOutIsLeftOutAlone(t *testing.T) {
	t.Parallel()
	element := func(name string) string { return `(?s)\s*<ram:` + name + `\b[^>]*>.*?</ram:` + name + `>` }
	for name, row := range map[string]struct {
		find, put string
		want      map[string]string
	}{
		"no label":                     {element("ProcessCondition"), "", map[string]string{"status_label": ""}},
		"no type of the invoice":       {`<ram:TypeCode>380</ram:TypeCode>`, "", map[string]string{"invoice_type": ""}},
		"no reason":                    {element("ReasonCode"), "", map[string]string{"reasons": ""}},
		"no action":                    {element("RequestedActionCode"), "", map[string]string{"actions": ""}},
		"no comment":                   {element("IncludedNote"), "", map[string]string{"comments": ""}},
		"a month alone, form 610":      {`format="102">20260131`, `format="610">202601`, map[string]string{"invoice_date": ""}},
		"a day alone as the time":      {`format="204">20260302101000`, `format="102">20260302`, map[string]string{"status_at": "2026-03-02T00:00:00"}},
		"a time to the minute":         {`format="204">20260302101000`, `format="203">202603021010`, map[string]string{"status_at": "2026-03-02T10:10:00"}},
		"a time in the other element":  {`<udt:DateTimeString format="204">20260302101000</udt:DateTimeString>`, `<udt:DateTime>2026-03-02T10:10:00</udt:DateTime>`, nil},
		"an impossible time":           {`>20260302101000`, `>20260302251000`, map[string]string{"status_at": ""}},
		"an unknown status":            {`>207<`, `>799<`, map[string]string{"status_code": "799"}},
		"an unknown reason":            {`>QTE_ERR<`, `>CHOSE_ERR<`, map[string]string{"reasons": "CHOSE_ERR"}},
		"two reasons":                  {`<ram:ReasonCode>QTE_ERR</ram:ReasonCode>`, `<ram:ReasonCode>QTE_ERR</ram:ReasonCode><ram:ReasonCode>PU_ERR</ram:ReasonCode>`, map[string]string{"reasons": "QTE_ERR PU_ERR"}},
		"another identifier before it": {`<ram:GlobalID schemeID="0002">404833048`, `<ram:GlobalID schemeID="0088">3012345678901</ram:GlobalID><ram:GlobalID schemeID="0002">404833048`, nil},
		"another status block": {`</ram:SpecifiedDocumentStatus>`, `</ram:SpecifiedDocumentStatus><ram:SpecifiedDocumentStatus><ram:ReasonCode>PU_ERR</ram:ReasonCode>` +
			`<ram:SpecifiedDocumentCharacteristic><ram:TypeCode>MEN</ram:TypeCode><ram:ValuePercent>20</ram:ValuePercent><ram:ValueAmount currencyID="EUR">-12000</ram:ValueAmount></ram:SpecifiedDocumentCharacteristic>` +
			`<ram:SpecifiedDocumentCharacteristic><ram:TypeCode>MEN</ram:TypeCode><ram:ValuePercent>5.5</ram:ValuePercent><ram:ValueAmount currencyID="EUR">10.50</ram:ValueAmount></ram:SpecifiedDocumentCharacteristic></ram:SpecifiedDocumentStatus>`,
			map[string]string{"reasons": "QTE_ERR PU_ERR", "amounts": "MEN=-12000EUR@20 MEN=10.50EUR@5.5"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := rowsOf("m.xml", sample())[0]
			for column, value := range row.want {
				want[column] = value
			}
			text := regexp.MustCompile(row.find).ReplaceAllString(sample(), row.put)
			if text == sample() {
				t.Fatal("nothing was changed")
			}
			if d := cmp.Diff(want, rowsOf("m.xml", text)[0]); d != "" {
				t.Error(d)
			}
		})
	}
}

// Several references of one message are told one by one, each with its own state.
func TestEachReferenceOfAMessageIsToldApart(t *testing.T) {
	t.Parallel()
	one := regexp.MustCompile(`(?s)<ram:ReferenceReferencedDocument>.*</ram:ReferenceReferencedDocument>`).FindString(sample())
	other := strings.NewReplacer("F-2026-014", "F-2026-015", ">207<", ">205<", "<ram:ReasonCode>QTE_ERR</ram:ReasonCode>", "").Replace(one)
	text := strings.Replace(sample(), one, one+other+one, 1)
	var got []string
	for _, s := range Read("m.xml", []byte(text)) {
		got = append(got, strconv.Itoa(s.Ref)+" "+s.Invoice+" "+string(s.Code)+" "+strings.Join(s.Reasons, ","))
	}
	if d := cmp.Diff([]string{"1 F-2026-014 207 QTE_ERR", "2 F-2026-015 205 ", "3 F-2026-014 207 QTE_ERR"}, got); d != "" {
		t.Error(d)
	}
}

// An archive within an archive is refused by name, and the messages beside it are
// read.
func TestAnArchiveInAnArchiveIsRefused(t *testing.T) {
	t.Parallel()
	pack := func(files map[string]string) string {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, name := range []string{"a.xml", "b.zip", "c.xml"} {
			if files[name] == "" {
				continue
			}
			f, err := w.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Write([]byte(files[name])); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	inner := pack(map[string]string{"a.xml": sample()})
	for name, row := range map[string]struct {
		files map[string]string
		want  string
	}{
		"alone":              {map[string]string{"b.zip": inner}, "s.zip/b.zip: archive dans une archive"},
		"beside messages":    {map[string]string{"a.xml": sample(), "b.zip": inner}, "F-2026-014; s.zip/b.zip: archive dans une archive"},
		"under another name": {map[string]string{"c.xml": inner}, "s.zip/c.xml: archive dans une archive"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range ReadFile("s.zip", []byte(pack(row.files))) {
				text := s.Invoice
				if s.Error != "" {
					text = s.File + ": " + s.Error
				}
				got = append(got, text)
			}
			if text := strings.Join(got, "; "); !strings.HasPrefix(text, row.want) {
				t.Errorf("read %q, want %q", text, row.want)
			}
		})
	}
}
