package accounts

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/postgres"
)

type passkeyRow struct {
	ID         int64
	Name       string
	CreatedAt  time.Time
	LastUsedAt *time.Time
	KeyID      []byte
	Credential []byte
}

// Passkeys lists those of a user, the oldest first.
func (s *Store) Passkeys(ctx context.Context, user int64) ([]people.Passkey, error) {
	rows, err := s.pool.Query(ctx, `
		select id, name, created_at, last_used_at, key_id, credential::text::bytea as credential from passkeys where user_id = $1 order by id`, user)
	if err != nil {
		return nil, postgres.Explain("listing passkeys", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[passkeyRow])
	out := make([]people.Passkey, len(list))
	for i, r := range list {
		out[i] = people.Passkey{ID: r.ID, Name: r.Name, Created: r.CreatedAt.UTC(), KeyID: r.KeyID, Credential: r.Credential}
		if r.LastUsedAt != nil {
			out[i].LastUsed = r.LastUsedAt.UTC()
		}
	}
	return out, postgres.Explain("listing passkeys", err)
}

// Holder reads a user as his passkeys know him. He gets the handle that is given,
// unless he has one.
func (s *Store) Holder(ctx context.Context, user int64, handle []byte) (people.Holder, error) {
	return s.holder(ctx, `
		update users set handle = coalesce(handle, $2) where id = $1 returning id, login, name, handle, disabled_at is not null`, user, handle)
}

// HolderOf finds the user of a handle; CodeNotFound when there is none.
func (s *Store) HolderOf(ctx context.Context, handle []byte) (people.Holder, error) {
	return s.holder(ctx, `select id, login, name, handle, disabled_at is not null from users where handle = $1`, handle)
}

func (s *Store) holder(ctx context.Context, query string, args ...any) (h people.Holder, err error) {
	err = s.pool.QueryRow(ctx, query, args...).Scan(&h.User, &h.Login, &h.Name, &h.Handle, &h.Disabled)
	if errors.Is(err, pgx.ErrNoRows) {
		return h, notFound("there is no user of this passkey")
	}
	if err != nil {
		return h, postgres.Explain("reading a user", err)
	}
	h.Passkeys, err = s.Passkeys(ctx, h.User)
	return h, err
}

// AddPasskey keeps a passkey of a user.
func (s *Store) AddPasskey(ctx context.Context, by audit.Who, user int64, n people.Passkey) error {
	return s.do(ctx, "adding a passkey", func(t tx) error {
		_, err := t.Exec(ctx, `insert into passkeys (user_id, key_id, name, credential, created_at) values ($1, $2, $3, $4, $5)`,
			user, n.KeyID, n.Name, string(n.Credential), t.now)
		if err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "user.passkey", Object: by.Name, After: map[string]string{"passkey": n.Name}})
	})
}

// RemovePasskey takes a passkey of a user away; CodeNotFound when it is not his.
func (s *Store) RemovePasskey(ctx context.Context, by audit.Who, user, id int64) error {
	return s.do(ctx, "removing a passkey", func(t tx) error {
		var name, login string
		err := t.QueryRow(ctx, `
			delete from passkeys p using users u where p.id = $2 and p.user_id = $1 and u.id = p.user_id returning p.name, u.login`, user, id).Scan(&name, &login)
		if errors.Is(err, pgx.ErrNoRows) {
			return notFound("there is no passkey %s", strconv.FormatInt(id, 10))
		}
		if err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "user.passkey", Object: login, Before: map[string]string{"passkey": name}})
	})
}

// usePasskey keeps the counter of a passkey that signed, as long as it grows: a
// counter that stands still or goes back belongs to a copy. Devices without one
// stay at zero.
func (t tx) usePasskey(ctx context.Context, user int64, key *people.Passkey) error {
	if key == nil {
		return nil
	}
	tag, err := t.Exec(ctx, `
		update passkeys set credential = $3, last_used_at = $4
		where id = $2 and user_id = $1 and (
			coalesce((credential->'authenticator'->>'signCount')::bigint, 0) < coalesce(($3::jsonb->'authenticator'->>'signCount')::bigint, 0)
			or coalesce(($3::jsonb->'authenticator'->>'signCount')::bigint, 0) = 0 and coalesce((credential->'authenticator'->>'signCount')::bigint, 0) = 0)`,
		user, key.ID, string(key.Credential), t.now)
	if err == nil && tag.RowsAffected() == 0 {
		return dunning.Errorf(dunning.CodeConflict, "the passkey signed twice with the same counter: there may be a copy of it").
			WithHint("remove it and make another one")
	}
	return err
}
