package company

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"relance/internal/dunning"
	"relance/internal/unaccent"
)

// hidden tells whether a register shows no value: it is empty, or masked at the
// company's request.
func hidden(s string) bool {
	s = strings.ToUpper(strings.TrimSpace(s))
	return s == "" || s == "ND" || strings.Contains(s, "[ND]") || strings.Contains(s, "NON-DIFFUSIBLE") || strings.Contains(s, "NON DIFFUSIBLE")
}

// terms gives the words of a text in upper case, without accents and
// punctuation. Letters that stand alone with full stops (S.A.R.L.) are one word.
func terms(s string) []string {
	s = dotted.ReplaceAllStringFunc(s, func(m string) string { return strings.ReplaceAll(m, ".", "") })
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return r
		case r == '&':
			return r
		}
		return ' '
	}, unaccent.Upper(s))
	return strings.Fields(strings.ReplaceAll(s, "&", " ET "))
}

var dotted = regexp.MustCompile(`(?i)\b(?:[a-z]\.){2,}`)

// forms are words of a legal form, and titles: a name with or without them is
// the same.
var forms = map[string]bool{
	"SARL": true, "EURL": true, "SAS": true, "SASU": true, "SA": true, "SNC": true, "SCA": true, "SCS": true, "SCI": true, "SCP": true, "SELARL": true,
	"SELAS": true, "EARL": true, "GAEC": true, "GIE": true, "SCOP": true, "EI": true, "EIRL": true, "STE": true, "SOCIETE": true, "ETS": true,
	"ETABLISSEMENTS": true, "ASSOCIATION": true, "ASSO": true, "M": true, "MME": true, "MR": true, "MONSIEUR": true, "MADAME": true,
	"LE": true, "LA": true, "LES": true, "DE": true, "DES": true, "DU": true, "D": true, "L": true, "ET": true,
}

// sameName tells whether two names are alike but for legal form, accents,
// punctuation and the order of words: the register writes a sole trader's first
// name first, an accountant last.
func sameName(a, b string) bool {
	x, y := nameTerms(a), nameTerms(b)
	return len(x) > 0 && slices.Equal(x, y)
}

func nameTerms(s string) []string {
	all := terms(s)
	out := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return forms[w] })
	if len(out) == 0 {
		out = all // a company that is called "La Société"
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ways are the short forms of kinds of streets and of words in names of streets
// and towns, as the post and INSEE write them.
var ways = map[string]string{
	"AV": "AVENUE", "AVE": "AVENUE", "BD": "BOULEVARD", "BLD": "BOULEVARD", "BVD": "BOULEVARD", "BOUL": "BOULEVARD", "R": "RUE", "PL": "PLACE", "ALL": "ALLEE",
	"CHE": "CHEMIN", "CHEM": "CHEMIN", "CH": "CHEMIN", "IMP": "IMPASSE", "RTE": "ROUTE", "SQ": "SQUARE", "CRS": "COURS", "QU": "QUAI", "QUAI": "QUAI",
	"PASS": "PASSAGE", "PAS": "PASSAGE", "RES": "RESIDENCE", "LOT": "LOTISSEMENT", "FG": "FAUBOURG", "FBG": "FAUBOURG", "RPT": "ROND POINT", "ESP": "ESPLANADE",
	"ST": "SAINT", "STE": "SAINTE", "GAL": "GENERAL", "GEN": "GENERAL", "MAL": "MARECHAL", "DR": "DOCTEUR", "PR": "PROFESSEUR", "PDT": "PRESIDENT",
	"B": "BIS", "T": "TER", "DOM": "DOMAINE", "ZA": "ZONE ARTISANALE", "ZI": "ZONE INDUSTRIELLE", "ZAC": "ZONE AMENAGEMENT CONCERTE", "SUR": "SUR", "S": "SUR",
}

// silent are words of an address that say nothing about the place.
var silent = map[string]bool{"DE": true, "DES": true, "DU": true, "D": true, "L": true, "LA": true, "LE": true, "LES": true, "CEDEX": true, "FRANCE": true}

func placeTerms(s string) (out []string) {
	for _, w := range terms(s) {
		if long, ok := ways[w]; ok {
			w = long
		}
		if !silent[w] {
			out = append(out, strings.Fields(w)...)
		}
	}
	return out
}

// sameStreet tells whether one of our lines, or all of them, hold every word of
// the register's street.
func sameStreet(ours, theirs dunning.Address) bool {
	want := placeTerms(strings.Join(theirs.Lines, " "))
	street := placeTerms(lastLine(theirs.Lines))
	have := placeTerms(strings.Join(ours.Lines, " "))
	return contains(have, want) || contains(have, street) && len(street) > 1
}

// lastLine is the street: what stands before it completes the address.
func lastLine(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return lines[len(lines)-1]
}

func contains(have, want []string) bool {
	for _, w := range want {
		if !slices.Contains(have, w) {
			return false
		}
	}
	return true
}

// sameTown compares towns without their numbers (Paris 8e, CEDEX 08). Two towns
// of one postcode are neighbours: the street tells them apart.
func sameTown(a, b dunning.Address) bool {
	return slices.Equal(townTerms(a.City), townTerms(b.City)) || a.Postcode != "" && a.Postcode == b.Postcode
}

func townTerms(s string) []string {
	return slices.DeleteFunc(placeTerms(s), func(w string) bool {
		return strings.ContainsAny(w, "0123456789") || w == "ARRONDISSEMENT" || w == "E" || w == "ER" || w == "EME"
	})
}
