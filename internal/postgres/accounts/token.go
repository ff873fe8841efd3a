package accounts

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/postgres"
)

func usedCode() error {
	return dunning.Errorf(dunning.CodeConflict, "this code was used already").WithHint("wait for the next code of the authenticator, or take another recovery code")
}

const tokenColumns = `
	select id, name, creditor, role, created_by, created_at, expires_at, last_used_at, revoked_at from tokens `

type tokenRow struct {
	ID                    int64
	Name, Creditor, Role  string
	CreatedBy             string
	CreatedAt, ExpiresAt  time.Time
	LastUsedAt, RevokedAt *time.Time
}

func (r tokenRow) token() people.Token {
	t := people.Token{
		ID: r.ID, Name: r.Name, Grant: people.Grant{Creditor: r.Creditor, Role: r.Role}, By: r.CreatedBy,
		Created: r.CreatedAt.UTC(), Expires: r.ExpiresAt.UTC(),
	}
	if r.LastUsedAt != nil {
		t.LastUsed = r.LastUsedAt.UTC()
	}
	if r.RevokedAt != nil {
		t.Revoked = r.RevokedAt.UTC()
	}
	return t
}

// AddToken keeps a token by its hash. CodeConflict when a living one has its
// name.
func (s *Store) AddToken(ctx context.Context, by audit.Who, n people.Token, hash people.Hash) error {
	return s.do(ctx, "adding a token", func(t tx) error {
		if err := t.free(ctx, `select exists (select from users where login = lower($1))`, "user", n.Name); err != nil {
			return err
		}
		_, err := t.Exec(ctx, `
			insert into tokens (hash, name, creditor, role, created_by, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
			hash[:], n.Name, n.Grant.Creditor, n.Grant.Role, by.Name, t.now, n.Expires)
		if err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{
			Who: by, Deed: "token.add", Object: n.Name, Creditor: of(n.Grant),
			After: map[string]string{"role": n.Grant.Role, "creditor": n.Grant.Creditor, "expires": n.Expires.UTC().Format(time.RFC3339)},
		})
	})
}

// free refuses a name that somebody else has: a person and a program are told apart
// by their names alone, in the record and where two must agree.
func (t tx) free(ctx context.Context, taken, whose, name string) error {
	var is bool
	if err := t.QueryRow(ctx, taken, name).Scan(&is); err != nil || !is {
		return err
	}
	return dunning.Errorf(dunning.CodeConflict, "%q is the name of a %s", name, whose).WithHint("take another name: the record tells people and programs apart by it")
}

// Tokens lists the tokens: valid ones first, then those that ended, each by name.
func (s *Store) Tokens(ctx context.Context) ([]people.Token, error) {
	rows, err := s.pool.Query(ctx, tokenColumns+`order by revoked_at is not null, name, id`)
	if err != nil {
		return nil, postgres.Explain("listing tokens", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[tokenRow])
	out := make([]people.Token, len(list))
	for i, r := range list {
		out[i] = r.token()
	}
	return out, postgres.Explain("listing tokens", err)
}

// RevokeToken ends the living token of a name.
func (s *Store) RevokeToken(ctx context.Context, by audit.Who, name string) error {
	return s.do(ctx, "revoking a token", func(t tx) error {
		tag, err := t.Exec(ctx, `update tokens set revoked_at = $2 where name = $1 and revoked_at is null`, name, t.now)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return notFound("there is no living token %s", name)
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "token.revoke", Object: name})
	})
}

// Token finds a living token by its hash; CodeNotFound for one that is unknown,
// revoked or too old. Its use is written down at most once a minute.
func (s *Store) Token(ctx context.Context, hash people.Hash) (people.Token, error) {
	rows, err := s.pool.Query(ctx, tokenColumns+`where hash = $1`, hash[:])
	if err != nil {
		return people.Token{}, postgres.Explain("looking a token up", err)
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[tokenRow])
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return people.Token{}, postgres.Explain("looking a token up", err)
	}
	token, now := row.token(), s.now()
	if err != nil || !token.Alive(now) {
		return people.Token{}, noToken()
	}
	if now.Sub(token.LastUsed) >= seenEvery {
		_, err = s.pool.Exec(ctx, `update tokens set last_used_at = $2 where id = $1`, token.ID, now)
	}
	if err == nil {
		s.lately.Store(hash, foundToken{token, now})
	}
	return token, postgres.Explain("looking a token up", err)
}

func noToken() error { return notFound("there is no living token") }

// foundToken is a token with the instant at which it was found alive.
type foundToken struct {
	people.Token
	at time.Time
}

// LatelyFound gives a token that Token has found within the last minute. What it
// stands for never changes, but it may have been revoked since: whoever uses it asks
// again before he does anything, as Answers.Once does.
func (s *Store) LatelyFound(hash people.Hash) (people.Token, bool) {
	known, _ := s.lately.Load(hash)
	found, ok := known.(foundToken)
	if !ok {
		return people.Token{}, false
	}
	if age := s.now().Sub(found.at); age < 0 || age >= seenEvery {
		s.lately.Delete(hash)
		return people.Token{}, false
	}
	return found.Token, true
}
