package visit

import (
	"time"
)

// The life of a link: while one of its cases is open and for a while
// afterwards, so that a debtor still finds his thanks; never longer than Life.
const (
	Life       = 548 * 24 * time.Hour // 18 months
	Afterwards = 60 * 24 * time.Hour
)

// Link lets whoever has its token see the invoices of one message.
type Link struct {
	ID        int64     `json:"id"`
	Creditor  string    `json:"creditor"`
	Debtor    string    `json:"debtor"` // dunning.Debtor.Key
	Recipient string    `json:"recipient"`
	Message   int64     `json:"message,omitempty"` // number of the message that brought the link; 0 when the link was sent again alone
	Invoices  []string  `json:"invoices"`
	Letter    bool      `json:"letter,omitempty"` // the link stands in a letter: it has no recipient but the debtor
	Trial     bool      `json:"trial,omitempty"`  // the link is of a message that never left: its page records nothing
	Created   time.Time `json:"created"`
	Expires   time.Time `json:"expires"`
	Revoked   time.Time `json:"revoked,omitzero"`
	RevokedBy string    `json:"revoked_by,omitempty"`
	Why       string    `json:"why,omitempty"`         // why it was revoked; empty while it is not
	Sent      string    `json:"sent_sha256,omitempty"` // SHA-256 (hex) of the message as it left, with the token in it
}

// NewLink asks for a link to the invoices of a message.
type NewLink struct {
	Hash      Hash
	Message   int64
	Recipient string
	Letter    bool
	Trial     bool
	Sent      [32]byte // SHA-256 of the bytes that leave
}
