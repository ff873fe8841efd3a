package deeds

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// Begun is the start of every transaction of a deed: whoever asks for it may still
// do it (StillMay), and the key of his request is recorded with it. CodeConflict
// when another transaction has recorded the key.
func Begun(ctx context.Context, t pgx.Tx, now time.Time) error {
	if err := StillMay(ctx, t); err != nil {
		return err
	}
	r := access.Asked(ctx)
	if r == nil {
		return nil
	}
	args := requestArgs(*r)
	args["now"] = now
	tag, err := t.Exec(ctx, `
		insert into requests (sender, deed, key, sum, created_at) values (@sender, @deed, @key, @sum, @now) on conflict do nothing`, args)
	if err != nil {
		return query.Doing("keeping the key of the request", err)
	}
	if r.Repeated = tag.RowsAffected() == 0; r.Repeated {
		return dunning.Errorf(dunning.CodeConflict, "the same request still runs").WithHint("send it again with the same key, a little later")
	}
	return nil
}

// Committed notes that a transaction which Begun has started is on record.
func Committed(ctx context.Context, err error) error {
	if r := access.Asked(ctx); err == nil && r != nil {
		r.Recorded = true
	}
	return err
}

func requestArgs(r access.Request) pgx.NamedArgs {
	return pgx.NamedArgs{"sender": r.Sender, "deed": r.Deed, "key": r.Key, "sum": r.Sum[:]}
}

// Connection is a pool or a transaction, in which requests are looked up.
type Connection interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// Recorded tells whether a request is on record, and what it was answered; nil when
// that is not kept. CodeConflict when its key was given to another one.
func Recorded(ctx context.Context, c Connection, r access.Request) (answer []byte, known bool, err error) {
	var same bool
	err = c.QueryRow(ctx, `select answer, sum = @sum from requests where sender = @sender and deed = @deed and key = @key`, requestArgs(r)).Scan(&answer, &same)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	case !same:
		return nil, false, OtherContent()
	}
	return answer, true, nil
}

// KeepAnswer keeps what a request was answered.
func KeepAnswer(ctx context.Context, c Connection, r access.Request, answer []byte, now time.Time) error {
	args := requestArgs(r)
	args["answer"], args["now"] = answer, query.Micro(now)
	_, err := c.Exec(ctx, `
		insert into requests (sender, deed, key, sum, created_at, answer) values (@sender, @deed, @key, @sum, @now, @answer)
		on conflict (sender, deed, key) do update set answer = excluded.answer where requests.sum = excluded.sum`, args)
	return err
}

// Forget lets a request be sent again, whose deed failed.
func Forget(ctx context.Context, c Connection, r access.Request) error {
	_, err := c.Exec(ctx, `delete from requests where sender = @sender and deed = @deed and key = @key and sum = @sum and answer is null`, requestArgs(r))
	return err
}

// OtherContent is the error for a key that was given to a request with another content.
func OtherContent() error {
	return dunning.Errorf(dunning.CodeConflict, "the key of this request was given to another one").
		WithHint("give each request a key of its own")
}
