package reconcile

import "relance/internal/money"

// Policy sets what is tolerated. Tolerances explain an amount and rank a
// suggestion; they never allocate more than was received.
type Policy struct {
	BankFeeMax    money.Cents // a shortfall up to this may be a bank fee
	DiscountMax   int         // hundredths of a percent of the balance that may be an unagreed discount: 200 is 2 %
	AutoMinScore  int         // Auto below this becomes Suggest; 100 switches nearly all off, 101 everything
	HoldMinScore  int         // suggestions from this score on pause reminders
	ComboItems    int         // combinations are tried for a payer with at most so many open items
	ComboSize     int         // and of at most so many items
	DuplicateDays int         // an identical payment within so many days may be a repeat
	ManualDays    int         // a bank line may confirm a payment entered by hand up to so many days before it
}

// DefaultPolicy is cautious: 25 € of bank fee, 3 % of discount, combinations of
// up to 4 out of 12.
func DefaultPolicy() Policy {
	return Policy{
		BankFeeMax: 25_00, DiscountMax: 300, AutoMinScore: 80, HoldMinScore: 30,
		ComboItems: 12, ComboSize: 4, DuplicateDays: 20, ManualDays: 30,
	}
}
