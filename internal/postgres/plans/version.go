package plans

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/plan"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

type versionRow struct {
	ID        int64
	Creditor  string
	Data      dunning.Plan
	Running   string
	Author    string
	SavedAt   time.Time
	UsedAt    *time.Time
	MovedAt   *time.Time
	StartsOn  *time.Time
	StartsAt  *time.Time
	FirstBy   string
	FirstAt   *time.Time
	SettledBy string
	SettledAt *time.Time
	Outcome   string
}

const versionColumns = `id, creditor, data, running, author, saved_at, used_at, moved_at, starts_on, starts_at, coalesce(first_by, '') as first_by, first_at,
	coalesce(settled_by, '') as settled_by, settled_at, coalesce(outcome, '') as outcome`

func (r versionRow) version() plan.Version {
	return plan.Version{
		ID: r.ID, Creditor: r.Creditor, Plan: r.Data, Running: dunning.Onward(r.Running), Author: r.Author, At: r.SavedAt.UTC(),
		Used: query.TimeOf(r.UsedAt), Moved: query.TimeOf(r.MovedAt),
		Start:   change.Start{From: query.DayOf(r.StartsOn), Starts: query.TimeOf(r.StartsAt)},
		Consent: change.Consent{FirstBy: r.FirstBy, FirstAt: query.TimeOf(r.FirstAt), Settled: query.TimeOf(r.SettledAt), By: r.SettledBy, Outcome: r.Outcome},
	}
}

// PlanVersions lists what was saved of a creditor's plan, newest first.
func (s *Store) PlanVersions(ctx context.Context, creditor, planID string) ([]plan.Version, error) {
	rows, err := query.All[versionRow](ctx, s.pool, `
		select `+versionColumns+` from plan_versions where creditor = @creditor and plan = @plan order by version desc`,
		pgx.NamedArgs{"creditor": creditor, "plan": planID})
	out := make([]plan.Version, len(rows))
	for i, r := range rows {
		out[i] = r.version()
	}
	return out, postgres.Explain("reading the versions of plan "+planID, err)
}

// PlanVersion gives one version; CodeNotFound when there is none.
func (s *Store) PlanVersion(ctx context.Context, id int64) (plan.Version, error) {
	return versionByID(ctx, s.pool, id, "")
}

func versionByID(ctx context.Context, q query.Querier, id int64, lock string) (plan.Version, error) {
	row, err := query.One[versionRow](ctx, q, `select `+versionColumns+` from plan_versions where id = @id`+lock, pgx.NamedArgs{"id": id})
	if errors.Is(err, pgx.ErrNoRows) {
		return plan.Version{}, dunning.Errorf(dunning.CodeNotFound, "no version %d of a plan", id)
	}
	return row.version(), postgres.Explain("reading a version of a plan", err)
}

// SavePlan keeps a new version of a creditor's plan and gives it with its number.
// It is in use at once or from its day on, or waits where two people must agree; a
// version that waited is replaced, and so is one that would start with it or later. seen is the number of the version that its author saw.
//
// CodeConflict when somebody saved another one meanwhile, when the configuration
// states the plan, and when nothing is changed.
func (s *Store) SavePlan(ctx context.Context, v plan.Version, seen int) (plan.Version, error) {
	err := s.do(ctx, "saving plan "+v.Plan.ID, func(t *tx) error {
		now, err := t.current(ctx, v.Creditor, v.Plan.ID)
		if err != nil {
			return err
		}
		if err := mayFollow(v, now, seen); err != nil {
			return err
		}
		v.Plan.Version, v.At = now.Latest+1, t.Now
		if !t.TwoAgree() {
			v.Used = t.Now
		} else if id, ok := v.Plan.Unasked(); ok {
			return dunning.Errorf(dunning.CodeInvalid, "step %q of plan %q is a formal notice, to which two people must agree, and the plan asks nobody", id, v.Plan.ID).
				WithHint("let the step ask for approval")
		}
		return t.insert(ctx, &v)
	})
	return v, err
}

// mayFollow tells why a version cannot follow what is on record.
func mayFollow(v plan.Version, now plan.Choice, seen int) error {
	switch {
	case now.Stated:
		return dunning.Errorf(dunning.CodeConflict, "plan %q is written in the configuration file, which decides", v.Plan.ID).
			WithHint("change it there, or take it out there first")
	case seen != now.Latest:
		return dunning.Errorf(dunning.CodeConflict, "somebody saved version %d of plan %q meanwhile", now.Latest, v.Plan.ID).
			WithHint("look at it, then change it again")
	case now.Plan.Same(v.Plan) && now.Next == nil: // the same again takes back what was to come
		return dunning.Errorf(dunning.CodeConflict, "plan %q says this already: nothing is changed", v.Plan.ID)
	}
	return nil
}

// current is a plan as it stands, with the creditor locked.
func (t *tx) current(ctx context.Context, creditor, id string) (out plan.Choice, err error) {
	var known bool
	err = t.QueryRow(ctx, `select true from creditors where id = @id for update`, pgx.NamedArgs{"id": creditor}).Scan(&known)
	if errors.Is(err, pgx.ErrNoRows) {
		return out, dunning.Errorf(dunning.CodeNotFound, "no creditor %q", creditor)
	}
	if err != nil {
		return out, err
	}
	all, err := plansOf(ctx, t, t.Now, creditor)
	for _, p := range plan.InUse(all[creditor]) {
		if p.Plan.ID == id {
			return p, err
		}
	}
	err = errors.Join(err, t.QueryRow(ctx, `select coalesce(max(version), 0) from plan_versions where creditor = @creditor and plan = @plan`,
		pgx.NamedArgs{"creditor": creditor, "plan": id}).Scan(&out.Latest))
	return out, err
}

func (t *tx) insert(ctx context.Context, v *plan.Version) error {
	args := pgx.NamedArgs{
		"creditor": v.Creditor, "plan": v.Plan.ID, "version": v.Plan.Version, "data": v.Plan, "running": string(v.Running), "author": v.Author,
		"now": t.Now, "used": query.Instant(v.Used), "replaced": change.Replaced,
		"on": query.Day(v.From), "starts": query.Instant(v.Starts),
	}
	b := &pgx.Batch{}
	b.Queue(`
		update plan_versions set settled_at = @now, settled_by = @author, outcome = @replaced
		where creditor = @creditor and plan = @plan and used_at is null and settled_at is null`, args)
	if !v.Used.IsZero() {
		b.Queue(replaceLater, args)
	}
	b.Queue(`
		insert into plan_versions (creditor, plan, version, data, running, author, saved_at, used_at, starts_on, starts_at)
		values (@creditor, @plan, @version, @data, @running, @author, @now, @used, @on, @starts) returning id`, args).
		QueryRow(func(row pgx.Row) error { return row.Scan(&v.ID) })
	return query.Send(ctx, t, b)
}

// replaceLater takes back the versions before one that comes into use that would start
// with it or after it.
const replaceLater = `
	update plan_versions set settled_at = @now, settled_by = @author, outcome = @replaced, used_at = null
	where creditor = @creditor and plan = @plan and version < @version and used_at is not null and starts_at > @now
	    and starts_at >= coalesce(@starts::timestamptz, @now)`

// DecidePlan records a person's word on a version that waits; with the second yes
// it is in use.
func (s *Store) DecidePlan(ctx context.Context, d change.Decision) (v plan.Version, err error) {
	err = s.do(ctx, "deciding over a version of a plan", func(t *tx) error {
		if v, err = versionByID(ctx, t, d.ID, " for update"); err != nil {
			return err
		}
		d.At = t.Now
		if v, err = v.Decide(d); err != nil {
			return err
		}
		_, err := t.Exec(ctx, `
			update plan_versions set first_by = nullif(@first, ''), first_at = @first_at, settled_by = nullif(@by, ''), settled_at = @at,
			    outcome = nullif(@outcome, ''), used_at = @used where id = @id`, pgx.NamedArgs{
			"id": v.ID, "first": v.FirstBy, "first_at": query.Instant(v.FirstAt), "by": v.By, "at": query.Instant(v.Settled),
			"outcome": v.Outcome, "used": query.Instant(v.Used),
		})
		if err != nil || v.Used.IsZero() {
			return err
		}
		if _, err := t.Exec(ctx, replaceLater, pgx.NamedArgs{
			"creditor": v.Creditor, "plan": v.Plan.ID, "version": v.Plan.Version, "now": t.Now, "author": v.Author, "replaced": change.Replaced, "starts": query.Instant(v.Starts),
		}); err != nil {
			return err
		}
		// What the configuration states decides: it says the same from now on.
		_, err = t.Exec(ctx, `update plans set data = @data, updated_at = @now where creditor = @creditor and id = @plan and stated`,
			pgx.NamedArgs{"creditor": v.Creditor, "plan": v.Plan.ID, "data": v.Plan, "now": t.Now})
		return err
	})
	return v, err
}

// PlanMoved records that the cases which ran follow a version now.
func (s *Store) PlanMoved(ctx context.Context, id int64) error {
	return s.do(ctx, "noting that the cases follow the plan", func(t *tx) error {
		_, err := t.Exec(ctx, `update plan_versions set moved_at = coalesce(moved_at, @now) where id = @id`, pgx.NamedArgs{"id": id, "now": t.Now})
		return err
	})
}

// PlansToMove lists the versions in use whose cases have yet to follow them: those
// that somebody saved when the program ended.
func (s *Store) PlansToMove(ctx context.Context) ([]plan.Version, error) {
	rows, err := query.All[versionRow](ctx, s.pool, `
		select `+versionColumns+` from plan_versions v where used_at is not null and moved_at is null and running <> 'keep' and (starts_at is null or starts_at <= @now)
		    and not exists (select from plan_versions n where n.creditor = v.creditor and n.plan = v.plan and n.version > v.version
		        and n.used_at is not null and (n.starts_at is null or n.starts_at <= @now))
		order by id`, pgx.NamedArgs{"now": s.core.Now()})
	out := make([]plan.Version, len(rows))
	for i, r := range rows {
		out[i] = r.version()
	}
	return out, postgres.Explain("reading the versions to follow", err)
}
