package accounts

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/audit"
	"relance/internal/people"
	"relance/internal/postgres"
)

const userColumns = `
	select u.id, u.login, u.name, u.created_at, u.disabled_at, u.password <> '' as ready, u.totp_secret <> '' as second,
		(select count(*) from recovery_codes c where c.user_id = u.id and c.used_at is null)::int as recovery,
		(select count(*) from passkeys p where p.user_id = u.id)::int as passkeys,
		exists (select from directory_links d where d.user_id = u.id) as directory,
		coalesce((select json_agg(json_build_object('creditor', g.creditor, 'role', g.role) order by g.creditor)
			from grants g where g.user_id = u.id), '[]') as grants
	from users u `

type userRow struct {
	ID            int64
	Login, Name   string
	CreatedAt     time.Time
	DisabledAt    *time.Time
	Ready, Second bool
	Recovery      int
	Passkeys      int
	Directory     bool
	Grants        []people.Grant
}

func (r userRow) user() people.User {
	u := people.User{ID: r.ID, Login: r.Login, Name: r.Name, Grants: r.Grants, Created: r.CreatedAt.UTC(), Ready: r.Ready, Second: r.Second,
		Recovery: r.Recovery, Passkeys: r.Passkeys, Directory: r.Directory}
	if r.DisabledAt != nil {
		u.Disabled = r.DisabledAt.UTC()
	}
	return u
}

// Users lists all users, by login.
func (s *Store) Users(ctx context.Context) ([]people.User, error) {
	rows, err := s.pool.Query(ctx, userColumns+`order by u.login`)
	if err != nil {
		return nil, postgres.Explain("listing users", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[userRow])
	out := make([]people.User, len(list))
	for i, r := range list {
		out[i] = r.user()
	}
	return out, postgres.Explain("listing users", err)
}

// User finds a user by login; CodeNotFound when there is none.
func (s *Store) User(ctx context.Context, login string) (people.User, error) {
	rows, err := s.pool.Query(ctx, userColumns+`where u.login = lower($1)`, login)
	if err != nil {
		return people.User{}, postgres.Explain("reading a user", err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[userRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return people.User{}, notFound("there is no user %s", login)
	}
	return r.user(), postgres.Explain("reading a user", err)
}

// AddUser adds a user with one role and a one-time link, of which only the hash
// is kept. CodeConflict when the login is taken.
func (s *Store) AddUser(ctx context.Context, by audit.Who, n people.NewUser, link people.Hash) (people.User, error) {
	err := s.do(ctx, "adding a user", func(t tx) error {
		if err := t.free(ctx, `select exists (select from tokens where lower(name) = lower($1))`, "token", n.Login); err != nil {
			return err
		}
		var id int64
		err := t.QueryRow(ctx, `insert into users (login, name, created_at) values ($1, $2, $3) returning id`, n.Login, n.Name, t.now).Scan(&id)
		if err != nil {
			return err
		}
		if err := t.grant(ctx, id, n.Grant); err != nil {
			return err
		}
		if err := t.link(ctx, id, link); err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{
			Who: by, Deed: "user.add", Object: n.Login, Creditor: of(n.Grant), After: map[string]string{"role": n.Grant.Role, "creditor": n.Grant.Creditor},
		})
	})
	if err != nil {
		return people.User{}, err
	}
	return s.User(ctx, n.Login)
}

// of is the creditor of an entry about a grant.
func of(g people.Grant) string {
	if g.Creditor == people.Everyone {
		return ""
	}
	return g.Creditor
}

func (t tx) grant(ctx context.Context, user int64, g people.Grant) error {
	_, err := t.Exec(ctx, `
		insert into grants (user_id, creditor, role) values ($1, $2, $3)
		on conflict (user_id, creditor) do update set role = excluded.role`, user, g.Creditor, g.Role)
	return err
}

func (t tx) link(ctx context.Context, user int64, link people.Hash) error {
	_, err := t.Exec(ctx, `insert into sign_in_links (hash, user_id, created_at, expires_at) values ($1, $2, $3, $4)`,
		link[:], user, t.now, t.now.Add(people.LinkLife))
	return err
}

// locked is a user whose row nobody else changes meanwhile.
type locked struct {
	id       int64
	password string
}

func (t tx) lock(ctx context.Context, login string) (l locked, err error) {
	err = t.QueryRow(ctx, `select id, password from users where login = lower($1) for update`, login).Scan(&l.id, &l.password)
	if errors.Is(err, pgx.ErrNoRows) {
		err = notFound("there is no user %s", login)
	}
	return l, err
}

// SetRole gives a user a role for a creditor, or takes it away when the role is
// empty.
func (s *Store) SetRole(ctx context.Context, by audit.Who, login string, g people.Grant) error {
	return s.do(ctx, "changing a role", func(t tx) error {
		u, err := t.lock(ctx, login)
		if err != nil {
			return err
		}
		var before string
		err = t.QueryRow(ctx, `select role from grants where user_id = $1 and creditor = $2`, u.id, g.Creditor).Scan(&before)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if g.Role == "" {
			_, err = t.Exec(ctx, `delete from grants where user_id = $1 and creditor = $2`, u.id, g.Creditor)
		} else {
			err = t.grant(ctx, u.id, g)
		}
		if err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{
			Who: by, Deed: "user.role", Object: login, Creditor: of(g),
			Before: map[string]string{"role": before, "creditor": g.Creditor}, After: map[string]string{"role": g.Role, "creditor": g.Creditor},
		})
	})
}

// SetDisabled shuts a user out, whose sessions end at once, or lets him in
// again.
func (s *Store) SetDisabled(ctx context.Context, by audit.Who, login string, out bool) error {
	return s.do(ctx, "disabling a user", func(t tx) error {
		u, err := t.lock(ctx, login)
		if err != nil {
			return err
		}
		_, err = t.Exec(ctx, `update users set disabled_at = case when $2 then coalesce(disabled_at, $3) end where id = $1`, u.id, out, t.now)
		if err != nil {
			return err
		}
		if out {
			if err := t.endSessions(ctx, u.id); err != nil {
				return err
			}
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "user.disable", Object: login, After: map[string]string{"disabled": strconv.FormatBool(out)}})
	})
}

// AddLink makes another one-time link for a user; those made before end.
func (s *Store) AddLink(ctx context.Context, by audit.Who, login string, link people.Hash) error {
	return s.do(ctx, "making a one-time link", func(t tx) error {
		u, err := t.lock(ctx, login)
		if err != nil {
			return err
		}
		if _, err := t.Exec(ctx, `update sign_in_links set used_at = $2 where user_id = $1 and used_at is null`, u.id, t.now); err != nil {
			return err
		}
		if err := t.link(ctx, u.id, link); err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "user.link", Object: login})
	})
}

// LinkUser tells whose one-time link it is, without using it. CodeNotFound for
// a link that is unknown, used or too old: all three look alike.
func (s *Store) LinkUser(ctx context.Context, link people.Hash) (login string, err error) {
	err = s.pool.QueryRow(ctx, `
		select u.login from sign_in_links l join users u on u.id = l.user_id
		where l.hash = $1 and l.used_at is null and l.expires_at > $2 and u.disabled_at is null`, link[:], s.now()).Scan(&login)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", deadLink()
	}
	return login, postgres.Explain("looking a one-time link up", err)
}

func deadLink() error { return notFound("there is no living link of this address") }

// UseLink sets the password of the link's user, once: of two that use it at the
// same time one finds it used. All sessions of the user end.
func (s *Store) UseLink(ctx context.Context, by audit.Who, link people.Hash, password string) (login string, err error) {
	err = s.do(ctx, "using a one-time link", func(t tx) error {
		var user int64
		if user, login, err = t.takeLink(ctx, link); err != nil {
			return err
		}
		if _, err := t.Exec(ctx, `update users set password = $2 where id = $1`, user, password); err != nil {
			return err
		}
		if err := t.endSessions(ctx, user); err != nil {
			return err
		}
		if err := t.forgetTries(ctx, login); err != nil {
			return err
		}
		by.Name = login
		return t.audit(ctx, audit.Entry{Who: by, Deed: "user.password", Object: login})
	})
	return login, err
}

// takeLink uses a one-time link up: of two that take it at the same time one finds
// it used.
func (t tx) takeLink(ctx context.Context, link people.Hash) (user int64, login string, err error) {
	err = t.QueryRow(ctx, `
		update sign_in_links l set used_at = $2 from users u
		where l.hash = $1 and l.used_at is null and l.expires_at > $2 and u.id = l.user_id and u.disabled_at is null
		returning u.id, u.login`, link[:], t.now).Scan(&user, &login)
	if errors.Is(err, pgx.ErrNoRows) {
		err = deadLink()
	}
	return user, login, err
}
