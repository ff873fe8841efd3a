package relay

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"relance/internal/dunning"
	"relance/internal/patience"
)

// Outbox hands out what Temporal must be told, and hears what became of it.
type Outbox interface {
	Due(ctx context.Context, limit, starts int) ([]dunning.Outgoing, error)
	Delivered(ctx context.Context, ids ...int64) error
	Failed(ctx context.Context, id int64, why error, next time.Time) error
}

// Store is the outbox with what else a relay asks of the database.
type Store interface {
	Outbox
	StartsDue(ctx context.Context) (bool, error)
	ListenOutbox(ctx context.Context, wake func()) error
}

// Cases reads the case that a message is about, and asks a person about one that
// cannot be told; the same task twice is one.
type Cases interface {
	LoadCase(ctx context.Context, ref dunning.Ref) (dunning.Case, error)
	OpenTask(ctx context.Context, k dunning.Task) error
}

// Relay tells Temporal what the outbox holds: cases to start and facts to
// signal. It survives Temporal being down, and several may run at once.
type Relay struct {
	Store    Store
	Cases    Cases
	Temporal client.Client
	Log      *slog.Logger
	Now      func() time.Time

	pace pace
}

const (
	relayBatch = 64               // rows fetched at once: they are told well within their lease
	relayWidth = 32               // calls to Temporal at once
	relayLimit = 10 * time.Second // for one call to Temporal, or one query
	relayLook  = 2 * time.Second  // between two looks at an outbox that nobody announces anything about
)

// ErrBehind says that starts are left in the outbox until Temporal has worked
// off those before them.
var ErrBehind = errors.New("cases wait until Temporal has started those before them")

// Run relays until the context ends.
func (r *Relay) Run(ctx context.Context) error {
	wake := make(chan struct{}, 1)
	var listening sync.WaitGroup
	defer listening.Wait()
	listening.Go(func() { r.listen(ctx, wake) })
	for ctx.Err() == nil {
		n, err := r.Drain(ctx)
		switch {
		case ctx.Err() != nil:
		case errors.Is(err, ErrBehind):
			patience.Pause(ctx, paceLook)
		case err != nil:
			r.Log.Warn("the outbox cannot be read", "error", err)
			patience.Pause(ctx, relayLook)
		case n == 0:
			r.wait(ctx, wake)
		}
	}
	return nil
}

// listen wakes the relay when something new is in the outbox. While nothing can
// be heard, the relay looks every two seconds all the same.
func (r *Relay) listen(ctx context.Context, wake chan<- struct{}) {
	for ctx.Err() == nil {
		err := r.Store.ListenOutbox(ctx, func() {
			select {
			case wake <- struct{}{}:
			default: // it is awake, or about to be
			}
		})
		if ctx.Err() != nil {
			return
		}
		r.Log.Warn("news in the outbox cannot be heard; it is looked at every two seconds", "error", err)
		patience.Pause(ctx, listenAgain)
	}
}

// listenAgain is how long to wait before a broken connection is made anew.
const listenAgain = 5 * time.Second

// wait returns when something new may be in the outbox.
func (r *Relay) wait(ctx context.Context, wake <-chan struct{}) {
	look := time.NewTimer(relayLook)
	defer look.Stop()
	select {
	case <-ctx.Done():
	case <-wake:
	case <-look.C:
	}
}

// Drain relays what is due until nothing is left, and counts it. Starts that
// Temporal is not ready for stay, and the error is ErrBehind.
func (r *Relay) Drain(ctx context.Context) (total int, err error) {
	for {
		room := r.pace.room(ctx, r.Temporal, r.Now())
		rows, err := r.due(ctx, room)
		if err != nil {
			return total, err
		}
		if len(rows) == 0 {
			return total, r.behind(ctx, room)
		}
		if err := r.tellAll(ctx, rows); err != nil {
			return total, err
		}
		r.pace.started(rows, r.Now())
		total += len(rows)
	}
}

// due fetches the next batch. A database that does not answer costs ten
// seconds, not the relay: the next round takes another connection.
func (r *Relay) due(ctx context.Context, room int) ([]dunning.Outgoing, error) {
	ctx, cancel := context.WithTimeout(ctx, relayLimit)
	defer cancel()
	return r.Store.Due(ctx, relayBatch, room)
}

// behind is ErrBehind when there was no room for starts that wait.
func (r *Relay) behind(ctx context.Context, room int) error {
	if room > 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, relayLimit)
	defer cancel()
	waiting, err := r.Store.StartsDue(ctx)
	if err == nil && waiting {
		err = ErrBehind
	}
	return err
}

// tellAll delivers a batch and notes all that was delivered at once, also when
// the process is asked to stop meanwhile.
func (r *Relay) tellAll(ctx context.Context, rows []dunning.Outgoing) error {
	delivered := make([]bool, len(rows))
	var g errgroup.Group
	g.SetLimit(relayWidth)
	for i, row := range rows {
		g.Go(func() (err error) {
			delivered[i], err = r.tell(ctx, row)
			return err
		})
	}
	failure := g.Wait()
	var ids []int64
	for i, row := range rows {
		if delivered[i] {
			ids = append(ids, row.ID)
		}
	}
	if len(ids) == 0 {
		return failure
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), relayLimit)
	defer cancel()
	return errors.Join(failure, note(ctx, func() error { return r.Store.Delivered(ctx, ids...) }))
}

// tell delivers one row. A failure of Temporal is noted on the row and tried
// again; only a failure of the store is an error here.
func (r *Relay) tell(ctx context.Context, o dunning.Outgoing) (delivered bool, err error) {
	call, cancel := context.WithTimeout(ctx, relayLimit)
	err = r.deliver(call, o)
	cancel()
	if err == nil {
		return true, nil
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	r.Log.Warn("Temporal was not told", "workflow", o.Workflow, "kind", o.Kind, "attempt", o.Attempts, "error", err)
	ctx, stop := context.WithTimeout(ctx, relayLimit)
	defer stop()
	r.ask(ctx, o, err)
	return false, note(ctx, func() error { return r.Store.Failed(ctx, o.ID, err, r.Now().Add(backoff(o.Attempts))) })
}

// ask has a person look at what Temporal refuses for good: however often it is
// tried again, the case does not start, or does not hear.
func (r *Relay) ask(ctx context.Context, o dunning.Outgoing, failure error) {
	var refused *serviceerror.InvalidArgument
	if !errors.As(failure, &refused) {
		return
	}
	task := dunning.Task{Ref: o.Ref, Code: dunning.TaskFailed, Step: o.Kind, Detail: string(dunning.ReasonTemporalRefuses)}
	if err := r.Cases.OpenTask(ctx, task); err != nil {
		r.Log.Warn("nobody could be asked about it", "workflow", o.Workflow, "error", err)
	}
}

// note writes down what became of rows, a second and a third time when a
// connection broke: else they would wait for the end of their lease.
func note(ctx context.Context, write func() error) (err error) {
	for range 3 {
		if err = write(); dunning.ErrorCode(err) != dunning.CodeUnavailable || ctx.Err() != nil {
			return err
		}
		patience.Pause(ctx, 100*time.Millisecond)
	}
	return err
}

// backoff grows from one second to five minutes.
func backoff(attempt int) time.Duration {
	return min(time.Second<<min(attempt, 16), 5*time.Minute)
}
