package merging

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/merge"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// Merge merges two debtors into the one who is kept. What the merging does is worked
// out anew under the locks of both and of all their cases: CodeConflict when something
// forbids it, when a doubt is unanswered, or when either has changed since he was seen.
func (s *Store) Merge(ctx context.Context, o merge.Order) (done merge.Done, err error) {
	err = s.do(ctx, "merging debtor "+o.Other+" into "+o.Keep, func(t *tx) error {
		both, p, held, err := t.lock(ctx, o.Creditor, o.Keep, o.Other)
		if err != nil {
			return err
		}
		if err := unchanged(both, o); err != nil {
			return err
		}
		if o.At.IsZero() {
			o.At = t.Now
		}
		out, err := merge.Work(p, o.Take, o.At)
		if err != nil {
			return err
		}
		if err := out.Allowed(o.Confirm); err != nil {
			return err
		}
		done, err = t.merge(ctx, o, both, p, held, out)
		return err
	})
	return done, err
}

// unchanged refuses a merging by somebody who saw another version of either.
func unchanged(both [2]debtorRow, o merge.Order) error {
	for i, seen := range []int64{o.SeenKeep, o.SeenOther} {
		if d := both[i].Debtor(); seen != 0 && seen != d.Version {
			return change.StaleDebtor(d, seen)
		}
	}
	return nil
}

// lock takes the locks of both debtors, of their rows, which imports write to, and of
// all their cases, in the order in which everybody takes them.
func (t *tx) lock(ctx context.Context, creditor, keep, other string) (both [2]debtorRow, p merge.Pair, held map[dunning.Ref]*postgres.Locked, err error) {
	if both, err = rowsOf(ctx, t, creditor, keep, other); err != nil {
		return both, p, nil, err
	}
	ids := idsOf(both)
	if err = t.LockDebtors(ctx, ids); err != nil {
		return both, p, nil, err
	}
	if _, err = t.Exec(ctx, `select id from debtors where id = any($1) order by id for no key update`, ids); err != nil {
		return both, p, nil, query.Doing("locking the debtors", err)
	}
	if both, err = rowsOf(ctx, t, creditor, keep, other); err != nil {
		return both, p, nil, err
	}
	rows, err := query.All[caseRow](ctx, t, `select `+caseColumns+` where c.debtor_id = any(@ids) order by c.id for no key update of c`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return both, p, nil, query.Doing("locking the cases of both", err)
	}
	t.Waited()
	var cases int // one that came to life again while we waited is not among them
	if err = t.QueryRow(ctx, `select count(*) from cases where debtor_id = any($1)`, ids).Scan(&cases); err != nil {
		return both, p, nil, query.Doing("counting the cases of both", err)
	}
	if cases != len(rows) {
		return both, p, nil, postgres.ErrLostRace
	}
	p, held, err = pairOf(ctx, t, creditor, both, rows)
	return both, p, held, err
}

// merge records the merging: the events of the cases, whose they are, and what the
// debtor who is kept takes over.
func (t *tx) merge(ctx context.Context, o merge.Order, both [2]debtorRow, p merge.Pair, held map[dunning.Ref]*postgres.Locked, out merge.Outcome) (merge.Done, error) {
	keep, other := both[0].DebtorRow, both[1].DebtorRow
	if err := t.tell(ctx, o, p, held, out); err != nil {
		return merge.Done{}, err
	}
	moved, err := t.hand(ctx, other.ID, keep.ID)
	if err != nil {
		return merge.Done{}, err
	}
	zone, err := dunning.HolidayZone(out.After, p.Creditor)
	if err != nil {
		return merge.Done{}, err
	}
	b := &pgx.Batch{}
	b.Queue(`update cases set zone = @zone where id = any(@ids)`, pgx.NamedArgs{"zone": string(zone), "ids": moved[tableCases]})
	b.Queue(`update debtors set merged_into = @keep, revision = revision + 1, updated_at = @now where id = @other`,
		pgx.NamedArgs{"keep": keep.ID, "other": other.ID, "now": t.Now})
	queueContacts(b, other.ID, keep.ID)
	queueProceedings(b, other.ID, keep.ID, t)
	var id int64
	b.Queue(`
		insert into debtor_merges (creditor, kept_id, gone_id, author, fields, moved, created_at)
		values (@creditor, @keep, @other, @author, @fields, @moved, @now) returning id`,
		pgx.NamedArgs{
			"creditor": o.Creditor, "keep": keep.ID, "other": other.ID, "author": o.Author, "fields": worthKeeping(out.Rows), "moved": moved, "now": t.Now,
		}).QueryRow(func(row pgx.Row) error { return row.Scan(&id) })
	if err := query.Send(ctx, t, b); err != nil {
		return merge.Done{}, query.Doing("recording the merging", err)
	}
	if err := t.takeOver(ctx, o, keep, out); err != nil {
		return merge.Done{}, err
	}
	return merge.Done{ID: id, Outcome: out, Moved: len(moved[tableCases])}, nil
}

// tell appends to every case what the merging makes of it, and tells those that run.
func (t *tx) tell(ctx context.Context, o merge.Order, p merge.Pair, held map[dunning.Ref]*postgres.Locked, out merge.Outcome) error {
	var changed []*postgres.Locked
	for side, party := range map[merge.Side]merge.Party{merge.Other: p.Other, merge.Keep: p.Keep} {
		for _, c := range party.Cases {
			events := out.Events(p, side, c)
			if len(events) == 0 {
				continue
			}
			h := held[c.Case.Ref()]
			rules, err := out.Rules(c, side)
			if err != nil {
				return err
			}
			h.Rules = rules
			for _, e := range events {
				if err := t.append(ctx, h, e.With(dunning.Stamp{At: o.At, Author: o.Author})); err != nil {
					return err
				}
			}
			changed = append(changed, h)
		}
	}
	slices.SortFunc(changed, func(a, b *postgres.Locked) int { return int(a.ID - b.ID) })
	return t.Flush(ctx, changed...)
}

// append adds an event to a case, unless it is on record: what a person has ended
// does not come back. An insolvency that a notice may mean is a person's to read.
func (t *tx) append(ctx context.Context, h *postgres.Locked, e dunning.Event) error {
	if again, err := t.OnRecord(ctx, h, e); err != nil || again {
		return err
	}
	if e.Kind == dunning.KindHold && e.Hold == dunning.HoldInsolvency {
		h.Tasks = append(h.Tasks, postgres.TaskChange{Open: dunning.TaskReadNotice, Step: e.Tracking})
	}
	if h.LastAt.After(e.At) {
		e.At = h.LastAt
	}
	return t.Append(h, e, true)
}

// takeOver writes what the debtor who is kept has from the other.
func (t *tx) takeOver(ctx context.Context, o merge.Order, keep tables.DebtorRow, out merge.Outcome) error {
	c, _ := out.Change()
	c.Author, c.At = o.Author, o.At
	if err := t.TakeOver(ctx, keep, c); err != nil {
		return err
	}
	if out.After.Bounced {
		return t.Bounced(ctx, keep.ID)
	}
	return nil
}

// worthKeeping leaves out the fields that are the same and stay so.
func worthKeeping(rows []merge.Row) []merge.Row {
	return slices.DeleteFunc(slices.Clone(rows), func(r merge.Row) bool { return !r.Differs && !r.Changes() })
}
