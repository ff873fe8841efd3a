package postgres

import (
	"context"
	"slices"

	"relance/internal/approval"
	"relance/internal/dunning"
	"relance/internal/fact"
	"relance/internal/opening"
	"relance/internal/postgres/query"
)

// late are the facts that a person should hear of when they meet a case that
// is over.
var late = []dunning.Kind{
	dunning.KindPaid, dunning.KindCredited, dunning.KindDispute, dunning.KindPromise, dunning.KindInstalments,
	dunning.KindReply, dunning.KindReschedule, dunning.KindInsolvency, dunning.KindHold,
}

// Record writes an event to a case and gives back what the asker does not know
// of it. The same event id twice counts once and comes back as Duplicate; a
// payment without id is known by its date and amount.
//
// With Strict (decisions of the workflow) the event is recorded only if the
// case is still at version Known; otherwise Events tell what happened. With
// Notify (everybody but the workflow) the workflow hears of it through the
// outbox, and a fact that does not fit the case is refused.
//
// A case that is over keeps the facts that arrive and does not move; a task
// tells a person. Only money that went back brings a case that was settled to
// life again, as Reopen does: Case is then its next cycle. Money told to a
// cycle that has a later one is recorded with the latest, which hears of it:
// Case is then that one. Errors: CodeNotFound for an unknown invoice,
// CodeInvalid for a faulty event, CodeConflict for one that contradicts the
// record, or whose author saw another version of the case (Seen): the answer
// then holds the case as it is.
func (s *Store) Record(ctx context.Context, r dunning.Recording) (dunning.Recorded, error) {
	if r.Event.Seq > 0 {
		return s.remind(ctx, r)
	}
	if !r.Open { // else the amount is not known yet
		if err := fact.Check(r.Event); err != nil {
			return dunning.Recorded{}, err
		}
	}
	if r.Event.Kind == dunning.KindSettle {
		return s.settleCase(ctx, r)
	}
	var out dunning.Recorded
	err := s.Do(ctx, "recording "+string(r.Event.Kind), func(t *Tx) error {
		h, err := t.Lock(ctx, r.Ref)
		if err != nil {
			return err
		}
		latest, err := t.latestCycle(ctx, h, r.Event)
		if err != nil {
			return err
		}
		if latest == nil {
			out, err = t.Record(ctx, h, r)
			return err
		}
		if out, err = t.Record(ctx, latest, dunning.Recording{
			Ref: latest.Body.Ref(), Event: r.Event, Notify: true, Open: r.Open, Key: r.Key, Sum: r.Sum,
		}); err != nil {
			return err
		}
		out.Events, err = t.Since(ctx, h, r.Known) // those of the case that was asked for
		return err
	})
	return out, err
}

// remind answers an event that is on record by its number: a workflow that was
// told of it before it heard what came earlier asks for all that it missed.
func (s *Store) remind(ctx context.Context, r dunning.Recording) (out dunning.Recorded, err error) {
	err = s.Do(ctx, "reading the case's log", func(t *Tx) error {
		h, err := t.Lock(ctx, r.Ref)
		if err != nil {
			return err
		}
		if r.Event.Seq > h.Body.Version {
			return dunning.Errorf(dunning.CodeConflict, "event %d is not on record: the last one is %d", r.Event.Seq, h.Body.Version)
		}
		out.Case, out.Duplicate = h.Body, true
		out.Events, err = t.Since(ctx, h, r.Known)
		return err
	})
	return out, err
}

// latestCycle locks the newest cycle of an invoice when money is told to an earlier
// one, which is over: the invoice has one balance, and the case that chases it
// must hear. Nil when the fact belongs where it was told.
func (t *Tx) latestCycle(ctx context.Context, h *Locked, e dunning.Event) (*Locked, error) {
	if h.Body.State != dunning.Closed || e.Kind != dunning.KindPaid && e.Kind != dunning.KindCredited {
		return nil, nil
	}
	if repeat, err := t.OnRecord(ctx, h, Identified(h, e, t.Now)); err != nil || repeat {
		return nil, err
	}
	var newest int64
	if err := t.QueryRow(ctx, `select id from cases where invoice_id = $1 order by cycle desc limit 1`, h.Invoice).Scan(&newest); err != nil {
		return nil, query.Doing("looking for a later cycle", err)
	}
	if newest == h.ID {
		return nil, nil
	}
	cases, err := t.LockAll(ctx, []int64{newest})
	return cases[newest], err
}

// Record writes one event of a locked case and flushes it.
func (t *Tx) Record(ctx context.Context, h *Locked, r dunning.Recording) (out dunning.Recorded, err error) {
	e, repeat, err := t.admit(ctx, h, r)
	if err != nil {
		out.Case = h.Body
		return out, err
	}
	moved := h.movedSince(r)
	if !repeat && !moved {
		if e, err = t.surrendered(ctx, h, e); err != nil {
			return out, err
		}
		if repeat, err = t.write(ctx, h, e, r.Notify); err != nil {
			return out, err
		}
		if err := t.keepKey(ctx, h, r); err != nil {
			return out, err
		}
		if err := t.keepDraft(ctx, h, e, r); err != nil {
			return out, err
		}
	}
	if out.Events, err = t.Since(ctx, h, r.Known); err != nil {
		return out, err
	}
	out.Case, out.Duplicate = h.Body, repeat
	if repeat || moved {
		return out, nil
	}
	again, err := t.revive(ctx, h)
	if again != nil {
		out.Case = again.Body
	}
	return out, err
}

// admit completes the event's identity, recognises a repeat and refuses what
// does not fit.
func (t *Tx) admit(ctx context.Context, h *Locked, r dunning.Recording) (e dunning.Event, repeat bool, err error) {
	e = r.Event
	if repeat, err = t.answered(ctx, h, r.Key, r.Sum); err != nil || repeat {
		return e, repeat, err
	}
	if err := AsSeen(h.Body, r.Seen); err != nil {
		return e, false, err
	}
	if r.Open {
		if err := someOpen(h.Body); err != nil {
			return e, false, err
		}
		e.Amount = h.Body.Balance
	}
	e = Identified(h, e, t.Now)
	if repeat, err = t.OnRecord(ctx, h, e); err != nil || repeat {
		return e, repeat, err
	}
	if repeat, err = t.enteredBefore(ctx, h, e); err != nil || repeat {
		return e, repeat, err
	}
	stamped := e
	if stamped.At.IsZero() {
		stamped.At = t.Now
		if h.LastAt.After(stamped.At) {
			stamped.At = h.LastAt
		}
	}
	if err := fact.Check(stamped); err != nil {
		return e, false, err
	}
	if r.Notify && h.Body.State != dunning.Closed {
		if err := fact.CheckFor(h.Body, e); err != nil {
			return e, false, err
		}
	}
	if e, err = approval.FourEyes(h.Body, e, t.approvals, r.Identified); err != nil {
		return e, false, err
	}
	if e.Kind == dunning.KindRetry && h.Body.OutcomeUnknown() && !h.movedSince(r) {
		return e, false, dunning.Errorf(dunning.CodeConflict, "nobody knows yet whether the notice %s of invoice %s left",
			h.Body.Attention.Step, h.Body.Number).WithHint("say whether it left, then the case goes on: %s", dunning.Deed{Do: dunning.DeedSettle})
	}
	return e, false, nil
}

// movedSince tells whether a case has moved since the decision that is to be
// recorded was taken: it is not recorded then, and not refused either.
func (h *Locked) movedSince(r dunning.Recording) bool {
	return r.Strict && h.Body.Version > r.Known
}

// write does the fact's own SQL and appends the event. It tells whether the
// fact turned out to be on record already.
func (t *Tx) write(ctx context.Context, h *Locked, e dunning.Event, notify bool) (repeat bool, err error) {
	quiet := false
	switch e.Kind {
	case dunning.KindPaid:
		repeat, quiet, err = t.pay(ctx, h, &e)
	case dunning.KindCredited:
		repeat, err = t.credit(ctx, h, &e)
	case dunning.KindBounce:
		err = t.Bounced(ctx, h.debtor)
	case dunning.KindContact:
		err = t.reachable(ctx, h.debtor)
	case dunning.KindLetterStatus:
		err = t.track(ctx, h, e)
	case dunning.KindReceived:
		err = t.receive(ctx, h, &e)
	case dunning.KindChangePlan:
		err = t.follow(ctx, h, e)
	}
	if err != nil || repeat {
		return repeat, err
	}
	over := h.Body.State == dunning.Closed
	if err := t.Append(h, e, notify); err != nil {
		return false, err
	}
	if over && !quiet && slices.Contains(late, e.Kind) && !opening.Revives(h.Body, e) {
		h.Tasks = append(h.Tasks, TaskChange{
			Open: dunning.TaskLateMessage, Detail: taskDetail(dunning.TaskLateMessage, h.Body, e),
		})
	}
	if err := t.Flush(ctx, h); err != nil || e.Kind != dunning.KindInsolvency || over {
		return false, err
	}
	return false, t.freezeOthers(ctx, h, e)
}
