package portal

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"relance/internal/postgres/query"
	"relance/internal/visit"
)

// mostPruned is how many rows of a kind go in one round.
const mostPruned = 500

// Prune deletes what nothing needs any more: codes and sessions that are over for
// a day, mails about links and codes, and files that no answer used, as long ago
// as visit says. Links stay, as evidence of what was sent: of a token there is
// only a digest. Acknowledgements stay with the answers. It says how many rows
// went.
func (s *Store) Prune(ctx context.Context) (n int, err error) {
	now := s.now()
	err = s.do(ctx, "pruning debtors' pages", func(t pgx.Tx) error {
		n = 0
		for _, p := range []struct {
			sql    string
			before time.Time
		}{
			{`delete from portal_codes where id in (select id from portal_codes where expires_at < $1 limit $2)`, now.Add(-visit.CodesKept)},
			{`delete from portal_sessions where hash in (select hash from portal_sessions where expires_at < $1 limit $2)`, now.Add(-visit.CodesKept)},
			{`with gone as (
			    delete from portal_mails where id in (
			        select id from portal_mails where kind <> 'answer' and state not in ('waiting', 'sending') and updated_at < $1 limit $2)
			    returning document),
			  emptied as (
			    update documents d set bytes = '' from gone where d.sha256 = gone.document)
			  select 1 from gone`, now.Add(-visit.MailsKept)},
		} {
			tag, err := t.Exec(ctx, p.sql, p.before, mostPruned)
			if err != nil {
				return err
			}
			n += int(tag.RowsAffected())
		}
		return nil
	})
	if err != nil {
		return n, err
	}
	files, err := s.pruneFiles(ctx, now.Add(-visit.UnusedKept))
	return n + files, err
}

// mostFiles is how many files go in one round: whether others use one is looked
// for in every table that names documents.
const mostFiles = 20

// pruneFiles deletes files that no answer used. One that is on record for another
// reason too, as the PDF of the invoice, stays there.
func (s *Store) pruneFiles(ctx context.Context, before time.Time) (n int, err error) {
	type row struct{ Document []byte }
	rows, err := query.All[row](ctx, s.pool, `
		select distinct document from portal_files f where answer_id is null and created_at < @before limit @most`,
		pgx.NamedArgs{"before": before, "most": mostFiles})
	for _, r := range rows {
		if err != nil {
			break
		}
		err = s.do(ctx, "deleting a file that no answer used", func(t pgx.Tx) error {
			_, err := t.Exec(ctx, `delete from portal_files where document = $1 and answer_id is null and created_at < $2`, r.Document, before)
			if err != nil {
				return err
			}
			return dropUnused(ctx, t, r.Document)
		})
		if err == nil {
			n++
		}
	}
	return n, err
}

// dropUnused deletes a document that no table names.
func dropUnused(ctx context.Context, t pgx.Tx, sum []byte) error {
	err := pgx.BeginFunc(ctx, t, func(in pgx.Tx) error {
		_, err := in.Exec(ctx, `delete from documents where sha256 = $1`, sum)
		return err
	})
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23503" { // somebody names it
		return nil
	}
	return err
}
