package posting

import (
	"context"
	"strings"
	"time"

	"relance/internal/approval"
	"relance/internal/dunning"
	"relance/internal/fact"
)

// Approve agrees to a step. Its letter is drawn anew for today; when its
// substance is not what was shown, nothing is agreed to: the new letter is kept
// as the one that is shown, and CodeConflict tells what differs. A letter that
// cannot be drawn or posted is CodeInvalid, with the way to mend it.
func (p *Post) Approve(ctx context.Context, in approval.Agreement) (out approval.Agreed, err error) {
	r := dunning.Recording{Ref: in.Ref, Notify: true, Seen: in.Seen, Key: in.Key, Sum: in.Sum, Identified: in.Identified, Event: dunning.NewApprove(in.Step).With(dunning.Stamp{Author: in.Author})}
	c, err := p.Store.LoadCase(ctx, in.Ref)
	if err != nil {
		return out, err
	}
	if err := fact.CheckFor(c, r.Event); err != nil {
		if in.Key == "" {
			return out, err
		}
		out.Recorded, err = p.Store.Record(ctx, r) // it refuses in the same words what is no repeat
		return out, err
	}
	if out, err = p.agree(ctx, c, &r, in.Anyway); err != nil {
		return out, err
	}
	out.Recorded, err = p.Store.Record(ctx, r)
	return out, err
}

// agree draws the letter that a yes is given to and compares it with the one
// that was shown.
func (p *Post) agree(ctx context.Context, c dunning.Case, r *dunning.Recording, anyway bool) (out approval.Agreed, err error) {
	next, ok := c.Step()
	if !ok || (next.Channel != dunning.Letter && next.Channel != dunning.RegisteredLetter) {
		return out, nil
	}
	now := p.Now()
	if r.Event.At.After(now) {
		now = r.Event.At
	}
	letter, err := p.Compare(ctx, r.Ref, now)
	if err != nil {
		return out, err
	}
	out.Letter, out.Shown, out.Differs = &letter.Letter, letter.Shown, letter.Differs
	if letter.Letter.Fault != "" {
		return out, dunning.Errorf(dunning.CodeInvalid, "the letter of invoice %s cannot leave: %s", c.Number, dunning.Phrase(letter.Letter.Fault))
	}
	if len(letter.Differs) > 0 && !anyway {
		if err := p.showInstead(ctx, c, letter, now); err != nil {
			return out, err
		}
		return out, dunning.Errorf(dunning.CodeConflict, "the letter of invoice %s is not the one that was shown on %s: %s",
			c.Number, letter.Shown.On, partsOf(letter.Differs)).
			WithHint("look at the new one (%s) and approve again, or agree to any: %s", dunning.Deed{Do: dunning.DeedShow, On: c.Number}, dunning.Deed{Do: dunning.DeedApproveAnyway, On: c.Number})
	}
	r.Event, r.Draft, r.Page = r.Event.WithDocument(letter.Letter.Document), &letter.Letter, letter.Page
	return out, nil
}

// showInstead keeps the letter of today in place of the one that was shown. A
// yes that was given to that one, also the first of two, is taken back: the step asks again. The
// workflow hears of it when it would send, as of all that it has missed.
func (p *Post) showInstead(ctx context.Context, c dunning.Case, l Comparison, now time.Time) error {
	if c.Approved != l.Step && (c.FirstYes == nil || c.FirstYes.Step != l.Step) {
		return p.Store.ShowDraft(ctx, c.Ref(), l.Step, l.Letter, l.Page, now)
	}
	out, err := p.Store.Record(ctx, dunning.Recording{
		Ref: c.Ref(), Known: c.Version, Strict: true, Draft: &l.Letter, Page: l.Page, Event: dunning.NewAsked(l.Step, l.Letter.Document).With(dunning.Stamp{At: now, Reason: dunning.ReasonChangedMeantime}),
	})
	if err == nil && out.Case.Asked != l.Step {
		err = dunning.Errorf(dunning.CodeConflict, "the case of invoice %s changed meanwhile", c.Number).
			WithHint("see what it waits for now: %s", dunning.Deed{Do: dunning.DeedShow, On: c.Number})
	}
	return err
}

func partsOf(parts []approval.Part) string {
	words := make([]string, len(parts))
	for i, p := range parts {
		words[i] = string(p)
	}
	return strings.Join(words, ", ")
}
