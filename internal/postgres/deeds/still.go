package deeds

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/access"
	"relance/internal/postgres/query"
)

// everyCreditor stands for all creditors in a grant.
const everyCreditor = "*"

// StillMay looks once more, in the transaction of a deed, whether whoever asks
// for it may: his account or token is locked against changes until the deed is
// recorded. A role that was taken away, a person who was shut out, or a token
// that was revoked between the check and the deed does not get through:
// CodeForbidden. Work of the program itself and of a shell has no account.
func StillMay(ctx context.Context, t pgx.Tx) error {
	who, ok := access.Carried(ctx)
	if !ok {
		return nil
	}
	now := map[string]access.Role{}
	take := func(rows pgx.Rows) error {
		var creditor, role string
		_, err := pgx.ForEachRow(rows, []any{&creditor, &role}, func() error {
			if creditor == everyCreditor {
				creditor = ""
			}
			now[creditor] = access.Role(role)
			return nil
		})
		return err
	}
	b := &pgx.Batch{}
	args := pgx.NamedArgs{"name": who.Name}
	if who.Proof == access.Token {
		b.Queue(`select creditor, role from tokens where name = @name and revoked_at is null for share`, args).Query(take)
	} else {
		// Whoever changes grants locks the user first, so that those that the second
		// statement sees stay as they are.
		b.Queue(`select from users where login = lower(@name) for share`, args)
		b.Queue(`
			select g.creditor, g.role from grants g join users u on u.id = g.user_id
			where u.login = lower(@name) and u.disabled_at is null`, args).Query(take)
	}
	if err := query.Send(ctx, t, b); err != nil {
		return query.Doing("asking whether the deed is still allowed", err)
	}
	return access.Still(who, now)
}
