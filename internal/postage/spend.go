package postage

import "relance/internal/money"

// Spend is what a creditor's letters of a civil year cost.
type Spend struct {
	Creditor   string      `json:"creditor"`
	Year       int         `json:"year"`
	Letters    int         `json:"letters"`    // that left or may have left
	Registered int         `json:"registered"` // of these
	Spent      money.Cents `json:"spent"`      // euros, as reported, else as estimated
	Unpriced   int         `json:"unpriced"`   // letters whose price nobody knows: Spent leaves them out
	Budget     money.Cents `json:"budget"`     // 0 is no limit
}
