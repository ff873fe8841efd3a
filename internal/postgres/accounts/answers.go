package accounts

import (
	"context"
	"errors"
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
	answersAtOnce = 8                   // writes that may run at a time; the others wait
	answerWait    = 20 * time.Second    // for the same write that still runs
	answerLife    = 30 * 24 * time.Hour // an answer is kept
	lockAnswer    = 7_310_453           // names the locks of running writes among those of the database
)

// Answers lets each write of a program run once. It holds connections of its own,
// each for the time of one write, so that a write never waits for a connection
// that another one holds. It is safe for concurrent use.
type Answers struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// NewAnswers opens them on the database of a store; Close ends them.
func NewAnswers(ctx context.Context, s *postgres.Store) (*Answers, error) {
	config := s.Pool().Config()
	config.MaxConns, config.MinConns, config.MinIdleConns = answersAtOnce, 0, 0
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, postgres.Explain("connecting to PostgreSQL", err)
	}
	return &Answers{pool: pool, now: func() time.Time { return query.Micro(s.Now()) }}, nil
}

// Close ends the connections.
func (a *Answers) Close() { a.pool.Close() }

// Once lets one of all writes of a name run at a time. One that was answered before
// is not run again: its answer comes back, and replayed is true. When the program
// dies while a write runs, its lock goes with it, and the next one runs. What run
// says for the audit is written with the answer. CodeInvalid when the key was
// given to another request, CodeConflict when the same one still runs.
func (a *Answers) Once(ctx context.Context, name people.RequestName, run func() (people.Answer, *audit.Entry)) (out people.Answer, replayed bool, err error) {
	conn, err := a.pool.Acquire(ctx)
	if err != nil {
		return out, false, postgres.Explain("taking a request in", err)
	}
	defer conn.Release()
	args := requestArgs(name, a.now())
	err = pgx.BeginFunc(ctx, conn, func(t pgx.Tx) error {
		known, err := a.before(ctx, t, name, args)
		if err != nil {
			return err
		}
		if known != nil {
			out, replayed = *known, true
			return nil
		}
		var note *audit.Entry
		out, note = run()
		return a.keep(context.WithoutCancel(ctx), tx{t, a.now()}, name, args, out, note)
	})
	if err != nil && dunning.ErrorCode(err) == dunning.CodeInternal {
		err = explainAnswer(err)
	}
	return out, replayed, err
}

func explainAnswer(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "55P03" { // lock_not_available
		return dunning.Errorf(dunning.CodeConflict, "the same request still runs").WithHint("send it again with the same key, a little later")
	}
	return postgres.Explain("answering a request", err)
}

func requestArgs(n people.RequestName, now time.Time) pgx.NamedArgs {
	return pgx.NamedArgs{
		"token": n.Token, "key": n.Key, "operation": n.Operation, "body": n.Body[:], "now": now,
		"lock": lockAnswer, "wait": answerWait.Milliseconds(), "name": n.Operation + " " + n.Key,
	}
}

// before waits for the same write, takes the request in, and gives the answer that it
// got; nil when it has none.
func (a *Answers) before(ctx context.Context, t pgx.Tx, name people.RequestName, args pgx.NamedArgs) (*people.Answer, error) {
	var body []byte
	var status *int
	var sealed bool
	var out people.Answer
	b := &pgx.Batch{}
	b.Queue(`select set_config('lock_timeout', (@wait::bigint)::text, true), set_config('synchronous_commit', 'off', true)`, args)
	b.Queue(`select pg_advisory_xact_lock(@lock, hashtext(@token::bigint || ' ' || @name::text))`, args)
	b.Queue(`
		insert into api_requests (token_id, key, operation, body, created_at) values (@token, @key, @operation, @body, @now) on conflict do nothing`, args)
	b.Queue(`
		select body, status, header, answer, sealed from api_requests where token_id = @token and key = @key and operation = @operation`, args).
		QueryRow(func(row pgx.Row) error { return row.Scan(&body, &status, &out.Header, &out.Body, &sealed) })
	if err := t.SendBatch(ctx, b).Close(); err != nil {
		return nil, err
	}
	switch {
	case string(body) != string(name.Body[:]):
		return nil, dunning.Errorf(dunning.CodeInvalid, "the key of this request was given to another one").
			WithHint("give each request a key of its own")
	case status == nil:
		return nil, nil //nolint:nilnil // there is no answer yet
	}
	out.Status = *status
	if sealed {
		var err error
		out.Body, err = unseal(name, out.Body)
		return &out, err
	}
	return &out, nil
}

// keep writes the answer down, and the entry of the audit with it. A write that
// was refused may be sent again, also with another body.
func (a *Answers) keep(ctx context.Context, t tx, name people.RequestName, args pgx.NamedArgs, out people.Answer, note *audit.Entry) error {
	if note != nil {
		if _, err := t.Exec(ctx, `set local synchronous_commit to default`); err != nil {
			return err
		}
		if err := t.audit(ctx, *note); err != nil {
			return err
		}
	}
	if !out.Keep {
		_, err := t.Exec(ctx, `delete from api_requests where token_id = @token and key = @key and operation = @operation`, args)
		return err
	}
	sealed, err := seal(name, out.Body)
	if err != nil {
		return err
	}
	args["status"], args["header"], args["answer"] = out.Status, out.Header, sealed
	_, err = t.Exec(ctx, `
		update api_requests set status = @status, header = @header, answer = @answer, sealed = true
		where token_id = @token and key = @key and operation = @operation`, args)
	return err
}

// ForgetAnswers deletes answers that are older than thirty days, of the API and of
// the back office, and says how many: their keys are free again.
func (s *Store) ForgetAnswers(ctx context.Context) (int, error) {
	tag, err := s.pool.Exec(ctx, `
		with old as (delete from requests where created_at < @before returning 1), api as (delete from api_requests where created_at < @before returning 1)
		select from old union all select from api`, pgx.NamedArgs{"before": s.now().Add(-answerLife)})
	return int(tag.RowsAffected()), postgres.Explain("deleting old answers", err)
}
