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

// Credentials reads those of a login; CodeNotFound when there is none.
func (s *Store) Credentials(ctx context.Context, login string) (c people.Credentials, err error) {
	var failed *time.Time
	err = s.pool.QueryRow(ctx, `
		select id, password, totp_secret, totp_step, failures, failed_at, disabled_at is not null from users where login = lower($1)`, login).
		Scan(&c.User, &c.Password, &c.TOTPSecret, &c.TOTPStep, &c.Failures, &failed, &c.Disabled)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, notFound("user", login)
	}
	if failed != nil {
		c.FailedAt = failed.UTC()
	}
	return c, postgres.Explain("reading a user", err)
}

// FailSignIn counts a failed try, which the audit keeps.
func (s *Store) FailSignIn(ctx context.Context, by audit.Who, login, why string) error {
	return s.do(ctx, "noting a failed sign-in", func(t tx) error {
		_, err := t.Exec(ctx, `update users set failures = failures + 1, failed_at = $2 where login = lower($1)`, login, t.now)
		if err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "session.open", Object: login, Refused: why})
	})
}

// SetPassword replaces the stored form of a password by one of today's cost.
func (s *Store) SetPassword(ctx context.Context, user int64, password string) error {
	_, err := s.pool.Exec(ctx, `update users set password = $2 where id = $1`, user, password)
	return postgres.Explain("storing a password", err)
}

// OpenSession begins a session and forgets failed tries. A step of the
// authenticator that is not after the last one was used already: CodeConflict.
func (s *Store) OpenSession(ctx context.Context, by audit.Who, n people.NewSession) (id int64, err error) {
	err = s.do(ctx, "opening a session", func(t tx) error {
		tag, err := t.Exec(ctx, `
			update users set failures = 0, failed_at = null, totp_step = greatest(totp_step, $2)
			where id = $1 and disabled_at is null and ($2 = 0 or totp_step < $2)`, n.User, n.Step)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return usedCode()
		}
		var second *time.Time
		if n.Step != 0 {
			second = &t.now
		}
		err = t.QueryRow(ctx, `
			insert into sessions (hash, user_id, created_at, last_seen_at, address, agent, second_at)
			values ($1, $2, $3, $3, $4, $5, $6) returning id`, n.Hash[:], n.User, t.now, n.Address, n.Agent, second).Scan(&id)
		if err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "session.open", Object: by.Name})
	})
	return id, err
}

const sessionColumns = `select id, user_id, created_at, last_seen_at, address, agent, second_at, ended_at from sessions `

type sessionRow struct {
	ID, UserID            int64
	CreatedAt, LastSeenAt time.Time
	Address, Agent        string
	SecondAt, EndedAt     *time.Time
}

func (r sessionRow) session() people.Session {
	s := people.Session{ID: r.ID, User: r.UserID, Created: r.CreatedAt.UTC(), LastSeen: r.LastSeenAt.UTC(), Address: r.Address, Agent: r.Agent}
	if r.SecondAt != nil {
		s.Second = r.SecondAt.UTC()
	}
	if r.EndedAt != nil {
		s.Ended = r.EndedAt.UTC()
	}
	return s
}

// seenEvery is how often the last request of a session is written down.
const seenEvery = time.Minute

// Session finds a living session and its user by the hash of its secret;
// CodeNotFound for one that is unknown, over, or of a user who is shut out.
func (s *Store) Session(ctx context.Context, hash people.Hash, address string) (people.Session, people.User, error) {
	now := s.now()
	rows, err := s.pool.Query(ctx, sessionColumns+`where hash = $1`, hash[:])
	if err != nil {
		return people.Session{}, people.User{}, postgres.Explain("looking a session up", err)
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[sessionRow])
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return people.Session{}, people.User{}, postgres.Explain("looking a session up", err)
	}
	session := row.session()
	if err != nil || !session.Alive(now) {
		return people.Session{}, people.User{}, notFound("living", "session")
	}
	rows, err = s.pool.Query(ctx, userColumns+`where u.id = $1 and u.disabled_at is null`, session.User)
	if err != nil {
		return people.Session{}, people.User{}, postgres.Explain("looking a session up", err)
	}
	user, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[userRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return people.Session{}, people.User{}, notFound("living", "session")
	}
	if err == nil && now.Sub(session.LastSeen) >= seenEvery {
		_, err = s.pool.Exec(ctx, `update sessions set last_seen_at = $2, address = $3 where id = $1 and ended_at is null`, session.ID, now, address)
	}
	return session, user.user(), postgres.Explain("looking a session up", err)
}

// Sessions lists the living sessions of a user, the newest first.
func (s *Store) Sessions(ctx context.Context, user int64) ([]people.Session, error) {
	rows, err := s.pool.Query(ctx, sessionColumns+`where user_id = $1 and ended_at is null order by id desc`, user)
	if err != nil {
		return nil, postgres.Explain("listing sessions", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[sessionRow])
	var out []people.Session
	for _, r := range list {
		if session := r.session(); session.Alive(s.now()) {
			out = append(out, session)
		}
	}
	return out, postgres.Explain("listing sessions", err)
}

func (t tx) endSessions(ctx context.Context, user int64) error {
	_, err := t.Exec(ctx, `update sessions set ended_at = $2 where user_id = $1 and ended_at is null`, user, t.now)
	return err
}

// EndSession ends one session of a user; id 0 ends them all.
func (s *Store) EndSession(ctx context.Context, by audit.Who, user, id int64) error {
	return s.do(ctx, "ending a session", func(t tx) error {
		tag, err := t.Exec(ctx, `
			update sessions set ended_at = $3 where user_id = $1 and ($2 = 0 or id = $2) and ended_at is null`, user, id, t.now)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 && id != 0 {
			return notFound("living session", strconv.FormatInt(id, 10))
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "session.end", Object: strconv.FormatInt(id, 10)})
	})
}
