package letter

import (
	"cmp"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"relance/internal/dunning"
	"relance/internal/unaccent"
)

// Limits of NF Z 10-011.
const (
	maxLine      = 38
	maxLines     = 6
	maxLinesFar  = 7 // with the country below
	abbreviateAt = 32
)

// abbreviations of NF Z 10-011 and La Poste, for streets and buildings.
var abbreviations = map[string]string{
	"ALLEE": "ALL", "APPARTEMENT": "APP", "AVENUE": "AV", "BATIMENT": "BAT", "BOULEVARD": "BD", "CHEMIN": "CHE",
	"COURS": "CRS", "ESCALIER": "ESC", "ETAGE": "ETG", "FAUBOURG": "FG", "GENERAL": "GAL", "IMPASSE": "IMP",
	"IMMEUBLE": "IMM", "LOTISSEMENT": "LOT", "MARECHAL": "MAL", "PASSAGE": "PAS", "PLACE": "PL", "PRESIDENT": "PDT",
	"PROFESSEUR": "PR", "QUARTIER": "QUA", "RESIDENCE": "RES", "ROUTE": "RTE", "SAINT": "ST", "SAINTE": "STE",
	"SQUARE": "SQ", "VILLAGE": "VGE",
}

// legalForms shorten a company's name; the abbreviation is as exact.
var legalForms = strings.NewReplacer(
	"Société par actions simplifiée unipersonnelle", "SASU", "Société par actions simplifiée", "SAS",
	"Société à responsabilité limitée", "SARL", "Société anonyme", "SA", "Société civile immobilière", "SCI",
	"Entreprise unipersonnelle à responsabilité limitée", "EURL", "Société en nom collectif", "SNC",
)

// bodies are abbreviations to fall back on: a syndicate bears its name in full
// where two lines hold it.
var bodies = strings.NewReplacer("Syndicat des copropriétaires", "Synd. copropriétaires")

// countries are the names to write below a foreign address, in the language of
// the country of dispatch.
var countries = map[string]string{
	"AD": "ANDORRE", "AT": "AUTRICHE", "BE": "BELGIQUE", "BG": "BULGARIE", "CA": "CANADA", "CH": "SUISSE",
	"CY": "CHYPRE", "CZ": "REPUBLIQUE TCHEQUE", "DE": "ALLEMAGNE", "DK": "DANEMARK", "DZ": "ALGERIE", "EE": "ESTONIE",
	"ES": "ESPAGNE", "FI": "FINLANDE", "GB": "ROYAUME UNI", "GR": "GRECE", "HR": "CROATIE", "HU": "HONGRIE",
	"IE": "IRLANDE", "IS": "ISLANDE", "IT": "ITALIE", "LI": "LIECHTENSTEIN", "LT": "LITUANIE", "LU": "LUXEMBOURG",
	"LV": "LETTONIE", "MA": "MAROC", "MC": "MONACO", "MT": "MALTE", "NL": "PAYS BAS", "NO": "NORVEGE",
	"PL": "POLOGNE", "PT": "PORTUGAL", "RO": "ROUMANIE", "SE": "SUEDE", "SI": "SLOVENIE", "SK": "SLOVAQUIE",
	"TN": "TUNISIE", "US": "ETATS UNIS",
}

// domestic are codes of places that La Poste serves as France.
var domestic = map[string]bool{"": true, "FR": true, "GP": true, "MQ": true, "GF": true, "RE": true, "YT": true,
	"PM": true, "BL": true, "MF": true, "NC": true, "PF": true, "WF": true}

// Country is the name of a foreign country as it stands below an address, in
// French; "" for France and the places that La Poste serves as France, the code
// itself for one that is not known here.
func Country(code string) string {
	code = strings.ToUpper(squeeze(code))
	if domestic[code] {
		return ""
	}
	return cmp.Or(countries[code], code)
}

// AddressLines gives the lines of the addressee as they stand in the envelope's
// window: at most six of 38 characters, seven abroad. Legal forms are shortened
// only where the name would not fit; the contact is named where there is room.
// It fails with dunning.CodeUnreachable, naming the line that does not fit.
// Carriers that print the address themselves take the same lines.
func AddressLines(d dunning.Debtor) ([]string, error) {
	full := squeeze(d.Name)
	contact := squeeze(d.Contact)
	if strings.Contains(full, contact) {
		contact = ""
	}
	var last error
	short := full
	if length(full) > maxLine {
		short = legalForms.Replace(full)
	}
	for _, name := range []string{short, bodies.Replace(legalForms.Replace(full))} {
		for _, to := range openers(full, contact) {
			lines, err := addressLines(name, to, d.Address)
			if err == nil {
				return lines, nil
			}
			last = err
		}
	}
	return nil, last
}

// attention leads the name of whoever is to open the letter.
const attention = "À l’attention de "

// syndicate is a body of co-owners: it acts through its managing agent (loi
// n° 65-557 du 10 juillet 1965, art. 18).
var syndicate = regexp.MustCompile(`(?i)^(?:le )?(?:syndicat|synd\.?) (?:des |de )?copropri[eé]taires\b|^s\.?d\.?c\.?\b`)

// openers are the lines that say who opens the letter, the fullest first, and
// none at last.
func openers(name, contact string) [][]string {
	switch {
	case contact == "":
		return [][]string{nil}
	case syndicate.MatchString(name):
		if rest, ok := strings.CutPrefix(contact, "Syndic "); ok {
			contact = strings.TrimLeft(rest, ": ")
		}
		return [][]string{{"Représenté par son syndic, " + contact}, {"Représenté par son syndic,", contact}, {"Syndic\u00a0: " + contact}, nil}
	}
	return [][]string{{attention + contact}, nil}
}

func addressLines(name string, opener []string, a dunning.Address) ([]string, error) {
	top, err := nameLines(name)
	if err != nil {
		return nil, err
	}
	for _, line := range opener {
		if length(line) > maxLine {
			return nil, tooLong(line)
		}
		top = append(top, line)
	}
	lines := append([]string{}, top...)
	for _, l := range a.Lines {
		if l = squeeze(l); l != "" {
			lines = append(lines, l)
		}
	}
	for i := len(top); i < len(lines); i++ {
		street := i == len(lines)-1 || i >= 3
		if lines[i], err = fit(lines[i], street); err != nil {
			return nil, err
		}
	}
	town, err := fit(squeeze(a.Postcode+" "+a.City), true)
	if err != nil {
		return nil, err
	}
	return withCountry(append(lines, town), a.Country)
}

// withCountry adds the country below a foreign address, and counts the lines.
func withCountry(lines []string, code string) ([]string, error) {
	limit, country := maxLines, strings.ToUpper(squeeze(code))
	if !domestic[country] {
		limit = maxLinesFar
		if countries[country] == "" {
			return nil, unreachable("the country %q is not one this program can write on an envelope", country).
				WithHint("add its name, in French, as the last line of the debtor's address and leave the country empty")
		}
		lines = append(lines, countries[country])
	}
	if len(lines) > limit {
		return nil, unreachable("the address has %d lines with the name, and %d fit the window", len(lines), limit).
			WithHint("join or drop lines of the debtor's address")
	}
	return lines, nil
}

func unreachable(format string, args ...any) *dunning.Error {
	return dunning.Errorf(dunning.CodeUnreachable, "address of the letter: "+format, args...)
}

// nameLines puts a name on one line, or on two when it is long.
func nameLines(name string) ([]string, error) {
	if length(name) <= maxLine {
		return []string{name}, nil
	}
	first := ""
	for _, w := range strings.Fields(name) {
		if next := strings.TrimSpace(first + " " + w); length(next) <= maxLine {
			first = next
			continue
		}
		break
	}
	rest := strings.TrimSpace(strings.TrimPrefix(name, first))
	if first == "" || length(rest) > maxLine {
		return nil, tooLong(name)
	}
	return []string{first, rest}, nil
}

// fit shortens one line; the street and all below are in capitals.
func fit(line string, capitals bool) (string, error) {
	if capitals {
		line = capital(line)
		if length(line) > abbreviateAt {
			line = abbreviate(line)
		}
	} else if length(line) > maxLine {
		line = abbreviate(capital(line))
	}
	if length(line) > maxLine {
		return "", tooLong(line)
	}
	return line, nil
}

func tooLong(line string) error {
	return unreachable("%q has %d characters, and %d fit on a line", line, length(line), maxLine).
		WithHint("shorten it in the debtor's file, or spread it over two lines")
}

// capital writes a line in capitals without accents and punctuation.
func capital(s string) string {
	var b strings.Builder
	for _, r := range unaccent.Upper(s) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '/':
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return squeeze(b.String())
}

// abbreviate shortens words until the line is short enough, from the left.
func abbreviate(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if length(strings.Join(words, " ")) <= abbreviateAt {
			break
		}
		if short := abbreviations[w]; short != "" {
			words[i] = short
		}
	}
	return strings.Join(words, " ")
}

// squeeze makes one line of a text, without marks that turn the direction of writing.
func squeeze(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

func length(s string) int { return utf8.RuneCountInString(s) }
