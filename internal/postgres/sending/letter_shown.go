package sending

import (
	"context"
	"time"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// ShowDraft keeps a letter that is shown in place of the one before: that one
// is no longer what would leave. At is case time.
func (s *Store) ShowDraft(ctx context.Context, ref dunning.Ref, step string, d dunning.Draft, page []byte, at time.Time) error {
	return s.do(ctx, "keeping the letter that was shown", func(t *tx) error {
		h, err := t.Lock(ctx, ref)
		if err != nil {
			return err
		}
		return t.KeepDraft(ctx, h.ID, step, d, page, postgres.DraftNote{At: query.Micro(at)})
	})
}

// Drafts gives the letters of a case that were shown, oldest first.
func (s *Store) Drafts(ctx context.Context, ref dunning.Ref) ([]dunning.ShownDraft, error) {
	rows, err := query.All[struct {
		Step       string
		Data       dunning.Draft
		ApprovedBy *string
		ShownAt    time.Time
	}](ctx, s.pool, `
		select d.step, d.data, d.approved_by, d.shown_at from cases c join letter_drafts d on d.case_id = c.id
		where c.creditor = @creditor and c.number = @number and c.cycle = @cycle order by d.id`, postgres.RefArgs(ref))
	if err != nil {
		return nil, postgres.Explain("reading the letters that were shown", err)
	}
	out := make([]dunning.ShownDraft, len(rows))
	for i, r := range rows {
		out[i] = dunning.ShownDraft{Draft: r.Data, Step: r.Step, Shown: r.ShownAt.UTC()}
		if r.ApprovedBy != nil {
			out[i].Approved, out[i].ApprovedBy = true, *r.ApprovedBy
		}
	}
	return out, nil
}

// LastDraft gives the letter of a step that was shown last; false when none
// was.
func (s *Store) LastDraft(ctx context.Context, ref dunning.Ref, step string) (dunning.ShownDraft, bool, error) {
	all, err := s.Drafts(ctx, ref)
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Step == step {
			return all[i], true, err
		}
	}
	return dunning.ShownDraft{}, false, err
}
