package plandesk

import (
	"context"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/backoffice/planning"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/plan"
)

// Door serves the pages of plans.
type Door struct {
	*page.Common
	Plans      Plans
	Changes    Changes
	Rehearsals Rehearsals
	// File is the name of the configuration file, which decides over what is saved here.
	File string
}

// planPattern is the address of a plan.
const planPattern = "/plans/{creditor}/{plan}"

// Routes lists the pages and forms. Who may only look may try a plan as well:
// saving one asks for the right to it.
func (d *Door) Routes() []page.Route {
	return []page.Route{
		page.Get("/plans", access.Rehearse, d.list),
		page.Get(planPattern, access.Rehearse, d.plan),
		page.Post(planPattern, access.Rehearse, d.change).KeptByUse(),
	}
}

// Plans looks at plans.
type Plans interface {
	ListOf(ctx context.Context, who access.Actor, creditors []string) (map[string][]plan.Choice, error)
	Show(ctx context.Context, who access.Actor, creditor, plan string) (planning.Shown, error)
	Creditor(ctx context.Context, who access.Actor, id string) (dunning.Creditor, error)
}

// Changes tries, saves and agrees to plans.
type Changes interface {
	Rehearse(ctx context.Context, who access.Actor, t planning.Trial) (planning.Tried, error)
	Save(ctx context.Context, who access.Actor, in planning.Change) (planning.Saved, error)
	Decide(ctx context.Context, who access.Actor, creditor string, id int64, agree bool) (planning.Saved, error)
}

// Rehearsals plays the open cases forward.
type Rehearsals interface {
	Rehearse(ctx context.Context, who access.Actor, in backoffice.Rehearsal) (backoffice.Rehearsed, error)
}
