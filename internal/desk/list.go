package desk

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// CaseFilter says which cases to list. Empty fields do not restrict.
type CaseFilter struct {
	Creditor  string
	Among     []string      // creditors; empty is any
	Debtor    string        // Debtor.Key; needs Creditor to be meant exactly
	State     dunning.State // as in Case.State
	Status    string        // as Case.Status: a state, or needs_attention
	Open      bool          // only what is not closed
	Text      string        // start of the invoice number, or part of the debtor's name or reference
	DueBefore calendar.Date // only what was due before this day
	Overdue   time.Time     // only what wanted to act before this instant
	After     CaseCursor    // where the page before ended
	Limit     int           // 1 to 1000; 0 is 50
}

// CaseCursor is a place in the list; the zero value is its beginning.
type CaseCursor struct {
	Due calendar.Date `json:"due"`
	ID  int64         `json:"id"`
}

// CaseRow is a line of the list.
type CaseRow struct {
	Case       dunning.Case
	DebtorName string
	Status     string
	NextAction time.Time // zero when it waits for a message
	Opened     time.Time
	Closed     time.Time
	Owner      string        // login of the person in charge; empty is nobody in particular
	Cursor     CaseCursor    // to go on after this line
	Public     *PublicPeriod // of a public buyer; nil of anybody else
}

// PublicPeriod is what is on record about the payment period of a public buyer (CCP
// R2192-10 to R2192-14). Without either fact its end cannot be proved.
type PublicPeriod struct {
	Received calendar.Date `json:"received,omitzero"` // day on which he received the request for payment; zero is not known
	Days     int           `json:"days,omitempty"`    // 30, 50 or 60; 0 is not known
}

// Proved tells whether the end of the period follows from the record.
func (p PublicPeriod) Proved() bool { return !p.Received.IsZero() && p.Days != 0 }

// TaskFilter says which tasks to list. Empty fields do not restrict.
type TaskFilter struct {
	Creditor string
	Among    []string // creditors; empty is any
	Finished bool     // those that are done, too
	After    int64    // number of the task behind which to go on
	Limit    int      // 1 to 1000; 0 is 50
}

// DebtorFilter says which debtors to list. Empty fields do not restrict.
type DebtorFilter struct {
	Creditor string
	Among    []string // creditors; empty is any
	Text     string   // part of the name or of the reference
	After    int64    // Debtor.ID of the last one of the page before
	Limit    int      // 1 to 1001
}
