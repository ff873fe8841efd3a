package app

import (
	"context"
	"fmt"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/limitation"
)

// limitationKinds gives each regime its delay. A debtor who is neither a
// consumer nor clearly a trader is watched by the shorter one.
var limitationKinds = map[dunning.Regime]limitation.Kind{
	dunning.B2B: limitation.Professional, dunning.B2C: limitation.Consumer,
	dunning.NonProfessional: limitation.Consumer, dunning.Public: limitation.Public,
}

// watchLimitation opens a task for each open case whose claim expires within
// twelve, six, three or one months. Interruptions that only people know of
// (acknowledgement, court action) are not counted: the alarm comes early
// rather than late.
func (a *App) watchLimitation(ctx context.Context, now time.Time) error {
	today := calendar.DateOf(now.In(calendar.Metropole.Location()))
	claims, err := a.Store.NearLimitation(ctx, today)
	if err != nil {
		return err
	}
	for _, c := range claims {
		months, expiry, ok := alarm(c.Regime, c.Completed, c.Due, today)
		if !ok {
			continue
		}
		task := dunning.Task{
			Ref: c.Ref, Code: dunning.TaskLimitation, Step: fmt.Sprintf("%dm", months), Detail: expiry.String(),
		}
		if err := a.Store.OpenTask(ctx, task); err != nil {
			return err
		}
	}
	return nil
}

// alarm gives the latest alarm that is due today: how many months are left at
// most, and the last day to act.
func alarm(regime dunning.Regime, completed, due, today calendar.Date) (months int, expiry calendar.Date, ok bool) {
	r, err := limitation.Expiry(limitation.Claim{Kind: limitationKinds[regime], Completed: completed, Due: due}, nil)
	if err != nil {
		return 0, expiry, false
	}
	for _, a := range limitation.Alarms(r.Expiry) {
		if !a.On.After(today) {
			months, ok = a.Months, true
		}
	}
	return months, r.Expiry, ok
}
