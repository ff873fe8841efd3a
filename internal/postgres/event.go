package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/chain"
	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// eventKey is what makes an event of a case unique. Null when it has no id.
func eventKey(e dunning.Event) any {
	if key := chain.Key(e); key != "" {
		return key
	}
	return nil
}

// OnRecord tells whether an event of this id is on record for the case.
func (t *Tx) OnRecord(ctx context.Context, h *Locked, e dunning.Event) (found bool, err error) {
	if e.ID == "" {
		return false, nil
	}
	err = t.QueryRow(ctx, `select exists (select 1 from events where case_id = @id and event_id = @key)`,
		pgx.NamedArgs{"id": h.ID, "key": eventKey(e)}).Scan(&found)
	return found, query.Doing("looking for a repeat", err)
}

// eventsBetween gives the events with after < seq <= last, in order.
func eventsBetween(ctx context.Context, q query.Querier, id, after, last int64) ([]dunning.Event, error) {
	rows, err := q.Query(ctx, `
		select data from events where case_id = @id and seq > @after and seq <= @last order by seq`,
		pgx.NamedArgs{"id": id, "after": after, "last": last})
	if err != nil {
		return nil, query.Doing("reading the events", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[dunning.Event])
	return out, query.Doing("reading the events", err)
}

// Events gives what happened to a case after a version, in order: what a
// workflow that missed something applies to its copy.
func (s *Store) Events(ctx context.Context, ref dunning.Ref, known int64) ([]dunning.Event, error) {
	out, err := EventsAfter(ctx, s.pool, ref, known)
	return out, Explain("reading the events", err)
}

// EventsAfter gives the events of a case with a number above known, in order.
func EventsAfter(ctx context.Context, q query.Querier, ref dunning.Ref, known int64) ([]dunning.Event, error) {
	args := RefArgs(ref)
	args["known"] = known
	rows, err := q.Query(ctx, `
		select e.data from cases c join events e on e.case_id = c.id
		where c.creditor = @creditor and c.number = @number and c.cycle = @cycle and e.seq > @known
		order by e.seq`, args)
	if err != nil {
		return nil, query.Doing("reading the events", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[dunning.Event])
	return out, query.Doing("reading the events", err)
}
