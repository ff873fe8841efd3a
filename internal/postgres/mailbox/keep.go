package mailbox

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/inbox"
	"relance/internal/postgres/query"
)

// mostForgotten is how many mails are emptied in one transaction.
const mostForgotten = 200

// keeping is inbox.Mail.Keeping in SQL, of mails m.
const keeping = `
    case when m.tied_by = '' and not exists (select 1 from mail_cases k where k.mail_id = m.id)
        then case when m.class = 'reply' then 'unassigned' else 'unrelated' end
        when m.class in ('auto_reply', 'challenge', 'delayed', 'other', 'spam') then 'automatic'
        else 'case' end`

// ForgetMails deletes what mails hold that were kept for as long as their class
// is: bytes, words, names, attachments. What stays is that a mail came, when, its
// class, its digest and what a person agreed to: by the digest the same mail is
// still known. Mails that wait for a person, and those of a case of which a later
// cycle is open, are kept. It says how many it emptied.
func (s *Store) ForgetMails(ctx context.Context, kept inbox.Kept) (n int, err error) {
	for more := mostForgotten; more == mostForgotten; {
		err = s.do(ctx, "deleting old mails", func(t *tx) error {
			more, err = t.forgetMails(ctx, kept)
			return err
		})
		if err != nil {
			return n, err
		}
		n += more
	}
	return n, nil
}

func (t *tx) forgetMails(ctx context.Context, kept inbox.Kept) (int, error) {
	before := func(d time.Duration) any {
		if d == 0 {
			return nil
		}
		return t.Now.Add(-d)
	}
	rows, err := query.All[struct{ Document []byte }](ctx, t, `
		with old as (
		    select m.id from mails m cross join lateral (select`+keeping+` as class) k
		    where m.forgotten_at is null and m.done_at < case k.class
		            when 'unassigned' then @unassigned::timestamptz when 'unrelated' then @unrelated::timestamptz
		            when 'automatic' then @automatic::timestamptz else @case::timestamptz end
		        and (k.class <> 'case' or not exists (
		            select 1 from mail_cases l join cases c on c.id = l.case_id join cases o on o.invoice_id = c.invoice_id
		            where l.mail_id = m.id and (o.closed_at is null or o.closed_at >= @case)))
		    order by m.done_at limit @most for update of m)
		update mails m set forgotten_at = @now, sender = '', sender_name = '', subject = '', message_id = '', answers = '{}', failed = '{}',
		    reading = '{}', looked_at = coalesce(looked_at, @now)
		from old where m.id = old.id returning m.document`,
		pgx.NamedArgs{"unassigned": before(kept.Unassigned), "unrelated": before(kept.Unrelated), "automatic": before(kept.Automatic),
			"case": before(kept.Case), "now": t.Now, "most": mostForgotten})
	if err != nil || len(rows) == 0 {
		return 0, query.Doing("looking for old mails", err)
	}
	sums := make([][]byte, len(rows))
	for i, r := range rows {
		sums[i] = r.Document
	}
	_, err = t.Exec(ctx, `update documents set bytes = '' where sha256 = any($1) and media_type = 'message/rfc822' and name = 'mail.eml'`, sums)
	return len(rows), query.Doing("deleting the bytes of old mails", err)
}
