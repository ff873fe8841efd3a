package app

import (
	"context"
	"time"

	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/patience"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/alarms"
	"relance/internal/postgres/mailbox"
	"relance/internal/postgres/outbox"
	pages "relance/internal/postgres/portal"
	"relance/internal/postgres/sending"
	"relance/internal/relay"
)

// handOverLimit is past the longest attempt to hand a message over, which Temporal
// ends after twelve minutes.
const handOverLimit = 15 * time.Minute

// outboxKept is how long what was delivered stays in the outbox.
const outboxKept = 7 * 24 * time.Hour

// sweep is the safety net with all that is looked after every ten minutes.
func (a *App) sweep() *relay.Sweep {
	only := func(do func(context.Context, time.Time) error) func(context.Context, time.Time) (int, error) {
		return func(ctx context.Context, now time.Time) (int, error) { return 0, do(ctx, now) }
	}
	return &relay.Sweep{Store: outbox.New(a.store), Temporal: a.temporal, Log: a.Log, Now: time.Now, Chores: []relay.Chore{
		{Doing: "looking for lost hand-overs", Done: "hand-overs without an end: a person is asked", Warn: true,
			Do: func(ctx context.Context, now time.Time) (int, error) {
				return sending.New(a.store).ExpireHandOvers(ctx, now.Add(-handOverLimit))
			}},
		{Doing: "looking for sent mails of unknown outcome", Done: "mails of unknown outcome lie among those that were sent: settled", Do: a.settleSent},
		{Doing: "looking for letters that wait for euros", Done: "there are euros for letters again: cases go on",
			Do: func(ctx context.Context, _ time.Time) (int, error) {
				return sending.New(a.store).ReleaseLetterBudget(ctx)
			}},
		{Doing: "looking for rates that are known by now", Do: a.finishRates},
		{Doing: "asking what became of card payments", Do: a.followCards},
		{Doing: "telling cases what debtors said on their pages", Done: "answers of debtors that a crash had held up", Do: a.finishAnswers},
		{Doing: "moving cases to the plans that were saved", Done: "cases follow the plans that were saved", Do: a.followPlans},
		{Doing: "watching approvals", Do: only(a.Post.WatchApprovals)},
		{Doing: "watching limitation", Do: only(a.watchLimitation)},
		{Doing: "looking companies up in the official notices", Done: "the official notices were read: formal steps go on", Do: a.lookUpCompanies},
		{Doing: "looking companies up in the register", Do: a.lookUpRegister},
		{Doing: "looking for periods of procedures that run out", Do: func(ctx context.Context, now time.Time) (int, error) {
			return alarms.New(a.store).OpenAlarms(ctx, calendar.DateOf(now.In(calendar.Metropole.Location())))
		}},
		{Doing: "looking for periods of insurance policies", Do: func(ctx context.Context, now time.Time) (int, error) {
			return alarms.New(a.store).AddPolicyAlarms(ctx, calendar.DateOf(now.In(calendar.Metropole.Location())))
		}},
		{Doing: "watching declarations of claims", Do: only(a.watchDeclarations)},
		{Doing: "closing the figures of a month that is over", Done: "months are over: their figures are kept", Do: func(ctx context.Context, _ time.Time) (int, error) {
			return a.Overview().FreezeMonths(ctx)
		}},
		{Doing: "working out the figures of the day", Done: "the figures of the day were worked out", Do: func(ctx context.Context, _ time.Time) (int, error) {
			return a.Overview().RefreshBoards(ctx)
		}},
		{Doing: "sending the mails of the morning", Done: "mails of the morning left", Do: a.sendMornings},
		{Doing: "forgetting old answers of the API", Do: a.forgetAnswers},
		{Doing: "deleting mails that were kept long enough", Done: "old mails were deleted", Do: a.forgetMails},
		{Doing: "pruning what debtors' pages no longer need", Do: func(ctx context.Context, _ time.Time) (int, error) {
			return pages.New(a.store).Prune(ctx)
		}},
		{Doing: "pruning the outbox", Do: only(func(ctx context.Context, now time.Time) error {
			_, err := outbox.New(a.store).PruneOutbox(ctx, now.Add(-outboxKept))
			return err
		})},
	}}
}

// forgetAnswers deletes what the API answered longer ago than a key counts.
func (a *App) forgetAnswers(ctx context.Context, _ time.Time) (int, error) {
	return accounts.New(a.store).ForgetAnswers(ctx)
}

// forgetMails deletes what old mails hold, by the periods of the configuration.
func (a *App) forgetMails(ctx context.Context, _ time.Time) (int, error) {
	days := func(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
	k := a.Config.Inbox.Keep
	return mailbox.New(a.store).ForgetMails(ctx, inbox.Kept{
		Unassigned: days(k.Unassigned), Unrelated: days(k.Unrelated), Automatic: days(k.Automatic), Case: days(k.Case),
	})
}

// finishRates ends the questions for rates that the configuration knows by now.
func (a *App) finishRates(ctx context.Context, _ time.Time) (int, error) {
	rates, err := a.Config.RateTable()
	if err != nil {
		return 0, err
	}
	last := rates.LastKnownDay()
	if last.IsZero() {
		return 0, nil
	}
	return a.store.FinishRateTasks(ctx, calendar.HalfYearOf(last))
}

// releaseAgain is how long to wait before held cases are looked for again,
// after an error.
const releaseAgain = 30 * time.Second

// releaseHeld lets the cases go on that waited for mail.mode to be live. There
// may be tens of thousands: the worker serves meanwhile.
func (a *App) releaseHeld(ctx context.Context) error {
	for a.Config.Mail.Mode == config.Live && ctx.Err() == nil {
		n, err := sending.New(a.store).ReleaseSwitch(ctx, dunning.ReasonMailOff)
		if n > 0 {
			a.Log.Info("sending is on: cases that waited for it go on", "cases", n)
		}
		if err == nil {
			return nil
		}
		if ctx.Err() == nil {
			a.Log.Warn("cases that waited for mail.mode live cannot go on yet", "error", err)
		}
		patience.Pause(ctx, releaseAgain)
	}
	return nil
}
