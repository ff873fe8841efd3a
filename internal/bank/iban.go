package bank

import (
	"strings"

	"relance/internal/identifier"
)

// ibanOf gives the valid IBAN that s is, or that s begins with before a
// currency code (NL34RABO0142623393 EUR), without blanks; else "".
func ibanOf(s string) string {
	if len(s) < 15 {
		return ""
	}
	s = strings.ToUpper(compact(s))
	if len(s) < 15 || len(s) > 37 || !letter(s[0]) || !letter(s[1]) || !digit(s[2]) || !digit(s[3]) {
		return ""
	}
	if iban, err := identifier.ParseIBAN(s); err == nil {
		return iban.String()
	}
	if iban, err := identifier.ParseIBAN(s[:len(s)-3]); err == nil && strings.Trim(s[len(s)-3:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return iban.String()
	}
	return ""
}

// ribIBAN builds the French IBAN of bank (5), branch (5) and account (11
// characters), or "" when they are not of that shape.
func ribIBAN(bank, branch, account string) string {
	if len(account) != 11 {
		return ""
	}
	key, err := identifier.RIBKey(bank, branch, account)
	if err != nil {
		return ""
	}
	iban, err := identifier.RIB{Bank: bank, Branch: branch, Account: strings.ToUpper(account), Key: key}.IBAN()
	if err != nil {
		return ""
	}
	return iban.String()
}

func twoDigits(n int) string {
	return string([]byte{'0' + byte(n/10%10), '0' + byte(n%10)})
}

func letter(c byte) bool { return c >= 'A' && c <= 'Z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }
