package accounts

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// Bounds of the answers that are kept.
const (
	answersAtOnce = 8                   // how many writes may run at a time; the others wait
	answerWait    = 20 * time.Second    // how long to wait for the same write that still runs
	answerLife    = 30 * 24 * time.Hour // how long an answer is kept
	lockAnswer    = 7_310_453           // names the locks of running writes among those of the database
)

// Answers lets each write of a program run once. It holds connections of its own,
// each for the time of one write, so that a write never waits for a connection
// that another one holds. It is safe for concurrent use.
type Answers struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// NewAnswers opens the connections to the database of a store; Close ends them.
func NewAnswers(ctx context.Context, s *postgres.Store) (*Answers, error) {
	config := s.Pool().Config()
	config.MaxConns, config.MinConns, config.MinIdleConns = answersAtOnce, 0, 0
	config.ConnConfig.RuntimeParams["lock_timeout"] = strconv.FormatInt(answerWait.Milliseconds(), 10)
	config.ConnConfig.RuntimeParams["synchronous_commit"] = "off" // the deed is on disk by itself, and knows its key
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, postgres.Explain("connecting to PostgreSQL", err)
	}
	return &Answers{pool: pool, now: func() time.Time { return query.Micro(s.Now()) }}, nil
}

// Close ends the connections.
func (a *Answers) Close() { a.pool.Close() }

// Once lets one of all writes of a name run at a time, and gives its answer to give.
// One that was answered before is not run again: its answer comes back, and replayed
// is true. When the program dies while a write runs, its lock goes with it, and the
// next one runs. What run says for the audit is on record before the answer is given;
// the answer itself is written down while it is on its way, under the lock, so that
// whoever sends the same again waits for it. CodeInvalid when the key was given to
// another request, CodeConflict when the same one still runs, CodeNotFound when the
// token is not alive; nothing was given then, but where writing the answer down failed.
//
// The database is asked twice: the transaction opens with the statements that take
// the request in, and ends with the one that keeps its answer.
func (a *Answers) Once(ctx context.Context, name people.RequestName, run func() (people.Answer, *audit.Entry), give func(a people.Answer, replayed bool)) error {
	conn, err := a.pool.Acquire(ctx)
	if err != nil {
		return postgres.Explain("taking a request in", err)
	}
	defer leave(context.WithoutCancel(ctx), conn)
	args := requestArgs(name, a.now())
	known, err := before(ctx, conn, name, args)
	if err != nil {
		return explainAnswer(err)
	}
	if known != nil {
		give(*known, true)
		return nil
	}
	out, note := run()
	if note == nil {
		give(out, false)
	}
	if err := a.keep(context.WithoutCancel(ctx), conn, name, args, out, note); err != nil {
		return explainAnswer(err)
	}
	if note != nil {
		give(out, false)
	}
	return nil
}

// leave gives a connection back: whatever is still open on it is undone.
func leave(ctx context.Context, conn *pgxpool.Conn) {
	if conn.Conn().PgConn().TxStatus() != 'I' && !conn.Conn().IsClosed() {
		conn.Exec(ctx, `rollback`) //nolint:errcheck // the pool ends a connection that is not idle
	}
	conn.Release()
}

func explainAnswer(err error) error {
	if dunning.ErrorCode(err) != dunning.CodeInternal {
		return err
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "55P03" { // lock_not_available
		return dunning.Errorf(dunning.CodeConflict, "the same request still runs").WithHint("send it again with the same key, a little later")
	}
	return postgres.Explain("answering a request", err)
}

func requestArgs(n people.RequestName, now time.Time) pgx.NamedArgs {
	return pgx.NamedArgs{
		"token": n.Token, "key": n.Key, "operation": n.Operation, "body": n.Body[:], "now": now,
		"lock": lockAnswer, "name": n.Operation + " " + n.Key,
	}
}

// before opens a transaction, waits in it for the same write, and gives the answer
// that it got; nil when it has none. The lock is held until the transaction ends.
// CodeNotFound when the token is not alive.
func before(ctx context.Context, conn *pgxpool.Conn, name people.RequestName, args pgx.NamedArgs) (*people.Answer, error) {
	var body []byte
	var status *int
	var sealed *bool
	var alive bool
	var out people.Answer
	b := &pgx.Batch{}
	b.Queue(`begin`)
	b.Queue(`select pg_advisory_xact_lock(@lock, hashtext(@token::bigint || ' ' || @name::text))`, args)
	b.Queue(`
		select t.revoked_at is null and t.expires_at > @now, r.body, r.status, r.header, r.answer, r.sealed
		from tokens t left join api_requests r on r.token_id = t.id and r.key = @key and r.operation = @operation
		where t.id = @token`, args).
		QueryRow(func(row pgx.Row) error { return row.Scan(&alive, &body, &status, &out.Header, &out.Body, &sealed) })
	err := conn.SendBatch(ctx, b).Close()
	switch {
	case err != nil && !errors.Is(err, pgx.ErrNoRows):
		return nil, err
	case !alive:
		return nil, noToken()
	case status == nil:
		return nil, nil //nolint:nilnil // there is no answer yet
	case string(body) != string(name.Body[:]):
		return nil, dunning.Errorf(dunning.CodeInvalid, "the key of this request was given to another one").
			WithHint("give each request a key of its own")
	}
	if out.Status = *status; *sealed {
		out.Body, err = unseal(name, out.Body)
	}
	return &out, err
}

// keep writes the answer down, and the entry of the audit with it, and ends the
// transaction. A write that was refused may be sent again, also with another body.
func (a *Answers) keep(ctx context.Context, conn *pgxpool.Conn, name people.RequestName, args pgx.NamedArgs, out people.Answer, note *audit.Entry) error {
	b := &pgx.Batch{}
	if note != nil {
		if err := audited(ctx, conn, a.now(), *note); err != nil {
			return err
		}
		b.Queue(`set local synchronous_commit to on`)
	}
	if out.Keep {
		sealed, err := seal(name, out.Body)
		if err != nil {
			return err
		}
		args["status"], args["header"], args["answer"] = out.Status, out.Header, sealed
		b.Queue(`
			insert into api_requests (token_id, key, operation, body, created_at, status, header, answer, sealed)
			values (@token, @key, @operation, @body, @now, @status, @header, @answer, true)`, args)
	}
	b.Queue(`commit`)
	return conn.SendBatch(ctx, b).Close()
}

// ForgetAnswers deletes answers that are older than thirty days, of the API and of
// the back office, and says how many: their keys are free again.
func (s *Store) ForgetAnswers(ctx context.Context) (int, error) {
	tag, err := s.pool.Exec(ctx, `
		with old as (delete from requests where created_at < @before returning 1), api as (delete from api_requests where created_at < @before returning 1)
		select from old union all select from api`, pgx.NamedArgs{"before": s.now().Add(-answerLife)})
	return int(tag.RowsAffected()), postgres.Explain("deleting old answers", err)
}
