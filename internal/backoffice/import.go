package backoffice

import (
	"fmt"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/intake"
	"relance/internal/money"
)

// Source is where files are read: a folder, an upload, a mail.
type Source interface {
	// Read gives the bytes of a file up to a number of them and one more, so
	// that whoever looks at them sees that there are too many.
	Read(name string, most int64) ([]byte, error)
	// Has tells whether there is a file of this name.
	Has(name string) bool
}

// Progress hears how far long work has come: done of total files when of is
// empty, else lines of the file of this name. Done is 0 at the beginning and
// total at the end.
type Progress func(of string, done, total int)

// Report tells whoever listens how far it has come.
func (p Progress) Report(of string, done, total int) {
	if p != nil {
		p(of, done, total)
	}
}

// Import asks for invoices to be taken in.
type Import struct {
	Files    []string // names in Source; a PDF that a list names is its attachment
	Source   Source
	Creditor string            // of invoices that do not name theirs
	Plan     string            // of these invoices; empty is the debtor's, else the creditor's
	Profile  string            // software that wrote a CSV file; empty is found out
	Map      map[string]string // column of a field in a CSV file
	Chase    []string          // numbers to chase although the rules leave them out
	DryRun   bool              // read and decide, record nothing
	Progress Progress
	// Whole hears of each file that was read to its end, and of each PDF that
	// belongs to a line of a list; nil tells nobody.
	Whole func(name, list string)
}

// ImportOutcome is what became of a file or a line.
type ImportOutcome string

// The outcomes of an import.
const (
	Started     ImportOutcome = "started"
	WouldStart  ImportOutcome = "would_start" // of a dry run
	AlreadyIn   ImportOutcome = "same"        // on record already, with the same facts
	OnRecord    ImportOutcome = "on_record"   // of a dry run: on record, not compared
	Repeated    ImportOutcome = "repeated"    // twice in one file
	Attached    ImportOutcome = "attached"    // a PDF that belongs to a line
	Credited    ImportOutcome = "credited"    // a credit note, set against its invoice
	WouldCredit ImportOutcome = "would_credit"
	NotChased   ImportOutcome = "not_chased"
	Conflicting ImportOutcome = "conflict" // on record with other facts, which stay
	Failed      ImportOutcome = "failed"
	Remark      ImportOutcome = "remark" // about the file as a whole
)

// Entry is what became of one file or one line of it.
type Entry struct {
	File       string // empty for a number that was asked for and is in no file
	Line       int    // 0 for a file that is one invoice
	Outcome    ImportOutcome
	Number     string
	Creditor   string // id
	Debtor     string // dunning.Debtor.Key
	DebtorName string
	Due        calendar.Date
	DueRule    dunning.DueRule
	Payable    money.Cents
	Currency   string
	Regime     dunning.Regime
	RegimeRule intake.RegimeRule
	Status     string    // of the case that was started
	FirstStep  string    // of the case that was or would be started
	FirstAt    time.Time // its instant
	NoAddress  bool      // the case waits for an address
	Reason     intake.Reason
	Text       string // French: why it is not chased, or what was remarked about the file
	RepeatOf   int    // line of the same file
	PDFOf      string // number of the invoice that a PDF belongs to
	Credit     *CreditResult
	Notes      []Note // in the order in which they came up

	Differences []dunning.Difference // of a conflict
	Err         error                // of a conflict or failure; names file and line

	mayPass bool // it failed for a reason that passes
}

// Place is the file and line of the entry.
func (e *Entry) Place() string { return Place(e.File, e.Line) }

// notRecorded enters that the store could not record it.
func (e *Entry) notRecorded(err error) {
	code := dunning.ErrorCode(err)
	e.Outcome, e.Err = Failed, fmt.Errorf("%s: %w", e.Place(), err)
	e.mayPass = code == dunning.CodeUnavailable || code == dunning.CodeInternal
}

// RegimeOnRecord is the rule of a regime that is known of the debtor: an
// assumption does not overwrite it.
const RegimeOnRecord intake.RegimeRule = "on_record"

// NoteCode says what a note is about, from a closed list.
type NoteCode string

// The notes on an invoice.
const (
	NoteText        NoteCode = "text"         // Text says it in French
	NoteForced      NoteCode = "forced"       // chased because a person asked for it, in spite of Text
	NoteNotForcible NoteCode = "not_forcible" // a person asked for the chase, but there is nothing to chase
	NoteNoPDF       NoteCode = "no_pdf"       // Text says why no PDF is attached
	NoteOwnAddress  NoteCode = "own_address"  // the debtor's e-mail address Text is the creditor's own
	NoteDue         NoteCode = "due"          // Text says what the law allows instead of the due date; Given is the kind of the warning
	NoteOtherRate   NoteCode = "other_rate"   // the invoice states the rate Given, the creditor claims Own
)

// Note is a remark about an invoice that a person should see.
type Note struct {
	Code       NoteCode
	Text       string
	Given, Own string // rates, in the form of the configuration
}
