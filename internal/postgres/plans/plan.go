package plans

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/plan"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// CreditorPlans lists the plans that new cases of a creditor may follow, by id:
// those that the configuration states, and those saved on the console.
func (s *Store) CreditorPlans(ctx context.Context, creditor string) ([]plan.Choice, error) {
	out, err := plansOf(ctx, s.pool, creditor)
	return out, postgres.Explain("reading the plans of "+creditor, err)
}

func plansOf(ctx context.Context, q query.Querier, creditor string) ([]plan.Choice, error) {
	rows, err := query.All[struct {
		ID     string
		Data   *dunning.Plan
		Stated bool
		Latest int
	}](ctx, q, `
		select i.id, case when p.stated then p.data else coalesce(v.data, case when i.id <> @default then p.data end) end as data,
		    coalesce(p.stated, false) as stated, coalesce((select max(l.version) from plan_versions l where l.creditor = @creditor and l.plan = i.id), 0) as latest
		from (select id from plans where creditor = @creditor union select plan from plan_versions where creditor = @creditor
		    union select @default) i (id)
		    left join plans p on p.creditor = @creditor and p.id = i.id
		    left join lateral (select u.data from plan_versions u where u.creditor = @creditor and u.plan = i.id and u.used_at is not null
		        order by u.version desc limit 1) v on true
		order by i.id`, pgx.NamedArgs{"creditor": creditor, "default": dunning.DefaultPlan().ID})
	var out []plan.Choice
	for _, r := range rows {
		switch {
		case r.Data != nil:
			out = append(out, plan.Choice{Plan: *r.Data, Stated: r.Stated, Latest: r.Latest})
		case r.ID == dunning.DefaultPlan().ID:
			out = append(out, plan.Choice{Plan: dunning.DefaultPlan(), Latest: r.Latest})
		} // else the plan waits for two people: no case can follow it yet
	}
	return out, err
}

// Followers gives the open cases that follow a plan of a creditor, in another
// version than the one named, oldest first.
func (s *Store) Followers(ctx context.Context, creditor, plan string, version int) ([]dunning.Ref, error) {
	rows, err := query.All[dunning.Ref](ctx, s.pool, `
		select creditor, number, cycle from cases
		where creditor = @creditor and closed_at is null and plan->>'id' = @plan and coalesce((plan->>'version')::int, 0) <> @version
		order by id`, pgx.NamedArgs{"creditor": creditor, "plan": plan, "version": version})
	return rows, postgres.Explain("reading the cases that follow plan "+plan, err)
}
