package merging

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/merge"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// mostNear is how many debtors of one place are looked at for a double by name.
const mostNear = 500

// Doubles proposes debtors of the same creditor who may be the same as one of them:
// by number, e-mail address, or name in the same place.
func (s *Store) Doubles(ctx context.Context, d dunning.Debtor) ([]merge.Double, error) {
	rows, err := query.All[tables.DebtorRow](ctx, s.pool, `
		select `+tables.DebtorColumns+` from debtors d where d.merged_into is null and d.id <> @id and d.id in (
		    (select x.id from debtors x where x.creditor = @creditor and x.siren = @siren and x.siren <> '' limit 20)
		    union (select x.id from debtors x where x.creditor = @creditor and lower(x.email) = @email and x.email <> '' limit 20)
		    union (select x.id from debtors x where x.creditor = @creditor and x.address->>'postcode' = @place and x.address->>'postcode' <> '' limit @most))`,
		pgx.NamedArgs{
			"id": d.ID, "creditor": d.Creditor, "siren": d.SIREN, "email": strings.ToLower(d.Email), "place": d.Address.Postcode, "most": mostNear,
		})
	if err != nil {
		return nil, postgres.Explain("looking for doubles", err)
	}
	among := make([]dunning.Debtor, len(rows))
	for i, r := range rows {
		among[i] = r.Debtor()
	}
	return merge.Doubles(d, among), nil
}
