package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// keepDraft keeps the letter that a recorded event asks about or agrees to.
func (t *Tx) keepDraft(ctx context.Context, h *Locked, e dunning.Event, r dunning.Recording) error {
	if r.Draft == nil {
		return nil
	}
	author := ""
	if e.Kind == dunning.KindApprove {
		author = e.Author
	}
	at := e.At
	if at.IsZero() {
		at = h.LastAt
	}
	step := e.Step
	if next, ok := h.Body.Step(); ok && step == "" {
		step = next.ID
	}
	return t.insertDraft(ctx, h.ID, step, *r.Draft, r.Page, draftNote{approved: e.Kind == dunning.KindApprove && e.Status != dunning.YesFirst, author: author, at: at})
}

// draftNote says what became of a draft.
type draftNote struct {
	approved bool
	author   string
	at       time.Time // case time
}

func (t *Tx) insertDraft(ctx context.Context, caseID int64, step string, d dunning.Draft, page []byte, n draftNote) error {
	var sum []byte
	b := &pgx.Batch{}
	if len(page) > 0 {
		sum = query.Sum(page)
		t.QueueDocument(b, sum, dunning.Document{MediaType: "application/pdf", Name: "projet-de-lettre.pdf", Bytes: page})
	}
	var by *string
	if n.approved {
		by = &n.author
	}
	b.Queue(`
		insert into letter_drafts (case_id, step, document, data, approved_by, shown_at, created_at)
		values (@case, @step, @sum, @data, @by, @at, @now)`,
		pgx.NamedArgs{"case": caseID, "step": step, "sum": sum, "data": d, "by": by, "at": n.at, "now": t.Now})
	return query.Doing("keeping the letter that was shown", query.Send(ctx, t, b))
}

// ShowDraft keeps a letter that is shown in place of the one before: that one
// is no longer what would leave. At is case time.
func (s *Store) ShowDraft(ctx context.Context, ref dunning.Ref, step string, d dunning.Draft, page []byte, at time.Time) error {
	return s.Do(ctx, "keeping the letter that was shown", func(t *Tx) error {
		h, err := t.Lock(ctx, ref)
		if err != nil {
			return err
		}
		return t.insertDraft(ctx, h.ID, step, d, page, draftNote{at: query.Micro(at)})
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
		where c.creditor = @creditor and c.number = @number and c.cycle = @cycle order by d.id`, RefArgs(ref))
	if err != nil {
		return nil, Explain("reading the letters that were shown", err)
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
