package postgres

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"relance/internal/chain"
	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// VerifyChain proves that the log of a case is as it was written and that the
// body is what its events make of it. The error (CodeConflict) names the first
// event that does not fit.
func (s *Store) VerifyChain(ctx context.Context, ref dunning.Ref) error {
	return s.Do(ctx, "verifying the log", func(t *Tx) error {
		h, err := t.Lock(ctx, ref)
		if err != nil {
			return err
		}
		var origin json.RawMessage
		if err := t.QueryRow(ctx, `select origin from cases where id = $1`, h.ID).Scan(&origin); err != nil {
			return err
		}
		rows, err := query.All[chain.Row](ctx, t, `
			select seq, event_id, at, recorded_at, kind, reason, author, data, prev, hash
			from events where case_id = @id order by seq`, pgx.NamedArgs{"id": h.ID})
		if err != nil {
			return err
		}
		return chain.Verify(h.Body, h.lastHash, origin, rows)
	})
}
