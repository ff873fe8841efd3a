package inbox

import (
	"strings"

	"golang.org/x/net/html"
)

// htmlText gives what an HTML part says, without images, styles and scripts.
// Lines of the quotations that mail programs mark begin with "> ".
func htmlText(source string) (text string, links []string) {
	w := htmlWriter{}
	z := html.NewTokenizer(strings.NewReader(source))
	z.SetMaxBuf(maxText)
	for range 4 * maxText {
		switch z.Next() {
		case html.ErrorToken:
			w.newline()
			return unixText(w.out.String()), w.links
		case html.TextToken:
			w.words(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			w.open(z.Token())
		case html.EndTagToken:
			name, _ := z.TagName()
			w.close(string(name))
		}
	}
	return unixText(w.out.String()), w.links
}

// htmlWriter writes lines while tags open and close.
type htmlWriter struct {
	out    strings.Builder
	line   strings.Builder
	stack  []element
	hidden int  // number of open elements whose contents are not shown
	quoted int  // number of open quotations
	rest   bool // all that follows is a quotation
	links  []string
}

type element struct {
	name           string
	hidden, quoted bool
}

// void elements have no end tag.
var void = set("br", "img", "hr", "meta", "link", "input", "area", "base", "col", "embed", "source", "track", "wbr", "param")

var hiddenTags = set("style", "script", "head", "title", "noscript", "object", "template", "select")

// blocks begin and end a line.
var blocks = set("p", "div", "tr", "table", "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre",
	"section", "article", "header", "footer", "body", "html", "center", "address", "dl", "dt", "dd", "form", "hr")

func (w *htmlWriter) open(t html.Token) {
	if len(w.stack) > 1000 {
		return
	}
	if blocks[t.Data] || t.Data == "br" {
		w.newline()
	}
	if t.Data == "td" || t.Data == "th" {
		w.line.WriteByte(' ')
	}
	if href := attribute(t, "href"); t.Data == "a" && href != "" && len(w.links) < maxList {
		w.links = append(w.links, href)
	}
	if endsAnswer(t) {
		w.rest = true
	}
	if void[t.Data] || t.Type == html.SelfClosingTagToken {
		return
	}
	e := element{name: t.Data, hidden: hiddenTags[t.Data], quoted: isQuotation(t)}
	if e.hidden {
		w.hidden++
	}
	if e.quoted {
		w.quoted++
	}
	w.stack = append(w.stack, e)
}

// close ends an element and those left open within it; an end tag without a
// start tag ends nothing.
func (w *htmlWriter) close(name string) {
	if blocks[name] {
		w.newline()
	}
	if name == "p" && w.hidden == 0 {
		w.out.WriteByte('\n')
	}
	at := len(w.stack) - 1
	for at >= 0 && w.stack[at].name != name {
		at--
	}
	if at < 0 {
		return
	}
	for _, e := range w.stack[at:] {
		if e.hidden {
			w.hidden--
		}
		if e.quoted {
			w.quoted--
		}
	}
	w.stack = w.stack[:at]
}

// words adds text; line ends of the source are blanks.
func (w *htmlWriter) words(s string) {
	if w.hidden > 0 {
		return
	}
	s = html.UnescapeString(s)
	if w.within("pre") {
		for i, line := range strings.Split(s, "\n") {
			if i > 0 {
				w.newline()
			}
			w.line.WriteString(line)
		}
		return
	}
	fields := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' })
	if len(fields) == 0 {
		if s != "" && w.line.Len() > 0 {
			w.line.WriteByte(' ')
		}
		return
	}
	if strings.IndexByte(" \n\t\r", s[0]) >= 0 {
		w.line.WriteByte(' ')
	}
	w.line.WriteString(strings.Join(fields, " "))
	if strings.IndexByte(" \n\t\r", s[len(s)-1]) >= 0 {
		w.line.WriteByte(' ')
	}
}

func (w *htmlWriter) within(name string) bool {
	for _, e := range w.stack {
		if e.name == name {
			return true
		}
	}
	return false
}

// newline ends a line that holds something; a br on an empty line leaves one blank.
func (w *htmlWriter) newline() {
	if w.hidden > 0 || w.line.Len() == 0 {
		return
	}
	line := strings.Trim(strings.ReplaceAll(w.line.String(), "  ", " "), " ")
	w.line.Reset()
	if w.out.Len() > maxText {
		return
	}
	if w.quoted > 0 || w.rest {
		w.out.WriteString("> ")
	}
	w.out.WriteString(line)
	w.out.WriteByte('\n')
}

// isQuotation recognises the elements in which mail programs put what they
// quote: Gmail, Apple Mail, Thunderbird, Yahoo, Zimbra, Outlook.com, Orange.
func isQuotation(t html.Token) bool {
	class := " " + strings.ToLower(attribute(t, "class")) + " "
	switch {
	case t.Data == "blockquote":
		return attribute(t, "type") == "cite" || strings.Contains(class, "quote") || attribute(t, "cite") != "" ||
			strings.Contains(attribute(t, "style"), "border-left")
	case strings.Contains(class, " gmail_quote "):
		return true
	}
	return holdsAny(class, " yahoo_quoted ", " moz-cite-prefix ", " protonmail_quote ", " gmail_attr ", " gmail_quote_container ") != ""
}

// endsAnswer recognises the elements after which everything is the mail that
// is answered, since Outlook and others do not enclose it.
func endsAnswer(t html.Token) bool {
	id, style := strings.ToLower(attribute(t, "id")), strings.ReplaceAll(strings.ToLower(attribute(t, "style")), " ", "")
	switch id {
	case "divrplyfwdmsg", "appendonsend", "x_divrplyfwdmsg", "replysplit", "olk_src_body_section":
		return true
	}
	if holdsAny(strings.ToLower(attribute(t, "class")), "zmail_extra", "outlookmessageheader") != "" || attribute(t, "data-marker") == "__QUOTED_TEXT__" || attribute(t, "data-marker") == "__HEADERS__" {
		return true
	}
	return t.Data == "div" && holdsAny(style, "border-top:solid#e1e1e1", "border-top:solid#b5c4df", "border:none;border-top:solid#") != ""
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
