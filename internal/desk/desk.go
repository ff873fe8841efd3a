package desk

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// Scope says whose cases are looked at.
type Scope struct {
	Creditor string   // id; empty is all of Among
	Among    []string // ids; empty is every creditor
	// On is the day of the work: a task that was put off beyond it is left out.
	On calendar.Date
	// Later asks for the tasks that were put off beyond On instead.
	Later bool
}

// Job is a task with what a person needs to know to do it.
type Job struct {
	dunning.Task
	Debtor   string // Debtor.Key
	Name     string // of the debtor
	Contact  string // who answers at the debtor's; empty when not known
	Due      calendar.Date
	Balance  money.Cents
	Currency string
	Level    dunning.Level // level of the step that the task is about; empty for none
	Draft    dunning.Draft // the letter as it was shown last; zero for none
	Mail     int64         // the newest mail that waits on the case; 0 for none
	Words    string        // text of that mail, without quotation
	Says     []Intent      // what that mail was found to say
	Passed   int           // messages that left in the program's words because of the text that the task is about
}

// Intent is something that a mail says: a proposal for a person.
type Intent struct {
	Kind   string        `json:"kind"`
	Date   calendar.Date `json:"date"`
	Amount *money.Cents  `json:"amount"`
}

// Day is what the page of the day's work shows.
type Day struct {
	Jobs      []Job
	More      bool // there are more tasks than the page shows
	Later     int  // how many tasks were put off to another day
	Lines     []reconcile.BankLine
	LineCount int
	LineSum   money.Cents // sum of the open bank lines in euros
	Leaving   []Leaving   // what acts before the day is over
	Kept      []Kept      // what did not leave on the last day of sends, most frequent first
	KeptOn    calendar.Date
	Feeds     []Feed
	Next      time.Time // when a case acts after today; zero for none
}

// Leaving is a case that acts today, as it stands.
type Leaving struct {
	Case dunning.Case
	Name string // of the debtor
	At   time.Time
}

// Kept counts cases that did not send for a reason.
type Kept struct {
	Reason dunning.Reason
	Cases  int
}

// Feed is where news come from, and how old they are.
type Feed struct {
	Kind string // FeedBank or FeedMail
	Name string // creditor, or mailbox
	At   time.Time
	Bad  bool // the last reading ended with a fault
}

// The kinds of feeds.
const (
	FeedBank = "bank"
	FeedMail = "mail"
)

// Counts are the figures beside the pages in the navigation, each capped.
type Counts struct{ Jobs, Cases, Lines, Letters int }

// Most that is counted.
const (
	MostJobs  = 1000
	MostCases = 10000
)

// Bucket is how late an invoice is.
type Bucket string

// The buckets: as-of minus due, in days, bounds inclusive.
const (
	NotDue  Bucket = "0"
	To30    Bucket = "1-30"
	To60    Bucket = "31-60"
	To90    Bucket = "61-90"
	Beyond  Bucket = "91"
	AnyLate Bucket = "late" // every bucket but the first; not one of Buckets
)

// Buckets lists them from the youngest to the oldest.
func Buckets() []Bucket { return []Bucket{NotDue, To30, To60, To90, Beyond} }

// Span gives the due dates of a bucket as of a day: from and to, inclusive; zero
// is without bound.
func (b Bucket) Span(on calendar.Date) (from, to calendar.Date) {
	switch b {
	case NotDue:
		return on, calendar.Date{}
	case To30:
		return on.AddDays(-30), on.AddDays(-1)
	case To60:
		return on.AddDays(-60), on.AddDays(-31)
	case To90:
		return on.AddDays(-90), on.AddDays(-61)
	case Beyond:
		return calendar.Date{}, on.AddDays(-91)
	case AnyLate:
		return calendar.Date{}, on.AddDays(-1)
	}
	return calendar.Date{}, calendar.Date{}
}

// BucketOf is the bucket of a due date as of a day.
func BucketOf(due, on calendar.Date) Bucket {
	switch late := on.Sub(due); {
	case late <= 0:
		return NotDue
	case late <= 30:
		return To30
	case late <= 60:
		return To60
	case late <= 90:
		return To90
	}
	return Beyond
}

// Selection says which cases to list. Empty fields do not restrict.
type Selection struct {
	Scope
	Text   string // start of the invoice number, or part of the debtor's name or reference
	Debtor string // Debtor.Key; needs a creditor
	Status string // a state, or needs_attention
	Hold   dunning.HoldKind
	Bucket Bucket
	Level  dunning.Level // of the last step that was done
	Plan   string        // id
	Owner  string        // login of the person in charge
	Nobody bool          // nobody in particular is in charge
	Least  money.Cents   // balance at least this much
	Most   money.Cents   // and at most; 0 is no bound
	Before time.Time     // wants to act before this instant
	Closed bool          // those that are over, too
	On     calendar.Date
	After  CaseCursor
	Limit  int
	Sum    bool // totals are wanted
	Whole  bool // a text stands for every debtor that it names, however many: for a file, not for a page
}

// Totals sum a selection up, in one currency.
type Totals struct {
	Currency string
	Count    int
	Open     map[Bucket]money.Cents // what debtors owe, by bucket
	Number   map[Bucket]int
	Credit   money.Cents // what is owed to debtors: negative balances, never netted
	Short    bool        // the text of the selection names more debtors than MostNamed: some cases are left out
}

// MostNamed is how many debtors a text stands for: what a person types narrows down, it
// does not enumerate.
const MostNamed = 1000

// Sum is what debtors owe in all.
func (t Totals) Sum() (sum money.Cents) {
	for _, c := range t.Open {
		sum += c
	}
	return sum
}

// File is a reading of a bank file.
type File struct {
	ID       int64
	Creditor string
	Name     string
	Format   string
	Entries  int
	Fresh    int // of them not on record before
	Fault    string
	Author   string
	At       time.Time
	Finished bool
}

// SavedView is a selection that a person comes back to: the query of its address.
type SavedView struct{ Name, Query string }

// SharedView is a selection that everybody of a creditor is offered.
type SharedView struct {
	Creditor    string
	Name, Query string
	Author      string // login of whoever shared it
}

// Habits are what a person arranged about a list.
type Habits struct {
	Views   []SavedView  // own, by name
	Shared  []SharedView // of the creditors that are looked at, by name
	Columns []string     // chosen for the list; empty is nothing chosen
}

// DebtorRow is a debtor in a list.
type DebtorRow struct {
	Creditor, Key, Name, Currency string
	Cases                         int
	Open, Late                    money.Cents
	Oldest                        calendar.Date // due date
	Among                         int           // how many debtors owe, where the list holds those who owe most
}

// Hit is something that a search found.
type Hit struct {
	Kind     string // HitCase, HitDebtor or HitLine
	Creditor string
	Key      string // number of the invoice, key of the debtor, number of the line
	Name     string // of the debtor, or of who paid
	Due      calendar.Date
	Amount   money.Cents
	Currency string
	Closed   bool
	Exact    bool // it is what was asked for to the letter
}

// The kinds of hits.
const (
	HitCase   = "case"
	HitDebtor = "debtor"
	HitLine   = "line"
)
