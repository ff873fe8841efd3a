package reconcile

import (
	"strings"

	"relance/internal/bank"
)

// payoutDays is how far the day of a line may be from the one on which a payout
// was to arrive: weekends and holidays of banks lie between.
const payoutDays = 7

// payoutOf finds the payout that an incoming line is: its sum, about its day, and
// its provider named in the line. The card payments in it are on record; the line
// must not pay them once more.
func payoutOf(e bank.Entry, payouts []Payout) (Payout, bool) {
	if e.Amount <= 0 {
		return Payout{}, false
	}
	day := e.BookingDate
	if day.IsZero() {
		day = e.ValueDate
	}
	text := strings.ToLower(e.Counterparty + " " + e.Remittance)
	for _, p := range payouts {
		days := day.Sub(p.Arrives)
		if p.Amount == e.Amount && p.Currency == e.Currency && days >= -payoutDays && days <= payoutDays && strings.Contains(text, p.Provider) {
			return p, true
		}
	}
	return Payout{}, false
}
