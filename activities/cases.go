package activities

import (
	"context"

	"go.temporal.io/sdk/activity"

	"relance/internal/dunning"
)

// Recorder is where facts and decisions are written down.
type Recorder interface {
	// Record writes an event and gives back what the asker does not know.
	Record(ctx context.Context, r dunning.Recording) (dunning.Recorded, error)
	// LoadCase reads a case as it stands.
	LoadCase(ctx context.Context, ref dunning.Ref) (dunning.Case, error)
}

// Tasks asks a person for something; the same task twice is one.
type Tasks interface {
	OpenTask(ctx context.Context, k dunning.Task) error
}

// Cases records what happened to a case. Log sees what Temporal may not.
type Cases struct {
	Recorder Recorder
	Tasks    Tasks
	Log      func(ctx context.Context, doing string, ref dunning.Ref, err error)
}

// RecordInput is an event of the case whose workflow asks. Known is the version that the workflow
// holds; Strict marks a decision, which is recorded only if nothing happened
// since.
type RecordInput struct {
	Known  int64         `json:"known"`
	Event  dunning.Event `json:"event"`
	Strict bool          `json:"strict,omitempty"`
}

// Recorded brings the workflow up to date: the events after the version it
// knew, in order.
type Recorded struct {
	Events    []dunning.Event `json:"events"`
	Duplicate bool            `json:"duplicate,omitempty"`
}

// RecordPayment records money received. The balance in the answer is absolute
// and comes from SQL; the same payment twice counts once.
func (a *Cases) RecordPayment(ctx context.Context, in RecordInput) (Recorded, error) {
	return a.RecordEvent(ctx, in)
}

// RecordEvent records any other fact, or a decision of the workflow.
func (a *Cases) RecordEvent(ctx context.Context, in RecordInput) (Recorded, error) {
	ref, err := caseOf(ctx)
	if err != nil {
		return Recorded{}, temporalError("reading the case's identity", err)
	}
	r, err := a.Recorder.Record(ctx, dunning.Recording{Ref: ref, Known: in.Known, Event: in.Event, Strict: in.Strict})
	if err != nil {
		doing := "recording " + string(in.Event.Kind)
		a.log(ctx, doing, ref, err)
		return Recorded{}, temporalError(doing, a.persist(ctx, ref, in, err))
	}
	return Recorded{Events: brief(r.Events), Duplicate: r.Duplicate}, nil
}

// persist says what becomes of an event that could not be recorded. A fact is
// never given up: it is tried until it, or its refusal, is on record, and until
// then the case sends nothing. A decision that meets a fault of ours is given
// up, so that the facts behind it get their turn; it is made again afterwards.
// So is a yes to a letter that cannot be drawn.
func (a *Cases) persist(ctx context.Context, ref dunning.Ref, in RecordInput, err error) error {
	attempt := activity.GetInfo(ctx).Attempt
	if dunning.ErrorCode(err) != dunning.CodeInternal || attempt < faultAttempts {
		return err
	}
	if in.Strict || in.Event.Kind == dunning.KindApprove {
		return dunning.Errorf(dunning.CodeRejected, "%w", err)
	}
	if attempt%faultAttempts == 0 {
		a.ask(ctx, ref, in.Event.Kind)
	}
	return err
}

// ask has a person look at a fact that cannot be recorded.
func (a *Cases) ask(ctx context.Context, ref dunning.Ref, kind dunning.Kind) {
	if a.Tasks == nil {
		return
	}
	task := dunning.Task{Ref: ref, Code: dunning.TaskUnreadable, Step: string(kind), Detail: string(kind)}
	if err := a.Tasks.OpenTask(ctx, task); err != nil {
		a.log(ctx, "asking about "+string(kind), ref, err)
	}
}

// faultAttempts is how often, in about two minutes, a fault that is not the
// database's absence is tried before a decision is given up, or a person hears
// of a fact.
const faultAttempts = 8

// LoadCase reads the case of a workflow that was started with its number only.
func (a *Cases) LoadCase(ctx context.Context, ref dunning.Ref) (dunning.Case, error) {
	c, err := a.Recorder.LoadCase(ctx, ref)
	if err != nil {
		a.log(ctx, "loading the case", ref, err)
		return dunning.Case{}, temporalError("loading the case", err)
	}
	return c.Brief(), nil
}

func (a *Cases) log(ctx context.Context, doing string, ref dunning.Ref, err error) {
	if a.Log != nil {
		a.Log(ctx, doing, ref, err)
	}
}

// brief keeps the workflow's history small.
func brief(events []dunning.Event) []dunning.Event {
	out := make([]dunning.Event, len(events))
	for i, e := range events {
		out[i] = e.Brief()
	}
	return out
}
