package reconcile

import (
	"context"
	"time"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/dunning"
)

// Import takes the entries of one bank file in. It is not safe for concurrent
// use; several may run at once.
type Import interface {
	// Take decides over the entries of a lot and records what is sure. It gives
	// one result for each entry. An error means that the rest was not taken in;
	// taking the file in again completes it.
	Take(ctx context.Context, lot BankLot) ([]BankResult, error)
	// Finish notes that the file was read.
	Finish(ctx context.Context, e FileEnd) error
}

// BankRead describes one reading of a bank file.
type BankRead struct {
	Creditor string    // id
	Name     string    // of the file
	Author   string    // user name
	At       time.Time // case time of what it records; zero is now
	Policy   Policy    // the zero value means reconcile.DefaultPolicy
	HoldDays int       // how long a doubtful payment suspends a case; 0 means 10
	Chunk    int       // lines of one transaction; 0 means 1,000
	DryRun   bool      // decide, write nothing

	// Claim works out what may be claimed besides the balance, for lines that
	// bring more: interest and fee. Nil knows of the fixed fee alone.
	Claim func(claim.Input) (dunning.Claim, error)

	// After is the import of the file before, when one run takes in several of
	// one creditor: it saves reading the debtors again, and a dry run goes on
	// from what it decided.
	After Import
}

// BankLot is entries of one statement that are taken in together.
type BankLot struct {
	Account string // bank.Statement.AccountKey
	Kind    bank.Kind
	Format  bank.Format
	Entries []bank.Entry
}

// BankResult is what became of one entry.
type BankResult struct {
	Line     int64 // number of the line; 0 in a dry run
	Known    bool  // on record before, and not decided again
	State    LineState
	Decision Decision
	Err      error // it could not be recorded; the others were
}

// FileEnd is how the reading of a bank file ended.
type FileEnd struct {
	Format bank.Format
	Sum    []byte // SHA-256 of its bytes; nil when not known
	Fault  string // why it was not read to its end, or empty
	// Until is the last day (inclusive) whose bookings the file shows in full;
	// zero when it does not tell, as a notification of single bookings.
	Until calendar.Date
}
