package identifier

import (
	"fmt"
	"strings"
)

// Reference is an RF creditor reference (ISO 11649): RF, two check digits and
// up to 21 letters and digits. The payer's bank carries it unchanged.
type Reference string

// maxReferenceBody is what fits after RF and the check digits.
const maxReferenceBody = 21

// NewReference makes the reference of an invoice number: letters are raised,
// every other character than A–Z and 0–9 is dropped ("F-2026/0012" and
// "F20260012" give the same reference: keep the mapping unique). A number with
// more than 21 such characters is refused rather than cut, since a cut number
// may be another invoice's.
func NewReference(number string) (Reference, error) {
	body := strings.Map(func(r rune) rune {
		if alnum(r) {
			return r
		}
		return -1
	}, strings.ToUpper(number))
	switch {
	case body == "":
		return "", fault("RF", CodeEmpty, "%q has no letter or digit to make a reference of: put the number in the free text instead", "«\u00a0%s\u00a0» n’a ni lettre ni chiffre pour former une référence\u00a0: mettez le numéro dans le texte libre", number)
	case len(body) > maxReferenceBody:
		return "", fault("RF", CodeLength, "%q has %d letters and digits, a reference holds 21: put the number in the free text instead", "«\u00a0%s\u00a0» a %d lettres et chiffres, une référence en contient 21\u00a0: mettez le numéro dans le texte libre", number, len(body))
	}
	return Reference(fmt.Sprintf("RF%02d%s", 98-mod97(body+"RF00"), body)), nil
}

// ParseReference reads a reference and checks its check digits.
func ParseReference(s string) (Reference, error) {
	n := compact(s)
	switch odd := stranger(n, alnum); {
	case n == "":
		return "", fault("RF", CodeEmpty, "nothing given", "aucune référence")
	case odd != "":
		return "", fault("RF", CodeCharacter, "%q does not belong: only letters and digits do", "«\u00a0%s\u00a0» n’a pas sa place\u00a0: seuls lettres et chiffres sont admis", odd)
	case !strings.HasPrefix(n, "RF"):
		return "", fault("RF", CodeFormat, "it must begin with RF", "elle doit commencer par RF")
	case len(n) < 5 || len(n) > 4+maxReferenceBody:
		return "", fault("RF", CodeLength, "%d characters, want 5 to 25", "%d caractères au lieu de 5 à 25", len(n))
	case stranger(n[2:4], digit) != "":
		return "", fault("RF", CodeFormat, "the two characters after RF must be digits", "les deux caractères après RF doivent être des chiffres")
	case mod97(n[4:]+n[:4]) != 1:
		return "", fault("RF", CodeChecksum, "the check digits do not match: a character is mistyped, or two are swapped", "la clé ne correspond pas\u00a0: un caractère est erroné ou deux sont inversés")
	}
	return Reference(n), nil
}

// String is the reference without spaces.
func (r Reference) String() string { return string(r) }

// Body is what follows the check digits: the invoice number it was made of.
func (r Reference) Body() string { return string(r[4:]) }

// Formatted is the reference in groups of four with no-break spaces.
func (r Reference) Formatted() string { return group(string(r), 4) }
