package sending

import (
	"context"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// Letter gives what the letter of a case's next step would be made of if it
// left at an instant, with the step; nothing is reserved. An instant before the
// planned one, or before what is on record, counts as the later of them. Claims
// and totals are for the caller. CodeConflict when the next step is no letter.
func (s *Store) Letter(ctx context.Context, ref dunning.Ref, now time.Time) (out dunning.Reserved, step dunning.ScheduledStep, err error) {
	err = s.do(ctx, "reading what the letter says", func(t *tx) error {
		c, err := t.readRequest(ctx, dunning.ReserveRequest{Ref: ref, Now: query.Micro(now)})
		if err != nil {
			return err
		}
		var ok bool
		step, ok = c.h.Body.Step()
		if !ok || c.h.Body.State == dunning.Closed || (step.Channel != dunning.Letter && step.Channel != dunning.RegisteredLetter) {
			return dunning.Errorf(dunning.CodeConflict, "no letter comes next for invoice %s", ref.Number).
				WithHint("see what does: %s", dunning.Deed{Do: dunning.DeedShow, On: ref.Number})
		}
		for _, at := range []time.Time{step.At, c.h.LastAt} {
			if at.After(c.Now) {
				c.Now = at
			}
		}
		c.decision = dunning.Decision{Action: dunning.Send, Step: step.ID, Channel: step.Channel}
		p := t.parcelOf(c, []member{{h: c.h, step: step, at: c.Now}})
		m, err := t.material(ctx, p, c.Now)
		if err != nil {
			return err
		}
		out = dunning.Reserved{State: dunning.ReserveGranted, Ref: ref, Message: p.Message.Message(), Notice: c.notice(p, m)}
		for _, f := range m.files {
			out.Attachments = append(out.Attachments, f.Document())
		}
		return nil
	})
	return out, step, err
}

// RemindApproval opens the task of an approval that is overdue, once for each
// time that it was asked for.
func (s *Store) RemindApproval(ctx context.Context, ref dunning.Ref, step string) error {
	args := postgres.RefArgs(ref)
	args["code"], args["step"], args["now"] = string(dunning.TaskApprovalOverdue), step, query.Micro(s.core.Now())
	args["reason"] = string(dunning.ReasonAwaitApproval)
	_, err := s.pool.Exec(ctx, `
		insert into tasks (case_id, code, step, detail, created_at)
		select c.id, @code, @step, @reason, @now from cases c
		where c.creditor = @creditor and c.number = @number and c.cycle = @cycle and not exists (
		    select 1 from tasks k where k.case_id = c.id and k.code = @code and k.step = @step
		    and k.created_at >= (select max(a.created_at) from tasks a where a.case_id = c.id and a.code = 'approve'))
		on conflict (case_id, code, step) where done_at is null do nothing`, args)
	return postgres.Explain("reminding of an approval", err)
}

// unansweredPage is how many approvals are read at once.
const unansweredPage = 100

// Unanswered gives the open cases that wait for an approval which nobody has
// given in time, as of an instant (case time), and which nobody was reminded of,
// in the order of their ids. Those that wait in time are not read, and the others
// page by page: thousands may wait.
func (s *Store) Unanswered(ctx context.Context, now time.Time) iter.Seq2[dunning.Case, error] {
	return func(yield func(dunning.Case, error) bool) {
		for after, more := int64(0), true; more; {
			page, err := s.unanswered(ctx, now, after)
			if err != nil {
				yield(dunning.Case{}, postgres.Explain("looking for approvals that are overdue", err))
				return
			}
			for _, row := range page {
				if after = row.ID; dunning.ApprovalOverdue(row.Body, now) && !yield(row.Body, nil) {
					return
				}
			}
			more = len(page) == unansweredPage
		}
	}
}

type unansweredRow struct {
	ID   int64
	Body dunning.Case
}

// unanswered reads a page, behind a case.
func (s *Store) unanswered(ctx context.Context, now time.Time, after int64) ([]unansweredRow, error) {
	return query.All[unansweredRow](ctx, s.pool, `
		select c.id, c.body from tasks k join cases c on c.id = k.case_id
		where k.code = 'approve' and k.done_at is null and c.closed_at is null and (c.body->>'agree_by')::timestamptz <= @now and c.id > @after and not exists (
		    select 1 from tasks o where o.case_id = k.case_id and o.code = @overdue and o.step = k.step and o.created_at >= k.created_at)
		order by c.id limit @most`, pgx.NamedArgs{"overdue": string(dunning.TaskApprovalOverdue), "now": now, "after": after, "most": unansweredPage})
}
