package sending

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// HandOver is the point of no return, called when the server has accepted the
// recipient and waits for the text. One transaction locks every case that the
// message speaks of and looks again: same versions, still due, no switch, the
// debtor's contact unchanged, the public registers looked at lately, and euros
// left for a letter. True means: send now; whatever is recorded from
// here on counts as after the send. False means that something changed: the
// message is abandoned, the steps are free, claim again. An error is one of the
// database, or postage.ErrLettersOfYear.
func (s *Store) HandOver(ctx context.Context, message int64, owner string, now time.Time) (ok bool, err error) {
	err = s.do(ctx, "handing over the message", func(t *tx) error {
		ok = false
		p, err := t.Open(ctx, message)
		if err != nil {
			return err
		}
		if p.Message.State != string(dunning.MessageRendered) || p.Message.Owner != owner {
			return nil
		}
		if ok = stillDue(p, query.Micro(now)); !ok {
			return t.Abandon(ctx, p)
		}
		if err := t.withinLimit(ctx, p, s.core.RegisteredPerYear); err != nil {
			return err
		}
		if ok, err = t.lookedAt(ctx, p, now); !ok || err != nil {
			return err
		}
		if ok, err = t.affordable(ctx, p, now); !ok || err != nil {
			return err
		}
		return t.hand(ctx, p, now)
	})
	return ok && err == nil, err
}

// hand marks the message as on its way and keeps the instant: it is proved by
// the chains that every event of its cases was recorded before or after it.
func (t *tx) hand(ctx context.Context, p *postgres.Parcel, now time.Time) error {
	if err := t.SetState(ctx, p, dunning.MessageHanding, "", "", now); err != nil {
		return err
	}
	at, ids := t.Now, make([]int64, 0, len(p.Cases))
	for id, h := range p.Cases {
		at, ids = h.NotBefore(at), append(ids, id)
	}
	b := &pgx.Batch{}
	b.Queue(`update messages set handed_at = @at, attempt_until = @until where id = @id`,
		pgx.NamedArgs{"at": at, "until": at.Add(postgres.LongestAttempt), "id": p.Message.ID})
	b.Queue(`update cases set recorded_at = greatest(recorded_at, @at) where id = any(@ids)`, pgx.NamedArgs{"at": at, "ids": ids})
	return query.Doing("noting the hand-over", query.Send(ctx, t, b))
}

// Handing tells whether a message is still on its way: nobody has settled it or
// given it up while its hand-over stood still.
func (s *Store) Handing(ctx context.Context, message int64) (handing bool, err error) {
	err = s.pool.QueryRow(ctx, `select state = 'handing_over' from messages where id = $1`, message).Scan(&handing)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, tables.UnknownMessage(message)
	}
	return handing, postgres.Explain("looking after the hand-over", err)
}

// ExpireHandOvers makes unknown every hand-over that began before an instant
// (recorded time) and never ended, because its activity is gone for good. A
// person is asked about each. It tells how many there were; the sweep calls it
// with an instant well before the longest attempt.
func (s *Store) ExpireHandOvers(ctx context.Context, before time.Time) (n int, err error) {
	rows, err := s.pool.Query(ctx, `
		select id from messages where state = 'handing_over' and coalesce(handed_at, updated_at) < $1 order by id`, query.Micro(before))
	if err != nil {
		return 0, postgres.Explain("looking for lost hand-overs", err)
	}
	ids, err := query.IDs(rows)
	if err != nil {
		return 0, postgres.Explain("looking for lost hand-overs", err)
	}
	for _, id := range ids {
		expired := false
		err := s.do(ctx, "giving up a hand-over", func(t *tx) error {
			expired = false // of a run that was given up
			p, err := t.Open(ctx, id)
			if err != nil || p.Message.State != string(dunning.MessageHanding) {
				return err
			}
			expired = true
			if err := t.unknown(ctx, p, time.Time{}, ""); err != nil {
				return err
			}
			return t.Flush(ctx, p.List()...)
		})
		if err != nil {
			return n, err
		}
		if expired {
			n++
		}
	}
	return n, nil
}
