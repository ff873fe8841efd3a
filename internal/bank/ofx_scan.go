package bank

import (
	"html"
	"strings"
)

// ofxTag is one tag with the text up to the next one.
type ofxTag struct {
	name string // upper case, without prefix
	end  bool   // </NAME>
	text string
	line int
}

// ofxScanner walks through OFX of either syntax: SGML without end tags for
// values, or XML. Comments, declarations and processing instructions are
// skipped, CDATA is text.
type ofxScanner struct {
	src  string
	pos  int
	line int
}

// next gives the next tag; ok is false at the end of the file.
func (s *ofxScanner) next() (t ofxTag, ok bool) {
	for {
		i := strings.IndexByte(s.src[s.pos:], '<')
		if i < 0 {
			return t, false
		}
		s.advance(i)
		rest := s.src[s.pos:]
		switch {
		case strings.HasPrefix(rest, "<!--"):
			s.skip("-->")
			continue
		case strings.HasPrefix(rest, "<!"), strings.HasPrefix(rest, "<?"):
			s.skip(">")
			continue
		}
		j := strings.IndexByte(rest, '>')
		if j < 0 {
			return t, false
		}
		t = ofxTag{line: s.line}
		name := strings.TrimSpace(rest[1:j])
		if t.end = strings.HasPrefix(name, "/"); t.end {
			name = name[1:]
		}
		if k := strings.IndexAny(name, " \t\r\n/"); k >= 0 {
			name = name[:k]
		}
		t.name = strings.ToUpper(name[strings.LastIndexByte(name, ':')+1:])
		s.advance(j + 1)
		t.text = s.text()
		return t, true
	}
}

// text reads up to the next tag; comments inside it are left out and CDATA is
// taken in.
func (s *ofxScanner) text() string {
	var out string
	for {
		i := strings.IndexByte(s.src[s.pos:], '<')
		if i < 0 {
			i = len(s.src) - s.pos
		}
		out += html.UnescapeString(s.src[s.pos : s.pos+i])
		s.advance(i)
		rest := s.src[s.pos:]
		switch {
		case strings.HasPrefix(rest, "<!--"):
			s.skip("-->")
		case strings.HasPrefix(rest, "<![CDATA["):
			end := strings.Index(rest, "]]>")
			if end < 0 {
				end = len(rest)
			}
			out += rest[len("<![CDATA["):end]
			s.skip("]]>")
		default:
			return clean(out)
		}
	}
}

// skip moves behind the next end, or to the end of the file.
func (s *ofxScanner) skip(end string) {
	i := strings.Index(s.src[s.pos:], end)
	if i < 0 {
		s.advance(len(s.src) - s.pos)
		return
	}
	s.advance(i + len(end))
}

func (s *ofxScanner) advance(n int) {
	s.line += strings.Count(s.src[s.pos:s.pos+n], "\n")
	s.pos += n
}
