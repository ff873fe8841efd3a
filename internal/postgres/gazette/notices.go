package gazette

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/postgres"
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
		err := s.do(ctx, "taking official notices in", func(t *tx) (err error) {
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
		return nil, postgres.Explain("looking for debtors of the notices", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return out, postgres.Explain("looking for debtors of the notices", err)
}

func (t *tx) takeNotices(ctx context.Context, siren string, records []insolvency.Record) (out insolvency.Taken, err error) {
	if _, err := t.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('relance/siren/' || current_schema() || '/' || $1, 0))`, siren); err != nil {
		return out, query.Doing("waiting for the company", err)
	}
	same, err := t.seenAgain(ctx, records)
	if err != nil {
		return out, err
	}
	var fresh []insolvency.Notice
	for _, r := range records {
		out.Matched = append(out.Matched, r.ID)
		if same[r.ID] {
			continue
		}
		changed, err := t.keepNotice(ctx, r)
		if err != nil {
			return out, err
		}
		if changed {
			out.New++
			fresh = append(fresh, r.Notice)
		}
	}
	if len(fresh) == 0 {
		return out, nil
	}
	all, err := t.NoticesOf(ctx, siren)
	if err != nil {
		return out, err
	}
	out.Frozen, err = t.freezeCompany(ctx, siren, all, fresh)
	return out, err
}

// keptNotice is what of a notice on record tells whether it has to be written anew.
type keptNotice struct {
	ID     string
	SIRENs []string `db:"sirens"`
	Digest []byte
	Effect string
	Action string
}

// seenAgain finds the notices that are on record as they stand, and notes that they
// were seen today: a look at a company brings its whole history each time, of which
// hardly anything is new.
func (t *tx) seenAgain(ctx context.Context, records []insolvency.Record) (same map[string]bool, err error) {
	same = map[string]bool{}
	ids, by := make([]string, len(records)), map[string]insolvency.Record{}
	for i, r := range records {
		ids[i], by[r.ID] = r.ID, r
	}
	kept, err := query.All[keptNotice](ctx, t, `
		select id, sirens, digest, effect, action from gazette_notices where id = any(@ids)`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, query.Doing("looking for notices", err)
	}
	var seen []string
	for _, k := range kept {
		r := by[k.ID]
		var plain bytes.Buffer
		if err := json.Compact(&plain, r.Raw); err != nil {
			return nil, err
		}
		unknown := slices.ContainsFunc(r.SIRENs, func(siren string) bool { return !slices.Contains(k.SIRENs, siren) })
		if !unknown && bytes.Equal(k.Digest, query.Sum(plain.Bytes())) && k.Effect == string(r.Effect) && k.Action == string(r.Action) {
			same[k.ID], seen = true, append(seen, k.ID)
		}
	}
	if len(seen) == 0 {
		return same, nil
	}
	_, err = t.Exec(ctx, `update gazette_notices set last_seen = @now where id = any(@ids)`, pgx.NamedArgs{"now": t.Now, "ids": seen})
	return same, query.Doing("noting that notices were seen", err)
}

// keepNotice keeps a notice; false when it is on record as it stands.
func (t *tx) keepNotice(ctx context.Context, r insolvency.Record) (changed bool, err error) {
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
func (t *tx) freezeCompany(ctx context.Context, siren string, all, fresh []insolvency.Notice) (frozen []string, err error) {
	rows, err := query.All[postgres.FrozenCase](ctx, t, `
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
	if err := t.LockDebtors(ctx, slices.Compact(debtors)); err != nil {
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
		did, err := t.FreezeCase(ctx, h, r, all)
		if err != nil {
			return nil, err
		}
		if err := t.StopStruckOff(ctx, h, r, all); err != nil {
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
func askToRead(h *postgres.Locked, fresh []insolvency.Notice) {
	for _, n := range fresh {
		if n.Action != insolvency.Nothing && n.Effect != insolvency.Opening {
			h.Tasks = append(h.Tasks, postgres.TaskChange{Open: dunning.TaskReadNotice, Step: n.ID, Detail: string(n.Effect)})
		}
	}
}

// NoticesOf gives the notices of a company that are on record.
func (s *Store) NoticesOf(ctx context.Context, siren string) (out []insolvency.Notice, err error) {
	err = s.do(ctx, "reading the company's notices", func(t *tx) error {
		out, err = t.NoticesOf(ctx, siren)
		return err
	})
	return out, err
}
