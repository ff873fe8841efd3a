package accounts

import (
	"context"
	"strconv"

	"relance/internal/audit"
	"relance/internal/people"
)

// BeginTOTP keeps the secret of an authenticator that is being set up, in place of
// an earlier one that no code has confirmed.
func (s *Store) BeginTOTP(ctx context.Context, by audit.Who, login, secret string) error {
	return s.do(ctx, "setting an authenticator up", func(t tx) error {
		u, err := t.lock(ctx, login)
		if err != nil {
			return err
		}
		if _, err := t.Exec(ctx, `update users set totp_pending = $2, totp_pending_at = $3 where id = $1`, u.id, secret, t.now); err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "user.totp_begin", Object: login})
	})
}

// ConfirmTOTP makes the secret that was kept the authenticator of a user, of which
// a code of this step was shown, with these recovery codes in place of all earlier
// ones. CodeConflict when another secret was kept meanwhile.
func (s *Store) ConfirmTOTP(ctx context.Context, by audit.Who, login, secret string, step int64, codes []people.Hash) error {
	return s.do(ctx, "confirming an authenticator", func(t tx) error {
		u, err := t.lock(ctx, login)
		if err != nil {
			return err
		}
		tag, err := t.Exec(ctx, `
			update users set totp_secret = totp_pending, totp_step = $3, totp_pending = '', totp_pending_at = null
			where id = $1 and totp_pending = $2 and totp_pending <> ''`, u.id, secret, step)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return usedCode()
		}
		if err := t.recovery(ctx, u.id, codes); err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "user.totp", Object: login, After: map[string]string{"authenticator": "set up"}})
	})
}

// RemoveTOTP takes the authenticator of a user away, with the recovery codes.
// CodeNotFound when there is none.
func (s *Store) RemoveTOTP(ctx context.Context, by audit.Who, login string) error {
	return s.do(ctx, "removing an authenticator", func(t tx) error {
		u, err := t.lock(ctx, login)
		if err != nil {
			return err
		}
		tag, err := t.Exec(ctx, `
			update users set totp_secret = '', totp_pending = '', totp_pending_at = null where id = $1 and totp_secret <> ''`, u.id)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return notFound("there is no authenticator of %s", login)
		}
		if err := t.recovery(ctx, u.id, nil); err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "user.totp", Object: login, After: map[string]string{"authenticator": "removed"}})
	})
}

// SetRecovery replaces the recovery codes of a user who has an authenticator.
func (s *Store) SetRecovery(ctx context.Context, by audit.Who, login string, codes []people.Hash) error {
	return s.do(ctx, "replacing recovery codes", func(t tx) error {
		u, err := t.lock(ctx, login)
		if err != nil {
			return err
		}
		var has bool
		if err := t.QueryRow(ctx, `select totp_secret <> '' from users where id = $1`, u.id).Scan(&has); err != nil {
			return err
		}
		if !has {
			return notFound("there is no authenticator of %s", login)
		}
		if err := t.recovery(ctx, u.id, codes); err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "user.recovery", Object: login, After: map[string]string{"codes": strconv.Itoa(len(codes))}})
	})
}

// recovery replaces all recovery codes of a user.
func (t tx) recovery(ctx context.Context, user int64, codes []people.Hash) error {
	if _, err := t.Exec(ctx, `delete from recovery_codes where user_id = $1`, user); err != nil {
		return err
	}
	for _, c := range codes {
		if _, err := t.Exec(ctx, `insert into recovery_codes (user_id, hash) values ($1, $2)`, user, c[:]); err != nil {
			return err
		}
	}
	return nil
}
