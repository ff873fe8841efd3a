package identifier

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// VAT is a value added tax number of the European Union (or of Northern
// Ireland, XI) with its two-letter prefix; Greece is EL.
type VAT string

// vatShapes gives what follows the prefix, by member state.
var vatShapes = map[string]*regexp.Regexp{
	"AT": shape(`U\d{8}`), "BE": shape(`[01]\d{9}`), "BG": shape(`\d{9,10}`), "CY": shape(`\d{8}[A-Z]`),
	"CZ": shape(`\d{8,10}`), "DE": shape(`[1-9]\d{8}`), "DK": shape(`\d{8}`), "EE": shape(`\d{9}`),
	"EL": shape(`\d{9}`), "ES": shape(`[A-Z0-9]\d{7}[A-Z0-9]`), "FI": shape(`\d{8}`), "FR": shape(`[0-9A-HJ-NP-Z]{2}\d{9}`),
	"HR": shape(`\d{11}`), "HU": shape(`\d{8}`), "IE": shape(`\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W]`), "IT": shape(`\d{11}`),
	"LT": shape(`\d{9}|\d{12}`), "LU": shape(`\d{8}`), "LV": shape(`\d{11}`), "MT": shape(`\d{8}`),
	"NL": shape(`[A-Z0-9+*]{9}B[A-Z0-9+*]{2}`), "PL": shape(`\d{10}`), "PT": shape(`\d{9}`), "RO": shape(`\d{2,10}`),
	"SE": shape(`\d{12}`), "SI": shape(`\d{8}`), "SK": shape(`\d{10}`), "XI": shape(`\d{9}|\d{12}|(GD|HA)\d{3}`),
}

func shape(expr string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + expr + `)$`) }

// ParseVAT reads a VAT number of any member state. Only the shape is checked,
// except for France, where key and SIREN are too.
func ParseVAT(s string) (VAT, error) {
	n := compact(s)
	if n == "" {
		return "", fault("TVA", CodeEmpty, "nothing given: want a number as FR11123456782", "aucun numéro\u00a0; il faut un numéro comme FR11123456782")
	}
	country := n[:min(2, len(n))]
	want, ok := vatShapes[country]
	switch {
	case country == "GR":
		return "", fault("TVA", CodeCountry, "Greek numbers begin with EL, not GR", "les numéros grecs commencent par EL et non par GR")
	case !ok:
		return "", fault("TVA", CodeCountry, "it must begin with the two letters of an EU member state, as FR", "il doit commencer par les deux lettres d’un État membre, comme FR")
	case !want.MatchString(n[2:]):
		return "", fault("TVA", CodeFormat, "%s is not written as numbers of %s are: a character is missing, extra or mistyped", "%s n’a pas la forme d’un numéro de %s\u00a0: un caractère manque, est en trop ou est erroné", n, country)
	case country == "FR":
		if err := checkFrenchVAT(n); err != nil {
			return "", err
		}
	}
	return VAT(n), nil
}

// vatKey is the key of two digits in the VAT number of a French company:
// (12 + 3 × (SIREN mod 97)) mod 97.
func vatKey(siren string) string { return fmt.Sprintf("%02d", (12+3*mod97(siren))%97) }

// String is the number without spaces.
func (v VAT) String() string { return string(v) }

// Country is the prefix: an ISO 3166 code, or EL for Greece.
func (v VAT) Country() string { return string(v[:2]) }

// SIREN is the company behind a French number; false for other countries and
// for Monaco, whose numbers begin with FR too but hold no SIREN.
func (v VAT) SIREN() (SIREN, bool) {
	if v.Country() != "FR" || monegasque(string(v[4:])) {
		return "", false
	}
	return SIREN(v[4:]), true
}

func monegasque(number string) bool { return strings.HasPrefix(number, "000") }

func checkFrenchVAT(n string) error {
	key, siren := n[2:4], n[4:]
	if _, err := ParseSIREN(siren); err != nil && !monegasque(siren) {
		return fault("TVA", CodeChecksum, "its last nine digits, %s, are not a SIREN: a digit is mistyped, or two are swapped",
			"ses neuf derniers chiffres, %s, ne forment pas un SIREN\u00a0: un chiffre est erroné ou deux sont inversés", siren)
	}
	switch want := vatKey(siren); {
	case stranger(key, digit) == "" && key != want:
		return fault("TVA", CodeChecksum, "the key %s does not belong to %s: it should be %s", "la clé %s ne correspond pas à %s\u00a0: ce devrait être %s", key, siren, want)
	case stranger(key, digit) != "" && !letterKey(key, siren):
		return fault("TVA", CodeChecksum, "the key %s does not belong to %s", "la clé %s ne correspond pas à %s", key, siren)
	}
	return nil
}

// keyAlphabet orders the characters of keys that hold a letter: no I, no O.
const keyAlphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// letterKey checks a key that holds a letter: read as a number k, it must leave
// the same remainder by 11 as SIREN + 1 + k/11 does.
func letterKey(key, siren string) bool {
	a, b := strings.IndexByte(keyAlphabet, key[0]), strings.IndexByte(keyAlphabet, key[1])
	k := a*34 + b - 100
	if digit(rune(key[0])) {
		k = a*24 + b - 10
	}
	n, _ := strconv.Atoi(siren)
	return (n+1+k/11)%11 == k%11
}
