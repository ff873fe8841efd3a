package posting

import (
	"context"

	"relance/internal/dunning"
	"relance/internal/fact"
)

// CaseRecorder records for the workflow: what asks for approval is kept with the
// letter that is asked about, and a yes that comes by Temporal is held to the
// same letter as one by command.
type CaseRecorder struct{ *Post }

// LoadCase reads a case as it stands.
func (l CaseRecorder) LoadCase(ctx context.Context, ref dunning.Ref) (dunning.Case, error) {
	return l.Store.LoadCase(ctx, ref)
}

// Record writes an event and gives back what the asker does not know.
func (l CaseRecorder) Record(ctx context.Context, r dunning.Recording) (dunning.Recorded, error) {
	if r.Event.Seq > 0 { // on record: the workflow asks what it missed
		return l.Store.Record(ctx, r)
	}
	switch r.Event.Kind {
	case dunning.KindAsked:
		d, page, step, err := l.Draft(ctx, r.Ref, r.Event.At)
		switch {
		case dunning.ErrorCode(err) == dunning.CodeConflict: // no letter: an e-mail may need a yes as well
		case err != nil:
			return dunning.Recorded{}, err
		case step == r.Event.Step:
			r.Event.Document, r.Draft, r.Page = d.Document, &d, page
		}
	case dunning.KindApprove:
		c, err := l.Store.LoadCase(ctx, r.Ref)
		if err != nil {
			return dunning.Recorded{}, err
		}
		if c.Approved == "" && fact.CheckFor(c, r.Event) == nil { // else it is a repeat, or refused where it is recorded
			if _, err := l.agree(ctx, c, &r, false); err != nil {
				return dunning.Recorded{}, err
			}
		}
	}
	return l.Store.Record(ctx, r)
}
