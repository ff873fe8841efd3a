package accounts

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/deeds"
	"relance/internal/postgres/query"
)

// Store keeps people and programs. It is safe for concurrent use.
type Store struct {
	pool   *pgxpool.Pool
	now    func() time.Time
	lately sync.Map // tokens found by Token within the last minute: a foundToken by people.Hash
}

// New keeps people and programs in the database of a store, with its clock.
func New(s *postgres.Store) *Store {
	return &Store{pool: s.Pool(), now: func() time.Time { return query.Micro(s.Now()) }}
}

// tx is a transaction with its instant.
type tx struct {
	pgx.Tx
	now time.Time
}

func (s *Store) do(ctx context.Context, doing string, fn func(tx) error) error {
	return postgres.Explain(doing, deeds.Committed(ctx, pgx.BeginFunc(ctx, s.pool, func(t pgx.Tx) error {
		now := s.now()
		if err := deeds.Begun(ctx, t, now); err != nil {
			return err
		}
		return fn(tx{t, now})
	})))
}

// lockAudit is the advisory lock under which the audit grows; the figure names
// it among the locks of the database.
const lockAudit = 7_310_452

// audit appends an entry.
func (t tx) audit(ctx context.Context, e audit.Entry) error { return audited(ctx, t.Tx, t.now, e) }

// asker is a transaction, or the connection on which one is open.
type asker interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// audited appends an entry in the transaction that is open on t. Seq, At, Previous
// and Hash are filled in under the lock of the chain, so that its order is that of
// its instants.
func audited(ctx context.Context, t asker, now time.Time, e audit.Entry) error {
	var last time.Time
	b := &pgx.Batch{}
	b.Queue(`select pg_advisory_xact_lock($1)`, lockAudit)
	b.Queue(`select seq, at, hash from audit order by seq desc limit 1`).QueryRow(func(row pgx.Row) error { // it begins when the lock is held
		if err := row.Scan(&e.Seq, &last, &e.Previous); err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		return nil
	})
	if err := query.Send(ctx, t, b); err != nil {
		return err
	}
	if e.Seq, e.At = e.Seq+1, now; e.At.Before(last) {
		e.At = last
	}
	if e.Previous == nil {
		e.Previous = []byte{}
	}
	if e.Before == nil {
		e.Before = map[string]string{}
	}
	if e.After == nil {
		e.After = map[string]string{}
	}
	e.Hash = e.Link(e.Previous)
	b = &pgx.Batch{}
	b.Queue(`
		insert into audit (seq, at, actor, door, address, creditor, deed, object, refused, before, after, previous, hash)
		values (@seq, @at, @actor, @door, @address, @creditor, @deed, @object, @refused, @before, @after, @previous, @hash)`, pgx.NamedArgs{
		"seq": e.Seq, "at": e.At, "actor": e.Who.Name, "door": e.Who.Door, "address": e.Who.Address, "creditor": e.Creditor,
		"deed": e.Deed, "object": e.Object, "refused": e.Refused, "before": e.Before, "after": e.After, "previous": e.Previous, "hash": e.Hash,
	})
	b.Queue(`
		insert into audit_head (seq, hash) values ($1, $2) on conflict (one) do update set seq = excluded.seq, hash = excluded.hash`, e.Seq, e.Hash)
	return query.Send(ctx, t, b)
}

// Note appends an entry about a deed that changes nothing here: an export, a
// refused attempt.
func (s *Store) Note(ctx context.Context, e audit.Entry) error {
	return postgres.Explain("writing the audit", pgx.BeginFunc(ctx, s.pool, func(t pgx.Tx) error {
		return tx{t, s.now()}.audit(ctx, e) // also of somebody whose rights were taken away
	}))
}

type entryRow struct {
	Seq                                                   int64
	At                                                    time.Time
	Actor, Door, Address, Creditor, Deed, Object, Refused string
	Before, After                                         map[string]string
	Previous, Hash                                        []byte
}

func (r entryRow) entry() audit.Entry {
	return audit.Entry{
		Seq: r.Seq, At: r.At.UTC(), Who: audit.Who{Name: r.Actor, Door: r.Door, Address: r.Address}, Creditor: r.Creditor,
		Deed: r.Deed, Object: r.Object, Refused: r.Refused, Before: r.Before, After: r.After, Previous: r.Previous, Hash: r.Hash,
	}
}

// Audit gives entries in their order, after a number, each to a function until
// it fails.
func (s *Store) Audit(ctx context.Context, after int64, each func(audit.Entry) error) error {
	return s.reading(ctx, func(t pgx.Tx) error { return entries(ctx, t, after, each) })
}

// Journal gives one page of the audit, the newest entry first, and whether there are
// more beyond it in the direction that was asked for.
func (s *Store) Journal(ctx context.Context, q audit.Search) (out []audit.Entry, more bool, err error) {
	where, order := "true", "desc"
	args := pgx.NamedArgs{"limit": q.Limit + 1}
	add := func(on bool, condition, name string, value any) {
		if on {
			where += " and " + condition
			args[name] = value
		}
	}
	add(q.Text != "", `strpos(lower(actor || ' ' || object), @text) > 0`, "text", strings.ToLower(q.Text))
	add(q.Deed != "", `deed = @deed`, "deed", q.Deed)
	add(!q.From.IsZero(), `at >= @from`, "from", q.From)
	add(!q.To.IsZero(), `at < @to`, "to", q.To)
	add(q.Before > 0, `seq < @before`, "before", q.Before)
	if q.After > 0 {
		add(true, `seq > @after`, "after", q.After)
		order = "asc"
	}
	rows, err := s.pool.Query(ctx, `
		select seq, at, actor, door, address, creditor, deed, object, refused, before, after, previous, hash
		from audit where `+where+` order by seq `+order+` limit @limit`, args)
	if err != nil {
		return nil, false, postgres.Explain("reading the journal", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[entryRow])
	if more = len(found) > q.Limit; more {
		found = found[:q.Limit]
	}
	for _, r := range found {
		out = append(out, r.entry())
	}
	if q.After > 0 {
		slices.Reverse(out)
	}
	return out, more, postgres.Explain("reading the journal", err)
}

// reading lets a function see the database as it is at one instant.
func (s *Store) reading(ctx context.Context, fn func(pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, fn)
}

func entries(ctx context.Context, t pgx.Tx, after int64, each func(audit.Entry) error) error {
	rows, err := t.Query(ctx, `
		select seq, at, actor, door, address, creditor, deed, object, refused, before, after, previous, hash
		from audit where seq > $1 order by seq`, after)
	if err != nil {
		return postgres.Explain("reading the audit", err)
	}
	defer rows.Close()
	for rows.Next() {
		r, err := pgx.RowToStructByName[entryRow](rows)
		if err != nil {
			return postgres.Explain("reading the audit", err)
		}
		if err := each(r.entry()); err != nil {
			return err
		}
	}
	return postgres.Explain("reading the audit", rows.Err())
}

// VerifyAudit checks the whole chain, its end and the entries that are known to have
// been on record, and gives the head. The error (CodeConflict) names the first entry
// that does not fit.
func (s *Store) VerifyAudit(ctx context.Context, known ...audit.Head) (audit.Head, error) {
	c := audit.Chain{Known: known}
	err := s.reading(ctx, func(t pgx.Tx) error {
		var last audit.Head
		err := t.QueryRow(ctx, `select seq, hash from audit_head`).Scan(&last.Seq, &last.Hash)
		switch {
		case err == nil:
			c.Known = append(c.Known, last)
		case !errors.Is(err, pgx.ErrNoRows):
			return postgres.Explain("reading the audit", err)
		}
		if err := entries(ctx, t, 0, c.Add); err != nil {
			return err
		}
		return c.End()
	})
	return c.Head(), err
}

// notFound says in a sentence that a thing does not exist.
func notFound(format string, args ...any) error {
	return dunning.Errorf(dunning.CodeNotFound, format, args...)
}
