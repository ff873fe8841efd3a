package identifier

import (
	"fmt"
	"strings"
)

// RIB is a French national account number: bank and branch of five digits,
// account of eleven letters or digits, key of two digits.
type RIB struct{ Bank, Branch, Account, Key string }

// ParseRIB reads the 23 characters of a RIB and checks its key.
func ParseRIB(s string) (RIB, error) {
	n := compact(s)
	if odd := stranger(n, alnum); odd != "" {
		return RIB{}, fault("RIB", CodeCharacter, "%q does not belong: only letters and digits do", "«\u00a0%s\u00a0» n’a pas sa place\u00a0: seuls lettres et chiffres sont admis", odd)
	}
	if len(n) != 23 {
		return RIB{}, fault("RIB", CodeLength, "%d characters, want 23: bank (5), branch (5), account (11), key (2)", "%d caractères au lieu de 23\u00a0: banque (5), guichet (5), compte (11), clé (2)", len(n))
	}
	r := RIB{n[:5], n[5:10], n[10:21], n[21:]}
	if err := r.check(); err != nil {
		return RIB{}, err
	}
	return r, nil
}

func (r RIB) check() error {
	if stranger(r.Bank+r.Branch+r.Key, digit) != "" {
		return fault("RIB", CodeCharacter, "bank, branch and key are digits only: a letter is mistyped for a digit", "banque, guichet et clé n’ont que des chiffres\u00a0: une lettre a pris la place d’un chiffre")
	}
	if want := ribKey(r.Bank, r.Branch, r.Account); r.Key != want {
		return fault("RIB", CodeRIBKey, "the key is wrong: a character is mistyped, or two are swapped", "la clé est fausse\u00a0: un caractère est erroné ou deux sont inversés")
	}
	return nil
}

// RIBKey is the key of an account: 97 − (89·bank + 15·branch + 3·account) mod 97,
// the letters of the account standing for digits. It completes an account
// number shorter than eleven characters with zeros on the left.
func RIBKey(bank, branch, account string) (string, error) {
	bank, branch, account = compact(bank), compact(branch), compact(account)
	if len(bank) != 5 || len(branch) != 5 || stranger(bank+branch, digit) != "" {
		return "", fault("RIB", CodeFormat, "bank and branch have five digits each", "la banque et le guichet ont cinq chiffres chacun")
	}
	if account == "" || len(account) > 11 || stranger(account, alnum) != "" {
		return "", fault("RIB", CodeFormat, "the account has at most eleven letters and digits", "le compte a au plus onze lettres et chiffres")
	}
	return ribKey(bank, branch, strings.Repeat("0", 11-len(account))+account), nil
}

func ribKey(bank, branch, account string) string {
	figures := strings.Map(ribDigit, account)
	return fmt.Sprintf("%02d", 97-(89*mod97(bank)+15*mod97(branch)+3*mod97(figures))%97)
}

// ribDigit is the digit a letter stands for: A and J are 1, B, K and S are 2, …
func ribDigit(r rune) rune {
	switch {
	case r >= 'A' && r <= 'I':
		return r - 'A' + '1'
	case r >= 'J' && r <= 'R':
		return r - 'J' + '1'
	case r >= 'S' && r <= 'Z':
		return r - 'S' + '2'
	}
	return r
}

// String is the 23 characters.
func (r RIB) String() string { return r.Bank + r.Branch + r.Account + r.Key }

// IBAN is the same account as a French IBAN. It fails when the RIB's parts are
// not those of a RIB.
func (r RIB) IBAN() (IBAN, error) {
	checked, err := ParseRIB(r.String())
	if err != nil {
		return "", fmt.Errorf("making an IBAN: %w", err)
	}
	return IBAN(fmt.Sprintf("FR%02d%s", 98-mod97(checked.String()+"FR00"), checked)), nil
}
