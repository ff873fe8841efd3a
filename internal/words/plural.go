package words

import (
	"reflect"
	"regexp"
	"strings"
)

// forms are the two words for one thing and for many, as {case|cases}.
// Double braces belong to templates.
var forms = regexp.MustCompile(`(^|[^{])\{([^{|}]*)\|([^{|}]*)\}`)

// counted chooses in a format between one thing and many: {case|cases} goes by the
// number that stands before it. Nought is singular in French, and plural in English.
func (w Words) counted(format string, args []any) string {
	if !strings.Contains(format, "|") {
		return format
	}
	var b strings.Builder
	one := false
	for _, p := range parseFormat(format) {
		switch {
		case p.verb == 0:
			text := forms.ReplaceAllStringFunc(p.text, func(s string) string {
				m := forms.FindStringSubmatch(s)
				if one {
					return m[1] + m[2]
				}
				return m[1] + m[3]
			})
			b.WriteString(strings.ReplaceAll(text, "%", "%%"))
			continue
		case p.number < len(args):
			if n, ok := whole(args[p.number]); ok {
				one = w.single(n)
			}
		}
		b.WriteString(p.text)
	}
	return b.String()
}

// whole reads a number of things.
func whole(a any) (int64, bool) {
	v := reflect.ValueOf(a)
	if !v.IsValid() || !v.CanInt() {
		return 0, false
	}
	return v.Int(), true
}

// single tells whether a number of things is one, as the language has it.
func (w Words) single(n int64) bool { return n == 1 || n == 0 && w.language == French }
