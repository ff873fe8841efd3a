package lookup

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"relance/internal/change"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// DebtorList lists debtors in the order in which they became known, page by page.
func (s *Store) DebtorList(ctx context.Context, f desk.DebtorFilter) ([]dunning.Debtor, error) {
	where := "d.id > @after and d.merged_into is null"
	if f.Creditor != "" {
		where += " and d.creditor = @creditor"
	}
	if len(f.Among) > 0 {
		where += " and d.creditor = any(@among)"
	}
	text := strings.TrimSpace(f.Text)
	if text != "" {
		where += " and (d.id in (select coalesce(x.merged_into, x.id) from debtors x where x.search like @part) or d.siren <> '' and d.siren = @siren)"
	}
	rows, err := query.All[tables.DebtorRow](ctx, s.pool, `
		select `+tables.DebtorColumns+` from debtors d where `+where+` order by d.id limit @limit`, pgx.NamedArgs{
		"after": f.After, "creditor": f.Creditor, "among": f.Among, "limit": f.Limit,
		"siren": strings.Join(strings.Fields(text), ""), "part": "%" + query.Escape(strings.ToLower(text)) + "%",
	})
	out := make([]dunning.Debtor, len(rows))
	for i, r := range rows {
		out[i] = r.Debtor()
	}
	return out, postgres.Explain("listing the debtors", err)
}

// Debtors gives all debtors of a creditor in the order in which they became
// known.
func (s *Store) Debtors(ctx context.Context, creditor string) ([]dunning.Debtor, error) {
	rows, err := query.All[tables.DebtorRow](ctx, s.pool, `
		select `+tables.DebtorColumns+` from debtors d where d.creditor = @creditor and d.merged_into is null order by d.id`, pgx.NamedArgs{"creditor": creditor})
	out := make([]dunning.Debtor, len(rows))
	for i, r := range rows {
		out[i] = r.Debtor()
	}
	return out, postgres.Explain("reading the debtors", err)
}

// Contacts gives all addresses a debtor ever had, newest first.
func (s *Store) Contacts(ctx context.Context, creditor, key string) ([]change.Contact, error) {
	out, err := query.All[change.Contact](ctx, s.pool, `
		select c.role, c.email, c.usable from contacts c join debtors d on d.id = c.debtor_id
		where `+tables.DebtorNamed+` order by c.id desc`,
		pgx.NamedArgs{"creditor": creditor, "key": key})
	return out, postgres.Explain("reading the contacts", err)
}
