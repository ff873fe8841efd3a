package inbox

import (
	"strings"
)

// contentType reads the type of a part and its parameters. What cannot be read
// is the usual type; a mail has been seen with two such fields, the first wins.
func contentType(h header, usual string) (string, map[string]string) {
	value := h.get("Content-Type")
	kind, rest, _ := strings.Cut(value, ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	if kind, _, ok := strings.Cut(kind, " "); ok && strings.Contains(kind, "/") {
		rest = strings.TrimPrefix(value[min(len(value), len(kind)):], " ") // the semicolon is missing
		return kind, params(rest)
	}
	major, minor, ok := strings.Cut(kind, "/")
	if !ok || major == "" || minor == "" {
		kind = usual
	}
	return kind, params(rest)
}

// params reads name=value pairs between semicolons, quoted or not, and puts
// the pieces of RFC 2231 (name*0, name*1) together.
func params(s string) map[string]string {
	out := map[string]string{}
	for _, pair := range splitPairs(s) {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			continue
		}
		name, value = strings.ToLower(strings.TrimSpace(name)), unquote(strings.TrimSpace(value))
		base, piece, split := strings.Cut(name, "*")
		if split && strings.HasSuffix(piece, "*") || split && piece == "" {
			value = percent(value)
		}
		if split {
			out[base] += value
		} else if _, there := out[name]; !there {
			out[name] = value
		}
	}
	return out
}

// splitPairs cuts at semicolons outside quotation marks.
func splitPairs(s string) []string {
	var out []string
	quoted, from := false, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ';' && !quoted:
			out, from = append(out, s[from:i]), i+1
		}
	}
	return append(out, s[min(from, len(s)):])
}

// unquote takes the quotation marks off, and what follows them.
func unquote(s string) string {
	if !strings.HasPrefix(s, `"`) {
		if i := strings.IndexAny(s, " \t"); i > 0 {
			return s[:i]
		}
		return s
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] == '"' {
			break
		}
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// percent decodes charset'language'text of RFC 2231.
func percent(s string) string {
	charset := ""
	if parts := strings.SplitN(s, "'", 3); len(parts) == 3 {
		charset, s = parts[0], parts[2]
	}
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if hi, lo := unhex(s[i+1]), unhex(s[i+2]); hi >= 0 && lo >= 0 {
				b = append(b, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	text, _ := decode(b, charset)
	return text
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}
