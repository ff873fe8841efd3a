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
	return t.KeepDraft(ctx, h.ID, step, *r.Draft, r.Page, DraftNote{Approved: e.Kind == dunning.KindApprove && e.Status != dunning.YesFirst, Author: author, At: at})
}

// DraftNote says what became of a draft.
type DraftNote struct {
	Approved bool
	Author   string
	At       time.Time // case time
}

// KeepDraft keeps a letter that was shown to whoever is asked to approve it.
func (t *Tx) KeepDraft(ctx context.Context, caseID int64, step string, d dunning.Draft, page []byte, n DraftNote) error {
	var sum []byte
	b := &pgx.Batch{}
	if len(page) > 0 {
		sum = query.Sum(page)
		t.QueueDocument(b, sum, dunning.Document{MediaType: "application/pdf", Name: "projet-de-lettre.pdf", Bytes: page})
	}
	var by *string
	if n.Approved {
		by = &n.Author
	}
	b.Queue(`
		insert into letter_drafts (case_id, step, document, data, approved_by, shown_at, created_at)
		values (@case, @step, @sum, @data, @by, @at, @now)`,
		pgx.NamedArgs{"case": caseID, "step": step, "sum": sum, "data": d, "by": by, "at": n.At, "now": t.Now})
	return query.Doing("keeping the letter that was shown", query.Send(ctx, t, b))
}
