package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

type changeRow struct {
	ID        int64
	Creditor  string
	Before    change.Particular
	After     change.Particular
	AskedAt   time.Time
	FirstBy   *string
	FirstAt   *time.Time
	SettledBy *string
	SettledAt *time.Time
	Outcome   *string
}

const changeColumns = `id, creditor, before, after, asked_at, first_by, first_at, settled_by, settled_at, outcome`

func (r changeRow) change() change.Creditor {
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	return change.Creditor{
		ID: r.ID, Creditor: r.Creditor, Before: r.Before, After: r.After, Asked: r.AskedAt.UTC(),
		Consent: change.Consent{
			FirstBy: text(r.FirstBy), FirstAt: query.TimeOf(r.FirstAt), Settled: query.TimeOf(r.SettledAt), By: text(r.SettledBy), Outcome: text(r.Outcome),
		},
	}
}

// guarded gives a creditor to be saved with the name, account and plan that stay
// on record until two people agree to others, and enters the change.
func (t *Tx) guarded(ctx context.Context, c dunning.Creditor) (dunning.Creditor, error) {
	old, err := lockCreditor(ctx, t, c.ID)
	if err != nil {
		return c, err
	}
	before, after := change.ParticularOf(old), change.ParticularOf(c)
	args := pgx.NamedArgs{"creditor": c.ID, "before": before, "after": after, "now": t.Now, "replaced": change.Replaced}
	_, err = t.Exec(ctx, `
		update creditor_changes set settled_at = @now, settled_by = '', outcome = @replaced
		where creditor = @creditor and settled_at is null and (after <> @after::jsonb or before <> @before::jsonb)`, args)
	if err != nil || before == after {
		return c, err
	}
	_, err = t.Exec(ctx, `
		insert into creditor_changes (creditor, before, after, asked_at) values (@creditor, @before, @after, @now)
		on conflict (creditor) where settled_at is null do nothing`, args)
	return before.With(c), err
}

// lockCreditor reads a creditor and holds it until the transaction ends.
func lockCreditor(ctx context.Context, t *Tx, id string) (c dunning.Creditor, err error) {
	err = t.QueryRow(ctx, `select data from creditors where id = @id for update`, pgx.NamedArgs{"id": id}).Scan(&c)
	return c, err
}

// CreditorChanges lists the changes that wait for two people, oldest first.
func (s *Store) CreditorChanges(ctx context.Context) ([]change.Creditor, error) {
	rows, err := query.All[changeRow](ctx, s.pool, `select `+changeColumns+` from creditor_changes where settled_at is null order by id`, nil)
	out := make([]change.Creditor, len(rows))
	for i, r := range rows {
		out[i] = r.change()
	}
	return out, Explain("reading the changes of creditors", err)
}

// CreditorChange gives one change; CodeNotFound when there is none.
func (s *Store) CreditorChange(ctx context.Context, id int64) (change.Creditor, error) {
	return changeByID(ctx, s.pool, id, "")
}

func changeByID(ctx context.Context, q query.Querier, id int64, lock string) (change.Creditor, error) {
	row, err := query.One[changeRow](ctx, q, `select `+changeColumns+` from creditor_changes where id = @id`+lock, pgx.NamedArgs{"id": id})
	if errors.Is(err, pgx.ErrNoRows) {
		return change.Creditor{}, dunning.Errorf(dunning.CodeNotFound, "no change %d of a creditor", id)
	}
	return row.change(), Explain("reading a change of a creditor", err)
}

// DecideChange records a person's word on a change, and puts it into use with the
// second yes.
func (s *Store) DecideChange(ctx context.Context, d change.Decision) (c change.Creditor, err error) {
	err = s.Do(ctx, "deciding over a change of a creditor", func(t *Tx) error {
		if c, err = changeByID(ctx, t, d.ID, " for update"); err != nil {
			return err
		}
		d.At = t.Now
		if c, err = c.Decide(d); err != nil {
			return err
		}
		args := pgx.NamedArgs{
			"id": c.ID, "creditor": c.Creditor, "first": c.FirstBy, "first_at": query.Instant(c.FirstAt), "by": c.By, "at": query.Instant(c.Settled),
			"outcome": c.Outcome, "now": t.Now,
		}
		b := &pgx.Batch{}
		b.Queue(`
			update creditor_changes set first_by = nullif(@first, ''), first_at = @first_at, settled_by = nullif(@by, ''), settled_at = @at,
			    outcome = nullif(@outcome, '') where id = @id`, args)
		if c.Outcome == change.Agreed {
			old, err := lockCreditor(ctx, t, c.Creditor)
			if err != nil {
				return err
			}
			args["data"] = c.After.With(old)
			b.Queue(`update creditors set data = @data, updated_at = @now where id = @creditor`, args)
		}
		return query.Send(ctx, t, b)
	})
	return c, err
}
