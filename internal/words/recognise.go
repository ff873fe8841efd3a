package words

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"relance/internal/calendar"
	"relance/internal/money"
)

// A sentence that comes as finished text (stored with a bank line, given by a
// package that knows no languages, wrapped by another error) is recognised by
// the pattern of its catalogue entry: what stands between the verbs. Its values
// are taken over, and are reworded when they are sentences themselves.

// fewestLetters is what a pattern with values must have besides them, so that
// nobody's name or remark is taken for one.
const fewestLetters = 5

// Reword says a finished text in the language, as far as it is of the catalogue:
// the whole of it, or the parts between its colons, semicolons and full stops.
// The rest stays as it is.
func (w Words) Reword(text string) string {
	if out, known := w.recognise(text); known {
		return out
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i], _ = w.reword(line)
	}
	return strings.Join(lines, "\n")
}

// separator stands between the parts of a text.
var separator = regexp.MustCompile(`[ \x{a0}\x{202f}]?[:;] |[.,] `)

func (w Words) reword(text string) (out string, known bool) {
	if text == "" {
		return "", true
	}
	if out, known = w.recognise(text); known {
		return out, true
	}
	places := separator.FindAllStringIndex(text, -1)
	for _, at := range places {
		head, mark := text[:at[0]], text[at[0]:at[1]]
		first, ok := w.recognise(head)
		if !ok && strings.HasPrefix(mark, ".") {
			mark = " "
			first, ok = w.recognise(head + ".")
		}
		if ok {
			rest, _ := w.reword(text[at[1]:])
			return first + w.mark(mark) + rest, true
		}
	}
	if len(places) > 0 {
		at := places[0]
		if rest, ok := w.reword(text[at[1]:]); ok {
			return text[:at[0]] + w.mark(text[at[0]:at[1]]) + rest, true
		}
	}
	return text, false
}

// mark writes what separates two parts as the language does.
func (w Words) mark(sep string) string {
	switch strings.TrimSpace(plain(sep)) {
	case ":":
		return w.Colon()
	case ";":
		return w.Pick("\u00a0; ", "; ")
	}
	return sep
}

// recognise finds the entry of a text and says it in the language.
func (w Words) recognise(text string) (string, bool) {
	ordinary := plain(text)
	if e, ok := catalogue().known[ordinary]; ok && !strings.Contains(ordinary, "%") {
		return w.Pick(e.fr, e.en), true
	}
	var best *entry
	var values []string
	weight := 0
	for _, e := range catalogue().entries {
		for _, p := range []*pattern{&e.english, &e.french} {
			if found := p.match(ordinary, text); found != nil && p.weight > weight {
				best, values, weight = e, found, p.weight
			}
		}
	}
	if best == nil {
		return text, false
	}
	for i, v := range values {
		values[i] = w.scalar(v)
	}
	return fill(w.Pick(best.fr, best.en), values), true
}

// scalar says one value of a recognised text in the language: a day as the
// language writes it, a sentence in its words, all else as it is.
func (w Words) scalar(v string) string {
	if d, err := calendar.ParseLoose(v); err == nil {
		switch plain(v) {
		case d.String(), d.FrenchShort():
			return w.ShortDate(d)
		case plain(d.French()):
			return w.Date(d)
		}
		return v
	}
	if sum, ok := euros(v); ok {
		return w.Amount(sum, "EUR")
	}
	if rate, ok := strings.CutSuffix(plain(v), " %"); ok {
		return w.Percent(strings.Replace(rate, ",", ".", 1))
	}
	if !strings.Contains(plain(v), " ") {
		return v
	}
	out, _ := w.reword(v)
	return out
}

// euros reads a sum as French texts write it: "1 234,56 €".
func euros(v string) (money.Cents, bool) {
	number, ok := strings.CutSuffix(plain(v), " €")
	if !ok {
		return 0, false
	}
	sum, err := money.ParseDecimal(strings.Replace(number, "\u2212", "-", 1), money.AnySeparator)
	return sum, err == nil
}

// pattern recognises the texts that a format makes.
type pattern struct {
	format string

	once    sync.Once
	re      *regexp.Regexp // nil: too little is said besides the values
	numbers []int          // the value that each group is, from 0
	prefix  string         // what every such text begins with
	literal string         // the longest text between two verbs
	letters int            // said besides the values
	weight  int            // how much of a text is not values
}

// match gives the values by their numbers, nil when the text is another. It looks
// at the text with ordinary signs, and takes the values from the one as written.
func (p *pattern) match(text, written string) []string {
	p.once.Do(p.compile)
	if p.re == nil || !strings.HasPrefix(text, p.prefix) || !strings.Contains(text, p.literal) {
		return nil
	}
	groups := p.re.FindStringSubmatchIndex(text)
	if groups == nil {
		return nil
	}
	runes := []rune(written)
	place := func(group int) int { return utf8.RuneCountInString(text[:groups[group]]) }
	values := make([]string, len(p.numbers))
	for i, n := range p.numbers {
		values[n] = string(runes[place(2*i+2):place(2*i+3)])
	}
	return values
}

func (p *pattern) compile() {
	var b strings.Builder
	b.WriteString(`(?s)^`)
	seen := 0
	for i, part := range parseFormat(p.format) {
		if part.verb == 0 {
			if i == 0 {
				p.prefix = part.text
			}
			p.letters += countLetters(part.text)
			p.weight += len(part.text)
			if len(part.text) > len(p.literal) {
				p.literal = part.text
			}
			b.WriteString(regexp.QuoteMeta(part.text))
			continue
		}
		seen = max(seen, part.number+1)
		p.numbers = append(p.numbers, part.number)
		b.WriteString(shapes[part.verb])
	}
	if len(p.numbers) == 0 || p.letters < fewestLetters || seen != distinct(p.numbers) {
		return
	}
	p.re = regexp.MustCompile(b.String() + `$`)
}

func distinct(numbers []int) int {
	all := map[int]bool{}
	for _, n := range numbers {
		all[n] = true
	}
	return len(all)
}

// shapes are what the verbs of fmt print.
var shapes = map[byte]string{
	's': `(.*?)`, 'v': `(.*?)`, 'w': `(.*?)`, 'd': `(-?\d+)`, 'q': `("(?:[^"\\]|\\.)*")`, 'X': `([0-9A-F]+)`, 'x': `([0-9a-f]+)`, 'c': `(.)`,
	't': `(true|false)`, 'U': `(U\+[0-9A-F]+)`,
}

// formatPart is a piece of a format: a text, or a verb with the value it takes.
type formatPart struct {
	text   string // what is printed; of a verb, as it was written
	verb   byte   // 0 for a text
	number int    // of the value, from 0
}

var verbs = regexp.MustCompile(`%(?:%|([-+# 0]*\d*(?:\.\d+)?)(?:\[(\d+)\])?([a-zA-Z]))`)

func parseFormat(format string) (parts []formatPart) {
	next, from := 0, 0
	text := func(s string) {
		if n := len(parts); n > 0 && parts[n-1].verb == 0 {
			parts[n-1].text += s
		} else if s != "" {
			parts = append(parts, formatPart{text: s})
		}
	}
	for _, at := range verbs.FindAllStringSubmatchIndex(format, -1) {
		text(format[from:at[0]])
		from = at[1]
		if at[6] < 0 {
			text("%")
			continue
		}
		if at[4] >= 0 {
			n, _ := strconv.Atoi(format[at[4]:at[5]]) // digits by the expression
			next = n - 1
		}
		parts = append(parts, formatPart{text: format[at[0]:at[1]], verb: format[at[6]], number: next})
		next++
	}
	text(format[from:])
	return parts
}

// fill puts values that are texts already into a format.
func fill(format string, values []string) string {
	var b strings.Builder
	for _, p := range parseFormat(format) {
		switch {
		case p.verb == 0:
			b.WriteString(p.text)
		case p.number >= len(values):
			b.WriteString(p.text)
		default:
			b.WriteString(quotedFor(p.verb, values[p.number]))
		}
	}
	return b.String()
}

// quotedFor sets or takes the quotation marks that one language has and the
// other has not.
func quotedFor(verb byte, value string) string {
	text, err := strconv.Unquote(value)
	quoted := err == nil && strings.HasPrefix(value, `"`)
	switch {
	case verb == 'q' && !quoted:
		return strconv.Quote(value)
	case verb != 'q' && quoted:
		return text
	}
	return value
}
