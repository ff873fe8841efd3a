package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"relance/activities"
	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/dropfolder"
	"relance/internal/reconcile"
	"relance/internal/temporalclient"
	"relance/workflows"
)

// scheduleAuthor is who takes bank files in by schedule.
const scheduleAuthor = "schedule"

// ensureReconcile makes the schedule that takes bank files in what the
// configuration says: there with folders, gone without.
func (a *App) ensureReconcile(ctx context.Context) error {
	r := a.Config.Reconcile
	if len(r.Folders) == 0 {
		if err := temporalclient.RemoveSchedule(ctx, a.temporal, workflows.ReconcileSchedule); err != nil {
			a.Log.Warn("a schedule for bank files could not be looked for", "error", err) // as where the key may not
		}
		return nil
	}
	for _, dir := range r.Folders {
		if err := os.MkdirAll(a.Config.Path(dir), 0o700); err != nil {
			return fmt.Errorf("making the folder for bank files: %w", err)
		}
	}
	return temporalclient.EnsureSchedule(ctx, a.temporal, temporalclient.Schedule{
		ID: workflows.ReconcileSchedule, Workflow: workflows.ReconcileWorkflow, TaskQueue: workflows.TaskQueueDunning,
		Every: r.Every(), Note: fmt.Sprintf("Takes in the bank files of %d folders", len(r.Folders)),
		Memo: map[string]any{"folders": len(r.Folders), "every": r.Every().String()},
	})
}

// dropFolders are the configured folders, for the activity.
type dropFolders struct{ app *App }

// TakeIn implements activities.Intake.
func (d dropFolders) TakeIn(ctx context.Context) (out activities.TakenIn, err error) {
	var faults []error
	for _, dir := range d.app.Config.Reconcile.Folders {
		faults = append(faults, d.one(ctx, d.app.Config.Path(dir), &out))
	}
	return out, errors.Join(faults...)
}

// one takes in what lies in a folder and stays as it is for a moment.
func (d dropFolders) one(ctx context.Context, dir string, out *activities.TakenIn) error {
	f, err := dropfolder.Open(dir, dropfolder.Options{Now: time.Now})
	if err != nil {
		return err
	}
	office, err := d.app.Office()
	if err != nil {
		return err
	}
	files := office.BankFiles(access.Own(scheduleAuthor))
	take := dropfolder.Each(func(ctx context.Context, path string) (fault string, err error) {
		in, err := os.Open(path)
		if err != nil {
			return err.Error(), nil
		}
		defer in.Close()
		done, fault, err := files.TakeWhole(ctx, filepath.Base(path), in)
		count(out, done)
		return fault, err
	})
	return f.Once(ctx, take, func(o dropfolder.Outcome) {
		if o.Failed {
			out.Failed++
			return
		}
		out.Files++
	})
}

// count adds up what a file brought.
func count(out *activities.TakenIn, f backoffice.BankReport) {
	out.Lines += f.Entries
	out.Known += f.Known
	out.Matched += f.States[reconcile.LineMatched]
	out.Waiting += f.States[reconcile.LineSuggested] + f.States[reconcile.LineUnmatched] + f.States[reconcile.LineRefund]
}
