package words

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
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
	if sum, ok := euros(text); ok {
		return w.Amount(sum, "EUR")
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
	var best *pattern
	var values []string
	for _, p := range patterns().candidates(ordinary) {
		if best != nil && (p.weight < best.weight || p.weight == best.weight && p.place > best.place) {
			continue
		}
		if found := p.match(ordinary, text); found != nil {
			best, values = p, found
		}
	}
	if best == nil {
		return text, false
	}
	for i, v := range values {
		if !best.quotes[i] { // what is quoted is somebody's own
			values[i] = w.scalar(v)
		}
	}
	return fill(w.Pick(best.entry.fr, best.entry.en), values), true
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
	for _, layout := range instants {
		if at, err := time.ParseInLocation(layout, v, calendar.Metropole.Location()); err == nil {
			return w.Instant(at)
		}
	}
	if sum, ok := euros(v); ok {
		return w.Amount(sum, "EUR")
	}
	if rate, ok := strings.CutSuffix(plain(v), " %"); ok {
		return w.Percent(strings.Replace(rate, ",", ".", 1))
	}
	if m := slices.Index(months, v) + 1; m > 0 && w.language == French {
		return strings.Fields(plain(calendar.Date{Year: 2026, Month: time.Month(m), Day: 2}.French()))[1]
	}
	if numbers.MatchString(plain(v)) {
		return strings.NewReplacer(" et ", w.Pick(" et ", " and "), " and ", w.Pick(" et ", " and ")).Replace(v)
	}
	if !strings.Contains(plain(v), " ") {
		return v
	}
	out, _ := w.reword(v)
	return out
}

// numbers are those of invoices in a row: « F-1, F-2 et F-3 ». Each has a digit, so
// that nobody's name is taken for one.
var numbers = regexp.MustCompile(`^\S*\d\S*(?:, \S*\d\S*)* (?:et|and) \S*\d\S*$`)

// instants are the two ways to write one in a table.
var instants = []string{"2006-01-02 15:04", "02/01/2006 15:04"}

// months are their names in the errors of packages that know no languages.
var months = []string{
	"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
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
	entry  *entry
	format string
	place  int // in the catalogue: of two that weigh the same the first counts

	numbers []int        // the value that each group is, from 0
	quotes  map[int]bool // values that stand in quotation marks
	prefix  string       // what every such text begins with
	word    string       // the longest whole word that every such text holds; "" is none
	letters int          // said besides the values
	weight  int          // how much of a text is not values
	shape   string       // the expression that matches such a text

	once sync.Once
	re   *regexp.Regexp
}

// match gives the values by their numbers, nil when the text is another. It looks
// at the text with ordinary signs, and takes the values from the one as written.
func (p *pattern) match(text, written string) []string {
	if !strings.HasPrefix(text, p.prefix) {
		return nil
	}
	p.once.Do(func() { p.re = regexp.MustCompile(p.shape) })
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

// index finds the patterns that a text may be of: each stands under the longest
// word that its texts all hold.
type index struct {
	byWord map[string][]*pattern
	others []*pattern // without such a word
}

// patterns is the index over the catalogue, built when the first text is to be
// recognised.
var patterns = sync.OnceValue(func() *index {
	x := &index{byWord: map[string][]*pattern{}}
	for i, e := range catalogue().entries {
		formats := []string{plain(e.en), plain(e.fr)}
		if strings.Contains(e.written, "%q") { // its package may quote as Go does
			formats = append(formats, plain(typographic(e.written)))
		}
		for j, format := range formats {
			p := newPattern(e, format, 3*i+j)
			switch {
			case p == nil:
			case p.word == "":
				x.others = append(x.others, p)
			default:
				x.byWord[p.word] = append(x.byWord[p.word], p)
			}
		}
	}
	return x
})

// candidates lists the patterns that a text may be of.
func (x *index) candidates(text string) []*pattern {
	out := slices.Clone(x.others)
	seen := map[string]bool{}
	for _, word := range strings.FieldsFunc(text, notLetter) {
		if !seen[word] {
			seen[word] = true
			out = append(out, x.byWord[word]...)
		}
	}
	return out
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// newPattern is nil for a format that says too little besides its values.
func newPattern(e *entry, format string, place int) *pattern {
	p := &pattern{entry: e, format: format, place: place, quotes: map[int]bool{}}
	var b strings.Builder
	b.WriteString(`(?s)^`)
	seen, parts := 0, parseFormat(format)
	for i, part := range parts {
		if part.verb != 0 {
			seen = max(seen, part.number+1)
			p.numbers = append(p.numbers, part.number)
			inside := i > 0 && strings.HasSuffix(parts[i-1].text, "« ")
			p.quotes[part.number] = part.verb == 'q' || inside
			if inside {
				b.WriteString(`(` + quotation + `)`)
			} else {
				b.WriteString(shapes[part.verb])
			}
			continue
		}
		if i == 0 {
			p.prefix = part.text
		}
		p.letters += countLetters(part.text)
		p.weight += len(strings.ReplaceAll(part.text, ", ", "")) // a comma may be one of a value
		p.word = longer(p.word, wholeWord(part.text, i == 0, i == len(parts)-1))
		b.WriteString(regexp.QuoteMeta(part.text))
	}
	if len(p.numbers) == 0 || p.letters < fewestLetters || seen != distinct(p.numbers) {
		return nil
	}
	p.shape = b.String() + `$`
	return p
}

// wholeWord is the longest word of a text between verbs. A word at an edge may go
// on in a value, unless the text begins or ends there.
func wholeWord(text string, begins, ends bool) (word string) {
	if !begins {
		text = strings.TrimLeftFunc(text, unicode.IsLetter)
	}
	if !ends {
		text = strings.TrimRightFunc(text, unicode.IsLetter)
	}
	for _, w := range strings.FieldsFunc(text, notLetter) {
		word = longer(word, w)
	}
	return word
}

func longer(a, b string) string {
	if len(b) > len(a) {
		return b
	}
	return a
}

func distinct(numbers []int) int {
	all := map[int]bool{}
	for _, n := range numbers {
		all[n] = true
	}
	return len(all)
}

// quotation is what stands between guillemets: it ends with the first that closes,
// but for those of a quotation inside.
const quotation = `[^«»]*?(?:«[^«»]*»[^«»]*?)*?`

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
