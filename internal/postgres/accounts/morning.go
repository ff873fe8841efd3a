package accounts

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"relance/internal/audit"
	"relance/internal/calendar"
	"relance/internal/people"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// Morning gives the address to which a person wants the mail of the morning; empty when he wants none.
func (s *Store) Morning(ctx context.Context, login string) (address string, err error) {
	err = s.pool.QueryRow(ctx, `select address from morning_mails where login = $1`, login).Scan(&address)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return address, postgres.Explain("reading who wants the mail of the morning", err)
}

// SetMorning keeps the address for a person's mail of the morning; an empty address ends
// it.
func (s *Store) SetMorning(ctx context.Context, by audit.Who, m people.Morning) error {
	return s.do(ctx, "keeping who wants the mail of the morning", func(t tx) error {
		sql := `insert into morning_mails (login, address) values (@login, @address) on conflict (login) do update set address = excluded.address`
		if m.Address == "" {
			sql = `delete from morning_mails where login = @login`
		}
		if _, err := t.Exec(ctx, sql, pgx.NamedArgs{"login": m.Login, "address": m.Address}); err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "morning.set", Object: m.Login, After: map[string]string{"email": m.Address}})
	})
}

// Mornings lists the users who want the mail of the morning and have not got that of a
// day yet, of those who may sign in.
func (s *Store) Mornings(ctx context.Context, day calendar.Date) ([]people.Morning, error) {
	out, err := query.All[people.Morning](ctx, s.pool, `
		select m.login, m.address from morning_mails m join users u on u.login = m.login
		where u.disabled_at is null and (m.done_on is null or m.done_on < @day::date) order by m.login`, pgx.NamedArgs{"day": query.Day(day)})
	return out, postgres.Explain("listing who wants the mail of the morning", err)
}

// ClaimMorning tells whether a person's morning is the caller's to see to: each is
// once, whatever crashes or runs beside it.
func (s *Store) ClaimMorning(ctx context.Context, login string, day calendar.Date) (bool, error) {
	tag, err := s.pool.Exec(ctx, `update morning_mails set done_on = @day::date where login = @login and (done_on is null or done_on < @day::date)`,
		pgx.NamedArgs{"login": login, "day": query.Day(day)})
	return err == nil && tag.RowsAffected() == 1, postgres.Explain("claiming a morning", err)
}

// ReturnMorning lets the mail of a person's morning be sent again: the server did not take it.
func (s *Store) ReturnMorning(ctx context.Context, login string) error {
	_, err := s.pool.Exec(ctx, `update morning_mails set done_on = null where login = $1`, login)
	return postgres.Explain("returning a morning", err)
}
