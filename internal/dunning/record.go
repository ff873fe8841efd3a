package dunning

import (
	"time"

	"relance/internal/calendar"
)

// Ref names a case: the invoice and which life of its case.
type Ref struct {
	Creditor string `json:"creditor"`
	Number   string `json:"number"`
	Cycle    int    `json:"cycle,omitempty"`
}

// Ref names the case.
func (c Case) Ref() Ref { return Ref{Creditor: c.Creditor, Number: c.Number, Cycle: c.Cycle} }

// Document is a file on record, kept under the SHA-256 of its bytes.
type Document struct {
	SHA256    string `json:"sha256"` // lower-case hex
	MediaType string `json:"media_type"`
	Name      string `json:"name"`
	Bytes     []byte `json:"-"`
}

// Task is something a person is asked to do.
type Task struct {
	ID      int64     `json:"id"`
	Ref     Ref       `json:"case"`
	Code    TaskCode  `json:"code"`
	Step    string    `json:"step,omitempty"`
	Detail  string    `json:"detail,omitempty"` // code, number or date; never a name
	Created time.Time `json:"created"`
	DoneAt  time.Time `json:"done_at,omitzero"`
}

// Record is an event as it stands in the log: chained by hash to the one
// before, with the time it was written besides its case time.
type Record struct {
	Event
	RecordedAt time.Time `json:"recorded_at"`
	Hash       string    `json:"hash"` // SHA-256 (hex) over the previous hash and this event
}

// CaseView is everything on record about a case, for people.
type CaseView struct {
	Case     Case          `json:"case"`
	Creditor Creditor      `json:"creditor"`
	Debtor   Debtor        `json:"debtor"`
	Invoice  Invoice       `json:"invoice"`
	Payments []Payment     `json:"payments,omitempty"`
	Messages []Message     `json:"messages,omitempty"`
	Tasks    []Task        `json:"tasks,omitempty"`
	Timeline []Record      `json:"timeline,omitempty"`
	Opened   time.Time     `json:"opened"`
	On       calendar.Date `json:"-"`
}
