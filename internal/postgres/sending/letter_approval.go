package sending

import (
	"context"
	"encoding/json"
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
		m, err := t.material(ctx, p)
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

// Unanswered gives the open cases that wait for an approval which nobody has
// given in time, as of an instant (case time), and which nobody was reminded of.
// Only those whose time is over are read: thousands may wait in time.
func (s *Store) Unanswered(ctx context.Context, now time.Time) (out []dunning.Case, err error) {
	rows, err := s.pool.Query(ctx, `
		select c.body from tasks k join cases c on c.id = k.case_id
		where k.code = 'approve' and k.done_at is null and c.closed_at is null and (c.body->>'agree_by')::timestamptz <= @now and not exists (
		    select 1 from tasks o where o.case_id = k.case_id and o.code = @overdue and o.step = k.step and o.created_at >= k.created_at)
		order by c.id`, pgx.NamedArgs{"overdue": string(dunning.TaskApprovalOverdue), "now": now})
	if err != nil {
		return nil, postgres.Explain("looking for approvals that are overdue", err)
	}
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&body}, func() error {
		var c dunning.Case
		if err := json.Unmarshal(body, &c); err != nil {
			return err
		}
		if dunning.ApprovalOverdue(c, now) {
			out = append(out, c)
		}
		return nil
	})
	return out, postgres.Explain("looking for approvals that are overdue", err)
}
