package posting

import (
	"context"
	"fmt"
	"time"

	"relance/internal/dunning"
)

// WatchApprovals reminds of approvals that nobody has given in time: a second
// task, and the letter drawn for today. Now is case time.
func (p *Post) WatchApprovals(ctx context.Context, now time.Time) error {
	for c, err := range p.Store.Unanswered(ctx, now) {
		if err != nil {
			return err
		}
		if err := p.remind(ctx, c, now); err != nil {
			p.Log.Warn("an approval cannot be reminded of", "creditor", c.Creditor, "invoice", c.Number, "error", err)
		}
	}
	return nil
}

// remind draws the letter anew, once, and opens the task.
func (p *Post) remind(ctx context.Context, c dunning.Case, now time.Time) error {
	shown, found, err := p.Store.LastDraft(ctx, c.Ref(), c.Asked)
	if err != nil {
		return err
	}
	if found && shown.Shown.Before(c.AgreeBy) {
		d, page, step, err := p.Draft(ctx, c.Ref(), now)
		if err != nil {
			return fmt.Errorf("drawing the letter anew: %w", err)
		}
		if err := p.Store.ShowDraft(ctx, c.Ref(), step, d, page, now); err != nil {
			return err
		}
	}
	return p.Store.RemindApproval(ctx, c.Ref(), c.Asked)
}
