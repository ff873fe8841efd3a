package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"relance/internal/dunning"
)

// Approval is a person's yes to the step that comes next.
type Approval struct {
	Ref    dunning.Ref
	Step   string // empty is the one that comes next
	Author string
	Anyway bool // also when the letter is not the one that was shown
}

// Approved is what came of an Approval. Letter is the letter as it leaves
// today, nil when the step is none; Shown is the one that was asked about, nil
// when none was.
type Approved struct {
	dunning.Recorded
	Letter  *dunning.Draft
	Shown   *dunning.ShownDraft
	Differs []dunning.DraftPart
}

// Approve agrees to a step. Its letter is drawn anew for today; when its
// substance is not what was shown, nothing is agreed to: the new letter is kept
// as the one that is shown, and CodeConflict tells what differs. A letter that
// cannot be drawn or posted is CodeInvalid, with the way to mend it.
func (a *App) Approve(ctx context.Context, in Approval) (out Approved, err error) {
	r := dunning.Recording{Ref: in.Ref, Notify: true, Event: dunning.Event{Kind: dunning.KindApprove, Step: in.Step, Author: in.Author}}
	c, err := a.Store.LoadCase(ctx, in.Ref)
	if err != nil {
		return out, err
	}
	if err := dunning.CheckFactFor(c, r.Event); err != nil {
		return out, err
	}
	if out, err = a.agree(ctx, c, &r, in.Anyway); err != nil {
		return out, err
	}
	out.Recorded, err = a.Store.Record(ctx, r)
	return out, err
}

// agree draws the letter that a yes is given to and compares it with the one
// that was shown.
func (a *App) agree(ctx context.Context, c dunning.Case, r *dunning.Recording, anyway bool) (out Approved, err error) {
	next, ok := c.Step()
	if !ok || (next.Channel != dunning.Letter && next.Channel != dunning.RegisteredLetter) {
		return out, nil
	}
	now := a.Store.Now()
	if r.Event.At.After(now) {
		now = r.Event.At
	}
	d, page, step, err := a.Draft(ctx, r.Ref, now)
	if err != nil {
		return out, err
	}
	out.Letter = &d
	shown, found, err := a.Store.LastDraft(ctx, r.Ref, step)
	if err != nil {
		return out, err
	}
	if found {
		out.Shown, out.Differs = &shown, dunning.Differences(shown.Draft, d)
	}
	if d.Fault != "" {
		return out, dunning.Errorf(dunning.CodeInvalid, "the letter of invoice %s cannot leave: %s", c.Number, d.Fault)
	}
	if len(out.Differs) > 0 && !anyway {
		if err := a.showInstead(ctx, c, step, d, page, now); err != nil {
			return out, err
		}
		return out, dunning.Errorf(dunning.CodeConflict, "the letter of invoice %s is not the one that was shown on %s: %s",
			c.Number, shown.On, partsOf(out.Differs)).
			WithHint("relance show %s has the new one: approve again to agree to it, or add --anyway", c.Number)
	}
	r.Event.Document, r.Draft, r.Page = d.Document, &d, page
	return out, nil
}

// showInstead keeps the letter of today in place of the one that was shown. A
// yes that was given to that one is taken back: the step asks again. The
// workflow hears of it when it would send, as of all that it has missed.
func (a *App) showInstead(ctx context.Context, c dunning.Case, step string, d dunning.Draft, page []byte, now time.Time) error {
	if c.Approved != step {
		return a.Store.ShowDraft(ctx, c.Ref(), step, d, page, now)
	}
	out, err := a.Store.Record(ctx, dunning.Recording{
		Ref: c.Ref(), Known: c.Version, Strict: true, Draft: &d, Page: page, Event: dunning.Event{
			Kind: dunning.KindAsked, At: now, Reason: dunning.ReasonChangedMeantime, Step: step, Document: d.Document,
		},
	})
	if err == nil && out.Case.Asked != step {
		err = dunning.Errorf(dunning.CodeConflict, "the case of invoice %s changed meanwhile", c.Number).
			WithHint("relance show %s tells what it waits for now", c.Number)
	}
	return err
}

func partsOf(parts []dunning.DraftPart) string {
	words := make([]string, len(parts))
	for i, p := range parts {
		words[i] = string(p)
	}
	return strings.Join(words, ", ")
}

// ledger records for the workflow: what asks for approval is kept with the
// letter that is asked about, and a yes that comes by Temporal is held to the
// same letter as one by command.
type ledger struct{ *App }

// LoadCase reads a case as it stands.
func (l ledger) LoadCase(ctx context.Context, ref dunning.Ref) (dunning.Case, error) {
	return l.Store.LoadCase(ctx, ref)
}

// Record writes an event and gives back what the asker does not know.
func (l ledger) Record(ctx context.Context, r dunning.Recording) (dunning.Recorded, error) {
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
		if c.Approved == "" && dunning.CheckFactFor(c, r.Event) == nil { // else it is a repeat, or refused where it is recorded
			if _, err := l.agree(ctx, c, &r, false); err != nil {
				return dunning.Recorded{}, err
			}
		}
	}
	return l.Store.Record(ctx, r)
}

// watchApprovals reminds of approvals that nobody has given in time: a second
// task, and the letter drawn for today. Now is case time.
func (a *App) watchApprovals(ctx context.Context, now time.Time) error {
	late, err := a.Store.Unanswered(ctx, now)
	if err != nil {
		return err
	}
	for _, c := range late {
		if err := a.remind(ctx, c, now); err != nil {
			a.Log.Warn("an approval cannot be reminded of", "creditor", c.Creditor, "invoice", c.Number, "error", err)
		}
	}
	return nil
}

// remind draws the letter anew, once, and opens the task.
func (a *App) remind(ctx context.Context, c dunning.Case, now time.Time) error {
	shown, found, err := a.Store.LastDraft(ctx, c.Ref(), c.Asked)
	if err != nil {
		return err
	}
	if found && shown.Shown.Before(c.AgreeBy) {
		d, page, step, err := a.Draft(ctx, c.Ref(), now)
		if err != nil {
			return fmt.Errorf("drawing the letter anew: %w", err)
		}
		if err := a.Store.ShowDraft(ctx, c.Ref(), step, d, page, now); err != nil {
			return err
		}
	}
	return a.Store.RemindApproval(ctx, c.Ref(), c.Asked)
}
