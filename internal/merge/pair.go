package merge

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Case is a case of a debtor as it stands.
type Case struct {
	dunning.Open
	Issued calendar.Date // zero is not known
}

// Proceedings are insolvency proceedings on record about a debtor.
type Proceedings struct {
	Provisional bool // an official notice may be about him; a person has yet to read it
	Judgment    calendar.Date
	ClaimBy     calendar.Date
	Notice      string
}

// Party is one of the two debtors with all that is on record of him.
type Party struct {
	Debtor      dunning.Debtor
	Into        string // reference of the debtor into whom he was merged; empty: he was not
	Cases       []Case // open and closed
	Proceedings *Proceedings
	Leaving     []Leaving // what is on its way to him
}

// Leaving is a message or letter on its way.
type Leaving struct {
	Channel dunning.Channel
	State   dunning.MessageState
	Claim   bool // a declaration of claims in insolvency proceedings
}

// Pair is the two debtors of a creditor who are said to be one.
type Pair struct {
	Creditor    dunning.Creditor
	Keep, Other Party
}

// Order asks for a merging.
type Order struct {
	Creditor  string
	Keep      string // reference of the debtor who goes on
	Other     string // reference of the one who is given up
	Take      Take
	Confirm   []DoubtCode // what a person was asked and agreed to
	SeenKeep  int64       // version of the debtor who goes on that was seen; 0 is not said
	SeenOther int64
	Author    string
	At        time.Time // case time; zero is now
}

// Outcome is what a merging does, or why it cannot be done.
type Outcome struct {
	Keep     dunning.Debtor `json:"keep"`
	Other    dunning.Debtor `json:"other"`
	After    dunning.Debtor `json:"after"` // the debtor who goes on, as he is then
	Rows     []Row          `json:"fields"`
	Moves    []Move         `json:"cases"` // open cases of the other, and those of the first that act otherwise then
	Closed   int            `json:"closed_cases"`
	Open     []money.Amount `json:"open"` // sum of the open cases that move, by currency
	Facts    []Fact         `json:"facts"`
	Refusals []Objection    `json:"refusals"`
	Doubts   []Doubt        `json:"doubts"`

	change change.Debtor
	rules  func(dunning.Plan) (dunning.Rules, error)
	joined *Proceedings
}

// Fact is something that holds for the debtor who goes on because it was on record
// of either.
type Fact string

// The facts.
const (
	FactInsolvency Fact = "insolvency"         // insolvency proceedings
	FactElectronic Fact = "electronic_refused" // no registered letters by e-mail
	FactBounced    Fact = "bounced"            // the address was refused for good
)

// Move is an open case, with what it does next before and after the merging.
type Move struct {
	Ref      dunning.Ref      `json:"case"`
	Balance  money.Amount     `json:"open"`
	Own      bool             `json:"own"` // it is of the debtor who goes on already
	Before   dunning.Decision `json:"before"`
	After    dunning.Decision `json:"after"`
	GivesYes bool             `json:"approval_given_up"` // a yes to its step is given up
}

// Changes tells whether the case does something else next, or at another instant.
func (m Move) Changes() bool { return m.Before != m.After }

// Change is what is recorded of the debtor who goes on; false when he stays as he is.
func (o Outcome) Change() (change.Debtor, bool) {
	return o.change, o.change != (change.Debtor{})
}

// Allowed gives the reason for which the merging is not done: what forbids it, or a
// doubt that nobody has answered (CodeConflict).
func (o Outcome) Allowed(confirmed []DoubtCode) error {
	if len(o.Refusals) > 0 {
		return o.Refusals[0].Err
	}
	for _, d := range o.Doubts {
		if !d.answered(confirmed) {
			return d.Err
		}
	}
	return nil
}
