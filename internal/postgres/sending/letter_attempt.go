package sending

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postage"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// SwapSending puts next in the place of now if exactly that is kept of an
// order, and gives what is kept: two at once agree on one. Only the carrier's
// identity and the attempt change. CodeNotFound for an unknown order.
func (s *Store) SwapSending(ctx context.Context, now, next postage.Sending) (postage.Sending, error) {
	var kept postage.Sending
	err := s.do(ctx, "changing a sending", func(t *tx) error {
		args := pgx.NamedArgs{
			"carrier": now.Carrier, "reference": now.Reference, "sending": now.Sending, "attempt": now.Attempt,
			"fingerprint": now.Fingerprint, "host": now.Host, "next_sending": next.Sending, "next_attempt": next.Attempt, "now": t.Now,
		}
		_, err := t.Exec(ctx, `
			update letters set sending = @next_sending, attempt = @next_attempt, updated_at = @now
			where carrier = @carrier and reference = @reference and sending = @sending and attempt = @attempt
			    and fingerprint = @fingerprint and host = @host`, args)
		if err != nil {
			return err
		}
		row, err := query.One[sendingRow](ctx, t, sendingOf, args)
		if errors.Is(err, pgx.ErrNoRows) {
			return dunning.Errorf(dunning.CodeNotFound, "nothing is kept of order %s", now.Reference)
		}
		kept = row.sending()
		return err
	})
	return kept, err
}

// StrangeSendings gives those of a carrier's identities at a host that are kept
// for no order, in any order.
func (s *Store) StrangeSendings(ctx context.Context, carrier, host string, sendings []string) ([]string, error) {
	rows, err := s.pool.Query(ctx, `
		select id from unnest(@ids::text[]) as x(id)
		where not exists (select 1 from letters l where l.carrier = @carrier and l.host = @host and l.sending = x.id)`,
		pgx.NamedArgs{"ids": sendings, "carrier": carrier, "host": host})
	if err != nil {
		return nil, postgres.Explain("looking for sendings of nobody", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return out, postgres.Explain("looking for sendings of nobody", err)
}
