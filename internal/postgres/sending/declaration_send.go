package sending

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/money"
	"relance/internal/postage"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

func joined(lines []string) string { return strings.Join(lines, "\n") }

// LeaseDeclaration takes the next declaration that people have agreed to, for an
// owner and a while; false when none waits, or a switch is on.
func (s *Store) LeaseDeclaration(ctx context.Context, owner string) (out insolvency.Outgoing, found bool, err error) {
	err = s.do(ctx, "looking for declarations to post", func(t *tx) error {
		found = false
		rows, err := query.All[struct {
			ID       int64
			Creditor dunning.Creditor
			Country  string
			Bytes    []byte
		}](ctx, t, `
			select m.id, c.data as creditor, coalesce(x.data->>'country', '') as country, f.bytes
			from messages m join declarations x on x.id = m.declares join creditors c on c.id = m.creditor join documents f on f.sha256 = m.document
			where m.state = 'rendered' and m.lease_until <= @now
			    and not exists (select 1 from settings where key in ('paused', 'restored') and (value->>'on')::boolean)
			order by m.lease_until, m.id limit 1 for update of m skip locked`, pgx.NamedArgs{"now": t.Now})
		if err != nil || len(rows) == 0 {
			return query.Doing("looking for declarations to post", err)
		}
		r := rows[0]
		if _, err := t.Exec(ctx, `update messages set owner = $2, attempts = attempts + 1, lease_until = $3, updated_at = $4 where id = $1`,
			r.ID, owner, t.Now.Add(postgres.MessageLease), t.Now); err != nil {
			return query.Doing("taking the declaration", err)
		}
		m, err := t.openRow(ctx, r.ID)
		if err != nil {
			return err
		}
		out, found = insolvency.Outgoing{Message: m.Message(), Creditor: r.Creditor, Country: r.Country, Bytes: r.Bytes}, true
		out.Case, err = t.caseToAsk(ctx, m.DebtorID)
		return err
	})
	return out, found && err == nil, err
}

// caseToAsk is the case of a debtor on which people are asked about what concerns
// all of them: the oldest that is open, else the oldest.
func (t *tx) caseToAsk(ctx context.Context, debtor int64) (dunning.Ref, error) {
	rows, err := query.All[dunning.Ref](ctx, t, `
		select c.creditor, c.number, c.cycle from cases c where c.debtor_id = @debtor order by c.closed_at is not null, c.id limit 1`,
		pgx.NamedArgs{"debtor": debtor})
	if err != nil || len(rows) == 0 {
		return dunning.Ref{}, query.Doing("looking for the debtor's cases", err)
	}
	return rows[0], nil
}

// HandOverDeclaration is the point of no return, called when the order is ready:
// false when somebody else has it, or a switch came on; postage.ErrLettersOfYear
// or postage.ErrBudget when it would be one letter or too many euros too
// much.
func (s *Store) HandOverDeclaration(ctx context.Context, message int64, owner string) (ok bool, err error) {
	err = s.do(ctx, "handing over the declaration", func(t *tx) error {
		ok = false
		p, err := t.Open(ctx, message)
		if err != nil {
			return err
		}
		if p.Message.Declares == 0 || p.Message.State != string(dunning.MessageRendered) || p.Message.Owner != owner || postgres.SwitchedOff(p.Switches) != "" {
			return nil
		}
		if err := t.withinLimit(ctx, p, s.core.RegisteredPerYear); err != nil {
			return err
		}
		var cost int64
		if err := t.QueryRow(ctx, `select cost from messages where id = $1`, message).Scan(&cost); err != nil {
			return query.Doing("reading the price", err)
		}
		pays, err := t.paysFor(ctx, p.Message.Creditor, money.Cents(cost), p.Message.Day.Year())
		if err != nil {
			return err
		}
		if !pays {
			return postage.ErrBudget
		}
		ok = true
		return t.hand(ctx, p, t.Now)
	})
	return ok && err == nil, err
}

// declarationRest is how long a declaration rests after an attempt that may be
// made again.
const declarationRest = 10 * time.Minute

// FinishDeclaration records what became of a hand-over. It may be called again.
// What did not leave, or may not have, is asked of a person.
func (s *Store) FinishDeclaration(ctx context.Context, f dunning.Finished) error {
	return s.do(ctx, "recording the outcome of the declaration", func(t *tx) error {
		p, err := t.Open(ctx, f.Message)
		if err != nil {
			return err
		}
		if p.Message.Declares == 0 {
			return dunning.Errorf(dunning.CodeInvalid, "message %d is no declaration", f.Message)
		}
		p.Ended = true
		if err := t.conclude(ctx, p, f); err != nil {
			return err
		}
		switch dunning.MessageState(p.Message.State) {
		case dunning.MessageAccepted:
			byHand, err := t.byHand(ctx, p)
			if err != nil || !byHand {
				return err
			}
			return t.askAboutDeclaration(ctx, p, dunning.TaskPostLetter)
		case dunning.MessageRefused:
			return t.askAboutDeclaration(ctx, p, dunning.TaskInsolvency)
		case dunning.MessageRendered:
			_, err = t.Exec(ctx, `update messages set lease_until = $2 where id = $1`, p.Message.ID, t.Now.Add(declarationRest))
			return query.Doing("putting the declaration off", err)
		}
		return nil
	})
}

// askAboutDeclaration opens a task on the debtor's oldest open case. Its detail
// is the last day to declare.
func (t *tx) askAboutDeclaration(ctx context.Context, p *postgres.Parcel, code dunning.TaskCode) error {
	_, err := t.Exec(ctx, `
		insert into tasks (case_id, code, step, detail, created_at)
		select c.id, @code, @step, coalesce(g.claim_by::text, ''), @now from cases c left join proceedings g on g.debtor_id = c.debtor_id
		where c.debtor_id = @debtor order by c.closed_at is not null, c.id limit 1
		on conflict (case_id, code, step) where done_at is null do nothing`,
		pgx.NamedArgs{"code": string(code), "step": insolvency.DeclarationStep, "debtor": p.Message.DebtorID, "now": t.Now})
	return query.Doing("asking about the declaration", err)
}

// declared notes with the debtor that his claim was declared, on the day on which
// its letter was posted: that day counts (CPC 668). The alarms end.
func (t *tx) declared(ctx context.Context, message int64, on calendar.Date) error {
	rows, err := query.All[struct{ DebtorID int64 }](ctx, t, `
		update proceedings p set declared_on = coalesce(p.declared_on, @day), updated_at = @now
		from messages m where m.id = @id and m.declares is not null and p.debtor_id = m.debtor_id returning p.debtor_id`,
		pgx.NamedArgs{"id": message, "day": query.Day(on), "now": t.Now})
	if err != nil || len(rows) == 0 {
		return query.Doing("noting the declaration", err)
	}
	return query.Doing("ending the alarms", t.EndDeclarationTasks(ctx, rows[0].DebtorID, ""))
}
