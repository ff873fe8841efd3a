package bank

import (
	"strconv"
	"strings"
)

// ibanOf gives the valid IBAN that s is, or that s begins with before a
// currency code (NL34RABO0142623393 EUR), without blanks; else "".
func ibanOf(s string) string {
	s = strings.ToUpper(compact(s))
	if validIBAN(s) {
		return s
	}
	if n := len(s) - 3; n >= 15 && validIBAN(s[:n]) {
		return s[:n]
	}
	return ""
}

// validIBAN checks shape and check digits (ISO 7064 mod 97-10).
func validIBAN(s string) bool {
	if len(s) < 15 || len(s) > 34 || !letter(s[0]) || !letter(s[1]) || !digit(s[2]) || !digit(s[3]) {
		return false
	}
	return mod97(s[4:]+s[:4]) == 1
}

// mod97 is the remainder of s read as a number, letters counting 10 to 35;
// -1 when s has other characters.
func mod97(s string) int {
	rest := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case digit(c):
			rest = (rest*10 + int(c-'0')) % 97
		case letter(c):
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return -1
		}
	}
	return rest
}

// ribIBAN builds the French IBAN of bank (5), branch (5) and account (11
// characters), or "" when they are not of that shape.
func ribIBAN(bank, branch, account string) string {
	account = strings.ToUpper(account)
	if len(bank) != 5 || len(branch) != 5 || len(account) != 11 || strings.Trim(bank+branch, "0123456789") != "" {
		return ""
	}
	var n [3]int64
	for i, part := range []string{bank, branch, account} {
		v, err := strconv.ParseInt(strings.Map(ribDigit, part), 10, 64)
		if err != nil {
			return ""
		}
		n[i] = v
	}
	key := 97 - (89*n[0]+15*n[1]+3*n[2])%97
	bban := bank + branch + account + twoDigits(int(key))
	rest := mod97(bban + "FR00")
	if rest < 0 {
		return ""
	}
	return "FR" + twoDigits(98-rest) + bban
}

// ribDigit maps the letters of an account number: A,J=1 B,K,S=2 … I,R,Z=9.
func ribDigit(r rune) rune {
	switch {
	case r >= 'A' && r <= 'I':
		return '1' + r - 'A'
	case r >= 'J' && r <= 'R':
		return '1' + r - 'J'
	case r >= 'S' && r <= 'Z':
		return '2' + r - 'S'
	}
	return r
}

func twoDigits(n int) string {
	return string([]byte{'0' + byte(n/10%10), '0' + byte(n%10)})
}

func letter(c byte) bool { return c >= 'A' && c <= 'Z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }
