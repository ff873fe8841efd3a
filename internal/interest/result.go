package interest

import (
	"math/big"

	"relance/internal/calendar"
	"relance/internal/money"
)

// Period is a run of days with one base and one rate.
type Period struct {
	From calendar.Date `json:"from"` // first day counted
	To   calendar.Date `json:"to"`   // last day counted
	Days int           `json:"days"`
	Base money.Cents   `json:"base"` // principal including VAT that bore interest
	Rate Percent       `json:"rate"` // percent a year, exact
	// Basis says in French how the rate is made, with its article, for a reader
	// who is not to see where the reference rate was looked up.
	Basis string `json:"-"`
	// Source is Basis and its proof: how the rate is made, its article, where and
	// when the reference rate was read.
	Source       string      `json:"source"`
	FloorApplied bool        `json:"floor_applied"` // three times the legal rate replaced the clause
	Amount       money.Cents `json:"amount"`        // rounded so that the periods add up to the interest

	exact *big.Rat // cents
}

// Exact is the period's interest in cents, unrounded.
func (p Period) Exact() *big.Rat { return ratOrZero(p.exact) }

// Result is what may be claimed at the statement day. Sums are in cents of euro
// and bear no VAT (compensation, CGI 256).
type Result struct {
	// Days counts the days that bore interest.
	Days int `json:"days"`
	// Interest is all that accrued, whether paid since or not: one half-up
	// rounding of InterestExact.
	Interest money.Cents `json:"interest"`
	// Fee is the 40 € that became due, whether paid since or not.
	Fee           money.Cents `json:"fee"`
	PrincipalLeft money.Cents `json:"principal_left"`
	InterestLeft  money.Cents `json:"interest_left"`
	FeeLeft       money.Cents `json:"fee_left"`
	// TotalDue is what is left to pay at the statement day, all told.
	TotalDue money.Cents `json:"total_due"`
	// Surplus is what was paid or credited beyond what could be claimed.
	Surplus          money.Cents `json:"surplus"`
	RateFloorApplied bool        `json:"rate_floor_applied"`
	Periods          []Period    `json:"periods"`
	// DailyIncrease is what one more day adds, rounded half up, at the rate of
	// the day after the statement; 0 when nothing runs or its rate is unknown.
	DailyIncrease money.Cents `json:"daily_increase"`
	// InterestUntil is the last day taken into account for interest: the
	// statement day, or earlier (judgment, last known rate).
	InterestUntil calendar.Date `json:"interest_until"`
	Warnings      []Warning     `json:"warnings"`
	// Imputed says what each payment, credit note and returned payment up to the
	// statement day did, oldest first.
	Imputed []Imputed `json:"-"`

	exact, daily *big.Rat
}

// MovementKind says what moved the balance.
type MovementKind string

// The kinds of movements.
const (
	MovePaid     MovementKind = "paid"
	MoveCredited MovementKind = "credited" // a credit note
	MoveReturned MovementKind = "returned" // a payment that went back
)

// Imputed is a movement and the parts of the claim that it reduced, or opened
// again, which are negative then. The parts add up to Amount, except that a
// credit note above the open principal waits for principal to open.
type Imputed struct {
	Date      calendar.Date `json:"date"`
	Kind      MovementKind  `json:"kind"`
	Amount    money.Cents   `json:"amount"` // negative when it went back
	Interest  money.Cents   `json:"interest"`
	Principal money.Cents   `json:"principal"`
	Fee       money.Cents   `json:"fee"`
	Surplus   money.Cents   `json:"surplus"` // above all that could be claimed
}

func ratOrZero(r *big.Rat) *big.Rat {
	if r == nil {
		return new(big.Rat)
	}
	return new(big.Rat).Set(r)
}

// Warning is something the reader of a Result should know: a stable code for
// programs and a French sentence for people.
type Warning struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// The codes of warnings.
const (
	WarnNoNotice             = "no_formal_notice"       // b2c: nothing runs yet
	WarnNoticeAfterOn        = "notice_after_on"        // b2c: the notice comes after the statement day
	WarnClauseIgnored        = "clause_ignored"         // b2c, public: an agreed rate does not apply
	WarnFloor                = "rate_below_floor"       // b2b: the clause was raised to 3 × legal
	WarnOverpaid             = "overpaid"               // paid more than can be claimed
	WarnCreditExceeds        = "credit_exceeds"         // credit notes above the principal left
	WarnCreditedInFull       = "credited_in_full"       // interest or fee on an invoice that was cancelled
	WarnLaterPayment         = "payment_after_on"       // left out
	WarnStoppedByJudgment    = "stopped_by_judgment"    // C. com. L622-28
	WarnFeeBarred            = "fee_barred_by_judgment" // C. com. L441-10 II, last sentence
	WarnPaidAfterJudgment    = "paid_after_judgment"    // C. com. L622-7
	WarnInterestWaived       = "interest_waived"        // creditor's choice
	WarnFeeWaived            = "fee_waived"             // creditor's choice
	WarnRatesUnknown         = "rates_unknown"          // UpToKnown stopped before the statement day
	WarnDailyIncreaseUnknown = "daily_increase_unknown" // the next day's rate is not known
)
