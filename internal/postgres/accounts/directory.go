package accounts

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/postgres"
)

// Known finds the user to whom a person of the directory is bound; CodeNotFound
// when there is none, or the user is shut out.
func (s *Store) Known(ctx context.Context, who people.Identity) (user int64, login string, err error) {
	err = s.pool.QueryRow(ctx, `
		select u.id, u.login from directory_links d join users u on u.id = d.user_id
		where d.issuer = $1 and d.subject = $2 and u.disabled_at is null`, who.Issuer, who.Subject).Scan(&user, &login)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, "", notFound("there is no user of this person of the directory")
	}
	return user, login, postgres.Explain("looking a person of the directory up", err)
}

// BindByLink binds a person of the directory to the user of a one-time link, which
// is used up with it. CodeConflict when the person is bound to another user.
func (s *Store) BindByLink(ctx context.Context, by audit.Who, link people.Hash, who people.Identity) (login string, err error) {
	err = s.do(ctx, "binding a person of the directory", func(t tx) error {
		var user int64
		if user, login, err = t.takeLink(ctx, link); err != nil {
			return err
		}
		by.Name = login
		return t.bind(ctx, by, user, login, who)
	})
	return login, err
}

// Bind binds a person of the directory to a user who is signed in.
func (s *Store) Bind(ctx context.Context, by audit.Who, user int64, who people.Identity) error {
	return s.do(ctx, "binding a person of the directory", func(t tx) error { return t.bind(ctx, by, user, by.Name, who) })
}

func (t tx) bind(ctx context.Context, by audit.Who, user int64, login string, who people.Identity) error {
	var owner int64
	err := t.QueryRow(ctx, `
		insert into directory_links (issuer, subject, user_id, created_at) values ($1, $2, $3, $4)
		on conflict (issuer, subject) do update set issuer = excluded.issuer returning user_id`, who.Issuer, who.Subject, user, t.now).Scan(&owner)
	if err != nil {
		return err
	}
	if owner != user {
		return dunning.Errorf(dunning.CodeConflict, "this person of the directory is bound to another user").
			WithHint("sign in to the directory as somebody else, or let an admin unbind the other user")
	}
	return t.audit(ctx, audit.Entry{Who: by, Deed: "user.directory", Object: login, After: map[string]string{"issuer": who.Issuer}})
}

// Unbind ends every binding of a user to the directory.
func (s *Store) Unbind(ctx context.Context, by audit.Who, login string) error {
	return s.do(ctx, "unbinding a person of the directory", func(t tx) error {
		u, err := t.lock(ctx, login)
		if err != nil {
			return err
		}
		tag, err := t.Exec(ctx, `delete from directory_links where user_id = $1`, u.id)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return notFound("there is no tie to the directory of %s", login)
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "user.directory", Object: login, Before: map[string]string{"bound": "yes"}})
	})
}
