package dunning

import (
	"crypto/sha256"
	"time"

	"relance/internal/money"
)

// The send protocol in five calls, which the store keeps and the activities
// drive: Reserve, then SaveRendered, then (with the server waiting for the
// text) HandOver, then Finish; or Withhold when sending is off.

// ReserveRequest asks for the right to send a case's step.
type ReserveRequest struct {
	Ref   Ref
	Step  string    // of the plan, or "thanks"
	Known int64     // version of the case that the asker holds
	Now   time.Time // case time
	Owner string    // the same for every attempt of one activity
	// Templates is a digest of the templates that the asker writes by; a message
	// that was written by others is written again.
	Templates string
}

// ReserveState says what came of a ReserveRequest.
type ReserveState string

// The answers to a claim.
const (
	ReserveGranted ReserveState = "claimed" // send Message
	ReserveMoved   ReserveState = "moved"   // nothing to send: Events tell why
	ReserveBusy    ReserveState = "busy"    // somebody else is sending it: ask again shortly
)

// Reserved is the answer to a ReserveRequest. Message, Notice, Attachments and
// Thread are set when it was granted. Notice lacks the claims (interest, fee)
// and the totals: the activity works them out.
type Reserved struct {
	State       ReserveState
	Ref         Ref     // of the case that asked
	Events      []Event // after the version that was known, in order
	Message     Message
	Notice      Notice
	Attachments []Document // the PDF of each invoice
	Thread      []string   // Message-IDs of earlier mails to this debtor, oldest first
	Rendered    []byte     // the bytes of an earlier attempt, which are sent as they are
}

// Rendered is a message as it will leave, byte for byte.
type Rendered struct {
	MessageID string // without angle brackets
	Subject   string
	Recipient string
	MediaType string
	Bytes     []byte
	Cost      money.Cents // euros that a letter will cost; 0 when nobody knows
	Wording   string      // mark of the creditor's own text that it is written by; empty for the program's
	// PassedOver is the mark of the own text that could not be used, a colon and why;
	// empty where there was none.
	PassedOver string
}

// SendOutcome is what became of a hand-over.
type SendOutcome string

// The outcomes. Only SendRetry may be tried again.
const (
	SendAccepted SendOutcome = "accepted"
	SendRefused  SendOutcome = "refused"
	SendUnknown  SendOutcome = "unknown"
	SendRetry    SendOutcome = "retry"
)

// Finished reports the outcome of a message to the store.
type Finished struct {
	Message  int64
	Outcome  SendOutcome
	Address  bool      // refused because of the address: it is marked as bounced
	Reply    string    // server's code and words, without addresses
	Tracking string    // of a letter, when the carrier gave one
	At       time.Time // case time
	Ref      Ref       // whose events are wanted back
	Known    int64
}

// Recorded is the answer to the recording of an event.
type Recorded struct {
	Events    []Event // after the version that was known, in order
	Case      Case    // after them
	Duplicate bool    // it was on record already and counted once
}

// Recording asks for an event to be recorded.
type Recording struct {
	Ref    Ref
	Known  int64
	Event  Event
	Notify bool   // tell the workflow: set by everybody but the workflow itself
	Strict bool   // a decision: record it only if the case is still at version Known
	Draft  *Draft // the letter that is asked about, or agreed to; kept with the event
	Page   []byte // its PDF

	// Open says that a payment is of all that is open when it is recorded. Its
	// Amount is then filled in; CodeConflict when nothing is.
	Open bool
	// Seen is the version that the author of the event saw; 0 is not said. When
	// the case is at another one, nothing is recorded: CodeConflict, and the
	// answer holds the case as it is.
	Seen int64
	// Identified says that it is known who the author of the event is: where two
	// people must agree, nobody else counts.
	Identified bool
	// Key recognises a request that is sent twice, among those of the creditor;
	// empty is none. The second one comes back as Duplicate. Sum is the SHA-256 of
	// what it asks for: the same key with another content is CodeConflict; zero is
	// not said.
	Key string
	Sum [sha256.Size]byte
}

// Kinds of what Temporal is told.
const (
	OutboxStart  = "start"  // start the workflow of a case
	OutboxSignal = "signal" // tell it an event that is on record
)

// Outgoing is something that Temporal must still be told.
type Outgoing struct {
	ID       int64
	Kind     string
	Ref      Ref
	Workflow string // workflow id
	Case     Case   // of a start: as it stands now
	Event    Event  // of a signal: as recorded
	Attempts int    // this one included
}
