package change

import (
	"time"

	"relance/internal/dunning"
)

// Contact is an e-mail address that a debtor has or had.
type Contact struct {
	Role   string // what the address is for, as "accounts"
	Email  string
	Usable bool // false once a server refused it for good
}

// Debtor is what a person corrects about a debtor; nil leaves a field as
// it is. Imports do not touch what was set this way.
type Debtor struct {
	Name     *string
	Regime   *dunning.Regime
	Language *string
	Email    *string // a new address counts as usable
	Address  *dunning.Address
	Zone     *string
	Plan     *string // for cases that start later
	// PayDays is the payment period of a public buyer, one of PayPeriods; 0 for
	// one that nobody knows. Due dates of his open cases follow.
	PayDays *int
	// Electronic is what the debtor said about electronic registered letters;
	// Author and Recorded are filled in.
	Electronic *dunning.ElectronicLetters
	SIREN      *string   // confirmed by a person
	VAT        *string   // of the other of two records that were merged
	Contact    *string   // likewise: who answers there
	Filled     bool      // blanks that a register filled: a later invoice may say otherwise
	Author     string    // user name
	Whole      bool      // all that a form shows: only what differs from the record is a correction (From)
	At         time.Time // case time; zero is now
}
