package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// SaveCreditor adds a creditor or replaces what is known of it, with the plans for
// new cases that the configuration states: they count, whatever was saved of them
// on the console; nil leaves them as they are. Running cases keep the plan they
// started with; a plan that is no longer named stays for those that refer to it.
// Where two people must agree, the name, the accounts and the plans on record stay
// until they have.
func (s *Store) SaveCreditor(ctx context.Context, c dunning.Creditor, plans []dunning.Plan) error {
	if c.ID == "" {
		return dunning.Errorf(dunning.CodeInvalid, "the creditor has no id").WithHint("give it a short, stable word such as atelier")
	}
	return s.Do(ctx, "saving creditor "+c.ID, func(t *Tx) error {
		two := false
		if t.TwoAgree() { // to what is on record; a new creditor changes nothing
			if err := t.QueryRow(ctx, `select exists (select from creditors where id = @id)`, pgx.NamedArgs{"id": c.ID}).Scan(&two); err != nil {
				return err
			}
		}
		if two {
			var err error
			if c, err = t.guarded(ctx, c); err != nil {
				return err
			}
			if plans, err = t.guardedPlans(ctx, c.ID, plans); err != nil {
				return err
			}
		}
		return t.putCreditor(ctx, c, plans)
	})
}

// putCreditor writes a creditor, and the plans that are stated for it.
func (t *Tx) putCreditor(ctx context.Context, c dunning.Creditor, plans []dunning.Plan) error {
	b := &pgx.Batch{}
	b.Queue(`
		insert into creditors (id, data, updated_at) values (@id, @data, @now)
		on conflict (id) do update set data = excluded.data, updated_at = excluded.updated_at`,
		pgx.NamedArgs{"id": c.ID, "data": c, "now": t.Now})
	stated := []string{}
	for _, p := range plans {
		stated = append(stated, p.ID)
		b.Queue(`
			insert into plans (creditor, id, data, updated_at) values (@creditor, @id, @data, @now)
			on conflict (creditor, id) do update set data = excluded.data, stated = true, updated_at = excluded.updated_at`,
			pgx.NamedArgs{"creditor": c.ID, "id": p.ID, "data": p, "now": t.Now})
	}
	if plans != nil {
		b.Queue(`update plans set stated = false, updated_at = @now where creditor = @creditor and stated and id <> all(@stated)`,
			pgx.NamedArgs{"creditor": c.ID, "stated": stated, "now": t.Now})
	}
	return query.Send(ctx, t, b)
}

// Creditor gives one creditor; CodeNotFound when it is unknown.
func (s *Store) Creditor(ctx context.Context, id string) (dunning.Creditor, error) {
	c, err := CreditorByID(ctx, s.pool, id)
	return c, Explain("reading creditor "+id, err)
}

// CreditorByID reads a creditor; CodeNotFound when it is unknown.
func CreditorByID(ctx context.Context, q query.Querier, id string) (dunning.Creditor, error) {
	rows, err := q.Query(ctx, `select data from creditors where id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return dunning.Creditor{}, err
	}
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[dunning.Creditor])
	if errors.Is(err, pgx.ErrNoRows) {
		return c, dunning.Errorf(dunning.CodeNotFound, "no creditor %q", id).
			WithHint("creditors are named in the configuration file")
	}
	return c, err
}

// Creditors gives all creditors in the order of their ids.
func (s *Store) Creditors(ctx context.Context) ([]dunning.Creditor, error) {
	rows, err := s.pool.Query(ctx, `select data from creditors order by id`)
	if err != nil {
		return nil, Explain("reading the creditors", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[dunning.Creditor])
	return out, Explain("reading the creditors", err)
}

// Plan gives a plan for new cases of a creditor: what the configuration states,
// else the newest version in use that was saved on the console. The built-in plan
// answers to "default" as long as there is neither.
func (s *Store) Plan(ctx context.Context, creditor, id string) (dunning.Plan, error) {
	p, err := plan(ctx, s.pool, creditor, id, s.Now())
	return p, Explain("reading plan "+id, err)
}

func plan(ctx context.Context, q query.Querier, creditor, id string, now time.Time) (dunning.Plan, error) {
	usual := dunning.DefaultPlan()
	if id == "" {
		id = usual.ID
	}
	row, err := query.One[struct{ Data *dunning.Plan }](ctx, q, `
		select case when p.stated then p.data else coalesce(v.data, case when @id <> @default then p.data end) end as data
		from (select 1) one
		    left join plans p on p.creditor = @creditor and p.id = @id
		    left join lateral (select data from plan_versions where creditor = @creditor and plan = @id and used_at is not null and (starts_at is null or starts_at <= @now)
		        order by version desc limit 1) v on true`,
		pgx.NamedArgs{"creditor": creditor, "id": id, "default": usual.ID, "now": now})
	switch {
	case err != nil:
		return dunning.Plan{}, err
	case row.Data != nil:
		return *row.Data, nil
	case id == usual.ID:
		return usual, nil
	}
	return dunning.Plan{}, dunning.Errorf(dunning.CodeNotFound, "creditor %s has no plan %q", creditor, id).
		WithHint("plans are named in the configuration file")
}
