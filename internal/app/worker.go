package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"golang.org/x/sync/errgroup"

	"relance/activities"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/notice"
	"relance/internal/patience"
	"relance/internal/relay"
	"relance/internal/smtp"
	"relance/workflows"
)

// stopGrace is how long running activities may take to end when the process is
// asked to stop.
const stopGrace = 40 * time.Second

// RunWorker is the long-running process on open connections: it serves the
// three task queues, relays the outbox, sweeps, and answers health checks,
// until the context ends.
func (a *App) RunWorker(ctx context.Context) error {
	err := patience.Try(ctx, a.Log, func() error { return a.prepare(ctx) })
	if ctx.Err() != nil {
		return nil // asked to stop before it began
	}
	if err != nil {
		return err
	}
	stop, err := a.startWorkers()
	if err != nil {
		return err
	}
	defer stop()
	outbox := &relay.Relay{Store: a.Store, Temporal: a.Temporal, Log: a.Log, Now: time.Now}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return outbox.Run(ctx) })
	g.Go(func() error { return a.sweep().Run(ctx) })
	g.Go(func() error { return a.releaseHeld(ctx) })
	g.Go(func() error { return a.followLetters(ctx) })
	g.Go(func() error { return a.serve(ctx) })
	a.Log.Info("worker started", "mail", string(a.Config.Mail.Mode), "listen", a.Config.Listen)
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// prepare brings the store and Temporal to what this process expects.
func (a *App) prepare(ctx context.Context) error {
	if err := a.SaveCreditors(ctx); err != nil {
		return err
	}
	if err := a.EnsureSearchAttributes(ctx); err != nil {
		return err
	}
	return a.ensureReconcile(ctx)
}

// startWorkers serves the task queues, each with its own limits.
func (a *App) startWorkers() (stop func(), err error) {
	mail, err := a.mailActivities()
	if err != nil {
		return nil, err
	}
	letter, err := a.letterActivities()
	if err != nil {
		return nil, err
	}
	worker.SetStickyWorkflowCacheSize(cachedCases)
	common := worker.Options{WorkerStopTimeout: stopGrace, DeploymentOptions: build()}
	cases := worker.New(a.Temporal.Client, workflows.TaskQueueDunning, common)
	Register(cases)
	activities.RegisterCases(cases, &activities.Cases{Ledger: ledger{a}, Tasks: a.Store, Log: a.logFailure})

	activities.RegisterReconciliation(cases, &activities.Reconciliation{Intake: dropFolders{a}, Log: a.logFailure})

	mailOptions := common
	mailOptions.MaxConcurrentActivityExecutionSize = 2 * mailConnections // some are written while others leave
	mailOptions.DisableWorkflowWorker = true
	if n := a.Config.Mail.PerMinute; n > 0 {
		mailOptions.TaskQueueActivitiesPerSecond = float64(n) / 60
	}
	mails := worker.New(a.Temporal.Client, workflows.TaskQueueMail, mailOptions)
	activities.RegisterNotices(mails, mail)

	letterOptions := common
	letterOptions.DisableWorkflowWorker = true
	letters := worker.New(a.Temporal.Client, workflows.TaskQueueLetters, letterOptions)
	activities.RegisterLetters(letters, letter)

	var started []worker.Worker
	stop = func() {
		for _, w := range started {
			w.Stop()
		}
	}
	for _, w := range []worker.Worker{cases, mails, letters} {
		if err := w.Start(); err != nil {
			stop()
			return nil, fmt.Errorf("starting a worker: %w", err)
		}
		started = append(started, w)
	}
	return stop, nil
}

// cachedCases bounds the memory of sleeping cases: those beyond it are read
// again from Temporal when they wake, which costs little.
const cachedCases = 500

// build names the program in the history by its commit: the SDK's own mark, a
// checksum of the binary, is four times as long and stands in every task.
func build() worker.DeploymentOptions {
	id := "dev"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				id = s.Value[:min(8, len(s.Value))]
			}
		}
	}
	return worker.DeploymentOptions{Version: worker.WorkerDeploymentVersion{DeploymentName: "relance", BuildID: id}}
}

// mailConnections is how many mails one worker sends at once.
const mailConnections = 8

// Register offers the workflows under their names.
func Register(r worker.WorkflowRegistry) {
	r.RegisterWorkflowWithOptions(workflows.Dunning, workflow.RegisterOptions{Name: workflows.DunningWorkflow})
	r.RegisterWorkflowWithOptions(workflows.Reconcile, workflow.RegisterOptions{Name: workflows.ReconcileWorkflow})
}

// mailActivities makes the sending of e-mails from the configuration.
func (a *App) mailActivities() (*activities.Notices, error) {
	templates, err := a.Templates()
	if err != nil {
		return nil, err
	}
	rates, err := a.Config.RateTable()
	if err != nil {
		return nil, err
	}
	n := &activities.Notices{
		Desk: a.Store, Drafts: a.Store, Composer: mailComposer{templates, rates, a.Store},
		Withhold: a.withhold(), Clock: time.Now, Log: a.logFailure,
	}
	if a.Config.Mail.Mode == config.Off {
		return n, nil
	}
	sender, err := a.Sender()
	if err != nil {
		return nil, err
	}
	d := mailDeliverer{sender: sender}
	if a.Config.Mail.Mode == config.Redirect {
		d.redirect = a.Config.Mail.RedirectTo
	}
	n.Deliverer = d
	return n, nil
}

// withhold is why nothing may leave, or nothing. Whatever is not live holds
// letters too.
func (a *App) withhold() dunning.Reason {
	if a.Config.Mail.Mode != config.Live {
		return dunning.ReasonMailOff
	}
	return ""
}

// Sender is the connection to the mail server.
func (a *App) Sender() (*smtp.Sender, error) {
	m := a.Config.Mail.SMTP
	return smtp.New(smtp.Options{
		Host: m.Host, Port: m.Port, Security: security[m.TLS], User: m.Username, Password: a.Config.Secrets.SMTPPassword,
		MaxConnections: mailConnections,
	})
}

var security = map[string]smtp.Security{"": smtp.StartTLS, "starttls": smtp.StartTLS, "implicit": smtp.Implicit, "none": smtp.NoTLS}

// Templates loads the built-in notices with the user's own over them.
func (a *App) Templates() (*notice.Templates, error) { return LoadTemplates(a.Config) }

// LoadTemplates loads the built-in notices with the user's own over them.
func LoadTemplates(cfg config.Config) (*notice.Templates, error) {
	if cfg.Templates == "" {
		return notice.Load(nil)
	}
	return notice.Load(os.DirFS(cfg.Path(cfg.Templates)))
}

// logFailure tells the operator what Temporal may not hear.
func (a *App) logFailure(_ context.Context, doing string, ref dunning.Ref, err error) {
	a.Log.Warn("activity failed", "doing", doing, "creditor", ref.Creditor, "invoice", ref.Number,
		"code", string(dunning.ErrorCode(err)), "error", err)
}
