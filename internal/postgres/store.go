package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/postgres/deeds"
	"relance/internal/postgres/fault"
	"relance/internal/postgres/query"
)

// Store is the service's own database. It is safe for concurrent use.
type Store struct {
	// Now gives the recorded times (UTC); the machine's clock unless replaced
	// before first use.
	Now func() time.Time

	// WorkOutClaim works out what may be claimed besides a balance, when a person gives
	// money to interest and fee; claim.New, which knows the rates that
	// are built in, unless replaced before first use.
	WorkOutClaim func(claim.Input) (dunning.Claim, error)

	// RegisteredPerYear is how many registered letters a creditor may send in a
	// civil year at most; 0 is no limit. Not to be changed after first use.
	RegisteredPerYear int

	// Approvals says how many people must agree to a formal notice and to where a
	// creditor's money goes; empty is one. Not to be changed after first use.
	Approvals dunning.Approvals
	// WatchMaxAge is how old the last look at the official notices about a debtor
	// may be when a formal step leaves; 0 is no such rule. Not to be changed after
	// first use.
	WatchMaxAge time.Duration
	// RegisterMaxAge is the same for the register of companies.
	RegisterMaxAge time.Duration

	pool *pgxpool.Pool
}

// tracerKey holds a tracer in a context.
type tracerKey struct{}

// WithTracer lets a tracer see every statement of the stores that are opened with
// the context: for tests that count them, and for measurements.
func WithTracer(ctx context.Context, tracer pgx.QueryTracer) context.Context {
	return context.WithValue(ctx, tracerKey{}, tracer)
}

// Open connects to a database: a URL or key=value string as libpq takes it,
// with pgxpool's pool_max_conns and the like. Tables live in the first schema
// of search_path.
func Open(ctx context.Context, url string) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, Explain("reading the database address", err)
	}
	config.ConnConfig.RuntimeParams["application_name"] = "relance"
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	if tracer, ok := ctx.Value(tracerKey{}).(pgx.QueryTracer); ok {
		config.ConnConfig.Tracer = tracer
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, Explain("connecting to PostgreSQL", err)
	}
	s := &Store{Now: func() time.Time { return time.Now().UTC() }, WorkOutClaim: claim.New, pool: pool}
	if err := s.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return s, nil
}

// Close ends all connections.
func (s *Store) Close() { s.pool.Close() }

// Ping tells whether the database answers; CodeUnavailable when it does not.
func (s *Store) Ping(ctx context.Context) error {
	return Explain("connecting to PostgreSQL", s.pool.Ping(ctx))
}

// Pool lends the connection pool to measurements and tests.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// Tx is a transaction with its recorded time: the instant of the last lock that
// it waited for, so that the record says in which order things came to be.
type Tx struct {
	pgx.Tx
	Now          time.Time
	clock        func() time.Time
	workOutClaim func(claim.Input) (dunning.Claim, error) // of the store
	approvals    dunning.Approvals                        // likewise
	gates        gates
}

// TwoAgree tells whether two people must agree to where a creditor's money goes
// and to how debtors are chased.
func (t *Tx) TwoAgree() bool { return t.approvals == dunning.ApprovalsTwo }

const attempts = 6

// Do runs fn in a transaction, again when PostgreSQL gave it up for a deadlock.
// Whoever asks for it must still be allowed to, and the key of his request is
// recorded with it: see [deeds.Begun].
func (s *Store) Do(ctx context.Context, doing string, fn func(*Tx) error) error {
	var err error
	for range attempts {
		err = pgx.BeginFunc(ctx, s.pool, func(pt pgx.Tx) error {
			now := query.Micro(s.Now())
			if err := deeds.Begun(ctx, pt, now); err != nil {
				return err
			}
			return fn(&Tx{Tx: pt, Now: now, clock: s.Now, workOutClaim: s.WorkOutClaim, approvals: s.Approvals, gates: gates{watch: s.WatchMaxAge, register: s.RegisterMaxAge}})
		})
		if !lostRace(err) {
			break
		}
	}
	return Explain(doing, deeds.Committed(ctx, err))
}

// Explain says what an error of PostgreSQL means (see [fault.Explain]); the rooms of
// the store speak through it as well.
func Explain(doing string, err error) error { return fault.Explain(doing, err) }

// ErrLostRace says that what a transaction has read was changed before it could
// be locked.
var ErrLostRace = errors.New("others changed the same rows meanwhile")

// Waited takes the recorded time again after locks that may have been waited
// for.
func (t *Tx) Waited() {
	if now := query.Micro(t.clock()); now.After(t.Now) {
		t.Now = now
	}
}

// lostRace tells whether the same transaction may succeed when run again.
func lostRace(err error) bool {
	var pg *pgconn.PgError
	return errors.Is(err, ErrLostRace) || errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}
