package dunning

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/money"
)

// Kind names what happened to a case.
type Kind string

// Facts: told by people, banks, carriers and debtors. Each is a signal and an
// update of the same name.
const (
	KindPaid           Kind = "paid"
	KindCredited       Kind = "credited"
	KindDispute        Kind = "dispute"
	KindResolveDispute Kind = "resolve_dispute"
	KindPromise        Kind = "promise"
	KindInstalments    Kind = "instalments"
	KindHold           Kind = "hold"
	KindRelease        Kind = "release"
	KindReschedule     Kind = "reschedule"
	KindReceived       Kind = "received" // a public buyer received the payment request: his period runs
	KindReply          Kind = "reply"
	KindBounce         Kind = "bounce"
	KindContact        Kind = "contact" // an address was added or mended
	KindLetterStatus   Kind = "letter_status"
	KindInsolvency     Kind = "insolvency"
	KindWaive          Kind = "waive"      // interest or the fee is given up for this invoice
	KindCost           Kind = "cost"       // a justified cost above the fixed fee
	KindLimitation     Kind = "limitation" // limitation was interrupted or suspended
	KindClaim          Kind = "claim"      // interest and fee left after the principal are claimed, by other means than a notice
	KindApprove        Kind = "approve"
	KindReject         Kind = "reject"
	KindRetry          Kind = "retry"
	KindSkip           Kind = "skip"
	KindSettle         Kind = "settle" // a person says whether an unknown send left
	KindClose          Kind = "close"
	KindChangePlan     Kind = "change_plan" // the case follows another plan, or another version of its own
)

// Doings: what the service did about a decision of Next.
const (
	KindOpened     Kind = "opened"
	KindSent       Kind = "sent"
	KindSkipped    Kind = "skipped"
	KindDeferred   Kind = "deferred" // waits until NotBefore
	KindWithheld   Kind = "withheld" // a switch holds every send
	KindRefused    Kind = "refused"
	KindUnknown    Kind = "unknown"
	KindAsked      Kind = "asked" // approval was asked for
	KindLapsed     Kind = "lapsed"
	KindDelegated  Kind = "delegated" // a call or SMS was given to a person
	KindHandedOver Kind = "handed_over"
	KindAttention  Kind = "attention"
	KindUnreadable Kind = "unreadable" // a message was not understood, or was refused
	KindThanked    Kind = "thanked"
	KindClosed     Kind = "closed"
)

// KindDebtorChanged is the kind of an event that gives a case another debtor: two
// on record were one. A merging alone makes it, never a signal.
const KindDebtorChanged Kind = "debtor_changed"

// Facts lists the kinds that come from outside, in the order of the docs.
func Facts() []Kind {
	return []Kind{
		KindPaid, KindCredited, KindDispute, KindResolveDispute, KindPromise, KindInstalments, KindHold,
		KindRelease, KindReschedule, KindReply, KindBounce, KindContact, KindLetterStatus, KindInsolvency,
		KindWaive, KindClaim, KindCost, KindLimitation, KindApprove, KindReject, KindRetry, KindSkip, KindSettle, KindClose, KindReceived,
		KindChangePlan,
	}
}

// Event is one thing that happened to a case. Amounts are cents of the case's
// currency; At is case time (UTC), which runs ahead of the clock when a test
// or the demo skips time. It holds no personal data.
type Event struct {
	Seq         int64         `json:"seq,omitempty"` // 1, 2, 3 … within the case, given by the store
	ID          string        `json:"id,omitempty"`  // idempotency key; the same twice counts once
	Kind        Kind          `json:"kind"`
	At          time.Time     `json:"at,omitzero"`
	Reason      Reason        `json:"reason,omitempty"`
	Step        string        `json:"step,omitempty"`
	Source      string        `json:"source,omitempty"` // of a payment: manual, bank, api …
	Author      string        `json:"author,omitempty"` // user name of whoever told it
	Amount      money.Cents   `json:"amount,omitempty"`
	Accessory   money.Cents   `json:"accessory,omitempty"` // of a payment, besides Amount: to late interest and the fixed fee
	Date        calendar.Date `json:"date,omitzero"`       // value date, promised date, new due date, judgment, receipt of the request
	End         calendar.Date `json:"end,omitzero"`        // of an event of limitation
	Category    string        `json:"category,omitempty"`
	Hold        HoldKind      `json:"hold,omitempty"`
	Status      string        `json:"status,omitempty"` // of a letter; "sent" or "not_sent" for settle; Withdrawn
	Outcome     Outcome       `json:"outcome,omitempty"`
	Instalments []Instalment  `json:"instalments,omitempty"`
	Message     int64         `json:"message,omitempty"`  // id of the message it concerns
	Document    string        `json:"document,omitempty"` // SHA-256 (hex) of the letter that was shown or agreed to; of the bill of a cost
	Note        string        `json:"note,omitempty"`     // SHA-256 (hex) of the words that belong to it, kept as a document
	Tracking    string        `json:"tracking,omitempty"` // of a letter
	Wording     string        `json:"wording,omitempty"`  // of sent: mark of the creditor's own text that it was written by
	Plan        string        `json:"plan,omitempty"`     // id of the plan that the case follows from here on

	// HandedAt is the recorded time of the hand-over of the message: what was
	// recorded later counts as after the send.
	HandedAt time.Time `json:"handed_at,omitzero"`

	// Filled in by the store and by Complete.
	Balance   *money.Cents  `json:"balance,omitempty"`   // open after the event, absolute
	Due       calendar.Date `json:"due,omitzero"`        // of a receipt: the due date that follows from it
	Left      Left          `json:"left,omitzero"`       // of money: what stays due besides a principal that is paid
	NotBefore time.Time     `json:"not_before,omitzero"` // the next step does not leave earlier
	Until     time.Time     `json:"until,omitzero"`      // a hold or an approval lapses then
	Deadline  calendar.Date `json:"deadline,omitzero"`   // printed in the notice
	ThankAt   time.Time     `json:"thank_at,omitzero"`   // the thanks or the receipt leave then
	Instants  []time.Time   `json:"instants,omitempty"`  // of the steps from Done on, when they moved

	// Of a change of debtor: his reference from here on, and that of the one before.
	Debtor string `json:"debtor,omitempty"`
	Former string `json:"former_debtor,omitempty"`

	// Of a change of plan: the version of the plan, its least sum to chase, and the
	// steps with which the case goes on.
	PlanVersion int             `json:"plan_version,omitempty"`
	Minimum     money.Cents     `json:"minimum,omitempty"`
	Steps       []ScheduledStep `json:"steps,omitempty"`
}

// Brief leaves out what no decision rests on, so that a workflow's history holds
// no more than it needs, and no name of an author. Applying the brief event
// gives the same case, but for the authors of holds.
func (e Event) Brief() Event {
	source := e.Source
	e.ID, e.Message, e.Source, e.Author, e.Tracking, e.Document, e.Note, e.Wording, e.Deadline = "", 0, "", "", "", "", "", "", calendar.Date{}
	e.HandedAt = time.Time{}
	if source == SourceStatus && (e.Kind == KindHold || e.Kind == KindRelease) {
		e.Source = source // which of two holds of a kind it is
	}
	switch e.Kind {
	case KindPaid, KindCredited:
		e.Amount, e.Accessory, e.Date, e.Reason = 0, 0, calendar.Date{}, ""
	case KindWaive:
		e.Amount, e.Date = 0, calendar.Date{}
	case KindReceived:
		e.Date = calendar.Date{}
	case KindChangePlan:
		e.Plan, e.PlanVersion, e.Category = "", 0, ""
	case KindDebtorChanged:
		e.Former, e.Category = "", ""
	case KindCost, KindLimitation, KindClaim:
		e.Amount, e.Date, e.End, e.Category, e.Status = 0, calendar.Date{}, calendar.Date{}, "", ""
	case KindSent, KindThanked, KindClosed, KindAsked, KindHandedOver, KindRefused, KindUnknown:
		e.Reason = ""
	}
	return e
}
