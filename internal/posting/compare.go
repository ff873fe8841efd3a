package posting

import (
	"context"
	"time"

	"relance/activities"
	"relance/internal/approval"
	"relance/internal/dunning"
)

// Comparison is the letter of a step as it would leave, beside the one that was
// shown last to whoever is asked to approve it.
type Comparison struct {
	Step    string
	Letter  dunning.Draft
	Page    []byte              // the letter's PDF; nil when it cannot be drawn
	Shown   *dunning.ShownDraft // nil when none was shown
	Differs []approval.Part     // of substance, between the two
}

// Agreed tells whether the letter is the one that was agreed to.
func (c Comparison) Agreed() bool {
	return c.Shown != nil && c.Shown.Approved && len(c.Differs) == 0
}

// Compare draws the letter of a case's next step for an instant (case time) and
// lays it beside the one that was shown. CodeConflict when no letter comes next.
func (p *Post) Compare(ctx context.Context, ref dunning.Ref, now time.Time) (Comparison, error) {
	d, page, step, err := p.Draft(ctx, ref, now)
	if err != nil {
		return Comparison{}, err
	}
	return p.beside(ctx, ref, Comparison{Step: step, Letter: d, Page: page})
}

// beside finds the letter that was shown, and what differs from it.
func (p *Post) beside(ctx context.Context, ref dunning.Ref, c Comparison) (Comparison, error) {
	shown, found, err := p.Store.LastDraft(ctx, ref, c.Step)
	if err != nil || !found {
		return c, err
	}
	c.Shown, c.Differs = &shown, approval.Differences(shown.Draft, c.Letter)
	return c, nil
}

// agreedStep is the step of a case to which somebody has said yes; false when
// nobody has, or nobody need.
func (p *Post) agreedStep(ctx context.Context, ref dunning.Ref) (dunning.ScheduledStep, bool, error) {
	c, err := p.Store.LoadCase(ctx, ref)
	if err != nil {
		return dunning.ScheduledStep{}, false, err
	}
	step, ok := c.Step()
	return step, ok && c.Approved == step.ID, nil
}

// asShown is a notice that is worded by the very text by which the letter was that
// somebody said yes to, whatever was saved since: what leaves is what was approved.
func (l Composer) asShown(ctx context.Context, ref dunning.Ref, n dunning.Notice) (dunning.Notice, error) {
	step, agreed, err := l.agreedStep(ctx, ref)
	if err != nil || !agreed {
		return n, err
	}
	shown, found, err := l.Store.LastDraft(ctx, ref, step.ID)
	if err != nil || !found || !shown.Approved {
		return n, err
	}
	if n.Wordings = nil; shown.Wording == "" {
		return n, nil
	}
	w, err := l.Store.WordingByMark(ctx, ref.Creditor, shown.Wording)
	n.Wordings = []dunning.Wording{w}
	return n, err
}

// stillAgreed lets a letter go that was agreed to, or that nobody need agree to.
// One that differs, or the yes to which was to none that was drawn, or in place
// of which another was shown since, is asked about again: activities.ErrChanged.
func (l Composer) stillAgreed(ctx context.Context, c dunning.Reserved, r dunning.Rendered, now time.Time) error {
	step, agreed, err := l.agreedStep(ctx, c.Ref)
	if err != nil || !agreed {
		return err
	}
	d, page, err := l.figures(ctx, c, r, step.Deadline)
	if err != nil {
		return err
	}
	letter, err := l.beside(ctx, c.Ref, Comparison{Step: step.ID, Letter: d, Page: page})
	if err != nil || letter.Agreed() {
		return err
	}
	_, err = l.Store.Record(ctx, dunning.Recording{
		Ref: c.Ref, Draft: &d, Page: page, Event: dunning.NewAsked(step.ID, d.Document).With(dunning.Stamp{At: now, Reason: dunning.ReasonChangedMeantime}),
	})
	if err == nil {
		err = activities.ErrChanged
	}
	return err
}

// sameWay asks again when a letter that was drawn for one carrier would leave
// by another, because the configuration changed since: activities.ErrChanged.
func (p *Post) sameWay(ctx context.Context, ref dunning.Ref, carrier string) error {
	step, agreed, err := p.agreedStep(ctx, ref)
	if err != nil || !agreed {
		return err
	}
	shown, found, err := p.Store.LastDraft(ctx, ref, step.ID)
	if err != nil || found && shown.Carrier == carrier {
		return err
	}
	_, err = CaseRecorder{p}.Record(ctx, dunning.Recording{
		Ref: ref, Event: dunning.NewAsked(step.ID, "").With(dunning.Stamp{Reason: dunning.ReasonChangedMeantime}),
	})
	if err == nil {
		err = activities.ErrChanged
	}
	return err
}
