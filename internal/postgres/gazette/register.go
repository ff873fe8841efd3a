package gazette

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/change"
	"relance/internal/company"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// TakeLook keeps what the register of companies said of a company, and does what
// follows for each debtor of that number, of all creditors: blanks are filled,
// differences ask a person once, and a company that has ceased or moved stops
// formal steps. Nothing is overwritten. Cases that waited for the look go on.
// Each debtor is one transaction; the same look again changes nothing.
func (s *Store) TakeLook(ctx context.Context, look company.Look, author string) (out []company.Check, err error) {
	r := look.Record
	if _, err := s.pool.Exec(ctx, `
		insert into register_looks (siren, record, looked_at, tried_at) values (@siren, @record, @at, @at)
		on conflict (siren) do update set record = excluded.record, looked_at = excluded.looked_at, tried_at = excluded.tried_at, fault = ''`,
		pgx.NamedArgs{"siren": r.SIREN, "record": r, "at": query.Micro(look.At)}); err != nil {
		return nil, postgres.Explain("keeping what the register says", err)
	}
	rows, err := query.All[tables.DebtorRow](ctx, s.pool, `select `+tables.DebtorColumns+` from debtors d where d.siren = @siren and d.merged_into is null order by d.id`, pgx.NamedArgs{"siren": r.SIREN})
	if err != nil {
		return nil, postgres.Explain("looking for debtors of the company", err)
	}
	for _, d := range rows {
		var check company.Check
		err := s.do(ctx, "comparing debtor "+d.Key+" with the register", func(t *tx) (err error) {
			check, err = t.takeLook(ctx, d.Creditor, d.Key, look, author)
			return err
		})
		if err != nil {
			return out, err
		}
		out = append(out, check)
	}
	return out, nil
}

// takeLook compares one debtor, under his lock.
func (t *tx) takeLook(ctx context.Context, creditor, key string, look company.Look, author string) (out company.Check, err error) {
	d, err := t.LockDebtor(ctx, creditor, key)
	if err != nil {
		return out, err
	}
	f := company.Compare(d.Debtor(), look.Record)
	out = company.Checked(d.Debtor(), look, f)
	if f.Fills() {
		change := change.Debtor{Address: f.Address, Author: author, Filled: true}
		if f.Name != "" {
			change.Name = &f.Name
		}
		if _, err := t.UpdateDebtor(ctx, d, change); err != nil {
			return out, err
		}
	}
	fresh, err := t.keepDifferences(ctx, d.ID, f.Differences)
	if err != nil {
		return out, err
	}
	cases, err := t.openCasesOf(ctx, d.ID)
	if err != nil {
		return out, err
	}
	for i, h := range cases {
		held, err := t.obeyRegister(ctx, h, look.Record.SIREN, f)
		if err != nil {
			return out, err
		}
		if held {
			out.Held = append(out.Held, h.Body.Ref())
		}
		if i == 0 && len(fresh) > 0 {
			h.Tasks = append(h.Tasks, postgres.TaskChange{Open: dunning.TaskRegister, Step: "register", Detail: strings.Join(fresh, ",")})
		}
		if len(f.Differences) == 0 && !h.Body.Held(dunning.HoldRegister) {
			h.Tasks = append(h.Tasks, postgres.TaskChange{Done: []string{string(dunning.TaskRegister)}, Author: author})
		}
		if err := t.Flush(ctx, h); err != nil {
			return out, err
		}
	}
	return out, nil
}

// openCasesOf locks the open cases of a debtor, in the order of their ids.
func (t *tx) openCasesOf(ctx context.Context, debtor int64) ([]*postgres.Locked, error) {
	rows, err := t.Query(ctx, `select id from cases where debtor_id = $1 and closed_at is null order by id`, debtor)
	if err != nil {
		return nil, query.Doing("looking for the debtor's cases", err)
	}
	ids, err := query.IDs(rows)
	if err != nil || len(ids) == 0 {
		return nil, query.Doing("looking for the debtor's cases", err)
	}
	cases, err := t.LockAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]*postgres.Locked, 0, len(ids))
	for _, id := range ids {
		if h := cases[id]; h.Body.State != dunning.Closed {
			out = append(out, h)
		}
	}
	return out, nil
}

// keepDifferences notes what differs now, and gives the fields that a person has
// not been asked about: those that are new or say another thing than before.
func (t *tx) keepDifferences(ctx context.Context, debtor int64, all []company.Difference) (fresh []string, err error) {
	fields := make([]string, len(all))
	for i, d := range all {
		fields[i] = string(d.Field)
		var known bool
		if err := t.QueryRow(ctx, `
			with old as (select theirs, gone_at from register_differences where debtor_id = @debtor and field = @field),
			kept as (
			    insert into register_differences as r (debtor_id, field, ours, theirs, seen_at) values (@debtor, @field, @ours, @theirs, @now)
			    on conflict (debtor_id, field) do update set ours = excluded.ours, theirs = excluded.theirs, gone_at = null,
			        seen_at = case when r.theirs = excluded.theirs and r.gone_at is null then r.seen_at else excluded.seen_at end)
			select exists (select 1 from old where theirs = @theirs and gone_at is null)`,
			pgx.NamedArgs{"debtor": debtor, "field": fields[i], "ours": d.Ours, "theirs": d.Theirs, "now": t.Now}).Scan(&known); err != nil {
			return nil, query.Doing("noting what differs", err)
		}
		if !known {
			fresh = append(fresh, fields[i])
		}
	}
	_, err = t.Exec(ctx, `update register_differences set gone_at = @now where debtor_id = @debtor and gone_at is null and field <> all(@fields)`,
		pgx.NamedArgs{"debtor": debtor, "fields": fields, "now": t.Now})
	return fresh, query.Doing("noting what differs no longer", err)
}

// obeyRegister puts or ends the hold that a look asks for on one case. A stop
// that a person has ended is not put again for the same finding; a wait for a
// look, and a seat that agrees again, end by themselves.
func (t *tx) obeyRegister(ctx context.Context, h *postgres.Locked, siren string, f company.Finding) (held bool, err error) {
	now, _ := registerHold(h.Body)
	for _, stop := range f.Stops {
		if now == dunning.StruckOff && stop.Why != company.Ceased {
			continue // the graver finding stands until a person has answered it
		}
		e := dunning.NewRegisterHold(string(stop.Why)).With(dunning.Stamp{ID: "register-" + siren + "-" + stop.Key})
		again, err := t.OnRecord(ctx, h, e)
		if err != nil {
			return false, err
		}
		if !again {
			if err := t.Append(h, e, true); err != nil {
				return false, err
			}
			held = true
		}
	}
	category, on := registerHold(h.Body)
	over := category == dunning.AwaitsLook || len(f.Stops) == 0 && (category == string(company.Moved) || category == string(company.SeatClosed))
	if !on || held || !over {
		return held, nil
	}
	return false, t.Append(h, dunning.NewRegisterRelease(), true)
}

// registerHold gives what the register's own hold on a case is for.
func registerHold(c dunning.Case) (category string, on bool) {
	i := slices.IndexFunc(c.Holds, func(h dunning.Hold) bool { return h.Kind == dunning.HoldRegister && h.Source == dunning.SourceRegister })
	if i < 0 {
		return "", false
	}
	return c.Holds[i].Category, true
}

// NoteRegisterFault notes that a company could not be looked up. A case whose
// formal step has waited for it for three days asks a person: nothing is sent
// anyway, and nothing waits in silence.
func (s *Store) NoteRegisterFault(ctx context.Context, siren, fault string) error {
	now := query.Micro(s.core.Now())
	args := pgx.NamedArgs{"siren": siren, "fault": fault, "now": now, "before": now.AddDate(0, 0, -3), "code": string(dunning.TaskRegister), "look": dunning.AwaitsLook}
	b := &pgx.Batch{}
	b.Queue(`
		insert into register_looks (siren, fault, tried_at) values (@siren, @fault, @now)
		on conflict (siren) do update set fault = excluded.fault, tried_at = excluded.tried_at`, args)
	b.Queue(`
		insert into tasks (case_id, code, step, detail, created_at)
		select c.id, @code, @look, @look, @now from cases c join debtors d on d.id = c.debtor_id, jsonb_array_elements(c.body->'holds') x
		where d.siren = @siren and c.closed_at is null and x->>'kind' = 'register_check' and x->>'category' = @look and (x->>'since')::timestamptz < @before
		on conflict (case_id, code, step) where done_at is null do nothing`, args)
	return postgres.Explain("noting that the register did not answer", query.Send(ctx, s.pool, b))
}

// registerRetry is how long a company that could not be looked up is left alone.
const registerRetry = time.Hour

// RegisterDue lists the companies of open cases that are to be looked up: those
// whose formal step waits or comes soon and that were not looked up since an
// instant, then those that never were. It gives as many as are wanted at most.
func (s *Store) RegisterDue(ctx context.Context, oldest time.Time, most int) ([]string, error) {
	now := query.Micro(s.core.Now())
	rows, err := s.pool.Query(ctx, `
		select siren from (
		    select d.siren, max(l.looked_at) as looked, max(l.tried_at) filter (where l.fault <> '') as failed, bool_or(
		            c.body->'holds' @> '[{"kind":"register_check","category":"look"}]' or c.next_action_at <= @soon and (
		            c.body->'steps'->((c.body->>'done')::int)->>'level' = 'formal_notice' or
		            c.body->'steps'->((c.body->>'done')::int)->>'channel' in ('registered_letter', 'handover'))) as formal
		    from cases c join debtors d on d.id = c.debtor_id left join register_looks l on l.siren = d.siren
		    where d.siren ~ '^[0-9]{9}$' and c.closed_at is null group by d.siren) x
		where (looked is null or formal and looked < @oldest) and (failed is null or failed < @retry)
		order by formal desc nulls last, siren limit @most`,
		pgx.NamedArgs{"soon": now.Add(36 * time.Hour), "oldest": oldest, "retry": now.Add(-registerRetry), "most": most})
	if err != nil {
		return nil, postgres.Explain("looking which companies to look up", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return out, postgres.Explain("looking which companies to look up", err)
}

// RegisterOf gives what the register said of a debtor, with what differs; false
// when nobody has looked.
func (s *Store) RegisterOf(ctx context.Context, d dunning.Debtor) (out company.OnRecord, known bool, err error) {
	rows, err := query.All[struct {
		Record   *company.Record
		LookedAt *time.Time
		Fault    string
		TriedAt  time.Time
	}](ctx, s.pool, `select record, looked_at, fault, tried_at from register_looks where siren = @siren`, pgx.NamedArgs{"siren": d.SIREN})
	if err != nil || len(rows) == 0 {
		return out, false, postgres.Explain("reading what the register says", err)
	}
	if out.Fault, out.TriedAt = rows[0].Fault, rows[0].TriedAt.UTC(); rows[0].Record != nil {
		out.Record, out.LookedAt = *rows[0].Record, query.TimeOf(rows[0].LookedAt)
	}
	out.Differences, err = query.All[company.Difference](ctx, s.pool, `
		select field, ours, theirs from register_differences where debtor_id = @debtor and gone_at is null order by field`, pgx.NamedArgs{"debtor": d.ID})
	return out, true, postgres.Explain("reading what differs from the register", err)
}
