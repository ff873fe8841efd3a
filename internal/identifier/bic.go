package identifier

// BIC is a business identifier code (ISO 9362): four characters for the bank,
// two letters for the country, two for the place, three for a branch or none.
type BIC string

// ParseBIC reads a BIC and checks its shape.
func ParseBIC(s string) (BIC, error) {
	n := compact(s)
	switch odd := stranger(n, alnum); {
	case n == "":
		return "", fault("BIC", CodeEmpty, "nothing given", "aucun code")
	case odd != "":
		return "", fault("BIC", CodeCharacter, "%q does not belong: only letters and digits do", "«\u00a0%s\u00a0» n’a pas sa place\u00a0: seuls lettres et chiffres sont admis", odd)
	case len(n) != 8 && len(n) != 11:
		return "", fault("BIC", CodeLength, "%d characters, want 8 or 11", "%d caractères au lieu de 8 ou 11", len(n))
	case stranger(n[:4], capital) != "":
		return "", fault("BIC", CodeFormat, "the first four characters are the bank and must be letters", "les quatre premiers caractères désignent la banque et doivent être des lettres")
	case stranger(n[4:6], capital) != "":
		return "", fault("BIC", CodeCountry, "characters 5 and 6 are the country and must be letters, as FR", "les caractères 5 et 6 désignent le pays et doivent être des lettres, comme FR")
	}
	return BIC(n), nil
}

// String is the code without spaces.
func (b BIC) String() string { return string(b) }

// Country is the ISO 3166 code inside.
func (b BIC) Country() string { return string(b[4:6]) }
