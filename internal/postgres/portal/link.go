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

type linkRow struct {
	ID                    int64
	Creditor              string
	Debtor                string
	Recipient             string
	MessageID             *int64
	Letter                bool
	Trial                 bool
	CreatedAt             time.Time
	ExpiresAt             time.Time
	RevokedAt             *time.Time
	RevokedBy, RevokedWhy string
	SentSum               []byte
	Invoices              []string
}

const linkColumns = `l.id, l.creditor, d.key as debtor, l.recipient, l.message_id, l.letter, l.trial, l.created_at, l.expires_at, l.revoked_at,
    l.revoked_by, l.revoked_why, l.sent_sum, array(
        select i.number from portal_link_invoices n join invoices i on i.id = n.invoice_id where n.link_id = l.id order by i.due, i.id) as invoices`

func (r linkRow) link() visit.Link {
	l := visit.Link{
		ID: r.ID, Creditor: r.Creditor, Debtor: r.Debtor, Recipient: r.Recipient, Letter: r.Letter, Trial: r.Trial, Invoices: r.Invoices,
		Created: r.CreatedAt.UTC(), Expires: r.ExpiresAt.UTC(), Revoked: query.TimeOf(r.RevokedAt), RevokedBy: r.RevokedBy, Why: r.RevokedWhy,
		Sent: query.Hex(r.SentSum),
	}
	if r.MessageID != nil {
		l.Message = *r.MessageID
	}
	return l
}

// lives tells of a link l, in SQL, whether it lives: it left, is not revoked or
// expired, and one of its cases is open or was until a short while ago.
const lives = `l.revoked_at is null and l.expires_at > @now
    and (l.trial or l.message_id is null or exists (
        select 1 from messages m where m.id = l.message_id and m.state in ('handing_over', 'accepted', 'unknown')))
    and exists (select 1 from portal_link_invoices n join cases c on c.invoice_id = n.invoice_id
        where n.link_id = l.id and (c.closed_at is null or c.closed_at > @after))`

func (s *Store) living() pgx.NamedArgs {
	now := s.now()
	return pgx.NamedArgs{"now": now, "after": now.Add(-visit.Afterwards)}
}

// Link finds a living link by the hash of its token; CodeNotFound, in the same
// words and time, for one that is unknown or dead.
func (s *Store) Link(ctx context.Context, hash visit.Hash) (visit.Link, error) {
	args := s.living()
	args["hash"] = hash[:]
	rows, err := query.All[linkRow](ctx, s.pool, `
		select `+linkColumns+` from portal_links l join debtors d on d.id = l.debtor_id where l.hash = @hash and `+lives, args)
	if err != nil {
		return visit.Link{}, postgres.Explain("looking a link up", err)
	}
	if len(rows) == 0 {
		return visit.Link{}, unknown()
	}
	return rows[0].link(), nil
}

// AddLink keeps the link of a message: it shows the invoices that the message is
// about.
func (s *Store) AddLink(ctx context.Context, n visit.NewLink) error {
	return s.do(ctx, "keeping a link", func(t pgx.Tx) error {
		now := s.now()
		tag, err := t.Exec(ctx, `
			with added as (
			    insert into portal_links (hash, creditor, debtor_id, message_id, recipient, letter, trial, sent_sum, created_at, expires_at)
			    select @hash, m.creditor, m.debtor_id, m.id, @recipient, @letter, @trial, @sum, @now, @expires from messages m where m.id = @message
			    returning id)
			insert into portal_link_invoices (link_id, invoice_id)
			select distinct added.id, c.invoice_id from added, notices n join cases c on c.id = n.case_id where n.message_id = @message`,
			pgx.NamedArgs{"hash": n.Hash[:], "message": n.Message, "recipient": n.Recipient, "letter": n.Letter, "trial": n.Trial, "sum": n.Sent[:],
				"now": now, "expires": now.Add(visit.Life)})
		if err == nil && tag.RowsAffected() == 0 {
			return dunning.Errorf(dunning.CodeNotFound, "no message %d", n.Message)
		}
		return err
	})
}

// linksOf finds the links to a debtor's page that show an invoice, or all of his.
const linksOf = `select ` + linkColumns + ` from portal_links l join debtors d on d.id = l.debtor_id
		where d.creditor = @creditor and d.key = @debtor and (@invoice = '' or exists (
		    select 1 from portal_link_invoices n join invoices i on i.id = n.invoice_id where n.link_id = l.id and i.number = @invoice))
		order by l.id desc limit 500`

// Links lists the links to the page of a debtor that show an invoice, or all of
// his when none is named, the newest first.
func (s *Store) Links(ctx context.Context, creditor, debtor, invoice string) ([]visit.Link, error) {
	all, err := s.LinksTogether(ctx, creditor, debtor, invoice)
	return all[0], err
}

// LinksTogether gives the same for several invoices, in the order asked for, by one
// question.
func (s *Store) LinksTogether(ctx context.Context, creditor, debtor string, invoices ...string) ([][]visit.Link, error) {
	rows, out, b := make([][]linkRow, len(invoices)), make([][]visit.Link, len(invoices)), &pgx.Batch{}
	for i, number := range invoices {
		query.Into(b, &rows[i], linksOf, pgx.NamedArgs{"creditor": creditor, "debtor": debtor, "invoice": number})
	}
	err := query.Send(ctx, s.pool, b)
	for i, of := range rows {
		out[i] = make([]visit.Link, len(of))
		for n, r := range of {
			out[i][n] = r.link()
		}
	}
	return out, postgres.Explain("listing links", err)
}

// LinkByID gives a link, valid or ended; CodeNotFound when there is none.
func (s *Store) LinkByID(ctx context.Context, id int64) (visit.Link, error) {
	rows, err := query.All[linkRow](ctx, s.pool, `
		select `+linkColumns+` from portal_links l join debtors d on d.id = l.debtor_id where l.id = @id`, pgx.NamedArgs{"id": id})
	if err == nil && len(rows) == 0 {
		return visit.Link{}, dunning.Errorf(dunning.CodeNotFound, "no link %d", id)
	}
	if err != nil {
		return visit.Link{}, postgres.Explain("reading a link", err)
	}
	return rows[0].link(), nil
}

// Revoke ends a link; one that ended stays as it is.
func (s *Store) Revoke(ctx context.Context, id int64, author, why string) error {
	return s.do(ctx, "revoking a link", func(t pgx.Tx) error {
		_, err := t.Exec(ctx, `
			update portal_links set revoked_at = @now, revoked_by = @author, revoked_why = @why where id = @id and revoked_at is null`,
			pgx.NamedArgs{"id": id, "now": s.now(), "author": author, "why": why})
		return err
	})
}
