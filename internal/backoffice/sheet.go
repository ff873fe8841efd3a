package backoffice

import (
	"context"
	"slices"

	"relance/internal/access"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/limitation"
	"relance/internal/postage"
	"relance/internal/words"
)

// LetterReader reads letters: those that were shown for approval, and those
// that are on their way.
type LetterReader interface {
	LastDraft(ctx context.Context, ref dunning.Ref, step string) (dunning.ShownDraft, bool, error)
	Letters(ctx context.Context, ref dunning.Ref) ([]postage.TrackedLetter, error)
	LettersTogether(ctx context.Context, refs ...dunning.Ref) ([][]postage.TrackedLetter, error)
}

// CaseSheet is a case with what follows from its record today.
type CaseSheet struct {
	dunning.CaseView
	Next    dunning.Decision
	Claim   dunning.Claim // all that may be asked today
	NoClaim error         // why the claim cannot be worked out; nil when it can
	Limit   *limitation.Result
	Letters []postage.TrackedLetter
	Draft   *dunning.ShownDraft // the letter of the next step as it was shown for approval; nil for none
	Heard   []Heard             // what the debtor said, on his page and by mail
	Remarks []string            // French: what a person should know about the due date
}

// Sheet gives everything about a case.
func (o *Office) Sheet(ctx context.Context, who Actor, ref dunning.Ref) (s CaseSheet, err error) {
	if s, err = o.Standing(ctx, who, ref); err != nil {
		return s, err
	}
	s.Heard, err = o.heardOf(ctx, ref)
	return s, err
}

// Standing gives the same but for what the debtor said, which takes two more queries.
func (o *Office) Standing(ctx context.Context, who Actor, ref dunning.Ref) (s CaseSheet, err error) {
	if s.CaseView, err = o.View(ctx, who, ref); err != nil {
		return s, err
	}
	s.Next, s.Remarks = dunning.Next(s.Case, o.Now()), words.DueDateRemarks(s.CaseView)
	s.Claim, s.NoClaim = claim.Of(s.CaseView, claim.InputOf(s.CaseView, o.Today(), o.Rates))
	if limit, err := Limitation(s.CaseView); err == nil {
		s.Limit = &limit
	}
	if slices.ContainsFunc(s.Messages, func(m dunning.Message) bool { return onPaper(m.Channel) }) {
		if s.Letters, err = o.Shown.Letters(ctx, s.Case.Ref()); err != nil {
			return s, err
		}
	}
	s.Draft, err = o.shownDraft(ctx, s.Case)
	return s, err
}

// View gives what is on record about a case.
func (o *Office) View(ctx context.Context, who Actor, ref dunning.Ref) (v dunning.CaseView, err error) {
	if err := access.MayFor(who, access.SeeCases, ref); err != nil {
		return v, err
	}
	return o.CaseReader.Case(ctx, ref)
}

// onPaper tells whether a channel takes letters, which are drawn and followed.
func onPaper(c dunning.Channel) bool {
	return c == dunning.Letter || c == dunning.RegisteredLetter
}

// shownDraft is the letter of the step that comes next, as it was shown; nil
// when none was.
func (o *Office) shownDraft(ctx context.Context, c dunning.Case) (*dunning.ShownDraft, error) {
	step, ok := c.Step()
	if !ok || c.State == dunning.Closed || !onPaper(step.Channel) {
		return nil, nil //nolint:nilnil // no step, no letter
	}
	d, found, err := o.Shown.LastDraft(ctx, c.Ref(), step.ID)
	if err != nil || !found {
		return nil, err
	}
	return &d, nil
}
