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
	"relance/internal/postgres/query"
)

// Credentials reads those of a login; CodeNotFound when there is none.
func (s *Store) Credentials(ctx context.Context, login string) (c people.Credentials, err error) {
	var from *time.Time
	err = s.pool.QueryRow(ctx, `
		select id, password, totp_secret, totp_step, totp_pending, totp_pending_at, disabled_at is not null from users where login = lower($1)`, login).
		Scan(&c.User, &c.Password, &c.TOTPSecret, &c.TOTPStep, &c.Pending, &from, &c.Disabled)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, notFound("there is no user %s", login)
	}
	if from != nil {
		c.PendingFrom = from.UTC()
	}
	return c, postgres.Explain("reading a user", err)
}

// SetPassword replaces the stored form of a password by one of today's cost.
func (s *Store) SetPassword(ctx context.Context, user int64, password string) error {
	_, err := s.pool.Exec(ctx, `update users set password = $2 where id = $1`, user, password)
	return postgres.Explain("storing a password", err)
}

// OpenSession begins a session and forgets failed tries. A second factor counts
// once: CodeConflict for a code of the authenticator that is not after the last
// one, for a recovery code that was used, and for a passkey whose counter went
// back, whoever came first.
func (s *Store) OpenSession(ctx context.Context, by audit.Who, n people.NewSession) (id int64, err error) {
	err = s.do(ctx, "opening a session", func(t tx) error {
		if err := t.spend(ctx, n.User, n.Second); err != nil {
			return err
		}
		if err := t.usePasskey(ctx, n.User, n.Passkey); err != nil {
			return err
		}
		if err := t.forgiveTry(ctx, n); err != nil {
			return err
		}
		var second *time.Time
		if n.Given() {
			second = &t.now
		}
		err = t.QueryRow(ctx, `
			insert into sessions (hash, user_id, created_at, last_seen_at, address, agent, second_at, proved_at)
			values ($1, $2, $3, $3, $4, $5, $6, $3) returning id`, n.Hash[:], n.User, t.now, n.Address, n.Agent, second).Scan(&id)
		if err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "session.open", Object: by.Name, After: howOf(n)})
	})
	return id, err
}

// howOf says how somebody signed in.
func howOf(n people.NewSession) map[string]string {
	how := map[string]string{"by": n.By}
	switch {
	case n.Second.Step != 0:
		how["second"] = "authenticator"
	case n.Second != people.Second{}:
		how["second"] = "recovery code"
	}
	return how
}

// spend marks a second factor of a user as used; the user must not be shut out.
func (t tx) spend(ctx context.Context, user int64, second people.Second) error {
	tag, err := t.Exec(ctx, `
		update users set totp_step = greatest(totp_step, $2)
		where id = $1 and disabled_at is null and ($2 = 0 or totp_step < $2)`, user, second.Step)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return usedCode()
	}
	if second.Recovery == (people.Hash{}) {
		return nil
	}
	tag, err = t.Exec(ctx, `
		update recovery_codes set used_at = $3 where user_id = $1 and hash = $2 and used_at is null`, user, second.Recovery[:], t.now)
	if err == nil && tag.RowsAffected() == 0 {
		return usedCode()
	}
	return err
}

const sessionColumns = `select id, user_id, created_at, last_seen_at, address, agent, second_at, coalesce(proved_at, created_at) as proved_at, ended_at from sessions `

type sessionRow struct {
	ID, UserID            int64
	CreatedAt, LastSeenAt time.Time
	Address, Agent        string
	ProvedAt              time.Time
	SecondAt, EndedAt     *time.Time
}

func (r sessionRow) session() people.Session {
	s := people.Session{ID: r.ID, User: r.UserID, Created: r.CreatedAt.UTC(), LastSeen: r.LastSeenAt.UTC(), Address: r.Address, Agent: r.Agent, Proved: r.ProvedAt.UTC()}
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
	var rows []sessionRow
	var users []userRow
	b := &pgx.Batch{}
	args := pgx.NamedArgs{"hash": hash[:]}
	query.Into(b, &rows, sessionColumns+`where hash = @hash`, args)
	query.Into(b, &users, userColumns+`where u.id = (select user_id from sessions where hash = @hash) and u.disabled_at is null`, args)
	if err := query.Send(ctx, s.pool, b); err != nil {
		return people.Session{}, people.User{}, postgres.Explain("looking a session up", err)
	}
	if len(rows) == 0 || len(users) == 0 || !rows[0].session().Alive(now) {
		return people.Session{}, people.User{}, notFound("there is no living session")
	}
	session, user := rows[0].session(), users[0]
	var err error
	if now.Sub(session.LastSeen) >= seenEvery {
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

// ProveSession writes down that the person of a session has proved again who he
// is, and gives the session another secret. A second factor counts once.
func (s *Store) ProveSession(ctx context.Context, by audit.Who, session int64, n people.NewSession) error {
	return s.do(ctx, "confirming a session", func(t tx) error {
		if err := t.spend(ctx, n.User, n.Second); err != nil {
			return err
		}
		if err := t.usePasskey(ctx, n.User, n.Passkey); err != nil {
			return err
		}
		if err := t.forgiveTry(ctx, n); err != nil {
			return err
		}
		tag, err := t.Exec(ctx, `
			update sessions set hash = $3, proved_at = $4, second_at = case when $5 then $4 else second_at end
			where id = $1 and user_id = $2 and ended_at is null`, session, n.User, n.Hash[:], t.now, n.Given())
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return notFound("there is no living session")
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "session.prove", Object: by.Name, After: howOf(n)})
	})
}

// ChangePassword stores a new password of the user of a session. All other
// sessions of the user end, and this one gets another secret.
func (s *Store) ChangePassword(ctx context.Context, by audit.Who, session people.Session, password string, hash people.Hash) error {
	return s.do(ctx, "changing a password", func(t tx) error {
		if _, err := t.Exec(ctx, `update users set password = $2 where id = $1`, session.User, password); err != nil {
			return err
		}
		_, err := t.Exec(ctx, `update sessions set ended_at = $3 where user_id = $1 and id <> $2 and ended_at is null`, session.User, session.ID, t.now)
		if err != nil {
			return err
		}
		if _, err := t.Exec(ctx, `update sessions set hash = $2 where id = $1 and ended_at is null`, session.ID, hash[:]); err != nil {
			return err
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "user.password", Object: by.Name})
	})
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
			return notFound("there is no living session %s", strconv.FormatInt(id, 10))
		}
		return t.audit(ctx, audit.Entry{Who: by, Deed: "session.end", Object: strconv.FormatInt(id, 10)})
	})
}
