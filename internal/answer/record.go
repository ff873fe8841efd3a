package answer

import (
	"time"

	"relance/internal/dunning"
)

// Written is a reply ready to leave, byte for byte.
type Written struct {
	Mail     int64 // that it answers
	Rendered dunning.Rendered
	Author   string
	Key      string // recognises a request that is sent twice; empty is none
	Done     bool   // the mail is dealt with: cases that waited for it go on
	Withheld bool   // mail.mode is off: it is kept and does not leave
}

// Kept is a reply on record.
type Kept struct {
	Message  dunning.Message
	Again    bool          // it was on record already
	Released []dunning.Ref // cases that go on
}

// Outgoing is a reply whose turn it is to leave.
type Outgoing struct {
	Message  dunning.Message
	From     string // return path: the creditor's address
	Bytes    []byte
	Attempts int
}

// Patience is how long a reply is tried; then a person must write again: what
// was right to say yesterday may be wrong today.
const Patience = 24 * time.Hour

// Fact is what became of a proposal that somebody agreed to.
type Fact struct {
	Key      string         `json:"key"` // of the proposal
	Creditor string         `json:"creditor"`
	Invoice  string         `json:"invoice"`
	Event    dunning.Record `json:"event"`
}
