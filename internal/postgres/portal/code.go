package portal

import (
	"context"
	"crypto/subtle"
	"errors"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/visit"
)

// KeepCode keeps the code that is being sent for a link; earlier ones end.
func (s *Store) KeepCode(ctx context.Context, link int64, hash visit.Hash) error {
	return s.do(ctx, "keeping a code", func(t pgx.Tx) error {
		now := s.now()
		if _, err := t.Exec(ctx, `update portal_codes set expires_at = least(expires_at, $2) where link_id = $1`, link, now); err != nil {
			return err
		}
		_, err := t.Exec(ctx, `insert into portal_codes (link_id, hash, created_at, expires_at) values ($1, $2, $3, $4)`,
			link, hash[:], now, now.Add(visit.CodeLife))
		return err
	})
}

// UseCode counts a try, and opens a session for a right one. CodeForbidden, in
// the same words, for a wrong code, one that is over, and any after five tries.
func (s *Store) UseCode(ctx context.Context, link int64, code string, session visit.Hash) error {
	right := false
	err := s.do(ctx, "looking at a code", func(t pgx.Tx) error {
		now := s.now()
		var kept []byte
		var id int64
		err := t.QueryRow(ctx, `
			select hash, id from portal_codes where link_id = $1 and expires_at > $2 and used_at is null and tries < $3
			order by id desc limit 1 for update`, link, now, visit.CodeTries).Scan(&kept, &id)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		want := visit.CodeHash(link, code)
		if right = subtle.ConstantTimeCompare(kept, want[:]) == 1; !right {
			_, err = t.Exec(ctx, `update portal_codes set tries = tries + 1 where id = $1`, id)
			return err
		}
		if _, err := t.Exec(ctx, `update portal_codes set used_at = $2 where id = $1`, id, now); err != nil {
			return err
		}
		_, err = t.Exec(ctx, `insert into portal_sessions (hash, link_id, created_at, expires_at) values ($1, $2, $3, $4)`,
			session[:], link, now, now.Add(visit.SessionLife))
		return err
	})
	if err == nil && !right {
		return dunning.Errorf(dunning.CodeForbidden, "the code is wrong or no longer valid")
	}
	return err
}

// InSession tells whether a session of a link has not ended.
func (s *Store) InSession(ctx context.Context, link int64, session visit.Hash) (in bool, err error) {
	err = s.pool.QueryRow(ctx, `select exists (select 1 from portal_sessions where hash = $1 and link_id = $2 and expires_at > $3)`,
		session[:], link, s.now()).Scan(&in)
	return in, postgres.Explain("looking a session up", err)
}
