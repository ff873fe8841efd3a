package lookup

import (
	"context"
	"errors"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"

	"github.com/jackc/pgx/v5"
)

type refRow struct {
	Creditor string
	Number   string
	Cycle    int
}

func (r refRow) ref() dunning.Ref { return dunning.Ref(r) }

// Latest gives the newest cycle of an invoice's case.
func (s *Store) Latest(ctx context.Context, creditor, number string) (dunning.Ref, error) {
	row, err := query.One[refRow](ctx, s.pool, `
		select creditor, number, cycle from cases where creditor = @creditor and number = @number
		order by cycle desc limit 1`, pgx.NamedArgs{"creditor": creditor, "number": number})
	if errors.Is(err, pgx.ErrNoRows) {
		return dunning.Ref{}, dunning.UnknownCase(dunning.Ref{Creditor: creditor, Number: number})
	}
	return row.ref(), postgres.Explain("looking for the case", err)
}
