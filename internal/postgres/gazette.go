package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/postgres/query"
)

// TakeNotices keeps the notices that name a debtor on record and does what
// follows from them: an opening freezes all cases of the debtor at once, of all
// creditors; what is not understood freezes and asks. Nothing here ever lifts.
// Each company is one transaction, so that whoever sends a letter meanwhile
// either handed it over before or finds it suspended. Again is a no-op.
func (s *Store) TakeNotices(ctx context.Context, records []insolvency.Record) (out insolvency.Taken, err error) {
	out = insolvency.Taken{Read: len(records), Matched: []string{}, Frozen: []string{}}
	bySIREN := map[string][]insolvency.Record{}
	for _, r := range records {
		for _, siren := range r.SIRENs {
			bySIREN[siren] = append(bySIREN[siren], r)
		}
	}
	known, err := s.debtorSIRENs(ctx, bySIREN)
	if err != nil {
		return out, err
	}
	for _, siren := range known {
		var part insolvency.Taken
		err := s.Do(ctx, "taking official notices in", func(t *Tx) (err error) {
			part, err = t.takeNotices(ctx, siren, bySIREN[siren])
			return err
		})
		if err != nil {
			return out, err
		}
		out.New += part.New
		for _, id := range part.Matched {
			if !slices.Contains(out.Matched, id) {
				out.Matched = append(out.Matched, id)
			}
		}
		out.Frozen = append(out.Frozen, part.Frozen...)
	}
	return out, nil
}

// debtorSIRENs are those of some companies that are debtors on record, sorted.
func (s *Store) debtorSIRENs(ctx context.Context, named map[string][]insolvency.Record) ([]string, error) {
	list := make([]string, 0, len(named))
	for siren := range named {
		list = append(list, siren)
	}
	rows, err := s.pool.Query(ctx, `select distinct siren from debtors where siren = any($1) order by siren`, list)
	if err != nil {
		return nil, Explain("looking for debtors of the notices", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return out, Explain("looking for debtors of the notices", err)
}

func (t *Tx) takeNotices(ctx context.Context, siren string, records []insolvency.Record) (out insolvency.Taken, err error) {
	if _, err := t.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('relance/siren/' || current_schema() || '/' || $1, 0))`, siren); err != nil {
		return out, query.Doing("waiting for the company", err)
	}
	var fresh []insolvency.Notice
	for _, r := range records {
		changed, err := t.keepNotice(ctx, r)
		if err != nil {
			return out, err
		}
		out.Matched = append(out.Matched, r.ID)
		if changed {
			out.New++
			fresh = append(fresh, r.Notice)
		}
	}
	if len(fresh) == 0 {
		return out, nil
	}
	all, err := t.noticesOf(ctx, siren)
	if err != nil {
		return out, err
	}
	out.Frozen, err = t.freezeCompany(ctx, siren, all, fresh)
	return out, err
}

// keepNotice keeps a notice; false when it is on record as it stands.
func (t *Tx) keepNotice(ctx context.Context, r insolvency.Record) (changed bool, err error) {
	var plain bytes.Buffer
	if err := json.Compact(&plain, r.Raw); err != nil {
		return false, err
	}
	err = t.QueryRow(ctx, `
		insert into gazette_notices as g (id, published, sirens, raw, digest, effect, action, first_seen, last_seen)
		values (@id, @published, @sirens, @raw, @digest, @effect, @action, @now, @now)
		on conflict (id) do update set last_seen = @now, raw = excluded.raw, published = excluded.published,
		    sirens = array(select distinct unnest(g.sirens || excluded.sirens) order by 1), effect = excluded.effect, action = excluded.action,
		    revisions = g.revisions + case when g.digest = excluded.digest then 0 else 1 end, digest = excluded.digest
		returning xmax = 0 or exists (select 1 from gazette_notices o where o.id = @id and o.digest <> @digest)`,
		pgx.NamedArgs{
			"id": r.ID, "published": query.Day(r.Published), "sirens": r.SIRENs, "raw": json.RawMessage(plain.Bytes()), "digest": query.Sum(plain.Bytes()),
			"effect": string(r.Effect), "action": string(r.Action), "now": t.Now,
		}).Scan(&changed)
	return changed, query.Doing("keeping a notice", err)
}

// freezeCompany suspends the open cases that what was published concerns, and
// asks a person to read what is new.
func (t *Tx) freezeCompany(ctx context.Context, siren string, all, fresh []insolvency.Notice) (frozen []string, err error) {
	rows, err := query.All[frozenCase](ctx, t, `
		select c.id, c.debtor_id, c.creditor, i.issued from cases c join debtors d on d.id = c.debtor_id join invoices i on i.id = c.invoice_id
		where d.siren = @siren and c.closed_at is null order by c.id`, pgx.NamedArgs{"siren": siren})
	if err != nil || len(rows) == 0 {
		return nil, query.Doing("looking for the company's cases", err)
	}
	ids, debtors := make([]int64, len(rows)), []int64{}
	for i, r := range rows {
		ids[i] = r.ID
		debtors = append(debtors, r.DebtorID)
	}
	slices.Sort(debtors)
	if err := t.lockDebtors(ctx, slices.Compact(debtors)); err != nil {
		return nil, err
	}
	cases, err := t.LockAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	asked := map[int64]bool{}
	for _, r := range rows {
		h := cases[r.ID]
		if h.Body.State == dunning.Closed {
			continue
		}
		if !asked[r.DebtorID] {
			asked[r.DebtorID] = true
			askToRead(h, fresh)
		}
		did, err := t.freezeCase(ctx, h, r, all)
		if err != nil {
			return nil, err
		}
		if did {
			frozen = append(frozen, h.Body.Creditor+"/"+h.Body.Number)
		}
		if err := t.Flush(ctx, h); err != nil {
			return nil, err
		}
	}
	return frozen, nil
}

// askToRead opens the tasks to read new notices, on one case of each debtor.
func askToRead(h *Locked, fresh []insolvency.Notice) {
	for _, n := range fresh {
		if n.Action != insolvency.Nothing && n.Effect != insolvency.Opening {
			h.Tasks = append(h.Tasks, TaskChange{Open: dunning.TaskReadNotice, Step: n.ID, Detail: string(n.Effect)})
		}
	}
}

// WatchState tells how the watch stands; the zero state when it never ran.
func (s *Store) WatchState(ctx context.Context) (out insolvency.WatchState, err error) {
	if _, err = Setting(ctx, s.pool, WatchKey, &out, false); err != nil {
		return out, Explain("reading the watch's state", err)
	}
	err = s.pool.QueryRow(ctx, `
		select count(distinct d.siren) filter (where d.siren <> ''), count(distinct d.id) filter (where d.siren = '' and d.regime = 'b2b')
		from cases c join debtors d on d.id = c.debtor_id where c.closed_at is null`).Scan(&out.Watched, &out.Unwatched)
	return out, Explain("counting who is watched", err)
}

// NoteWatch keeps how the watch stands. One that is silent is an alarm: a task
// on the oldest open case of each creditor, which ends when the watch reads
// again.
func (s *Store) NoteWatch(ctx context.Context, state insolvency.WatchState) error {
	args := pgx.NamedArgs{"key": WatchKey, "value": state, "now": query.Micro(s.Now()), "code": string(dunning.TaskWatchSilent), "detail": state.Newest.String()}
	b := &pgx.Batch{}
	b.Queue(`
		insert into settings (key, value, author, updated_at) values (@key, @value, '', @now)
		on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`, args)
	if state.Fault == "" {
		b.Queue(`update tasks set done_at = @now where code = @code and done_at is null`, args)
	} else {
		b.Queue(`
			insert into tasks (case_id, code, step, detail, created_at)
			select distinct on (c.creditor) c.id, @code, '', @detail, @now from cases c
			where c.closed_at is null and not exists (
			    select 1 from tasks k join cases o on o.id = k.case_id where k.code = @code and k.done_at is null and o.creditor = c.creditor)
			order by c.creditor, c.id`, args)
	}
	return Explain("noting the watch's state", query.Send(ctx, s.pool, b))
}

// watchedColumns finds the companies whose notices matter: debtors with open
// cases, and those of cases that ended unpaid within a year.
const watchedColumns = `
	select d.siren, max(l.looked_at) as looked, coalesce(bool_or(c.closed_at is null and (
	        c.body->'holds' @> '[{"kind":"stale_watch"}]' or c.next_action_at <= @soon and (
	            c.body->'steps'->((c.body->>'done')::int)->>'level' = 'formal_notice' or
	            c.body->'steps'->((c.body->>'done')::int)->>'channel' in ('registered_letter', 'handover')))), false) as formal,
	    count(*) filter (where c.closed_at is null)::int as open
	from cases c join debtors d on d.id = c.debtor_id left join gazette_looks l on l.siren = d.siren
	where d.siren <> '' and (c.closed_at is null or c.closed_at > @since and c.balance > 0)
	group by d.siren order by d.siren`

// Watched lists the companies whose notices are looked for.
func (s *Store) Watched(ctx context.Context) ([]insolvency.Watched, error) {
	now := query.Micro(s.Now())
	rows, err := query.All[struct {
		SIREN  string `db:"siren"`
		Looked *time.Time
		Formal bool
		Open   int
	}](ctx, s.pool, watchedColumns, pgx.NamedArgs{"soon": now.Add(36 * time.Hour), "since": now.AddDate(-1, 0, 0)})
	out := make([]insolvency.Watched, len(rows))
	for i, r := range rows {
		out[i] = insolvency.Watched{SIREN: r.SIREN, Looked: query.TimeOf(r.Looked), Formal: r.Formal, Open: r.Open}
	}
	return out, Explain("looking who is watched", err)
}

// NoteLooks notes that companies were looked up with success; cases whose formal
// step waited for that go on.
func (s *Store) NoteLooks(ctx context.Context, sirens []string) (released int, err error) {
	err = s.Do(ctx, "noting look-ups", func(t *Tx) error {
		if _, err := t.Exec(ctx, `
			insert into gazette_looks (siren, looked_at) select unnest(@sirens::text[]), @now
			on conflict (siren) do update set looked_at = excluded.looked_at`, pgx.NamedArgs{"sirens": sirens, "now": t.Now}); err != nil {
			return query.Doing("noting look-ups", err)
		}
		var state insolvency.WatchState
		if _, err := Setting(ctx, t, WatchKey, &state, false); err != nil {
			return err
		}
		if s.WatchMaxAge > 0 && state.Stale(t.Now, s.WatchMaxAge+NationalGrace) {
			return nil // the national file is missing: formal steps go on waiting
		}
		released, err = t.releaseHolds(ctx, dunning.HoldWatch, sirens)
		return err
	})
	return released, err
}

// releaseHolds ends the holds of a kind on the open cases of some companies.
func (t *Tx) releaseHolds(ctx context.Context, kind dunning.HoldKind, sirens []string) (n int, err error) {
	rows, err := t.Query(ctx, `
		select c.id from cases c join debtors d on d.id = c.debtor_id
		where d.siren = any($1) and c.closed_at is null and c.body->'holds' @> jsonb_build_array(jsonb_build_object('kind', $2::text)) order by c.id`,
		sirens, string(kind))
	if err != nil {
		return 0, query.Doing("looking for cases that wait", err)
	}
	ids, err := query.IDs(rows)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	cases, err := t.LockAll(ctx, ids)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		h := cases[id]
		if !h.Body.Held(kind) {
			continue
		}
		if err := t.Append(h, dunning.NewRelease(kind), true); err != nil {
			return n, err
		}
		n++
		if err := t.Flush(ctx, h); err != nil {
			return n, err
		}
	}
	return n, nil
}

// Proceedings lists the debtors in insolvency proceedings, the most urgent
// declaration first.
func (s *Store) Proceedings(ctx context.Context, creditors []string) ([]insolvency.Proceedings, error) {
	rows, err := query.All[proceedingsRow](ctx, s.pool, `
		select `+proceedingsColumns+` from proceedings p join debtors d on d.id = p.debtor_id
		where @all or d.creditor = any(@creditors) order by p.claim_by nulls last, d.id`,
		pgx.NamedArgs{"all": creditors == nil, "creditors": creditors})
	out := make([]insolvency.Proceedings, len(rows))
	for i, r := range rows {
		out[i] = r.proceedings()
	}
	return out, Explain("reading the proceedings", err)
}

// ProceedingsOf gives the proceedings of one debtor; CodeNotFound for none.
func (s *Store) ProceedingsOf(ctx context.Context, creditor, debtor string) (insolvency.Proceedings, error) {
	r, err := query.One[proceedingsRow](ctx, s.pool, `
		select `+proceedingsColumns+` from proceedings p join debtors d on d.id = p.debtor_id where d.creditor = @creditor and d.key = @key`,
		pgx.NamedArgs{"creditor": creditor, "key": debtor})
	if errors.Is(err, pgx.ErrNoRows) {
		return insolvency.Proceedings{}, dunning.Errorf(dunning.CodeNotFound, "debtor %s is in no insolvency proceedings on record", debtor)
	}
	return r.proceedings(), Explain("reading the proceedings", err)
}

// ConfirmProceedings records what a person says of the proceedings: to whom the
// claim is declared, court, publication, and whether it was declared. Empty
// fields stay as they are.
func (s *Store) ConfirmProceedings(ctx context.Context, p insolvency.Proceedings) error {
	tag, err := s.pool.Exec(ctx, `
		update proceedings p set role = coalesce(nullif(@role, ''), p.role), holder = coalesce(nullif(@holder, ''), p.holder),
		    address = coalesce(nullif(@address, ''), p.address), court = coalesce(nullif(@court, ''), p.court),
		    procedure = coalesce(nullif(@procedure, ''), p.procedure), published = coalesce(@published, p.published),
		    claim_by = coalesce(@by, p.claim_by), declared_on = coalesce(@declared, p.declared_on), confirmed_by = @who,
		    confirmed_at = case when @confirmed then @now::timestamptz else p.confirmed_at end, updated_at = @now
		from debtors d where d.id = p.debtor_id and d.creditor = @creditor and d.key = @key`,
		pgx.NamedArgs{
			"role": p.Role, "holder": p.Holder, "address": p.Address, "court": p.Court, "procedure": string(p.Procedure), "published": query.Day(p.Published),
			"by": query.Day(p.ClaimBy), "declared": query.Day(p.DeclaredOn), "who": p.ConfirmedBy, "confirmed": p.Confirmed, "now": query.Micro(s.Now()),
			"creditor": p.Creditor, "key": p.Debtor,
		})
	if err == nil && tag.RowsAffected() == 0 {
		return dunning.Errorf(dunning.CodeNotFound, "debtor %s is in no insolvency proceedings on record", p.Debtor)
	}
	return Explain("confirming the proceedings", err)
}

const proceedingsColumns = `d.creditor, d.key as debtor, d.name, d.siren, p.provisional, p.judgment, p.published, p.claim_by, p.procedure, p.court,
	p.role, p.holder, p.address, p.notice, p.confirmed_at, p.confirmed_by, p.declared_on`

type proceedingsRow struct {
	Creditor, Debtor, Name                          string
	SIREN                                           string `db:"siren"`
	Provisional                                     bool
	Judgment, Published, ClaimBy                    *time.Time
	Procedure, Court, Role, Holder, Address, Notice string
	ConfirmedAt                                     *time.Time
	ConfirmedBy                                     string
	DeclaredOn                                      *time.Time
}

func (r proceedingsRow) proceedings() insolvency.Proceedings {
	return insolvency.Proceedings{
		Creditor: r.Creditor, Debtor: r.Debtor, Name: r.Name, SIREN: r.SIREN, Provisional: r.Provisional, Judgment: query.DayOf(r.Judgment),
		Published: query.DayOf(r.Published), ClaimBy: query.DayOf(r.ClaimBy), Procedure: insolvency.Procedure(r.Procedure), Court: r.Court, Role: r.Role,
		Holder: r.Holder, Address: r.Address, Notice: r.Notice, Confirmed: r.ConfirmedAt != nil, ConfirmedBy: r.ConfirmedBy, DeclaredOn: query.DayOf(r.DeclaredOn),
	}
}

// NoticesOf gives the notices of a company that are on record.
func (s *Store) NoticesOf(ctx context.Context, siren string) (out []insolvency.Notice, err error) {
	err = s.Do(ctx, "reading the company's notices", func(t *Tx) error {
		out, err = t.noticesOf(ctx, siren)
		return err
	})
	return out, err
}
