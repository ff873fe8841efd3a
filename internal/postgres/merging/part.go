package merging

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/merge"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// recordRow is a merging on record.
type recordRow struct {
	ID          int64
	Creditor    string
	Keep, Other string
	OtherName   string
	KeepID      int64
	OtherID     int64
	Author      string
	Fields      []merge.Row
	Moved       moved
	CreatedAt   time.Time
	UndoneAt    *time.Time
	UndoneBy    string
}

const recordsOf = `
	select m.id, m.creditor, k.key as keep, g.key as other, g.name as other_name, m.kept_id as keep_id, m.gone_id as other_id, m.author, m.fields, m.moved,
	    m.created_at, m.undone_at, m.undone_by
	from debtor_merges m join debtors k on k.id = m.kept_id join debtors g on g.id = m.gone_id `

func (r recordRow) record() merge.Record {
	return merge.Record{
		ID: r.ID, Creditor: r.Creditor, Keep: r.Keep, Other: r.Other, OtherName: r.OtherName, Author: r.Author, Fields: r.Fields, Cases: len(r.Moved[tableCases]),
		At: r.CreatedAt.UTC(), UndoneAt: query.TimeOf(r.UndoneAt), UndoneBy: r.UndoneBy,
	}
}

// Records lists who was merged into a debtor, the newest first.
func (s *Store) Records(ctx context.Context, creditor, key string) ([]merge.Record, error) {
	rows, err := query.All[recordRow](ctx, s.pool, recordsOf+`where k.creditor = @creditor and k.key = @key order by m.id desc`,
		pgx.NamedArgs{"creditor": creditor, "key": key})
	out := make([]merge.Record, len(rows))
	for i, r := range rows {
		out[i] = r.record()
	}
	return out, postgres.Explain("reading the mergings", err)
}

// Part undoes a merging: the cases that it moved go back with their messages, mails
// and links, and the debtor who was given up is one of his own again. What the other
// took over of his fields stays, and so does an insolvency that was recorded meanwhile;
// invoices that came in since stay where they are. CodeConflict when a later merging
// rests on it, or while something is leaving.
func (s *Store) Part(ctx context.Context, creditor, keep, other, author string) (done merge.Record, err error) {
	err = s.do(ctx, "undoing a merging", func(t *tx) error {
		both, p, held, err := t.lock(ctx, creditor, keep, other)
		if err != nil {
			return err
		}
		r, err := query.One[recordRow](ctx, t, recordsOf+`where m.gone_id = @other and m.kept_id = @keep and m.undone_at is null`,
			pgx.NamedArgs{"keep": both[0].ID, "other": both[1].ID})
		if errors.Is(err, pgx.ErrNoRows) {
			return dunning.Errorf(dunning.CodeConflict, "debtor %s is not merged into %s", other, keep).WithHint("look at the mergings of %s", keep)
		}
		if err != nil {
			return query.Doing("reading the merging", err)
		}
		if err := t.partable(ctx, both); err != nil {
			return err
		}
		back, err := t.tellBack(ctx, r, both, p, held, author)
		if err != nil {
			return err
		}
		if err := t.takeBack(ctx, r, both, p, back, author); err != nil {
			return err
		}
		done = r.record()
		done.Cases, done.UndoneAt, done.UndoneBy = len(back), t.Now, author
		return nil
	})
	return done, err
}

// partable refuses to undo a merging while a later one rests on it, or while
// something is leaving to the debtor.
func (t *tx) partable(ctx context.Context, both [2]debtorRow) error {
	if both[0].Into != "" {
		return dunning.Errorf(dunning.CodeConflict, "debtor %s was himself merged into %s since", both[0].Key, both[0].Into).
			WithHint("undo that merging first")
	}
	on, err := leaving(ctx, t, both[0].ID)
	if err != nil {
		return err
	}
	if len(on) > 0 {
		return dunning.Errorf(dunning.CodeConflict, "a mail or letter to debtor %s is leaving", both[0].Key).
			WithHint("try again once it is known what became of it")
	}
	return nil
}

// tellBack appends to the cases that go back that they have their first debtor again:
// those of the invoices that were moved, also where a case came to life since.
func (t *tx) tellBack(ctx context.Context, r recordRow, both [2]debtorRow, p merge.Pair, held map[dunning.Ref]*postgres.Locked, author string) (ids []int64, err error) {
	zone, err := dunning.HolidayZone(both[1].Debtor(), p.Creditor)
	if err != nil {
		return nil, err
	}
	var changed []*postgres.Locked
	for _, h := range held {
		if h.Body.Debtor != r.Keep || !slices.Contains(r.Moved[tableInvoices], h.Invoice) {
			continue
		}
		if h.Rules, err = dunning.NewRules(h.Rules.Plan, zone, p.Creditor.ID, r.Other); err != nil {
			return nil, err
		}
		e := dunning.NewDebtorChange(r.Keep, r.Other, dunning.Parted).With(dunning.Stamp{Author: author})
		if err := t.append(ctx, h, e); err != nil {
			return nil, err
		}
		changed, ids = append(changed, h), append(ids, h.ID)
	}
	slices.SortFunc(changed, func(a, b *postgres.Locked) int { return int(a.ID - b.ID) })
	if err := t.Flush(ctx, changed...); err != nil {
		return nil, err
	}
	_, err = t.Exec(ctx, `update cases set debtor_id = $2, zone = $3 where id = any($1)`, ids, both[1].ID, string(zone))
	return ids, query.Doing("giving the cases back", err)
}

// takeBack makes the debtor who was given up one of his own again.
func (t *tx) takeBack(ctx context.Context, r recordRow, both [2]debtorRow, p merge.Pair, cases []int64, author string) error {
	if err := t.handBack(ctx, both[0].ID, both[1].ID, r.Moved); err != nil {
		return err
	}
	b := &pgx.Batch{}
	b.Queue(`update debtors set merged_into = case when id = @other then null else merged_into end, revision = revision + 1, updated_at = @now
		where id in (@keep, @other)`, pgx.NamedArgs{"keep": both[0].ID, "other": both[1].ID, "now": t.Now})
	// messages about the cases that went back, and written since the merging
	b.Queue(`update messages m set debtor_id = @other where m.debtor_id = @keep and exists (select from notices n where n.message_id = m.id)
		and not exists (select from notices n where n.message_id = m.id and n.case_id <> all(@cases))`,
		pgx.NamedArgs{"keep": both[0].ID, "other": both[1].ID, "cases": cases})
	b.Queue(`update debtor_merges set undone_at = @now, undone_by = @author where id = @id`, pgx.NamedArgs{"id": r.ID, "now": t.Now, "author": author})
	if p.Keep.Proceedings != nil {
		queueProceedings(b, both[0].ID, both[1].ID, t)
	}
	return query.Doing("undoing the merging", query.Send(ctx, t, b))
}
