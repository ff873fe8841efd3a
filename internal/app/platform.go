package app

import (
	"context"
	"net/http"
	"time"

	"relance/activities"
	"relance/internal/access"
	"relance/internal/config"
	"relance/internal/flowservice"
	"relance/internal/postgres/flows"
	"relance/internal/recourse"
	"relance/internal/temporalclient"
	"relance/workflows"
)

// platformOf gives the Flow service that the configuration names; nil for none.
func platformOf(cfg config.Config) *flowservice.Client {
	p := cfg.Statuses.Platform
	if !p.On() {
		return nil
	}
	return &flowservice.Client{
		URL: p.URL, TokenURL: p.TokenURL, ClientID: p.ClientID, Secret: cfg.Secrets.Flow, Scope: p.Scope, Organization: p.Organization, Agent: agent(),
		HTTP: &http.Client{Timeout: time.Minute}, Sleep: pause,
	}
}

// CheckPlatform asks the platform of electronic invoices whether it is up and lets
// us in. Without one it does nothing.
func CheckPlatform(ctx context.Context, cfg config.Config) error {
	if c := platformOf(cfg); c != nil {
		return c.Health(ctx, time.Now())
	}
	return nil
}

// givePlatform puts the platform that the configuration names behind a desk.
func (a *App) givePlatform(d *recourse.Desk) {
	store, p := flows.New(a.store), a.Config.Statuses.Platform
	d.Flows, d.FlowLog, d.PlatformName, d.PlatformSince = store, store, p.Host(), p.Since
	if c := platformOf(a.Config); c != nil {
		d.Platform = c
	}
}

// ensurePlatform makes the schedule that reads the platform what the configuration
// says: there with one, gone without.
func (a *App) ensurePlatform(ctx context.Context) error {
	p := a.Config.Statuses.Platform
	if !p.On() {
		if err := temporalclient.RemoveSchedule(ctx, a.temporal, workflows.FetchStatusesSchedule); err != nil {
			a.Log.Warn("a schedule for the platform's statuses could not be looked for", "error", err)
		}
		return nil
	}
	return temporalclient.EnsureSchedule(ctx, a.temporal, temporalclient.Schedule{
		ID: workflows.FetchStatusesSchedule, Workflow: workflows.FetchStatusesWorkflow, TaskQueue: workflows.TaskQueueDunning, Every: p.Every(),
		Note: "Reads lifecycle statuses from " + p.Host(), Memo: map[string]any{"every": p.Every().String()},
	})
}

// platformReader reads the platform for the activity.
type platformReader struct{ app *App }

// FetchStatuses implements activities.PlatformReader.
func (r platformReader) FetchStatuses(ctx context.Context) (activities.Fetched, error) {
	got, err := r.app.Recourse().FetchStatuses(ctx, access.Own(recourse.PlatformReader))
	return activities.Fetched{Fresh: got.Fresh, Read: got.Read, Waiting: got.Waiting, Refused: got.Refused}, err
}

// platformAge is how long ago the platform was last read; 0 when none is asked.
func (a *App) platformAge(ctx context.Context) (time.Duration, error) {
	p := a.Config.Statuses.Platform
	if !p.On() {
		return 0, nil
	}
	state, err := flows.New(a.store).FlowState(ctx, p.Host())
	return state.Age(a.store.Now()), err
}
