package app

import (
	"context"
	"time"

	"relance/internal/backoffice"
	"relance/internal/backoffice/planning"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/plans"
	"relance/internal/postgres/sending"
)

// Planner gives the use cases of plans over this program's connections.
func (a *App) Planner(office *backoffice.Office) *planning.Planner {
	kept := plans.New(a.store)
	return &planning.Planner{
		Office: office, Creditors: a.store, Portfolio: sending.NewRoom(a.store), Plans: kept, Keeper: kept, Cases: kept, Audit: accounts.New(a.store), Keys: a.store, Now: a.store.Now,
	}
}

// followPlans lets the cases that run follow the plans that were saved for them.
func (a *App) followPlans(ctx context.Context, _ time.Time) (int, error) {
	office, err := a.Office()
	if err != nil {
		return 0, err
	}
	done, err := a.Planner(office).CarryOn(ctx)
	for _, r := range done.Refused {
		a.Log.Warn("a case keeps the plan that it has", "case", r.Ref.ID(), "error", r.Err)
	}
	return done.Moved, err
}
