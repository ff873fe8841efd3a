package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/limitation"
	"relance/internal/postgres/alarms"
	"relance/internal/postgres/lookup"
)

// watchLimitation opens a task for each open case whose claim expires within
// twelve, six, three or one months, counted with what people recorded of
// interruptions and suspensions.
func (a *App) watchLimitation(ctx context.Context, now time.Time) error {
	today := calendar.DateOf(now.In(calendar.Metropole.Location()))
	claims, err := alarms.New(a.store).NearLimitation(ctx, today)
	if err != nil {
		return err
	}
	for _, c := range claims {
		months, expiry, ok := alarm(c.Regime, c.Completed, c.Due, c.Events, today)
		if !ok {
			continue
		}
		step := fmt.Sprintf("%dm", months)
		if len(c.Events) > 0 {
			step += " " + expiry.String() // alarms of an earlier delay were others
		}
		if slices.Contains(c.Asked, step) {
			continue
		}
		task := dunning.Task{Ref: c.Ref, Code: dunning.TaskLimitation, Step: step, Detail: expiry.String()}
		if err := a.store.OpenTask(ctx, task); err != nil {
			return err
		}
	}
	return nil
}

// alarm gives the latest alarm that is due today: how many months are left at
// most, and the last day to act.
func alarm(regime dunning.Regime, completed, due calendar.Date, interruptions []dunning.Interruption, today calendar.Date) (months int, expiry calendar.Date, ok bool) {
	r, err := limitation.Expiry(limitation.Claim{Kind: backoffice.LimitationKind(regime), Completed: completed, Due: due}, backoffice.Interruptions(interruptions))
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

// declareBefore are the days before the last day to declare a claim in
// insolvency proceedings on which a person is reminded: of two months, one, four
// and six weeks after the publication, then a week, three days and the eve.
var declareBefore = []int{54, 31, 16, 7, 3, 1}

// watchDeclarations reminds of each declaration of claim that is not done while
// its two months run out (C. com. L622-24, R622-24).
func (a *App) watchDeclarations(ctx context.Context, now time.Time) error {
	today := calendar.DateOf(now.In(calendar.Metropole.Location()))
	tasks, err := lookup.New(a.store).OpenTasks(ctx, dunning.TaskInsolvency, "")
	if err != nil {
		return err
	}
	for _, k := range tasks {
		left, ok := declareWithin(k.Detail, today)
		if !ok {
			continue
		}
		k.Step = fmt.Sprintf("%dd", left)
		if err := a.store.OpenTask(ctx, k); err != nil {
			return err
		}
	}
	return nil
}

// declareWithin gives the latest reminder that is due today, in days before the
// last day.
func declareWithin(last string, today calendar.Date) (days int, ok bool) {
	by, err := calendar.ParseDate(last)
	if err != nil {
		return 0, false
	}
	for _, n := range declareBefore {
		if !by.AddDays(-n).After(today) {
			days, ok = n, true
		}
	}
	return days, ok
}
