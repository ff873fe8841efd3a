package plans

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/plan"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// CreditorPlans lists the plans that new cases of a creditor may follow, by id:
// those that the configuration states, and those saved on the console.
func (s *Store) CreditorPlans(ctx context.Context, creditor string) ([]plan.Choice, error) {
	all, err := s.PlansOf(ctx, creditor)
	return plan.InUse(all[creditor]), err
}

// PlansOf lists the plans of several creditors, by their ids, in one question: also
// those that no case can follow yet.
func (s *Store) PlansOf(ctx context.Context, creditors ...string) (map[string][]plan.Choice, error) {
	out, err := plansOf(ctx, s.pool, s.core.Now(), creditors...)
	return out, postgres.Explain("reading the plans", err)
}

func plansOf(ctx context.Context, q query.Querier, now time.Time, creditors ...string) (map[string][]plan.Choice, error) {
	rows, err := query.All[struct {
		Creditor, ID string
		Data, First  *dunning.Plan
		Stated       bool
		Latest       int
		Waits        bool
		Next         *int
		NextOn       *time.Time
	}](ctx, q, `
		select i.creditor, i.id, case when p.stated then p.data else coalesce(v.data, case when i.id <> @default then p.data end) end as data,
		    w.data as first, coalesce(p.stated, false) as stated, coalesce((select max(l.version) from plan_versions l where l.creditor = i.creditor and l.plan = i.id), 0) as latest,
		    exists (select from plan_versions w where w.creditor = i.creditor and w.plan = i.id and w.used_at is null and w.settled_at is null) as waits,
		    n.version as next, n.starts_on as next_on
		from (select creditor, id from plans where creditor = any(@creditors) union select creditor, plan from plan_versions where creditor = any(@creditors)
		    union select c, @default from unnest(@creditors::text[]) c) i (creditor, id)
		    left join plans p on p.creditor = i.creditor and p.id = i.id
		    left join lateral (select u.data from plan_versions u where u.creditor = i.creditor and u.plan = i.id and u.used_at is not null and (u.starts_at is null or u.starts_at <= @now)
		        order by u.version desc limit 1) v on true
		    left join lateral (select u.version, u.starts_on from plan_versions u where u.creditor = i.creditor and u.plan = i.id and u.used_at is not null
		        and u.starts_at > @now order by u.version limit 1) n on true
		    left join lateral (select u.data from plan_versions u where u.creditor = i.creditor and u.plan = i.id
		        and (u.used_at is null and u.settled_at is null or u.used_at is not null and u.starts_at > @now) order by u.version limit 1) w on true
		order by i.creditor, i.id`, pgx.NamedArgs{"creditors": creditors, "default": dunning.DefaultPlan().ID, "now": now})
	out := map[string][]plan.Choice{}
	for _, r := range rows {
		c := plan.Choice{Stated: r.Stated, Latest: r.Latest, Waits: r.Waits}
		if r.Next != nil && !r.Stated {
			c.Next = &plan.Coming{Version: *r.Next, From: query.DayOf(r.NextOn)}
		}
		switch {
		case r.Data != nil:
			c.Plan = *r.Data
		case r.ID == dunning.DefaultPlan().ID:
			c.Plan = dunning.DefaultPlan()
		case r.First != nil:
			c.Plan, c.Unused = *r.First, true
		default:
			continue // refused, or taken back, before any case could follow it
		}
		out[r.Creditor] = append(out[r.Creditor], c)
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
