package mailbox

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

type cursorRow struct {
	Validity int64
	LastUID  int64
	LookedAt time.Time
}

// MailCursor gives how far a folder was read; the zero cursor for a new one.
func (s *Store) MailCursor(ctx context.Context, mailbox, folder string) (inbox.Cursor, error) {
	c := inbox.Cursor{Mailbox: mailbox, Folder: folder}
	row, err := query.One[cursorRow](ctx, s.pool, `
		select validity, last_uid, looked_at from mail_cursors where mailbox = @mailbox and folder = @folder`,
		pgx.NamedArgs{"mailbox": mailbox, "folder": folder})
	if errors.Is(err, pgx.ErrNoRows) {
		return c, nil
	}
	c.Validity, c.Last, c.Looked = uint32(row.Validity), uint32(row.LastUID), row.LookedAt.UTC()
	return c, postgres.Explain("reading how far the mailbox was read", err)
}

// MoveMailCursor notes that a folder was read to its end.
func (s *Store) MoveMailCursor(ctx context.Context, c inbox.Cursor) error {
	return s.do(ctx, "noting how far the mailbox was read", func(t *tx) error { return t.moveCursor(ctx, &c) })
}

// MailboxRead notes that every folder of a mailbox was read to its end, and lets
// the cases go on that waited for that. It tells how many there were.
func (s *Store) MailboxRead(ctx context.Context, mailbox string) (int, error) {
	if err := s.MoveMailCursor(ctx, inbox.Cursor{Mailbox: mailbox}); err != nil {
		return 0, err
	}
	e := dunning.NewRelease(dunning.HoldInbox).With(dunning.Stamp{Reason: dunning.ReasonFact})
	return s.core.ReleaseAll(ctx, e, `
		select id from cases where closed_at is null and body->'holds' @> '[{"kind": "stale_inbox"}]' and id > @after order by id limit 500`,
		pgx.NamedArgs{})
}

// moveCursor never goes back within one numbering: of two readers the one that
// is ahead counts.
func (t *tx) moveCursor(ctx context.Context, c *inbox.Cursor) error {
	if c == nil {
		return nil
	}
	_, err := t.Exec(ctx, `
		insert into mail_cursors (mailbox, folder, validity, last_uid, looked_at) values (@mailbox, @folder, @validity, @last, @now)
		on conflict (mailbox, folder) do update set looked_at = excluded.looked_at, validity = excluded.validity,
		    last_uid = case when mail_cursors.validity = excluded.validity then greatest(mail_cursors.last_uid, excluded.last_uid) else excluded.last_uid end`,
		pgx.NamedArgs{"mailbox": c.Mailbox, "folder": c.Folder, "validity": int64(c.Validity), "last": int64(c.Last), "now": t.Now})
	return query.Doing("moving the cursor", err)
}
