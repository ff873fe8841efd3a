package reconcile

import (
	"relance/internal/dunning"
	"relance/internal/money"
)

// HoldAuthor is the author of suspensions that wait for a decision over a bank
// line.
const HoldAuthor = "reconcile"

// ByPerson is the reason code of a match that a person made.
const ByPerson ReasonCode = "by_person"

// MatchPart is what of a line a person gives to an invoice.
type MatchPart struct {
	Invoice   string      // number
	Amount    money.Cents // 0 is as much as is open and left; negative for a returned payment
	Accessory money.Cents // besides, to late interest and the fixed fee; Amount 0 is then nothing
}

// Matched is what a person's decision changed.
type Matched struct {
	Line  BankLine      `json:"line"`
	Cases []dunning.Ref `json:"cases"` // newest cycle of each invoice concerned
}
