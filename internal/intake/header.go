package intake

import (
	_ "embed" // fields.txt
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"relance/internal/tabular"
)

//go:embed fields.txt
var fieldsText string

// generic holds the headers that every file is searched for.
var generic = mustProfile("", fieldsText)

// fieldNames lists every field of a line.
var fieldNames = generic.fields

// How tells how a column got its field.
type How string

// The ways to a field.
const (
	Given       How = "given"   // by Options.Map
	FromProfile How = "profile" // by an export profile
	Guessed     How = "guessed" // by its header
	Ignored     How = "ignored" // no field
)

// Column says what a column of a CSV file was taken for.
type Column struct {
	Header string
	Field  string // "" when ignored
	How    How
}

// normalise brings a header to the form of fields.txt.
func normalise(s string) string { return tabular.Heading(s) }

// mapper assigns fields to the columns of one header line.
type mapper struct {
	headers []string // normalised
	padded  []string // the same between spaces, to find whole words in
	columns []Column
	taken   map[string]bool
}

// mapColumns decides what each column is: first what the user said, then the
// profile, then the general headers.
func mapColumns(headers []string, given map[string]string, profile *profile) []Column {
	m := newMapper(headers, given)
	if profile != nil {
		m.apply(profile, FromProfile, whole)
	}
	m.applyAll(&generic)
	return m.columns
}

// mapWith decides what each column is by one list of headers alone.
func mapWith(headers []string, given map[string]string, p *profile) []Column {
	m := newMapper(headers, given)
	m.applyAll(p)
	return m.columns
}

// The ways in which a header of a list is looked for, and the marks of the list
// for them.
const (
	whole = ""  // the header is the alias
	part  = "~" // the words of the alias occur in it
	last  = "?" // the header is the alias, and nothing better was found
)

func (m *mapper) applyAll(p *profile) {
	for _, way := range []string{whole, part, last} {
		m.apply(p, Guessed, way)
	}
}

// newMapper assigns the columns that the user named.
func newMapper(headers []string, given map[string]string) mapper {
	m := mapper{taken: map[string]bool{}}
	for _, h := range headers {
		h = strings.TrimSpace(h)
		m.headers = append(m.headers, normalise(h))
		m.padded = append(m.padded, " "+m.headers[len(m.headers)-1]+" ")
		m.columns = append(m.columns, Column{Header: h, How: Ignored})
	}
	for field, header := range given {
		m.taken[field] = true
		if i := columnNamed(m.headers, header); i >= 0 {
			m.columns[i].Field, m.columns[i].How = field, Given
		}
	}
	return m
}

// columnNamed finds the column that a user named by header or "#position".
func columnNamed(headers []string, name string) int {
	if n, err := strconv.Atoi(strings.TrimPrefix(name, "#")); err == nil && strings.HasPrefix(name, "#") && n >= 1 && n <= len(headers) {
		return n - 1
	}
	if name = normalise(name); name == "" {
		return -1
	}
	return slices.Index(headers, name)
}

// apply gives each free field the column with its best header.
func (m *mapper) apply(p *profile, how How, way string) {
	for _, field := range p.fields {
		if m.taken[field] {
			continue
		}
		if i := m.find(field, p.aliases[field], way); i >= 0 {
			m.columns[i].Field, m.columns[i].How = field, how
			m.taken[field] = true
		}
	}
}

func (m *mapper) find(field string, aliases []string, way string) int {
	for _, alias := range aliases {
		words := strings.TrimLeft(alias, part+last)
		if alias != way+words {
			continue
		}
		for i, h := range m.headers {
			if m.columns[i].Field != "" || h == "" {
				continue
			}
			if h == words || way == part && strings.Contains(m.padded[i], " "+words+" ") && !otherSense(field, m.padded[i]) {
				return i
			}
		}
	}
	return -1
}

// otherSenses are words that make a header mean something else than the words
// found in it: "jours de retard du solde", "reste à facturer", "solde du
// client".
var otherSenses = map[string]string{
	"payable":    "date jour jours days retard facturer livrer statut etat status taux client customer tiers compte account ht",
	"total":      "date jour jours days statut etat status taux ht tva regle paye",
	"prepaid":    "date jour jours days statut etat status taux ht mode moyen type prochain prevu",
	"issue_date": "echeance paiement reglement due",
	"due_date":   "emission creation",
	"number":     "client tva siret siren telephone commande",
	"status":     "client tiers juridique",
}

func otherSense(field, padded string) bool {
	for word := range strings.FieldsSeq(otherSenses[field]) {
		if strings.Contains(padded, " "+word+" ") {
			return true
		}
	}
	return false
}

// recognised counts the columns with a field; key tells whether one of them
// can carry an invoice.
func recognised(columns []Column) (n int, key bool) {
	for _, c := range columns {
		if c.Field != "" {
			n++
			key = key || c.Field == "number" || c.Field == "total" || c.Field == "payable"
		}
	}
	return n, key
}

// unseen finds a character in an invoice number that nobody can read or type:
// two numbers that look alike would be two invoices, and a control character
// would steer terminals and letters.
func unseen(number string) (rune, bool) {
	i := strings.IndexFunc(number, isUnseen)
	if i < 0 {
		return 0, false
	}
	r, _ := utf8.DecodeRuneInString(number[i:])
	return r, true
}

func isUnseen(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }

// visible puts a mark where a character cannot be seen.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if isUnseen(r) {
			return '\ufffd'
		}
		return r
	}, s)
}
