package postgres

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/postgres/query"
)

// WatchKey is the setting that holds how the watch stands.
const WatchKey = "insolvency_watch"

// NationalGrace is how much older than a look at one debtor the national file
// may be: it comes once a day.
const NationalGrace = 24 * time.Hour

// FrozenCase is an open case of a company.
type FrozenCase struct {
	ID       int64
	DebtorID int64
	Creditor string
	Issued   *time.Time
}

// FreezeCase suspends one case when the notices of its debtor concern it.
func (t *Tx) FreezeCase(ctx context.Context, h *Locked, r FrozenCase, all []insolvency.Notice) (bool, error) {
	f, ok := insolvency.Freezes(all, query.DayOf(r.Issued))
	if !ok {
		if _, any := insolvency.Freezes(all, calendar.Date{}); any {
			h.Tasks = append(h.Tasks, TaskChange{Open: dunning.TaskReadNotice, Step: "post_judgment", Detail: "post_judgment"})
		}
		return false, nil
	}
	k, err := CreditorByID(ctx, t, r.Creditor)
	if err != nil {
		return false, err
	}
	claimBy := f.Published.AddMonths(insolvency.ClaimMonths(k.Abroad))
	if err := t.keepProceedings(ctx, r.DebtorID, f, claimBy); err != nil {
		return false, err
	}
	e := freezeEvent(f, claimBy)
	if h.Body.Held(dunning.HoldInsolvency) && (f.Provisional || h.Body.Judgment() == f.Notice.Judgment) {
		return false, nil
	}
	if again, err := t.OnRecord(ctx, h, e); err != nil || again {
		return false, err // a person has ended what this notice began
	}
	if e.Kind == dunning.KindHold && !f.Provisional {
		h.Tasks = append(h.Tasks, TaskChange{Open: dunning.TaskInsolvency, Detail: claimBy.String()})
	}
	if f.Provisional {
		h.Tasks = append(h.Tasks, TaskChange{Open: dunning.TaskReadNotice, Step: f.Notice.ID, Detail: string(f.Notice.Effect)})
	}
	return true, t.Append(h, e, true)
}

// StopStruckOff stops the formal steps of a case whose debtor is struck off the
// register, by an official notice. One that a person has answered stops no more.
func (t *Tx) StopStruckOff(ctx context.Context, h *Locked, r FrozenCase, all []insolvency.Notice) error {
	n, ok := insolvency.StruckOffBy(all, query.DayOf(r.Issued))
	if !ok {
		return nil
	}
	e := dunning.NewStruckOff(n.ID).With(dunning.Stamp{ID: "struck-off-" + n.ID})
	if again, err := t.OnRecord(ctx, h, e); err != nil || again {
		return err
	}
	return t.Append(h, e, true)
}

// freezeEvent is the fact that a notice is for a case. A judgment whose date
// cannot be read, or that may be none, suspends without stopping the interest.
func freezeEvent(f insolvency.Freezing, claimBy calendar.Date) dunning.Event {
	e := dunning.NewPublishedInsolvency(f.Notice.ID, string(f.Notice.Procedure), f.Notice.Judgment, claimBy)
	if f.Provisional || f.Notice.Judgment.IsZero() {
		e = dunning.NewProvisionalInsolvency(f.Notice.ID, claimBy)
	}
	return e.With(dunning.Stamp{ID: "notice-" + f.Notice.ID})
}

// keepProceedings notes the proceedings with their debtor. Who holds the claims is
// a proposal; what a person confirmed stays, and the earlier last day too.
func (t *Tx) keepProceedings(ctx context.Context, debtor int64, f insolvency.Freezing, claimBy calendar.Date) error {
	n, now := f.Notice, f.Leading()
	_, err := t.Exec(ctx, `
		insert into proceedings as p (debtor_id, provisional, judgment, published, claim_by, procedure, court, role, holder, address, notice, source, updated_at)
		values (@debtor, @provisional, @judgment, @published, @by, @procedure, @court, @role, @holder, @address, @notice, 'gazette', @now)
		on conflict (debtor_id) do update set
		    provisional = p.provisional and excluded.provisional, judgment = coalesce(excluded.judgment, p.judgment),
		    published = least(p.published, excluded.published), claim_by = least(p.claim_by, excluded.claim_by),
		    procedure = coalesce(nullif(excluded.procedure, ''), p.procedure), court = case when p.confirmed_at is null then excluded.court else p.court end,
		    role = case when p.confirmed_at is null then excluded.role else p.role end,
		    holder = case when p.confirmed_at is null then excluded.holder else p.holder end,
		    address = case when p.confirmed_at is null then excluded.address else p.address end,
		    notice = excluded.notice, updated_at = excluded.updated_at`,
		pgx.NamedArgs{
			"debtor": debtor, "provisional": f.Provisional, "judgment": query.Day(n.Judgment), "published": query.Day(f.Published), "by": query.Day(claimBy),
			"procedure": string(now.Procedure), "court": now.Court, "role": now.Role, "holder": now.Holder, "address": now.Address, "notice": n.ID, "now": t.Now,
		})
	return query.Doing("noting the proceedings", err)
}

// freezeOpened looks whether new invoices are of a debtor in insolvency
// proceedings, before their cases do anything.
func (t *Tx) freezeOpened(ctx context.Context, opened []*Locked) error {
	if len(opened) == 0 {
		return nil
	}
	byCase := map[int64]*Locked{}
	ids := make([]int64, len(opened))
	for i, h := range opened {
		byCase[h.ID], ids[i] = h, h.ID
	}
	rows, err := query.All[struct {
		FrozenCase
		SIREN    string `db:"siren"`
		Judgment *time.Time
	}](ctx, t, `
		select c.id, c.debtor_id, c.creditor, i.issued, d.siren, p.judgment from cases c join invoices i on i.id = c.invoice_id
		    join debtors d on d.id = c.debtor_id left join proceedings p on p.debtor_id = d.id
		where c.id = any(@ids) and (p.debtor_id is not null
		    or d.siren <> '' and exists (select 1 from gazette_notices g where g.sirens @> array[d.siren])) order by c.id`,
		pgx.NamedArgs{"ids": ids})
	if err != nil {
		return query.Doing("looking for insolvency proceedings of the debtors", err)
	}
	for _, r := range rows {
		h := byCase[r.ID]
		all, err := t.NoticesOf(ctx, r.SIREN)
		if err != nil {
			return err
		}
		switch judgment := query.DayOf(r.Judgment); {
		case len(all) > 0 && r.SIREN != "":
			if _, err = t.FreezeCase(ctx, h, r.FrozenCase, all); err == nil {
				err = t.StopStruckOff(ctx, h, r.FrozenCase, all)
			}
		case !judgment.IsZero() && (r.Issued == nil || !query.DayOf(r.Issued).After(judgment)):
			err = t.Append(h, dunning.NewInsolvency(judgment).With(dunning.Stamp{ID: "debtor"}), true)
		}
		if err == nil {
			err = t.Flush(ctx, h)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// freezeOthers makes what a person told of one case a fact of its debtor: all
// other open cases whose claims were born before the judgment are suspended too,
// of all creditors who know the debtor by his company number.
func (t *Tx) freezeOthers(ctx context.Context, h *Locked, e dunning.Event) error {
	rows, err := query.All[FrozenCase](ctx, t, `
		select c.id, c.debtor_id, c.creditor, i.issued from cases c join debtors d on d.id = c.debtor_id join invoices i on i.id = c.invoice_id,
		    debtors own
		where own.id = @debtor and (d.id = own.id or own.siren <> '' and d.siren = own.siren) and c.closed_at is null and c.id <> @case
		    and (i.issued is null or i.issued <= @judgment::date) order by c.id`,
		pgx.NamedArgs{"debtor": h.debtor, "case": h.ID, "judgment": query.Day(e.Date)})
	if err != nil {
		return query.Doing("looking for the debtor's other cases", err)
	}
	if _, err := t.Exec(ctx, `
		insert into proceedings as p (debtor_id, provisional, judgment, claim_by, source, updated_at) values (@debtor, false, @judgment, @by, 'person', @now)
		on conflict (debtor_id) do update set provisional = false, judgment = excluded.judgment, claim_by = least(p.claim_by, excluded.claim_by),
		    updated_at = excluded.updated_at`,
		pgx.NamedArgs{"debtor": h.debtor, "judgment": query.Day(e.Date), "by": query.Day(dunning.DeclareBy(e.Date)), "now": t.Now}); err != nil {
		return query.Doing("noting the proceedings", err)
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	if len(ids) == 0 {
		return nil
	}
	cases, err := t.LockAll(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		other := cases[id]
		if other.Body.State == dunning.Closed || other.Body.Judgment() == e.Date {
			continue
		}
		fact := dunning.NewInsolvency(e.Date).With(dunning.Stamp{ID: "debtor-" + e.Date.String(), At: e.At, Author: e.Author})
		if again, err := t.OnRecord(ctx, other, fact); err != nil || again {
			if err != nil {
				return err
			}
			continue
		}
		if err := t.Append(other, fact, true); err != nil {
			return err
		}
		if err := t.Flush(ctx, other); err != nil {
			return err
		}
	}
	return nil
}

// NoticesOf reads all notices of a company that are on record.
func (t *Tx) NoticesOf(ctx context.Context, siren string) ([]insolvency.Notice, error) {
	rows, err := t.Query(ctx, `select raw from gazette_notices where sirens @> array[$1] order by published, id`, siren)
	if err != nil {
		return nil, query.Doing("reading the company's notices", err)
	}
	raws, err := pgx.CollectRows(rows, pgx.RowTo[json.RawMessage])
	if err != nil {
		return nil, query.Doing("reading the company's notices", err)
	}
	out := make([]insolvency.Notice, len(raws))
	for i, raw := range raws {
		if out[i], err = insolvency.FromRaw(raw); err != nil {
			return nil, query.Doing("reading a notice", err)
		}
	}
	return out, nil
}
