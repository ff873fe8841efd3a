package interest

import (
	"fmt"
	"strings"

	"relance/internal/money"
)

// frenchNumber writes "12,5".
func frenchNumber(p Percent) string { return strings.Replace(p.plain(), ".", ",", 1) }

func frenchMoney(c money.Cents) string { return money.French(money.EUR(c)) }

var typography = strings.NewReplacer(" :", "\u00a0:", " ;", "\u202f;", " €", "\u00a0€", "« ", "«\u00a0", " »", "\u00a0»", "'", "’")

// sentence is fmt.Sprintf with the no-break spaces and apostrophes of French
// typography.
func sentence(format string, args ...any) string {
	return typography.Replace(fmt.Sprintf(format, args...))
}
