package workflows

import (
	"encoding/json"

	"relance/internal/dunning"
)

// Task queues. Each has its own rate limit and its own workers.
const (
	TaskQueueDunning = "dunning" // workflows, and what only touches the database
	TaskQueueMail    = "mail"    // e-mails
	TaskQueueLetters = "letters" // letters and registered letters
)

// DunningWorkflow is the registered name of the workflow of one case.
const DunningWorkflow = "Dunning"

// ReconcileWorkflow is the registered name of the workflow that takes in the
// bank files of the drop folders, ReconcileSchedule the schedule that starts it.
const (
	ReconcileWorkflow = "Reconcile"
	ReconcileSchedule = "reconcile"
)

// WatchWorkflow is the registered name of the workflow that reads the official
// notices of insolvency proceedings, WatchSchedule the schedule that starts it.
const (
	WatchWorkflow = "Watch"
	WatchSchedule = "insolvency-watch"
)

// FetchStatusesWorkflow is the registered name of the workflow that reads the
// platform of electronic invoices, FetchStatusesSchedule the schedule that starts it.
const (
	FetchStatusesWorkflow = "FetchStatuses"
	FetchStatusesSchedule = "platform-statuses"
)

// Names of signals, and of the updates with the same meaning. A signal is
// accepted without a worker; an update answers with a Reply.
const (
	MessagePaid           = "paid"            // amount; date, id, source
	MessageCredited       = "credited"        // amount; date, id: a credit note
	MessageDispute        = "dispute"         // amount (none: everything), category
	MessageResolveDispute = "resolve_dispute" // nothing
	MessagePromise        = "promise"         // date; amount (none: everything)
	MessageInstalments    = "instalments"     // instalments [{date, amount}]; category acknowledgement
	MessageHold           = "hold"            // date (none: until released)
	MessageRelease        = "release"         // hold (none: the manual one)
	MessageReschedule     = "reschedule"      // date: the new due date
	MessageReply          = "reply"           // nothing: the debtor answered
	MessageBounce         = "bounce"          // nothing: the address does not work
	MessageContact        = "contact"         // nothing: the address was mended
	MessageLetterStatus   = "letter_status"   // status, step; date, tracking
	MessageInsolvency     = "insolvency"      // date of the judgment
	MessageWaive          = "waive"           // category interest or fee; status withdrawn takes it back
	MessageClaim          = "claim"           // nothing: what is left of interest and fee is claimed by hand
	MessageCost           = "cost"            // amount, date; status withdrawn takes it back
	MessageLimitation     = "limitation"      // category, date; end, status withdrawn takes it back
	MessageApprove        = "approve"         // step (none: the one that waits)
	MessageReject         = "reject"          // step (none: the one that waits)
	MessageRetry          = "retry"           // nothing: try again what failed
	MessageSkip           = "skip"            // step (none: the one that waits)
	MessageSettle         = "settle"          // status sent or not_sent; message
	MessageClose          = "close"           // outcome
	MessageReceived       = "received"        // date on which a public buyer received the payment request
	MessageChangePlan     = "change_plan"     // plan, category restart or jump: the case follows it from here on
)

// SignalOf is the signal by which a case hears of an event that is on record: that
// of its kind. Another debtor comes as another contact: nobody else may say so.
func SignalOf(kind dunning.Kind) string {
	if kind == dunning.KindDebtorChanged {
		return MessageContact
	}
	return string(kind)
}

// Queries.
const (
	QueryCase     = "case"     // the whole case
	QuerySchedule = "schedule" // what comes next, when and why
)

// Search attributes. They are never encrypted, so they hold no personal data:
// Debtor is the creditor's own customer reference.
const (
	AttributeCreditor      = "Creditor"      // Keyword
	AttributeDebtor        = "Debtor"        // Keyword
	AttributeInvoiceNumber = "InvoiceNumber" // Keyword
	AttributeCaseState     = "CaseState"     // Keyword
	AttributeCaseStep      = "CaseStep"      // Keyword
	AttributeDueDate       = "DueDate"       // Datetime
	AttributeNextActionAt  = "NextActionAt"  // Datetime
	AttributeBalanceCents  = "BalanceCents"  // Int
)

// DunningInput starts a case. Creditor and Number suffice when the invoice is
// on record; Case spares the first look-up and is filled in by relance itself.
type DunningInput struct {
	Creditor string          `json:"creditor"`
	Number   string          `json:"number"`
	Cycle    int             `json:"cycle,omitempty"`
	Case     json.RawMessage `json:"case,omitempty"`
	Messages int             `json:"messages,omitempty"` // counted before continue-as-new
}

// DunningResult is how a case ended.
type DunningResult struct {
	Outcome string `json:"outcome"`
	Balance string `json:"balance"` // "0.00"; negative when the debtor is owed
}

// Message is the payload of every signal and update; each name reads the
// fields listed beside it above. {"amount":"1200.00","date":"2026-03-02"} is
// enough for "paid". Unknown fields are refused, so that a typing error does
// not pass as a fact.
type Message struct {
	ID       string      `json:"id,omitempty"`     // of the source; the same one twice counts once
	Amount   json.Number `json:"amount,omitempty"` // "1200.00", in the invoice's currency
	Date     string      `json:"date,omitempty"`   // "2026-03-02"
	End      string      `json:"end,omitempty"`    // of an event of limitation
	Source   string      `json:"source,omitempty"` // bank, api …; signal when left out
	Author   string      `json:"author,omitempty"` // user name
	Category string      `json:"category,omitempty"`
	Hold     string      `json:"hold,omitempty"`
	Step     string      `json:"step,omitempty"`
	Status   string      `json:"status,omitempty"`
	Outcome  string      `json:"outcome,omitempty"`
	Tracking string      `json:"tracking,omitempty"`
	Plan     string      `json:"plan,omitempty"` // that the case follows from here on
	Message  int64       `json:"message,omitempty"`

	// Set by relance alone: the fact is on record already, as event number Seq,
	// and Recorded is that event, which spares the workflow from asking for it.
	Seq         int64           `json:"seq,omitempty"`
	Recorded    json.RawMessage `json:"recorded,omitempty"`
	Instalments []Instalment    `json:"instalments,omitempty"`
}

// Instalment is one agreed part payment.
type Instalment struct {
	Date   string      `json:"date"`
	Amount json.Number `json:"amount"`
}

// Reply answers an update.
type Reply struct {
	State     string `json:"state"`   // of the case after the message
	Balance   string `json:"balance"` // "1200.00"
	Duplicate bool   `json:"duplicate,omitempty"`
	NextAt    string `json:"next_at,omitempty"` // RFC 3339, UTC
	Reason    string `json:"reason"`            // why that comes next
}

// DunningID is the workflow ID of a case: invoice/<creditor>/<number>, and
// /<cycle> behind it when the case lives again. The number is
// percent-encoded where it holds a slash or other reserved characters.
func DunningID(creditor, number string, cycle int) string {
	return dunning.Ref{Creditor: creditor, Number: number, Cycle: cycle}.ID()
}
