package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// Settle takes a person's word on a message whose outcome nobody could know.
// Sent counts the steps of all its cases as done; not sent frees them, and they
// are sent again when due. With notify the workflows hear of it. Again with the
// same word it changes nothing; CodeConflict when the record says otherwise.
func (s *Store) Settle(ctx context.Context, message int64, sent bool, author string, notify bool) error {
	return s.Do(ctx, "settling the message", func(t *Tx) error {
		p, err := t.Open(ctx, message)
		if err != nil {
			return err
		}
		state := dunning.MessageState(p.Message.State)
		switch {
		case state == dunning.MessageUnknown:
		case state == dunning.MessageAccepted && sent, state == dunning.MessageAbandoned && !sent:
			return nil
		default:
			return dunning.Errorf(dunning.CodeConflict, "message %d is %s: there is nothing to settle", message, state)
		}
		if err := t.over(p, sent); err != nil {
			return err
		}
		e := dunning.NewSettle(sent).With(dunning.Stamp{ID: dunning.SettleID(message), Author: author, Reason: dunning.ReasonByPerson})
		return t.Settle(ctx, p, e, notify)
	})
}

// LongestAttempt is how long a worker may go on with a hand-over that it has
// begun, though nobody hears of it any more: the activity's own limit.
const LongestAttempt = 12 * time.Minute

// over refuses the word that a message was not sent while a worker that stands
// still, or is cut off from Temporal, may yet send it.
func (t *Tx) over(p *Parcel, sent bool) error {
	if sent || p.Message.AttemptUntil == nil || !t.Now.Before(*p.Message.AttemptUntil) {
		return nil
	}
	return dunning.Errorf(dunning.CodeUnavailable, "nobody can know before %s that message %d was not sent: a worker may still be sending it",
		p.Message.AttemptUntil.UTC().Format("15:04:05 MST"), p.Message.ID).
		WithHint("say it again then; that it was sent may be said at once")
}

// Settle records a settle fact on every case of an unknown message and flushes.
func (t *Tx) Settle(ctx context.Context, p *Parcel, e dunning.Event, notify bool) error {
	e = e.HandOver(query.TimeOf(p.Message.HandedAt), e.Tracking).With(dunning.Stamp{Message: p.Message.ID})
	sent, state := e.Status == dunning.SettledSent, dunning.MessageAbandoned
	if sent {
		state = dunning.MessageAccepted
	}
	if err := t.SetState(ctx, p, state, "", e.Tracking, time.Time{}); err != nil {
		return err
	}
	if err := t.answerSettled(ctx, p, e.Author); err != nil {
		return err
	}
	if !sent {
		if err := t.Free(ctx, p); err != nil {
			return err
		}
	}
	for _, n := range p.Notices {
		if dunning.Acknowledges(n.Step) {
			continue // nobody was asked
		}
		e.Step = n.Step
		h := p.Cases[n.CaseID]
		if err := t.Append(h, e, notify); err != nil {
			return err
		}
		if h.Body.State == dunning.Closed { // its events move nothing, but the question is answered
			h.Tasks = append(h.Tasks, TaskChange{Done: []string{string(dunning.TaskSettleNotice)}, Author: e.Author})
		}
	}
	return t.Flush(ctx, p.List()...)
}

// settleCase records a settle event that names a case: it settles the message
// that the case waits for, with all cases in it.
func (s *Store) settleCase(ctx context.Context, r dunning.Recording) (out dunning.Recorded, err error) {
	err = s.Do(ctx, "settling the notice", func(t *Tx) error {
		if _, err := t.Exec(ctx, `select pg_advisory_xact_lock(`+DebtorLock+`)`+DebtorOfCase, RefArgs(r.Ref)); err != nil {
			return query.Doing("waiting for the debtor", err)
		}
		id, err := t.unknownMessage(ctx, r.Ref)
		if err != nil {
			return err
		}
		p := &Parcel{}
		if id != 0 {
			if p, err = t.Open(ctx, id); err != nil {
				return err
			}
		}
		h, err := p.caseOf(ctx, t, r.Ref)
		if err != nil {
			return err
		}
		e, repeat, err := t.admit(ctx, h, r)
		if err != nil {
			return err
		}
		if id == 0 || repeat || h.movedSince(r) {
			out, err = t.Record(ctx, h, r)
			return err
		}
		if err := t.over(p, e.Status == dunning.SettledSent); err != nil {
			return err
		}
		if err := t.Settle(ctx, p, e, r.Notify); err != nil {
			return err
		}
		if err := t.keepKey(ctx, h, r); err != nil {
			return err
		}
		out.Case = h.Body
		out.Events, err = t.Since(ctx, h, r.Known)
		return err
	})
	return out, err
}

// caseOf is the locked case of a name: one of the message's, else it is locked.
func (p *Parcel) caseOf(ctx context.Context, t *Tx, ref dunning.Ref) (*Locked, error) {
	for _, h := range p.Cases {
		if h.Body.Ref() == ref {
			return h, nil
		}
	}
	return t.Lock(ctx, ref)
}

// unknownMessage gives the message of a case whose outcome is unknown; 0 when
// there is none.
func (t *Tx) unknownMessage(ctx context.Context, ref dunning.Ref) (id int64, err error) {
	err = t.QueryRow(ctx, `
		select m.id from cases c join notices n on n.case_id = c.id join messages m on m.id = n.message_id
		where c.creditor = @creditor and c.number = @number and c.cycle = @cycle and n.state = 'held' and m.state = 'unknown' and m.level not in ('thanks', 'receipt', 'answer')
		order by m.id desc limit 1`, RefArgs(ref)).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return id, query.Doing("looking for the unknown message", err)
}

// track notes a tracking number that came with the status of a letter.
func (t *Tx) track(ctx context.Context, h *Locked, e dunning.Event) error {
	if e.Tracking == "" {
		return nil
	}
	_, err := t.Exec(ctx, `
		update messages set tracking = @tracking, updated_at = @now
		where id = coalesce(nullif(@message::bigint, 0), (
		    select max(m.id) from notices n join messages m on m.id = n.message_id
		    where n.case_id = @case and n.step = @step and n.state = 'held'))`,
		pgx.NamedArgs{"tracking": e.Tracking, "now": t.Now, "message": e.Message, "case": h.ID, "step": e.Step})
	return query.Doing("noting the tracking number", err)
}

// AnswerStep names the step under which a question about a message is asked.
func AnswerStep(message int64) string { return fmt.Sprintf("message-%d", message) }

// answerSettled ends the question about an answer.
func (t *Tx) answerSettled(ctx context.Context, p *Parcel, author string) error {
	if p.Message.Answers == 0 {
		return nil
	}
	_, err := t.Exec(ctx, `update tasks set done_at = @now, done_by = @author where code = @code and step = @step and done_at is null`,
		pgx.NamedArgs{"now": t.Now, "author": author, "code": string(dunning.TaskAnswer), "step": AnswerStep(p.Message.ID)})
	return query.Doing("ending the question about the answer", err)
}
