package lifecycle

import (
	"slices"

	"relance/internal/money"
	"relance/internal/status"
)

// Collected is what a status 212 reports as received, over all rates of VAT;
// false when it states no amount, or one that cannot be read or is in another
// currency. Late interest and the fixed fee are not part of it.
func (k Known) Collected(currency string) (total money.Cents, ok bool) {
	for _, a := range k.Amounts {
		if a.Type != "MEN" {
			continue
		}
		n, err := money.ParseCents(a.Value)
		if err != nil || a.Currency != "" && a.Currency != currency {
			return 0, false
		}
		total, ok = total+n, true
	}
	return total, ok
}

// Reported tells whether own statuses 212 of an invoice agree with its recorded
// payments, in the order of their days: what is reported in all is what was
// received by the end of one of them. Reports may lag behind the bank, never run
// ahead of it.
func Reported(statuses []Known, payments []money.Cents, currency string) bool {
	var total money.Cents
	for _, k := range statuses {
		n, ok := k.Collected(currency)
		if !ok || k.Code != status.Collected {
			return false
		}
		total += n
	}
	sums := []money.Cents{0}
	for _, p := range payments {
		sums = append(sums, sums[len(sums)-1]+p)
	}
	return slices.Contains(sums, total)
}
