package money

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

const (
	nbsp  = "\u00a0" // no-break space
	nnbsp = "\u202f" // narrow no-break space
)

// French writes an amount for people: "1 234,56 €" with U+202F between
// thousands and U+00A0 before the symbol. Euros show "€", Pacific francs
// "F CFP", other currencies their code. Currencies without minor unit show no
// decimals, unless the sum has some: money is never hidden. The minus sign is
// U+2212, as long as a digit.
func French(a Amount) string { return french(a, nnbsp) }

// FrenchPlain is French for plain-text e-mail: U+00A0 everywhere, because
// U+202F may show badly there.
func FrenchPlain(a Amount) string { return french(a, nbsp) }

func french(a Amount, thousands string) string {
	unit := a.Currency
	switch unit {
	case "EUR":
		unit = "€"
	case "XPF":
		unit = "F" + nbsp + "CFP"
	case "":
		return frenchNumber(a, thousands)
	}
	return frenchNumber(a, thousands) + nbsp + unit
}

func frenchNumber(a Amount, thousands string) string {
	return strings.Replace(number(a, thousands, ","), "-", "\u2212", 1)
}

// FrenchPercent writes a rate given in percent, exactly: "12,40 %" with U+00A0.
// At least two decimals are shown, at most six.
func FrenchPercent(percent *big.Rat) string {
	s := percent.FloatString(6)
	for strings.HasSuffix(s, "0") && len(s)-strings.Index(s, ".") > 3 {
		s = s[:len(s)-1]
	}
	return strings.Replace(s, ".", ",", 1) + nbsp + "%"
}

// English writes an amount for people: "€1,234.56", "-€12.00"; currencies
// other than the euro show their code and U+00A0, "USD 1,234.56".
func English(a Amount) string {
	n := number(a, ",", ".")
	sign := ""
	if a.Cents < 0 {
		sign, n = "-", n[1:]
	}
	switch a.Currency {
	case "EUR":
		return sign + "€" + n
	case "":
		return sign + n
	}
	return sign + a.Currency + nbsp + n
}

// number writes the digits with the given separators.
func number(a Amount, thousands, decimal string) string {
	sign, u := a.Cents.split()
	whole := strconv.FormatUint(u/100, 10)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + thousands + whole[i:]
	}
	if decimals(a.Currency) == 0 && u%100 == 0 {
		return sign + whole
	}
	return fmt.Sprintf("%s%s%s%02d", sign, whole, decimal, u%100)
}
