package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"golang.org/x/sync/errgroup"

	"relance/activities"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/patience"
	"relance/internal/postgres/outbox"
	"relance/internal/postgres/sending"
	"relance/internal/posting"
	"relance/internal/relay"
	"relance/internal/version"
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
	teller := &relay.Relay{Store: outbox.New(a.store), Cases: a.store, Temporal: a.temporal, Log: a.Log, Now: time.Now}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return teller.Run(ctx) })
	g.Go(func() error { return a.sweep().Run(ctx) })
	g.Go(func() error { return a.releaseHeld(ctx) })
	g.Go(func() error { return a.Post.Follow(ctx) })
	g.Go(func() error { return a.watchInbox(ctx) })
	g.Go(func() error { return a.sendAnswers(ctx) })
	g.Go(func() error { return a.sendPageMails(ctx) })
	g.Go(func() error { return a.sendDeclarations(ctx) })
	g.Go(func() error { return a.watchCards(ctx) })
	g.Go(func() error { return a.tellPrograms(ctx) })
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
	if err := a.endAlarms(ctx); err != nil {
		return err
	}
	if err := a.ensureWatch(ctx); err != nil {
		return err
	}
	if err := a.ensurePlatform(ctx); err != nil {
		return err
	}
	return a.ensureReconcile(ctx)
}

// startWorkers serves the task queues, each with its own limits.
func (a *App) startWorkers() (stop func(), err error) {
	mail, hangUp, err := a.mails()
	if err != nil {
		return nil, err
	}
	letter, err := a.letters()
	if err != nil {
		hangUp()
		return nil, err
	}
	worker.SetStickyWorkflowCacheSize(cachedCases)
	common := worker.Options{WorkerStopTimeout: stopGrace, DeploymentOptions: build()}
	var started []worker.Worker
	stop = func() {
		for _, w := range started {
			w.Stop()
		}
		hangUp() // politely, once nothing is being sent
	}
	for _, w := range []worker.Worker{a.caseWorker(common), a.mailWorker(common, mail), a.letterWorker(common, letter)} {
		if err := w.Start(); err != nil {
			stop()
			return nil, fmt.Errorf("starting a worker: %w", err)
		}
		started = append(started, w)
	}
	return stop, nil
}

// caseWorker runs the workflows, and whatever of them neither writes nor sends.
func (a *App) caseWorker(o worker.Options) worker.Worker {
	cases := worker.New(a.temporal.Client, workflows.TaskQueueDunning, o)
	Register(cases)
	activities.RegisterCases(cases, &activities.Cases{Recorder: posting.CaseRecorder{Post: a.Post}, Tasks: a.store, Log: a.logFailure})
	activities.RegisterWatch(cases, &activities.Watch{Watchman: watchman{a}, Log: a.logFailure})
	activities.RegisterPlatform(cases, &activities.Platform{Reader: platformReader{a}, Log: a.logFailure})
	activities.RegisterReconciliation(cases, &activities.Reconciliation{Intake: dropFolders{a}, Log: a.logFailure})
	return cases
}

// mailWorker sends mails, as many a minute as are allowed.
func (a *App) mailWorker(o worker.Options, mail *activities.Notices) worker.Worker {
	o.MaxConcurrentActivityExecutionSize = 2 * posting.MailConnections // some are written while others leave
	o.DisableWorkflowWorker = true
	if n := a.Config.Mail.PerMinute; n > 0 {
		o.TaskQueueActivitiesPerSecond = float64(n) / 60
	}
	mails := worker.New(a.temporal.Client, workflows.TaskQueueMail, o)
	activities.RegisterNotices(mails, mail)
	return mails
}

// letterWorker hands letters over to carriers.
func (a *App) letterWorker(o worker.Options, letter *activities.Letters) worker.Worker {
	o.MaxConcurrentActivityExecutionSize = lettersAtOnce
	o.DisableWorkflowWorker = true
	letters := worker.New(a.temporal.Client, workflows.TaskQueueLetters, o)
	activities.RegisterLetters(letters, letter)
	return letters
}

// cachedCases bounds the memory of sleeping cases: those beyond it are read
// again from Temporal when they wake, which costs little.
const cachedCases = 500

// build names the program in the history by its commit: the SDK's own mark, a
// checksum of the binary, is four times as long and stands in every task.
func build() worker.DeploymentOptions {
	return worker.DeploymentOptions{Version: worker.WorkerDeploymentVersion{DeploymentName: "relance", BuildID: version.BuildID()}}
}

// lettersAtOnce is how many letters one worker draws and orders at once: each
// holds its PDF, with the copies of its invoices, in memory.
const lettersAtOnce = 4

// Register offers the workflows under their names.
func Register(r worker.WorkflowRegistry) {
	r.RegisterWorkflowWithOptions(workflows.Dunning, workflow.RegisterOptions{Name: workflows.DunningWorkflow})
	r.RegisterWorkflowWithOptions(workflows.FetchStatuses, workflow.RegisterOptions{Name: workflows.FetchStatusesWorkflow})
	r.RegisterWorkflowWithOptions(workflows.Watch, workflow.RegisterOptions{Name: workflows.WatchWorkflow})
	r.RegisterWorkflowWithOptions(workflows.Reconcile, workflow.RegisterOptions{Name: workflows.ReconcileWorkflow})
}

// notices is what sending has in common, by e-mail or letter.
func (a *App) notices(c activities.Composer) activities.Notices {
	room := sending.NewRoom(a.store)
	return activities.Notices{
		Desk: room, Guard: room, Messages: room, Composer: c, Withhold: posting.Withhold(a.Config), Clock: time.Now, Log: a.logFailure,
	}
}

// mails makes the sending of e-mails; end closes the connections to the server.
func (a *App) mails() (n *activities.Notices, end func(), err error) {
	composer, err := a.Post.MailComposer()
	if err != nil {
		return nil, nil, err
	}
	mails := a.notices(composer)
	if a.Config.Mail.Mode == config.Off {
		return &mails, func() {}, nil
	}
	sender, err := posting.Sender(a.Config)
	if err != nil {
		return nil, nil, err
	}
	mails.Deliverer = a.Post.MailDeliverer(sender)
	return &mails, sender.Close, nil
}

// letters makes the sending of letters.
func (a *App) letters() (*activities.Letters, error) {
	composer, err := a.Post.Composer()
	if err != nil {
		return nil, err
	}
	l := &activities.Letters{Notices: a.notices(composer)}
	if l.Withhold == "" {
		l.Deliverer, err = a.Post.Deliverer()
	}
	return l, err
}

// logFailure tells the operator what Temporal may not hear.
func (a *App) logFailure(_ context.Context, doing string, ref dunning.Ref, err error) {
	a.Log.Warn("activity failed", "doing", doing, "creditor", ref.Creditor, "invoice", ref.Number,
		"code", string(dunning.ErrorCode(err)), "error", err)
}
