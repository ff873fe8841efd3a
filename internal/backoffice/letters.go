package backoffice

import (
	"cmp"
	"context"
	"crypto/sha256"
	"time"

	"relance/internal/access"
	"relance/internal/approval"
	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/postage"
)

// Postman draws letters, compares them with what was shown, and knows the
// carriers.
type Postman interface {
	Approve(ctx context.Context, in approval.Agreement) (approval.Agreed, error)
	MarkLetter(ctx context.Context, fact postage.LetterFact) (dunning.Recorded, error)
	OneTimeCode(ctx context.Context, code string) (until time.Time, err error)
}

// SpendReader adds up what letters cost.
type SpendReader interface {
	LettersInYear(ctx context.Context, year int) ([]postage.Spend, error)
}

// Approval is a person's yes to the step that comes next.
type Approval struct {
	Ref     dunning.Ref
	Step    string // empty is the one that comes next
	Anyway  bool   // also when the letter is not the one that was shown
	Version int64  // of the case that was seen; 0 is not said
	Key     string // as of a Fact
}

// Approved is what came of it. The case as it stood before is in Before, for
// whoever must word a refusal.
type Approved struct {
	approval.Agreed
	Event  dunning.Event // as it was recorded
	Before dunning.Case
}

// Approve agrees to a step. Its letter is drawn anew for today: when its
// substance is not what was shown, the new letter is shown instead and nothing
// is agreed to (CodeConflict; Differs tells what).
func (o *Office) Approve(ctx context.Context, who Actor, in Approval) (out Approved, err error) {
	if err := access.MayFor(who, access.Approve, in.Ref); err != nil {
		return out, o.refused(ctx, who, in.Ref, err)
	}
	if out.Before, err = o.CaseReader.LoadCase(ctx, in.Ref); err != nil {
		return out, err
	}
	e := dunning.NewApprove(in.Step).With(dunning.Stamp{Author: who.Name})
	if step, ok := out.Before.Step(); ok && e.Step == "" {
		e.Step = step.ID
	}
	sum, err := sumOf("approve", []any{in.Step, in.Anyway})
	if err != nil {
		return out, err
	}
	out.Agreed, err = o.Post.Approve(ctx, approval.Agreement{
		Ref: in.Ref, Step: e.Step, Author: e.Author, Anyway: in.Anyway, Seen: in.Version, Key: cmp.Or(in.Key, access.Name(ctx)), Sum: sum,
		Identified: who.Identified(),
	})
	if err != nil {
		return out, o.refused(ctx, who, in.Ref, err)
	}
	out.Event = o.factResult(ctx, e, out.Recorded).Event
	return out, nil
}

// Refusals keeps attempts that were refused.
type Refusals interface {
	Note(ctx context.Context, e audit.Entry) error
}

// refused keeps in the audit that an actor was refused an approval, and gives
// the refusal. The API keeps an audit of all its requests itself.
func (o *Office) refused(ctx context.Context, who Actor, ref dunning.Ref, err error) error {
	if o.Refusals == nil || who.Door == access.API || dunning.ErrorCode(err) != dunning.CodeForbidden {
		return err
	}
	noted := o.Refusals.Note(ctx, audit.Entry{
		Who: By(who), Creditor: ref.Creditor, Deed: string(access.Approve), Object: ref.Creditor + "/" + ref.Number, Refused: err.Error(),
	})
	return cmp.Or(noted, audit.Noted(err))
}

// markLetter records a person's word on a letter where its carrier and every
// case in it find it.
func (o *Office) markLetter(ctx context.Context, f Fact) (dunning.Recorded, error) {
	e := f.Event
	return o.Post.MarkLetter(ctx, postage.LetterFact{
		Ref: f.Ref, Step: e.Step, Status: dunning.LetterState(e.Status), Date: e.Date, Number: e.Tracking, Author: e.Author, Seen: f.Version,
	})
}

// ShownLetter gives the letter that waits for approval, as it was shown: the
// very bytes.
func (o *Office) ShownLetter(ctx context.Context, who Actor, ref dunning.Ref) (doc dunning.Document, err error) {
	if err := access.MayFor(who, access.SeeCases, ref); err != nil {
		return doc, err
	}
	c, err := o.CaseReader.LoadCase(ctx, ref)
	if err != nil {
		return doc, err
	}
	d, err := o.shownDraft(ctx, c)
	if err != nil {
		return doc, err
	}
	if d == nil || d.Document == "" {
		return doc, dunning.Errorf(dunning.CodeNotFound, "no letter of invoice %s waits for approval", c.Number).
			WithHint("a preview draws it as it would leave")
	}
	return o.Archive.Document(ctx, d.Document)
}

// Years that letters may have left in.
const (
	firstYear = 1900
	lastYear  = 2199
)

// LetterSpend adds up the letters of a civil year, by creditor; year 0 is this
// one.
func (o *Office) LetterSpend(ctx context.Context, who Actor, year int) (out []postage.Spend, err error) {
	if year == 0 {
		year = o.Today().Year
	}
	if year < firstYear || year > lastYear {
		return nil, dunning.Errorf(dunning.CodeInvalid, "the year %d is outside the years %d to %d", year, firstYear, lastYear).
			WithHint("write it with four digits, as 2026, or leave it out for this year")
	}
	all, err := o.Bills.LettersInYear(ctx, year)
	if err != nil {
		return nil, err
	}
	out = []postage.Spend{}
	for _, l := range all {
		if access.May(who, access.SeeCases, l.Creditor) == nil {
			out = append(out, l)
		}
	}
	return out, nil
}

// OneTimeCode opens the hour in which electronic letters leave.
func (o *Office) OneTimeCode(ctx context.Context, who Actor, code string) (until time.Time, err error) {
	if err := access.May(who, access.Operate, ""); err != nil {
		return until, err
	}
	// The carrier takes a code once: nothing is kept of a code that it refuses.
	return OnceDone(ctx, o.Keys, Deed{who, "one-time code", sha256.Sum256([]byte(code))}, func(ctx context.Context) (time.Time, error) {
		return o.Post.OneTimeCode(ctx, code)
	})
}
