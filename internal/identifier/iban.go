package identifier

import "strings"

// ibanLengths is the length of an IBAN by country (registry of ISO 13616). The
// French overseas lands and the Channel Islands use FR and GB.
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27,
	"BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28,
	"EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
	"GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26,
	"IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
	"LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28,
	"NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22,
	"RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25,
	"SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}

// IBAN is an international bank account number without spaces.
type IBAN string

// ParseIBAN reads an IBAN and checks country, length, the remainder by 97 and,
// for France and Monaco, the RIB key inside it.
func ParseIBAN(s string) (IBAN, error) {
	n := strings.TrimPrefix(compact(s), "IBAN")
	n = strings.TrimPrefix(n, ":")
	if err := checkIBAN(n); err != nil {
		return "", err
	}
	iban := IBAN(n)
	if rib, ok := iban.RIB(); ok {
		if err := rib.check(); err != nil {
			return "", fault("IBAN", CodeRIBKey,
				"the two check digits at the start are right, but the RIB key at the end is wrong: copy it again from the bank's document",
				"les deux chiffres de contrôle du début sont justes, mais la clé RIB finale est fausse\u00a0: reprenez-le sur le document de la banque")
		}
	}
	return iban, nil
}

func checkIBAN(n string) error {
	if n == "" {
		return fault("IBAN", CodeEmpty, "nothing given", "aucun numéro")
	}
	if odd := stranger(n, alnum); odd != "" {
		return fault("IBAN", CodeCharacter, "%q does not belong: only letters and digits do", "«\u00a0%s\u00a0» n’a pas sa place\u00a0: seuls lettres et chiffres sont admis", odd)
	}
	country := n[:min(2, len(n))]
	want, ok := ibanLengths[country]
	switch {
	case !ok:
		return fault("IBAN", CodeCountry, "%s is not a country that has IBANs: it must begin with two letters, as FR", "%s n’est pas un pays à IBAN\u00a0: il doit commencer par deux lettres, comme FR", country)
	case len(n) != want:
		return fault("IBAN", CodeLength, "%d characters, an IBAN of %[3]s has %[2]d", "%d caractères, un IBAN %[3]s en a %[2]d", len(n), want, country)
	case stranger(n[2:4], digit) != "":
		return fault("IBAN", CodeFormat, "the two characters after %s must be digits", "les deux caractères après %s doivent être des chiffres", country)
	case mod97(n[4:]+n[:4]) != 1 || n[2:4] < "02" || n[2:4] > "98":
		return fault("IBAN", CodeChecksum, "the check digits do not match: a character is mistyped, or two are swapped", "la clé ne correspond pas\u00a0: un caractère est erroné ou deux sont inversés")
	}
	return nil
}

// String is the compact form. It is personal data: see Masked.
func (i IBAN) String() string { return string(i) }

// Country is the ISO 3166 code of the account's country.
func (i IBAN) Country() string { return string(i[:2]) }

// Formatted is the number in groups of four with no-break spaces, as printed on
// letters: "FR76 3000 6000 0112 3456 7890 189".
func (i IBAN) Formatted() string { return group(string(i), 4) }

// Masked shows country, check digits and the last four characters only, in the
// same groups: "FR76 •••• •••• •••• •••• •••0 189". Fewer than eight characters
// are masked whole.
func (i IBAN) Masked() string {
	if len(i) < 8 {
		return strings.Repeat("•", len(i))
	}
	hidden := string(i[:4]) + strings.Repeat("*", len(i)-8) + string(i[len(i)-4:])
	return strings.ReplaceAll(group(hidden, 4), "*", "•")
}

// RIB is the national account number inside a French or Monegasque IBAN; false
// for other countries.
func (i IBAN) RIB() (RIB, bool) {
	if len(i) != 27 || i[:2] != "FR" && i[:2] != "MC" {
		return RIB{}, false
	}
	return RIB{Bank: string(i[4:9]), Branch: string(i[9:14]), Account: string(i[14:25]), Key: string(i[25:])}, true
}
