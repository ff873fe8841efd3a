package inbox

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// Incoming is a mail that a door brings.
type Incoming struct {
	Raw    []byte
	Door   string  // drop folder, imap: shown to people
	Cursor *Cursor // how far the mailbox is read with it; nil for other doors
}

// Arrival is a mail that a door took in.
type Arrival struct {
	Raw     []byte
	Reading Reading
	Door    string // drop folder, imap: shown to people
	Author  string // whoever assigned it; "" for the program
	Cursor  *Cursor
}

// Taken is what became of a mail.
type Taken struct {
	ID        int64         `json:"id"`
	Duplicate bool          `json:"duplicate"` // it was on record already: nothing followed
	Own       bool          `json:"own"`       // the mail is a copy of one that we sent: nothing is kept
	Class     Class         `json:"class"`
	Tie       Tie           `json:"tied_by"`
	Deed      Deed          `json:"deed"`
	Cases     []dunning.Ref `json:"cases"` // cases that the mail acted on
}

// Mail is a mail on record, as lists show it.
type Mail struct {
	ID       int64         `json:"id"`
	Creditor string        `json:"creditor"` // "" while nobody knows
	Debtor   string        `json:"debtor"`   // the customer's key; "" while nobody knows, or where it may be several
	Name     string        `json:"name"`     // name of the debtor
	Message  int64         `json:"message"`  // number of our message that it is about; 0 when it names none
	Document string        `json:"document"` // SHA-256 (hex) of the mail's bytes
	From     string        `json:"from"`
	FromName string        `json:"from_name"`
	Subject  string        `json:"subject"`
	Sent     calendar.Date `json:"sent"`
	Class    Class         `json:"class"`
	Tie      Tie           `json:"tied_by"`
	Deed     Deed          `json:"deed"`
	Door     string        `json:"door"`
	Created  time.Time     `json:"created"`
	DoneAt   time.Time     `json:"done_at,omitzero"` // zero while it waits for a person
	DoneBy   string        `json:"done_by"`
	Deleted  time.Time     `json:"deleted_at,omitzero"` // its words and bytes were deleted for age
	Numbers  []string      `json:"invoices"`            // invoices whose cases the mail acted on
}

// Filter narrows a list of mails. The zero value is everything.
type Filter struct {
	Open      bool     // only mails that wait for a person
	Unknown   bool     // only mails of which nobody knows whose they are
	Creditors []string // only mails of these creditors; nil means all
	Number    string   // only mails that acted on the case of this invoice
	After     int64    // only mails with a greater id
	Newest    bool     // the newest first
	Most      int      // 0 is 500
}

// Cursor is how far a folder of a mailbox was read.
type Cursor struct {
	Mailbox  string
	Folder   string
	Validity uint32 // UIDVALIDITY: another one means that the server numbers anew
	Last     uint32 // highest UID that was read
	Looked   time.Time
}

// Keeping is the retention class of a mail: how long its bytes, words and
// attachments are kept after a person was done with it (GDPR art. 5(1)(e)). The
// list is closed. A mail that waits for a person is kept in any class.
type Keeping string

// The classes.
const (
	KeptWithCase   Keeping = "case"       // what a debtor or a mail server said about a case: evidence
	KeptAutomatic  Keeping = "automatic"  // absences, acknowledgements, delays, lists, of a debtor
	KeptUnassigned Keeping = "unassigned" // a reply of which nobody knows whose it is
	KeptUnrelated  Keeping = "unrelated"  // spam, lists and reports that are nobody's
)

// Keeping is the class of a mail.
func (m Mail) Keeping() Keeping {
	ours := m.Tie != Untied || len(m.Numbers) > 0
	switch {
	case !ours && m.Class == Reply:
		return KeptUnassigned
	case !ours:
		return KeptUnrelated
	}
	switch m.Class {
	case AutoReply, Challenge, Delayed, Other, Spam:
		return KeptAutomatic
	}
	return KeptWithCase
}

// Kept is how long mails of each class are kept; 0 is without end.
type Kept struct {
	Unassigned, Unrelated, Automatic time.Duration // from when a person was done with it
	Case                             time.Duration // from then, or from the end of the last of its cases
}
