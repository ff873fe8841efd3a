package dunning

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"relance/internal/calendar"
)

// Ref names a case: the invoice and which life of its case.
type Ref struct {
	Creditor string `json:"creditor"`
	Number   string `json:"number"`
	Cycle    int    `json:"cycle,omitempty"`
}

// Newest is the cycle of the newest case of an invoice, where a case is read.
const Newest = -1

// Ref names the case.
func (c Case) Ref() Ref { return Ref{Creditor: c.Creditor, Number: c.Number, Cycle: c.Cycle} }

// ID is the identity of the case's workflow: invoice/<creditor>/<number>, and
// /<cycle> behind it when the case lives again. The number is percent-encoded
// where it holds a slash or other reserved characters.
func (r Ref) ID() string {
	id := "invoice/" + r.Creditor + "/" + url.PathEscape(r.Number)
	if r.Cycle > 0 {
		id += "/" + strconv.Itoa(r.Cycle)
	}
	return id
}

// ParseRef is the inverse of Ref.ID.
func ParseRef(id string) (Ref, error) {
	parts := strings.Split(id, "/")
	if len(parts) < 3 || len(parts) > 4 || parts[0] != "invoice" {
		return Ref{}, Errorf(CodeInvalid, "%q is not the identity of a case", id)
	}
	number, err := url.PathUnescape(parts[2])
	if err != nil {
		return Ref{}, Errorf(CodeInvalid, "%q is not the identity of a case: %w", id, err)
	}
	r := Ref{Creditor: parts[1], Number: number}
	if len(parts) == 4 {
		if r.Cycle, err = strconv.Atoi(parts[3]); err != nil || r.Cycle < 1 {
			return Ref{}, Errorf(CodeInvalid, "%q is not the identity of a case: bad cycle", id)
		}
	}
	return r, nil
}

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
	Detail  string    `json:"detail,omitempty"` // code, number or date, or what is wrong with a text; never a name
	Created time.Time `json:"created"`
	DoneAt  time.Time `json:"done_at,omitzero"`
	Version int64     `json:"-"` // of the case: what is said about the task was said looking at it
	Later   Later     `json:"later,omitzero"`
	Owner   string    `json:"owner,omitempty"` // login of the person in charge of its case; empty is nobody in particular
}

// Later is how a person put a task off; the zero Later is a task that nobody put off.
type Later struct {
	Until calendar.Date `json:"until"` // the day on which it is work again
	Why   string        `json:"why"`
	By    string        `json:"by"`
}

// IsZero tells that nobody put the task off, or that it was brought back.
func (l Later) IsZero() bool { return l.Until.IsZero() }

// Record is an event as it stands in the log: chained by hash to the one
// before, with the time it was written besides its case time.
type Record struct {
	Event
	RecordedAt time.Time `json:"recorded_at"`
	Hash       string    `json:"hash"` // SHA-256 (hex) over the previous hash and this event
}

// Received gives the payments as notices and claims take them.
func (v CaseView) Received() (out []Received) {
	for _, p := range v.Payments {
		out = append(out, Received{Date: p.Date, Amount: p.Amount.Cents, Accessory: p.Accessory})
	}
	return out
}

// EarlierCycle is what happened in a cycle of a case that closed and came back to
// life: its events are a chain of their own.
type EarlierCycle struct {
	Cycle    int      `json:"cycle"`
	Timeline []Record `json:"timeline"`
}

// CaseView is everything on record about a case, for people.
type CaseView struct {
	Case        Case        `json:"case"`
	Creditor    Creditor    `json:"creditor"`
	Debtor      Debtor      `json:"debtor"`
	Invoice     Invoice     `json:"invoice"`
	Payments    []Payment   `json:"payments,omitempty"` // on the invoice, in this cycle or an earlier one
	Credits     []Received  `json:"credits,omitempty"`  // credit notes, likewise
	Particulars Particulars `json:"particulars,omitzero"`
	// NoticeReceived is the day from which a formal notice has effect, sent in
	// this cycle or an earlier one.
	NoticeReceived calendar.Date  `json:"notice_received,omitzero"`
	Messages       []Message      `json:"messages,omitempty"` // of this cycle and of earlier ones, as payments
	Tasks          []Task         `json:"tasks,omitempty"`
	Timeline       []Record       `json:"timeline,omitempty"`
	Earlier        []EarlierCycle `json:"earlier,omitempty"` // what happened before the case came back to life, the oldest first
	Opened         time.Time      `json:"opened"`
	On             calendar.Date  `json:"-"`
	// Rules are those of the plan that the case follows; zero where only what is
	// claimed was asked for.
	Rules Rules `json:"-"`
}

// LastUnknown is the newest message of which nobody knows whether it left; 0 when
// there is none.
func (v CaseView) LastUnknown() int64 {
	for _, m := range slices.Backward(v.Messages) {
		if m.State == MessageUnknown {
			return m.ID
		}
	}
	return 0
}

// Reopening says why a closed case is brought back to life, as its next cycle.
type Reopening struct {
	Reason Reason    // fact (a returned payment), by_person …
	Author string    // user name
	At     time.Time // case time; zero is now
	// Version of the closed case that the author saw: CodeConflict for another one
	// by now; 0 asks for none.
	Version int64
}
