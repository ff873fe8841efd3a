package mailbox

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// mostLooks is how often the attachments of a mail are looked at before a person
// is asked.
const mostLooks = 8

// UnlookedMails gives mails whose attachments nobody has looked at yet, the
// oldest first.
func (s *Store) UnlookedMails(ctx context.Context, limit int) ([]inbox.Mail, error) {
	rows, err := query.All[mailRow](ctx, s.pool, selectMails+`
		where m.looked_at is null and (m.look_next is null or m.look_next <= @now) order by m.id limit @limit`,
		pgx.NamedArgs{"now": query.Micro(s.core.Now()), "limit": limit})
	out := make([]inbox.Mail, len(rows))
	for i, r := range rows {
		out[i] = r.mail()
	}
	return out, postgres.Explain("looking for attachments", err)
}

// AttachmentsLooked notes that the attachments of a mail were looked at. After a
// failure they are looked at again, later and later; a person reads the mail
// when that did not help.
func (s *Store) AttachmentsLooked(ctx context.Context, id int64, failed bool) error {
	return s.do(ctx, "noting that attachments were looked at", func(t *tx) error {
		if !failed {
			_, err := t.Exec(ctx, `update mails set looked_at = $2 where id = $1`, id, t.Now)
			return err
		}
		var tries int
		if err := t.QueryRow(ctx, `update mails set look_tries = look_tries + 1 where id = $1 returning look_tries`, id).Scan(&tries); err != nil {
			return err
		}
		if tries < mostLooks {
			_, err := t.Exec(ctx, `update mails set look_next = $2 where id = $1`, id, t.Now.Add(time.Duration(tries*tries)*time.Minute))
			return err
		}
		if _, err := t.Exec(ctx, `update mails set looked_at = $2 where id = $1`, id, t.Now); err != nil {
			return err
		}
		return t.askToRead(ctx, id)
	})
}

// askToRead has a person read a mail, in each of its cases.
func (t *tx) askToRead(ctx context.Context, id int64) error {
	rows, err := t.Query(ctx, `select case_id from mail_cases where mail_id = $1 order by case_id`, id)
	if err != nil {
		return query.Doing("looking for the cases of the mail", err)
	}
	ids, err := query.IDs(rows)
	if err != nil {
		return query.Doing("looking for the cases of the mail", err)
	}
	cases, err := t.LockAll(ctx, ids)
	if err != nil {
		return err
	}
	var changed []*postgres.Locked
	for _, n := range ids {
		h := cases[n]
		h.Tasks = append(h.Tasks, postgres.TaskChange{Open: dunning.TaskReadMail, Step: fmt.Sprintf("mail-%d", id), Detail: "attachment"})
		changed = append(changed, h)
	}
	return t.Flush(ctx, changed...)
}
