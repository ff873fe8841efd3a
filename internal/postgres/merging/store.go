package merging

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/dunning"
	"relance/internal/merge"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// Store keeps mergings. It is safe for concurrent use.
type Store struct {
	core *postgres.Store
	pool *pgxpool.Pool
}

// New works in the database of a store, with its clock.
func New(s *postgres.Store) *Store { return &Store{core: s, pool: s.Pool()} }

// tx is a transaction that records facts.
type tx struct{ *postgres.Tx }

func (s *Store) do(ctx context.Context, doing string, fn func(*tx) error) error {
	return s.core.Do(ctx, doing, func(t *postgres.Tx) error { return fn(&tx{t}) })
}

// Pair reads two debtors of a creditor, by their references as they stand: not
// through a merging. CodeNotFound for one who is not on record.
func (s *Store) Pair(ctx context.Context, creditor, keep, other string) (out merge.Pair, err error) {
	o := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, s.pool, o, func(t pgx.Tx) error {
		both, err := rowsOf(ctx, t, creditor, keep, other)
		if err != nil {
			return err
		}
		cases, err := query.All[caseRow](ctx, t, `
			select `+caseColumns+` where c.debtor_id = any(@ids) order by c.id`, pgx.NamedArgs{"ids": idsOf(both)})
		if err != nil {
			return query.Doing("reading the cases of both", err)
		}
		out, _, err = pairOf(ctx, t, creditor, both, cases)
		return err
	})
	return out, postgres.Explain("reading the two debtors", err)
}

// debtorRow is a debtor as he stands, with the one into whom he was merged.
type debtorRow struct {
	tables.DebtorRow
	Into string
}

// rowsOf reads the two, the one who is kept first.
func rowsOf(ctx context.Context, q query.Querier, creditor, keep, other string) (out [2]debtorRow, err error) {
	for i, key := range []string{keep, other} {
		out[i], err = query.One[debtorRow](ctx, q, `
			select `+tables.DebtorColumns+`, coalesce((select m.key from debtors m where m.id = d.merged_into), '') as into
			from debtors d where d.creditor = @creditor and d.key = @key`, pgx.NamedArgs{"creditor": creditor, "key": key})
		if errors.Is(err, pgx.ErrNoRows) {
			return out, tables.UnknownDebtor(creditor, key)
		}
		if err != nil {
			return out, query.Doing("reading the debtors", err)
		}
	}
	return out, nil
}

// idsOf gives the ids of both in the order in which they are locked.
func idsOf(both [2]debtorRow) []int64 {
	ids := []int64{both[0].ID, both[1].ID}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// caseRow is a case of one of the two.
type caseRow struct {
	postgres.CaseRow
	Issued *time.Time
}

const caseColumns = postgres.CaseColumns + `, i.issued from cases c join invoices i on i.id = c.invoice_id`

// pairOf puts together what is on record of the two, and their cases by id.
func pairOf(ctx context.Context, q query.Querier, creditor string, both [2]debtorRow, rows []caseRow) (p merge.Pair, held map[dunning.Ref]*postgres.Locked, err error) {
	if p.Creditor, err = postgres.CreditorByID(ctx, q, creditor); err != nil {
		return p, nil, err
	}
	for i, party := range []*merge.Party{&p.Keep, &p.Other} {
		party.Debtor, party.Into = both[i].Debtor(), both[i].Into
		if party.Proceedings, err = proceedingsOf(ctx, q, both[i].ID); err != nil {
			return p, nil, err
		}
	}
	if p.Other.Leaving, err = leaving(ctx, q, both[1].ID); err != nil {
		return p, nil, err
	}
	held = make(map[dunning.Ref]*postgres.Locked, len(rows))
	for _, r := range rows {
		h, err := r.Locked()
		if err != nil {
			return p, nil, err
		}
		held[h.Body.Ref()] = h
		party := &p.Keep
		if r.DebtorID == both[1].ID && both[0].ID != both[1].ID {
			party = &p.Other
		}
		party.Cases = append(party.Cases, merge.Case{Open: dunning.Open{Case: h.Body, Rules: h.Rules}, Issued: query.DayOf(r.Issued)})
	}
	return p, held, nil
}

// proceedingsOf reads the insolvency proceedings of a debtor; nil when there are none.
func proceedingsOf(ctx context.Context, q query.Querier, debtor int64) (*merge.Proceedings, error) {
	rows, err := query.All[struct {
		Provisional       bool
		Judgment, ClaimBy *time.Time
		Notice            string
	}](ctx, q, `select provisional, judgment, claim_by, notice from proceedings where debtor_id = @id`, pgx.NamedArgs{"id": debtor})
	if err != nil || len(rows) == 0 {
		return nil, query.Doing("reading the proceedings", err)
	}
	r := rows[0]
	return &merge.Proceedings{Provisional: r.Provisional, Judgment: query.DayOf(r.Judgment), ClaimBy: query.DayOf(r.ClaimBy), Notice: r.Notice}, nil
}

// leaving reads what is on its way to a debtor: a mail that is being handed over, and
// letters from the moment at which they are ordered.
func leaving(ctx context.Context, q query.Querier, debtor int64) (out []merge.Leaving, err error) {
	rows, err := query.All[struct {
		Channel, State string
		Claim          bool
	}](ctx, q, `
		select channel, state, declares is not null as claim from messages
		where debtor_id = @id and (state = 'handing_over' or (channel <> 'email' or declares is not null) and state in ('reserved', 'rendered', 'unknown'))`,
		pgx.NamedArgs{"id": debtor})
	for _, r := range rows {
		out = append(out, merge.Leaving{Channel: dunning.Channel(r.Channel), State: dunning.MessageState(r.State), Claim: r.Claim})
	}
	return out, query.Doing("looking for what is leaving", err)
}
