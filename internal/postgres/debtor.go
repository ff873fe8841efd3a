package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// Debtor gives a debtor by the creditor's own reference. Of one who was merged it
// gives the one into whom he was.
func (s *Store) Debtor(ctx context.Context, creditor, key string) (dunning.Debtor, error) {
	row, err := query.One[tables.DebtorRow](ctx, s.pool, `
		select `+tables.DebtorColumns+` from debtors d where `+tables.DebtorNamed,
		pgx.NamedArgs{"creditor": creditor, "key": key})
	if errors.Is(err, pgx.ErrNoRows) {
		return dunning.Debtor{}, tables.UnknownDebtor(creditor, key)
	}
	return row.Debtor(), Explain("reading the debtor", err)
}

// debtorByID reads a debtor by the number of his row.
func debtorByID(ctx context.Context, q query.Querier, id int64) (tables.DebtorRow, error) {
	row, err := query.One[tables.DebtorRow](ctx, q, `select `+tables.DebtorColumns+` from debtors d where d.id = @id`, pgx.NamedArgs{"id": id})
	return row, query.Doing("reading the debtor", err)
}

func (t *Tx) queueContact(b *pgx.Batch, debtor int64, email string) {
	if email == "" {
		return
	}
	b.Queue(`
		insert into contacts (debtor_id, role, email, created_at, updated_at) values (@debtor, 'accounts', @email, @now, @now)
		on conflict (debtor_id, email) do nothing`, pgx.NamedArgs{"debtor": debtor, "email": email, "now": t.Now})
}

// Bounced marks the debtor's address as refused for good.
func (t *Tx) Bounced(ctx context.Context, debtor int64) error { return t.setUsable(ctx, debtor, false) }

// reachable takes a person's word that the address works.
func (t *Tx) reachable(ctx context.Context, debtor int64) error {
	return t.setUsable(ctx, debtor, true)
}

func (t *Tx) setUsable(ctx context.Context, debtor int64, usable bool) error {
	args := pgx.NamedArgs{"debtor": debtor, "usable": usable, "now": t.Now}
	b := &pgx.Batch{}
	b.Queue(`
		update debtors set bounced = not @usable, revision = revision + 1, updated_at = @now
		where id = @debtor and bounced = @usable and email <> ''`, args)
	b.Queue(`
		update contacts set usable = @usable, updated_at = @now
		where debtor_id = @debtor and email = (select email from debtors where id = @debtor) and usable <> @usable`, args)
	return query.Doing("marking the address", query.Send(ctx, t, b))
}
