package app

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"relance/activities"
	"relance/internal/bodacc"
	"relance/internal/dunning"
	"relance/internal/postgres/alarms"
	"relance/internal/postgres/collections"
	"relance/internal/postgres/gazette"
	"relance/internal/postgres/sending"
	"relance/internal/recourse"
	"relance/internal/temporalclient"
	"relance/internal/version"
	"relance/workflows"
)

// watchTry is how often the schedule looks whether the day's national file was
// read: a day that failed is tried again soon.
const watchTry = 2 * time.Hour

// Recourse gives the use cases before and after the reminders over this
// program's connections.
func (a *App) Recourse() *recourse.Desk {
	notices := gazette.New(a.store)
	d := &recourse.Desk{
		Now: func() time.Time { return a.store.Now() }, Statuses: a.store, NoticeStore: notices, WatchReader: notices, Claims: notices, Alarms: alarms.New(a.store),
		WatchMaxAge: a.Config.Insolvency.MaxAge(),
	}
	d.Collections, d.ReceiptDate = collections.New(a.store), a.Config.Statuses.ReceiptDate
	d.Gazette = &bodacc.Client{
		URL: a.Config.Insolvency.URL, Agent: agent(), HTTP: &http.Client{Timeout: 5 * time.Minute}, Sleep: pause,
	}
	a.givePlatform(d)
	room := sending.NewRoom(a.store)
	d.DeclarationStore, d.DeclarationPost, d.Settler, d.Keys = room, a.Post, a.store, a.store
	d.Register, d.RegisterStore, d.RegisterReader, d.RegisterMaxAge = a.register(), notices, notices, a.Config.Registers.MaxAge()
	return d
}

// agent names the program to public services.
func agent() string { return "relance/" + version.String() }

// pause waits, or gives up with the context.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ensureWatch makes the schedule that reads the official notices what the
// configuration says: there when the watch is on, gone when it is not.
func (a *App) ensureWatch(ctx context.Context) error {
	if !a.Config.Insolvency.Watch {
		if err := temporalclient.RemoveSchedule(ctx, a.temporal, workflows.WatchSchedule); err != nil {
			a.Log.Warn("a schedule for official notices could not be looked for", "error", err)
		}
		return nil
	}
	return temporalclient.EnsureSchedule(ctx, a.temporal, temporalclient.Schedule{
		ID: workflows.WatchSchedule, Workflow: workflows.WatchWorkflow, TaskQueue: workflows.TaskQueueDunning, Every: watchTry,
		Note: "Reads the day's collective notices of the BODACC", Memo: map[string]any{"every": watchTry.String()},
	})
}

// endAlarms ends the questions about the silence of what is switched off.
func (a *App) endAlarms(ctx context.Context) error {
	off := map[dunning.TaskCode]bool{
		dunning.TaskWatchSilent: !a.Config.Insolvency.Watch, dunning.TaskPlatformSilent: !a.Config.Statuses.Platform.On(),
	}
	for code, ended := range off {
		if !ended {
			continue
		}
		if err := alarms.New(a.store).EndAlarm(ctx, code); err != nil {
			return err
		}
	}
	return nil
}

// sendDeclarations posts the declarations of claim that people have agreed to.
func (a *App) sendDeclarations(ctx context.Context) error {
	host, _ := os.Hostname()
	owner := fmt.Sprintf("declarations/%s/%d/%d", host, os.Getpid(), time.Now().UnixNano())
	return a.Post.SendDeclarations(ctx, sending.New(a.store), owner)
}

// watchman reads the notices for the activity.
type watchman struct{ app *App }

// ReadNotices implements activities.Watchman.
func (w watchman) ReadNotices(ctx context.Context) (activities.Watched, error) {
	taken, err := w.app.Recourse().WatchRound(ctx, false)
	return activities.Watched{Read: taken.Read, Matched: len(taken.Matched), Frozen: len(taken.Frozen)}, err
}

// lookUpCompanies looks companies up whose formal step comes soon, and those
// that are new.
func (a *App) lookUpCompanies(ctx context.Context, _ time.Time) (int, error) {
	if !a.Config.Insolvency.Watch {
		return 0, nil
	}
	return a.Recourse().LookUp(ctx)
}
