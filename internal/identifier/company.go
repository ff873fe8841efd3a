package identifier

// SIREN is the nine digits that name a French company (C. com. R123-221).
type SIREN string

// laPoste is the one company whose establishments need not pass the Luhn check.
const laPoste SIREN = "356000000"

// ParseSIREN reads a SIREN and checks its Luhn digit.
func ParseSIREN(s string) (SIREN, error) {
	n := compact(s)
	if err := digits("SIREN", n, 9); err != nil {
		return "", err
	}
	if !luhn(n) || n == "000000000" {
		return "", fault("SIREN", CodeChecksum,
			"the check digit of %s is wrong: a digit is mistyped, or two are swapped; copy it from the invoice or from the national register",
			"la clé de %s est fausse\u00a0: un chiffre est erroné ou deux sont inversés\u00a0; reprenez-le sur la facture ou dans l’annuaire des entreprises", n)
	}
	return SIREN(n), nil
}

// String is the nine digits.
func (s SIREN) String() string { return string(s) }

// Formatted is the number in groups of three with no-break spaces.
func (s SIREN) Formatted() string { return group(string(s), 3) }

// SIRET is the fourteen digits that name an establishment: its company's SIREN
// and a number of five digits.
type SIRET string

// ParseSIRET reads a SIRET and checks its Luhn digit. Establishments of La Poste
// (356 000 000) may instead have a digit sum that is a multiple of five.
func ParseSIRET(s string) (SIRET, error) {
	n := compact(s)
	if err := digits("SIRET", n, 14); err != nil {
		return "", err
	}
	if _, err := ParseSIREN(n[:9]); err != nil {
		return "", fault("SIRET", CodeChecksum,
			"its first nine digits, %s, are not a SIREN: a digit is mistyped, or two are swapped",
			"ses neuf premiers chiffres, %s, ne forment pas un SIREN\u00a0: un chiffre est erroné ou deux sont inversés", n[:9])
	}
	if !luhn(n) && !(n[:9] == string(laPoste) && digitSum(n)%5 == 0) {
		return "", fault("SIRET", CodeChecksum,
			"the check digit of %s is wrong although its SIREN is right: check the last five digits",
			"la clé de %s est fausse alors que son SIREN est juste\u00a0: vérifiez les cinq derniers chiffres", n)
	}
	return SIRET(n), nil
}

// String is the fourteen digits.
func (s SIRET) String() string { return string(s) }

// SIREN is the company of the establishment.
func (s SIRET) SIREN() SIREN { return SIREN(s[:9]) }

// Formatted is the number as 3 + 3 + 3 + 5 digits with no-break spaces.
func (s SIRET) Formatted() string { return group(string(s), 3, 3, 3, 5) }

func digitSum(s string) int {
	sum := 0
	for _, r := range s {
		sum += int(r - '0')
	}
	return sum
}
