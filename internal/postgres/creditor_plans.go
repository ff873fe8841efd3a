package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// byConfiguration is the author of a version of a plan that the configuration asks
// for.
const byConfiguration = "configuration"

// statedPlan is a plan that the configuration states on record, with what would be
// in use without it.
type statedPlan struct {
	Data  dunning.Plan
	Saved *dunning.Plan // newest version in use that was saved
}

// without gives what cases would follow if the configuration stated it no longer.
func (s statedPlan) without() dunning.Plan {
	switch {
	case s.Saved != nil:
		return *s.Saved
	case s.Data.ID == dunning.DefaultPlan().ID:
		return dunning.DefaultPlan()
	}
	return s.Data
}

// guardedPlans gives the plans to be kept as stated when two people must agree: a
// plan stays as it is in use until they have, and what the configuration says of it,
// or no longer says, waits as a version. Nil leaves all plans as they are.
func (t *Tx) guardedPlans(ctx context.Context, creditor string, plans []dunning.Plan) ([]dunning.Plan, error) {
	if plans == nil {
		return nil, nil
	}
	kept, err := query.All[statedPlan](ctx, t, `
		select p.data, (select v.data from plan_versions v where v.creditor = p.creditor and v.plan = p.id and v.used_at is not null and (v.starts_at is null or v.starts_at <= @now)
		    order by v.version desc limit 1) as saved
		from plans p where p.creditor = @creditor and p.stated order by p.id`, pgx.NamedArgs{"creditor": creditor, "now": t.Now})
	if err != nil {
		return nil, err
	}
	out := []dunning.Plan{}
	for _, p := range plans {
		now, err := plan(ctx, t, creditor, p.ID, t.Now) // the empty one when no case can follow it yet
		if err != nil && dunning.ErrorCode(err) != dunning.CodeNotFound {
			return nil, err
		}
		if err := t.ask(ctx, creditor, now, p); err != nil {
			return nil, err
		}
		if now.Same(p) || slices.ContainsFunc(kept, func(k statedPlan) bool { return k.Data.ID == p.ID }) {
			out = append(out, now)
		}
	}
	for _, k := range kept {
		next := k.without()
		if slices.ContainsFunc(plans, func(p dunning.Plan) bool { return p.ID == k.Data.ID }) {
			continue
		}
		if err := t.ask(ctx, creditor, k.Data, next); err != nil {
			return nil, err
		}
		if !k.Data.Same(next) {
			out = append(out, k.Data)
		}
	}
	return out, nil
}

// ask lets a plan wait for two people as a version, unless it says what is in use;
// what the configuration asked for before is replaced.
func (t *Tx) ask(ctx context.Context, creditor string, now, next dunning.Plan) error {
	waiting, err := query.All[struct {
		ID   int64
		Data dunning.Plan
	}](ctx, t, `
		select id, data from plan_versions
		where creditor = @creditor and plan = @plan and author = @author and used_at is null and settled_at is null for update`,
		pgx.NamedArgs{"creditor": creditor, "plan": next.ID, "author": byConfiguration})
	if err != nil {
		return err
	}
	if len(waiting) == 1 && waiting[0].Data.Same(next) && !now.Same(next) {
		return nil
	}
	args := pgx.NamedArgs{"creditor": creditor, "plan": next.ID, "author": byConfiguration, "now": t.Now, "replaced": change.Replaced, "same": now.Same(next)}
	b := &pgx.Batch{}
	b.Queue(`
		update plan_versions set settled_at = @now, settled_by = @author, outcome = @replaced
		where creditor = @creditor and plan = @plan and used_at is null and settled_at is null and (author = @author or not @same)`, args)
	if !now.Same(next) {
		var latest int
		if err := t.QueryRow(ctx, `select coalesce(max(version), 0) from plan_versions where creditor = @creditor and plan = @plan`, args).Scan(&latest); err != nil {
			return err
		}
		next.Version = latest + 1
		args["version"], args["data"] = next.Version, next
		b.Queue(`
			insert into plan_versions (creditor, plan, version, data, running, author, saved_at)
			values (@creditor, @plan, @version, @data, 'keep', @author, @now)`, args)
	}
	return query.Send(ctx, t, b)
}
