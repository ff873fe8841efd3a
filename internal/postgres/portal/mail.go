package portal

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/visit"
)

// AskMail asks for a mail about a page by the hash of a link, whether there is
// one or not. Who asks too often gets what is asked for already.
func (s *Store) AskMail(ctx context.Context, kind visit.MailKind, hash visit.Hash) error {
	now := s.now()
	_, err := s.pool.Exec(ctx, `
		insert into portal_mails (kind, hash, state, due_at, created_at, updated_at)
		select @kind, @hash, 'waiting', @now, @now, @now
		where (select count(*) from portal_mails where hash = @hash and kind = @kind and created_at > @hour) < @anHour
		    and (select count(*) from portal_mails where hash = @hash and kind = @kind and created_at > @day) < @aDay
		    and not exists (select 1 from portal_mails where hash = @hash and kind = @kind and state = 'waiting')`,
		pgx.NamedArgs{"kind": string(kind), "hash": hash[:], "now": now, "hour": now.Add(-time.Hour), "day": now.Add(-24 * time.Hour),
			"anHour": visit.MailsAnHour, "aDay": visit.MailsADay})
	return postgres.Explain("asking for a mail", err)
}

// mailLease is past the longest attempt to hand a mail over.
const mailLease = 15 * time.Minute

type letterRow struct {
	ID       int64
	Kind     string
	Hash     []byte
	AnswerID *int64
	Attempts int
}

// LeaseMail takes the next mail that is to leave; false when there is none. One
// whose attempt never ended is not repeated: nobody knows whether it left. One
// that no link asked for is dropped.
func (s *Store) LeaseMail(ctx context.Context) (out visit.Letter, found bool, err error) {
	err = s.do(ctx, "looking for mails about pages", func(t pgx.Tx) error {
		now := s.now()
		if _, err := t.Exec(ctx, `
			update portal_mails set state = 'unknown', updated_at = @now where state = 'sending' and updated_at < @lease`,
			pgx.NamedArgs{"now": now, "lease": now.Add(-mailLease)}); err != nil {
			return err
		}
		rows, err := query.All[letterRow](ctx, t, `
			update portal_mails set state = 'sending', attempts = attempts + 1, updated_at = @now
			where id = (select id from portal_mails where state = 'waiting' and due_at <= @now order by due_at, id limit 1 for update skip locked)
			returning id, kind, hash, answer_id, attempts`, pgx.NamedArgs{"now": now})
		if err != nil || len(rows) == 0 {
			return err
		}
		found = true
		out = visit.Letter{ID: rows[0].ID, Kind: visit.MailKind(rows[0].Kind), Attempts: rows[0].Attempts}
		return fill(ctx, t, rows[0], &out)
	})
	return out, found, err
}

// fill reads what a mail speaks of. Without a link the letter has none.
func fill(ctx context.Context, t pgx.Tx, r letterRow, out *visit.Letter) error {
	links, err := query.All[linkRow](ctx, t, `
		select `+linkColumns+` from portal_links l join debtors d on d.id = l.debtor_id where l.hash = @hash`, pgx.NamedArgs{"hash": r.Hash})
	if err != nil || len(links) == 0 {
		return err
	}
	out.Link = links[0].link()
	if err := t.QueryRow(ctx, `select data from creditors where id = $1`, out.Link.Creditor).Scan(&out.Creditor); err != nil {
		return err
	}
	d := dunning.Debtor{Creditor: out.Link.Creditor, Key: out.Link.Debtor}
	err = t.QueryRow(ctx, `select id, name, language, email, bounced from debtors where creditor = $1 and key = $2`, d.Creditor, d.Key).
		Scan(&d.ID, &d.Name, &d.Language, &d.Email, &d.Bounced)
	if err != nil {
		return err
	}
	out.Debtor = d
	if r.AnswerID == nil {
		return nil
	}
	said, err := query.All[answerRow](ctx, t, `select `+answerColumns+fromAnswers+` where a.id = @id`, pgx.NamedArgs{"id": *r.AnswerID})
	if err != nil || len(said) == 0 {
		return err
	}
	one := said[0].said()
	out.Answer = &one
	return t.QueryRow(ctx, `select convert_from(bytes, 'UTF8') from documents where sha256 = $1`, said[0].Words).Scan(&out.Text)
}

// FinishMail notes what became of a mail; one that was not taken waits until
// again.
func (s *Store) FinishMail(ctx context.Context, id int64, state string, document string, again time.Time) error {
	_, err := s.pool.Exec(ctx, `
		update portal_mails set state = @state, document = coalesce(@document, document), due_at = coalesce(@again, due_at), updated_at = @now
		where id = @id and state = 'sending'`,
		pgx.NamedArgs{"id": id, "state": state, "document": sumOf(document), "again": instant(again), "now": s.now()})
	return postgres.Explain("noting what became of a mail", err)
}

func instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

// Renew keeps another link to what an old one showed, for the same recipient; in
// place of the code of a letter, for the address on record.
func (s *Store) Renew(ctx context.Context, old int64, hash visit.Hash) error {
	return s.do(ctx, "keeping a link", func(t pgx.Tx) error {
		now := s.now()
		_, err := t.Exec(ctx, `
			with added as (
			    insert into portal_links (hash, creditor, debtor_id, recipient, trial, created_at, expires_at)
			    select @hash, l.creditor, l.debtor_id, case when l.letter then d.email else l.recipient end, l.trial, @now, @expires
			    from portal_links l join debtors d on d.id = l.debtor_id where l.id = @old returning id)
			insert into portal_link_invoices (link_id, invoice_id)
			select added.id, n.invoice_id from added, portal_link_invoices n where n.link_id = @old`,
			pgx.NamedArgs{"hash": hash[:], "old": old, "now": now, "expires": now.Add(visit.Life)})
		return err
	})
}

// Alive tells whether a link is still valid.
func (s *Store) Alive(ctx context.Context, id int64) (alive bool, err error) {
	args := s.living()
	args["id"] = id
	err = s.pool.QueryRow(ctx, `select exists (select 1 from portal_links l where l.id = @id and `+lives+`)`, args).Scan(&alive)
	return alive, postgres.Explain("looking a link up", err)
}
