package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"relance/internal/chain"
	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// VerifyChain proves that the log of a case is as it was written and that the
// body is what its events make of it. The error (CodeConflict) names the first
// event that does not fit.
func (s *Store) VerifyChain(ctx context.Context, ref dunning.Ref) error {
	return s.VerifyChains(ctx, ref)
}

// originRow is a case with what its log began from.
type originRow struct {
	ID       int64
	Creditor string
	Number   string
	Cycle    int
	Body     dunning.Case
	LastHash []byte
	Origin   json.RawMessage
}

// loggedRow is an event of one of several cases.
type loggedRow struct {
	CaseID int64
	chain.Row
}

// VerifyChains proves the same of several cases, as they stood at one moment. However
// many there are, they take two questions.
func (s *Store) VerifyChains(ctx context.Context, refs ...dunning.Ref) error {
	creditors, numbers, cycles := make([]string, len(refs)), make([]string, len(refs)), make([]int, len(refs))
	for i, r := range refs {
		creditors[i], numbers[i], cycles[i] = r.Creditor, r.Number, r.Cycle
	}
	return pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(t pgx.Tx) error {
		cases, err := query.All[originRow](ctx, t, `
			select c.id, c.creditor, c.number, c.cycle, c.body, c.tip as last_hash, c.origin from cases c
			join unnest(@creditors::text[], @numbers::text[], @cycles::int[]) as w (creditor, number, cycle)
			    on w.creditor = c.creditor and w.number = c.number and w.cycle = c.cycle`,
			pgx.NamedArgs{"creditors": creditors, "numbers": numbers, "cycles": cycles})
		if err != nil {
			return Explain("verifying the log", err)
		}
		found, ids := map[dunning.Ref]originRow{}, make([]int64, len(cases))
		for i, c := range cases {
			found[dunning.Ref{Creditor: c.Creditor, Number: c.Number, Cycle: c.Cycle}], ids[i] = c, c.ID
		}
		rows, err := query.All[loggedRow](ctx, t, `
			select case_id, seq, event_id, at, recorded_at, kind, reason, author, data, prev, hash
			from events where case_id = any(@ids) order by case_id, seq`, pgx.NamedArgs{"ids": ids})
		if err != nil {
			return Explain("verifying the log", err)
		}
		logs := map[int64][]chain.Row{}
		for _, r := range rows {
			logs[r.CaseID] = append(logs[r.CaseID], r.Row)
		}
		for _, ref := range refs {
			c, ok := found[ref]
			if !ok {
				return dunning.UnknownCase(ref)
			}
			if err := chain.Verify(c.Body, c.LastHash, c.Origin, logs[c.ID]); err != nil {
				return fmt.Errorf("the record of %s does not verify: %w", ref.Number, err)
			}
		}
		return nil
	})
}
