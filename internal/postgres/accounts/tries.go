package accounts

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/people"
	"relance/internal/postgres"
)

// BeginTry counts a try to sign in before it is looked at, so that many tries at
// the same time cannot overtake the count. When too many failed before, it counts
// nothing and says how long to wait.
func (s *Store) BeginTry(ctx context.Context, tries ...people.Try) (wait time.Duration, err error) {
	slices.SortFunc(tries, func(a, b people.Try) int { return bytes.Compare(a.Key[:], b.Key[:]) }) // one order of locks
	err = s.do(ctx, "counting a try to sign in", func(t tx) error {
		for _, try := range tries {
			w, err := t.waiting(ctx, try)
			if err != nil {
				return err
			}
			wait = max(wait, w)
		}
		if wait > 0 {
			return nil
		}
		for _, try := range tries {
			_, err := t.Exec(ctx, `
				update sign_in_tries set failed_at = $2, failures = 1 + case when failed_at > $3 then failures else 0 end
				where key = $1`, try.Key[:], t.now, t.now.Add(-people.TryForget))
			if err != nil {
				return err
			}
		}
		return nil
	})
	return wait, err
}

// waiting locks the count of a name and tells how long its next try must wait.
func (t tx) waiting(ctx context.Context, try people.Try) (time.Duration, error) {
	if _, err := t.Exec(ctx, `insert into sign_in_tries (key, failures, failed_at) values ($1, 0, $2) on conflict do nothing`, try.Key[:], t.now); err != nil {
		return 0, err
	}
	var failures int
	var at time.Time
	err := t.QueryRow(ctx, `select failures, failed_at from sign_in_tries where key = $1 for update`, try.Key[:]).Scan(&failures, &at)
	if errors.Is(err, pgx.ErrNoRows) { // somebody has just signed in
		return 0, nil
	}
	since := t.now.Sub(at)
	if err != nil || since >= people.TryForget {
		return 0, err
	}
	return max(0, try.Wait(failures)-since), nil
}

// forgiveTry takes back what the tries of somebody who signed in had counted: of
// his login all of them, of the network his own.
func (t tx) forgiveTry(ctx context.Context, n people.NewSession) error {
	network := people.NetworkTry(n.Address).Key
	if _, err := t.Exec(ctx, `update sign_in_tries set failures = greatest(failures - 1, 0) where key = $1`, network[:]); err != nil {
		return err
	}
	return t.forgetTries(ctx, n.Login)
}

func (t tx) forgetTries(ctx context.Context, login string) error {
	password, code := people.LoginTry(login).Key, people.CodeTry(login).Key
	_, err := t.Exec(ctx, `delete from sign_in_tries where key in ($1, $2)`, password[:], code[:])
	return err
}

// KeepStep keeps a step of signing in, for people.StepLife. Steps that are over are deleted.
func (s *Store) KeepStep(ctx context.Context, n people.Step) error {
	return s.do(ctx, "keeping a step", func(t tx) error {
		if _, err := t.Exec(ctx, `delete from sign_in_steps where expires_at <= $1`, t.now); err != nil {
			return err
		}
		if _, err := t.Exec(ctx, `delete from sign_in_tries where failed_at <= $1`, t.now.Add(-people.TryForget)); err != nil {
			return err
		}
		_, err := t.Exec(ctx, `insert into sign_in_steps (hash, kind, user_id, data, expires_at) values ($1, $2, nullif($3, 0), $4, $5)`,
			n.Hash[:], string(n.Kind), n.User, n.Data, t.now.Add(people.StepLife))
		return err
	})
}

// Step reads what was begun; CodeNotFound when it is unknown, of another kind or
// over.
func (s *Store) Step(ctx context.Context, hash people.Hash, kind people.StepKind) (people.Step, error) {
	return s.step(ctx, `select coalesce(user_id, 0), data from sign_in_steps where hash = $1 and kind = $2 and expires_at > $3`, hash, kind)
}

// TakeStep reads what was begun and ends it: of two who take it one finds it gone.
func (s *Store) TakeStep(ctx context.Context, hash people.Hash, kind people.StepKind) (people.Step, error) {
	return s.step(ctx, `delete from sign_in_steps where hash = $1 and kind = $2 and expires_at > $3 returning coalesce(user_id, 0), data`, hash, kind)
}

func (s *Store) step(ctx context.Context, query string, hash people.Hash, kind people.StepKind) (people.Step, error) {
	out := people.Step{Hash: hash, Kind: kind}
	err := s.pool.QueryRow(ctx, query, hash[:], string(kind), s.now()).Scan(&out.User, &out.Data)
	if errors.Is(err, pgx.ErrNoRows) {
		return out, notFound("there is no step that was begun")
	}
	return out, postgres.Explain("reading a step", err)
}
