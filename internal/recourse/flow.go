package recourse

import (
	"context"
	"fmt"
	"slices"
	"time"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/lifecycle"
)

// Platform is the Flow service of the platform that keeps the creditors' electronic
// invoices. It is asked; nothing is sent to it.
type Platform interface {
	// Search lists lifecycle messages that changed after an instant, or the page
	// that a cursor stands for.
	Search(ctx context.Context, after time.Time, cursor string) (lifecycle.FlowPage, error)
	// Flow tells how a message stands.
	Flow(ctx context.Context, id string) (lifecycle.Flow, error)
	// Message gives the exact bytes of one; CodeNotFound when it is not given.
	Message(ctx context.Context, id string) ([]byte, error)
}

// PlatformReader is the author of what is taken in from the platform, whoever asked for it.
const PlatformReader = "platform"

// FlowStore keeps which messages a platform has listed, and what became of each.
type FlowStore interface {
	KeepFlows(ctx context.Context, state lifecycle.FlowState, page []lifecycle.Flow) (fresh int, err error)
	WaitingFlows(ctx context.Context, platform string, most int) ([]lifecycle.Flow, error)
	NoteFlow(ctx context.Context, platform string, n lifecycle.FlowNote) error
}

// FlowLog keeps how the reading of a platform stands.
type FlowLog interface {
	FlowState(ctx context.Context, platform string) (lifecycle.FlowState, error)
	NoteFlowRound(ctx context.Context, state lifecycle.FlowState) error
}

// Bounds of a round; what is left over waits for the next.
const (
	firstFlows = 30 * 24 * time.Hour // before the first round: what is older is taken in as files
	mostPages  = 100

	mostFlowsOfPage = 100
	mostFlows       = 1000
	mostSilence     = 3 // messages in a row that the platform does not answer for
)

// FlowRound is what a reading of the platform brought.
type FlowRound struct {
	lifecycle.FlowState
	Fresh    int           `json:"new"`  // messages that were not listed before
	Read     int           `json:"read"` // messages whose statuses were taken in
	Statuses []TakenStatus `json:"statuses"`
}

// FetchStatuses reads what the platform lists since the last time and takes the
// lifecycle messages in, as those of a file. A message is listed in one
// transaction with the cursor behind it and stays until it was read, so that each
// counts exactly once, whatever is interrupted. Nothing is sent to the platform.
//
// Whoever records answers for one creditor may have the platform read now: what is
// read is the same that the schedule would read, in its name, and he is shown the
// statuses of his own creditors.
func (d *Desk) FetchStatuses(ctx context.Context, who Actor) (out FlowRound, err error) {
	if err := access.MayForOne(who, access.RecordAnswer); err != nil {
		return out, err
	}
	if d.Platform == nil {
		return out, dunning.Errorf(dunning.CodeConflict, "no platform is asked for statuses").
			WithHint("write statuses.platform in the configuration, or take messages in as files")
	}
	out.Statuses = []TakenStatus{}
	if out.FlowState, err = d.FlowLog.FlowState(ctx, d.PlatformName); err != nil {
		return out, err
	}
	if out.Since.IsZero() {
		out.Since = d.Now()
	}
	out.Fault = ""
	err = d.listFlows(ctx, &out)
	if err == nil || dunning.ErrorCode(err) == dunning.CodeConflict { // what a strange list held is good
		if read := d.readFlows(ctx, access.Own(PlatformReader), &out); err == nil {
			err = read
		}
	}
	if err != nil {
		out.Fault, out.FaultAt = err.Error(), d.Now()
	}
	if noted := d.FlowLog.NoteFlowRound(ctx, out.FlowState); err == nil {
		err = noted
	}
	if now, reading := d.FlowLog.FlowState(ctx, d.PlatformName); reading == nil {
		out.FlowState = now
	}
	out.Statuses = slices.DeleteFunc(out.Statuses, func(t TakenStatus) bool { return access.May(who, access.SeeCases, t.Case.Creditor) != nil })
	return out, err
}

// FlowState tells how the reading of the platform stands; false when none is asked.
func (d *Desk) FlowState(ctx context.Context, who Actor) (lifecycle.FlowState, bool, error) {
	if err := access.MayForOne(who, access.SeeCases); err != nil || d.Platform == nil {
		return lifecycle.FlowState{}, false, err
	}
	state, err := d.FlowLog.FlowState(ctx, d.PlatformName)
	return state, true, err
}

// listFlows reads the list to its end, page by page.
func (d *Desk) listFlows(ctx context.Context, out *FlowRound) error {
	after, cursor := out.Cursor.Add(-time.Millisecond), ""
	switch {
	case !out.Cursor.IsZero():
	case !d.PlatformSince.IsZero():
		after = d.PlatformSince.UTC().Add(-2 * time.Hour) // a day begins earlier in France
	default:
		after = out.Since.Add(-firstFlows)
	}
	var newest time.Time
	for range mostPages {
		page, err := d.Platform.Search(ctx, after, cursor)
		if err != nil {
			return err
		}
		next, more, stop := page.Next()
		if n := page.Newest(); n.After(newest) {
			newest = n
		}
		if stop == nil && page.Cursor == "" { // a list by cursors may be in any order until its end
			out.Advance(newest, d.Now())
		}
		list := slices.DeleteFunc(slices.Clone(page.Flows), func(f lifecycle.Flow) bool { return f.Syntax != lifecycle.FlowSyntax && f.Syntax != "" })
		fresh, err := d.Flows.KeepFlows(ctx, out.FlowState, list)
		if err != nil {
			return err
		}
		out.Fresh += fresh
		switch {
		case stop != nil:
			return stop
		case !more:
			out.LookedAt = d.Now()
			return nil
		case page.Cursor != "":
			cursor = page.Cursor
		default:
			after = next
		}
	}
	if cursor != "" {
		return dunning.Errorf(dunning.CodeConflict, "the platform lists more than %d messages at once", mostPages*mostFlowsOfPage)
	}
	return nil // the rest is read by the next round, from here
}

// readFlows reads the messages that are listed and not read yet.
func (d *Desk) readFlows(ctx context.Context, who Actor, out *FlowRound) error {
	waiting, err := d.Flows.WaitingFlows(ctx, d.PlatformName, mostFlows)
	if err != nil {
		return err
	}
	silent := 0
	for _, f := range waiting {
		note, taken, err := d.readFlow(ctx, who, f)
		if err != nil && (ctx.Err() != nil || dunning.ErrorCode(err) != dunning.CodeUnavailable) {
			return err
		}
		if err != nil { // another round may find it
			if silent++; silent == mostSilence {
				return err
			}
			continue
		}
		silent = 0
		out.Statuses = append(out.Statuses, taken...)
		if note.Outcome == lifecycle.FlowTaken {
			out.Read++
		}
		if err := d.Flows.NoteFlow(ctx, d.PlatformName, note); err != nil {
			return err
		}
	}
	return nil
}

// readFlow reads one message and takes its statuses in. An error is of the
// platform as a whole, or of the store; what concerns this message alone is in
// the note.
func (d *Desk) readFlow(ctx context.Context, who Actor, f lifecycle.Flow) (note lifecycle.FlowNote, taken []TakenStatus, err error) {
	note = lifecycle.FlowNote{ID: f.ID, Ack: f.Ack, Outcome: lifecycle.FlowWaiting}
	if f.Ack == lifecycle.FlowPending {
		now, err := d.Platform.Flow(ctx, f.ID)
		if fault, mine := ofOneFlow(err); mine {
			note.Fault = fault
			return note, nil, nil
		}
		if err != nil || now.Ack == lifecycle.FlowPending {
			return note, nil, err
		}
		note.Ack = now.Ack
	}
	if note.Ack == lifecycle.FlowError {
		note.Outcome, note.Fault = lifecycle.FlowRefused, "la plateforme a rejeté ce message"
		return note, nil, nil
	}
	data, err := d.Platform.Message(ctx, f.ID)
	if fault, mine := ofOneFlow(err); mine {
		note.Fault = fault
		return note, nil, nil
	}
	if err != nil {
		return note, nil, err
	}
	taken, err = d.TakeStatuses(ctx, who, fmt.Sprintf("%s/%s", d.PlatformName, f.ID), data, lifecycle.DoorFlow)
	if dunning.ErrorCode(err) == dunning.CodeInvalid { // what it holds cannot be kept: the others can
		note.Fault = err.Error()
		return note, taken, nil
	}
	if err != nil {
		return note, taken, err
	}
	note.Outcome = lifecycle.FlowTaken
	if i := slices.IndexFunc(taken, func(t TakenStatus) bool { return t.Verdict != lifecycle.Refused }); i < 0 {
		note.Outcome, note.Fault = lifecycle.FlowRefused, "message illisible"
		if len(taken) > 0 {
			note.Fault = taken[0].Why
		}
	}
	return note, taken, nil
}

// ofOneFlow tells whether an error concerns one message alone: the platform does
// not give it, or it is larger than any message.
func ofOneFlow(err error) (string, bool) {
	switch dunning.ErrorCode(err) {
	case dunning.CodeNotFound, dunning.CodeRejected:
		return err.Error(), err != nil
	}
	return "", false
}
