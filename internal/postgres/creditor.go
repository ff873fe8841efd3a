package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// SaveCreditor adds a creditor or replaces what is known of it, with its plans
// for new cases. Running cases keep the plan they started with; a plan that is
// no longer named stays for those that refer to it. Where two people must agree,
// the name, the account and the plan on record stay until they have.
func (s *Store) SaveCreditor(ctx context.Context, c dunning.Creditor, plans []dunning.Plan) error {
	if c.ID == "" {
		return dunning.Errorf(dunning.CodeInvalid, "the creditor has no id").WithHint("give it a short, stable word such as atelier")
	}
	return s.Do(ctx, "saving creditor "+c.ID, func(t *Tx) error {
		c, err := t.guarded(ctx, c)
		if err != nil {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(`
			insert into creditors (id, data, updated_at) values (@id, @data, @now)
			on conflict (id) do update set data = excluded.data, updated_at = excluded.updated_at`,
			pgx.NamedArgs{"id": c.ID, "data": c, "now": t.Now})
		for _, p := range plans {
			b.Queue(`
				insert into plans (creditor, id, data, updated_at) values (@creditor, @id, @data, @now)
				on conflict (creditor, id) do update set data = excluded.data, updated_at = excluded.updated_at`,
				pgx.NamedArgs{"creditor": c.ID, "id": p.ID, "data": p, "now": t.Now})
		}
		return query.Send(ctx, t, b)
	})
}

// Creditor gives one creditor; CodeNotFound when it is unknown.
func (s *Store) Creditor(ctx context.Context, id string) (dunning.Creditor, error) {
	c, err := creditor(ctx, s.pool, id)
	return c, Explain("reading creditor "+id, err)
}

func creditor(ctx context.Context, q query.Querier, id string) (dunning.Creditor, error) {
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

// Plan gives a plan for new cases of a creditor. The built-in plan answers to
// "default" until one of that name is saved.
func (s *Store) Plan(ctx context.Context, creditor, id string) (dunning.Plan, error) {
	p, err := plan(ctx, s.pool, creditor, id)
	return p, Explain("reading plan "+id, err)
}

func plan(ctx context.Context, q query.Querier, creditor, id string) (dunning.Plan, error) {
	if id == "" {
		id = dunning.DefaultPlan().ID
	}
	rows, err := q.Query(ctx, `select data from plans where creditor = @creditor and id = @id`,
		pgx.NamedArgs{"creditor": creditor, "id": id})
	if err != nil {
		return dunning.Plan{}, err
	}
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[dunning.Plan])
	if errors.Is(err, pgx.ErrNoRows) {
		if id == dunning.DefaultPlan().ID {
			return dunning.DefaultPlan(), nil
		}
		return p, dunning.Errorf(dunning.CodeNotFound, "creditor %s has no plan %q", creditor, id).
			WithHint("plans are named in the configuration file")
	}
	return p, err
}
