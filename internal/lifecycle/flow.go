package lifecycle

import (
	"time"

	"relance/internal/dunning"
)

// DoorFlow is the door of messages that the Flow service of a platform gave. It
// is the creditor's own account there, so that its word counts as a file's.
const DoorFlow = "flow"

// Flow is a message that a platform keeps for its customer, as the platform's
// Flow service lists it (XP Z12-013).
type Flow struct {
	ID      string    // id of the message, unique at one platform
	Updated time.Time // when it last changed, by the platform's clock
	Syntax  string    // FlowSyntax for a lifecycle message
	Ack     FlowAck   // what the platform's own checks said
}

// FlowSyntax is the format of lifecycle messages.
const FlowSyntax = "CDAR"

// FlowAck is what a platform's checks said of a message. Another word than those
// below is taken for a yes: what a message says is judged by itself.
type FlowAck string

// The acknowledgements that keep a message from being read.
const (
	FlowPending FlowAck = "Pending"
	FlowError   FlowAck = "Error"
)

// FlowPage is an answer of the Flow service's search.
type FlowPage struct {
	Flows  []Flow
	Listed int    // flows in the answer, those without an id or an instant included
	Most   int    // flows that an answer holds at most
	Cursor string // what the next page is asked for with, where the platform gives one
}

// Newest is the latest instant of the page; zero when it is empty.
func (p FlowPage) Newest() (newest time.Time) {
	for _, f := range p.Flows {
		if f.Updated.After(newest) {
			newest = f.Updated
		}
	}
	return newest
}

// Next tells from when on the search continues, strictly later than that
// instant; more is false at the end of the list. The last instant of a full page
// is asked for again, for others of the same instant may follow. A page from
// which no safe instant can be told is an error: going on would lose messages.
func (p FlowPage) Next() (after time.Time, more bool, err error) {
	if p.Listed < p.Most {
		return time.Time{}, false, nil
	}
	if p.Cursor != "" {
		return time.Time{}, true, nil
	}
	newest := p.Newest()
	for i, f := range p.Flows {
		if i > 0 && f.Updated.Before(p.Flows[i-1].Updated) {
			return after, false, dunning.Errorf(dunning.CodeConflict, "the platform lists messages in no order: those that follow cannot be asked for").
				WithHint("ask the platform; messages can be taken in as files meanwhile")
		}
		if f.Updated.Before(newest) && f.Updated.After(after) {
			after = f.Updated
		}
	}
	if after.IsZero() {
		return after, false, dunning.Errorf(dunning.CodeConflict, "a whole page of messages bears one instant: those that follow cannot be asked for").
			WithHint("ask the platform; messages can be taken in as files meanwhile")
	}
	return after, true, nil
}

// flowLag is how far the cursor stays behind the clock: what a platform lists
// late is still found. A message that is seen again is known by its id.
const flowLag = time.Hour

// FlowState is how the reading of a platform stands.
type FlowState struct {
	Platform string     `json:"platform"`           // host of the platform
	Since    time.Time  `json:"since,omitzero"`     // first attempt
	LookedAt time.Time  `json:"looked_at,omitzero"` // last round in which the list was read to its end
	Cursor   time.Time  `json:"cursor,omitzero"`    // messages up to this instant are on record
	Fault    string     `json:"fault,omitempty"`    // why the last attempt failed; empty when it did not
	FaultAt  time.Time  `json:"fault_at,omitzero"`
	Waiting  int        `json:"waiting"`            // messages that are listed and not read yet
	Refused  int        `json:"refused"`            // messages that cannot be read
	Troubles []FlowNote `json:"troubles,omitempty"` // the latest messages that cannot be read, or wait after a failure
}

// Advance moves the cursor to the newest message that was listed, never past an
// hour ago and never back.
func (s *FlowState) Advance(newest, now time.Time) {
	if edge := now.Add(-flowLag); newest.After(edge) {
		newest = edge
	}
	if newest.After(s.Cursor) {
		s.Cursor = newest
	}
}

// FlowSilence is how long a platform may go unread before a person is asked.
const FlowSilence = 24 * time.Hour

// Age is how long ago the list was last read to its end, or first asked for; 0
// when it never was.
func (s FlowState) Age(now time.Time) time.Duration {
	switch {
	case !s.LookedAt.IsZero():
		return now.Sub(s.LookedAt)
	case !s.Since.IsZero():
		return now.Sub(s.Since)
	}
	return 0
}

// Silent tells whether a platform has not been read for a day.
func (s FlowState) Silent(now time.Time) bool { return s.Age(now) > FlowSilence }

// FlowNote is what became of one message.
type FlowNote struct {
	ID      string      `json:"id"`
	Ack     FlowAck     `json:"-"`
	Outcome FlowOutcome `json:"outcome"`
	Fault   string      `json:"fault,omitempty"` // why it could not be read
}

// FlowOutcome is where a listed message stands.
type FlowOutcome string

// The outcomes.
const (
	FlowWaiting FlowOutcome = "waiting"
	FlowTaken   FlowOutcome = "taken"
	FlowRefused FlowOutcome = "refused" // it is no lifecycle message, or the platform does not give it
)
