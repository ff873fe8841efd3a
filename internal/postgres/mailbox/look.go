package mailbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

type mailRow struct {
	ID          int64
	Creditor    string
	Debtor      string
	Name        string
	Message     int64
	Document    []byte
	Sender      string
	SenderName  string
	Subject     string
	SentOn      *time.Time
	Class       string
	TiedBy      string
	Deed        string
	Door        string
	CreatedAt   time.Time
	DoneAt      *time.Time
	DoneBy      string
	ForgottenAt *time.Time
	Numbers     []string
}

func (r mailRow) mail() inbox.Mail {
	m := inbox.Mail{
		ID: r.ID, Creditor: r.Creditor, Debtor: r.Debtor, Name: r.Name, Message: r.Message, Document: query.Hex(r.Document), From: r.Sender,
		FromName: r.SenderName, Subject: r.Subject, Class: inbox.Class(r.Class), Tie: inbox.Tie(r.TiedBy), Deed: inbox.Deed(r.Deed),
		Door: r.Door, Created: r.CreatedAt.UTC(), DoneAt: query.TimeOf(r.DoneAt), DoneBy: r.DoneBy, Deleted: query.TimeOf(r.ForgottenAt), Numbers: r.Numbers,
	}
	if r.SentOn != nil {
		m.Sent = calendar.DateOf(r.SentOn.UTC())
	}
	return m
}

const selectMails = `
	select m.id, coalesce(m.creditor, '') as creditor, coalesce(d.key, '') as debtor, coalesce(d.name, '') as name,
	    coalesce(m.message, 0) as message, m.document, m.sender, m.sender_name, m.subject, m.sent_on, m.class, m.tied_by, m.deed,
	    m.door, m.created_at, m.done_at, m.done_by, m.forgotten_at,
	    array(select c.number from mail_cases k join cases c on c.id = k.case_id where k.mail_id = m.id order by c.number) as numbers
	from mails m left join debtors d on d.id = m.debtor_id `

// Mails lists mails on record, oldest first.
func (s *Store) Mails(ctx context.Context, f inbox.Filter) ([]inbox.Mail, error) {
	all, err := s.MailsTogether(ctx, f)
	return all[0], err
}

// MailsTogether gives the same for several filters, in the order asked for, by one
// question.
func (s *Store) MailsTogether(ctx context.Context, filters ...inbox.Filter) ([][]inbox.Mail, error) {
	rows, out, b := make([][]mailRow, len(filters)), make([][]inbox.Mail, len(filters)), &pgx.Batch{}
	for i, f := range filters {
		if f.Most <= 0 {
			f.Most = 500
		}
		query.Into(b, &rows[i], selectMails+`
			where m.id > @after and (m.forgotten_at is null or m.tied_by <> '') and (not @open or m.done_at is null) and (not @unknown or m.tied_by = '' and m.deed = 'assign')
			    and (@creditors::text[] is null or m.creditor = any(@creditors))
			    and (@number = '' or exists (select 1 from mail_cases k join cases c on c.id = k.case_id where k.mail_id = m.id and c.number = @number))
			order by case when @newest then -m.id else m.id end limit @most`,
			pgx.NamedArgs{"newest": f.Newest, "after": f.After, "open": f.Open, "unknown": f.Unknown, "creditors": f.Creditors, "number": f.Number, "most": f.Most})
	}
	err := query.Send(ctx, s.pool, b)
	for i, of := range rows {
		out[i] = make([]inbox.Mail, len(of))
		for n, r := range of {
			out[i][n] = r.mail()
		}
	}
	return out, postgres.Explain("listing the mails", err)
}

// MailByID gives a mail on record; CodeNotFound when there is none.
func (s *Store) MailByID(ctx context.Context, id int64) (inbox.Mail, error) {
	row, err := query.One[mailRow](ctx, s.pool, selectMails+`where m.id = @id`, pgx.NamedArgs{"id": id})
	if errors.Is(err, pgx.ErrNoRows) {
		return inbox.Mail{}, unknownMail(id)
	}
	return row.mail(), postgres.Explain("reading the mail", err)
}

func unknownMail(id int64) error {
	return dunning.Errorf(dunning.CodeNotFound, "no mail %d", id)
}

// AssignMail takes a person's word that a mail is a debtor's: what follows from
// it follows now. A mail that is somebody's already is a conflict.
func (s *Store) AssignMail(ctx context.Context, id int64, creditor, debtor, author string) (out inbox.Taken, err error) {
	err = s.do(ctx, "assigning the mail", func(t *tx) error {
		m, r, raw, err := t.mailForUpdate(ctx, id)
		if err != nil {
			return err
		}
		if m.TiedBy != "" {
			return dunning.Errorf(dunning.CodeConflict, "mail %d is tied to a debtor already", id).WithHint("open it to see whose it is")
		}
		rows, err := query.All[tieRow](ctx, t, `select 0::bigint as message, d.id as debtor, d.creditor from debtors d where `+tables.DebtorNamed,
			pgx.NamedArgs{"creditor": creditor, "key": debtor})
		if err != nil {
			return query.Doing("looking for the debtor", err)
		}
		if len(rows) == 0 {
			return dunning.Errorf(dunning.CodeNotFound, "creditor %s has no customer %s", creditor, debtor).WithHint("customers are named by the number that the creditor gives them")
		}
		ties := tiedBy(inbox.TiedByPerson, rows)
		r = r.As(ties.tie)
		out = inbox.Taken{ID: id, Class: r.Class, Tie: ties.tie}
		if err := t.LockDebtors(ctx, ties.debtors); err != nil {
			return err
		}
		if out.Deed, err = t.deedOf(ctx, &ties, r); err != nil {
			return err
		}
		if _, err := t.Exec(ctx, `update mails set creditor = $2, debtor_id = $3, tied_by = $4, deed = $5, class = $6 where id = $1`,
			id, ties.creditor, ties.debtor(), string(ties.tie), string(out.Deed), string(r.Class)); err != nil {
			return query.Doing("assigning the mail", err)
		}
		out.Cases, err = t.mailFollows(ctx, id, inbox.Arrival{Raw: raw, Reading: r, Author: author}, ties, out.Deed)
		return err
	})
	return out, err
}

type mailWork struct {
	TiedBy   string
	DoneAt   *time.Time
	Document []byte
	Bytes    []byte
}

// mailForUpdate locks a mail and reads it again.
func (t *tx) mailForUpdate(ctx context.Context, id int64) (mailWork, inbox.Reading, []byte, error) {
	m, err := query.One[mailWork](ctx, t, `
		select m.tied_by, m.done_at, m.document, d.bytes from mails m join documents d on d.sha256 = m.document
		where m.id = @id for update of m`, pgx.NamedArgs{"id": id})
	if errors.Is(err, pgx.ErrNoRows) {
		return m, inbox.Reading{}, nil, unknownMail(id)
	}
	if err != nil {
		return m, inbox.Reading{}, nil, query.Doing("reading the mail", err)
	}
	return m, inbox.Read(m.Bytes, inbox.Options{}), m.Bytes, nil
}

// FinishMail takes a person's word that a mail was read and dealt with: its
// tasks are done, and cases that wait for no other reply go on. Again it
// changes nothing.
func (s *Store) FinishMail(ctx context.Context, id int64, author string) (released []dunning.Ref, err error) {
	err = s.do(ctx, "finishing the mail", func(t *tx) error {
		released = nil
		if err := t.lockDebtorsOfMail(ctx, id); err != nil {
			return err
		}
		m, _, _, err := t.mailForUpdate(ctx, id)
		if err != nil || m.DoneAt != nil {
			return err
		}
		released, err = t.finishMail(ctx, id, author)
		return err
	})
	return released, err
}

// lockDebtorsOfMail waits for whoever sends to one of the debtors of a mail.
func (t *tx) lockDebtorsOfMail(ctx context.Context, id int64) error {
	rows, err := t.Query(ctx, `
		select c.debtor_id from mail_cases k join cases c on c.id = k.case_id where k.mail_id = $1
		union select debtor_id from mails where id = $1 and debtor_id is not null order by 1`, id)
	if err != nil {
		return query.Doing("looking for the debtors", err)
	}
	debtors, err := query.IDs(rows)
	if err != nil {
		return query.Doing("looking for the debtors", err)
	}
	return t.LockDebtors(ctx, debtors)
}

// finishMail notes that a mail was dealt with, and lets its cases go on.
func (t *tx) finishMail(ctx context.Context, id int64, author string) ([]dunning.Ref, error) {
	if _, err := t.Exec(ctx, `update mails set done_at = $2, done_by = $3 where id = $1`, id, t.Now, author); err != nil {
		return nil, query.Doing("finishing the mail", err)
	}
	return t.releaseReplies(ctx, id, author)
}

// releaseReplies lets the cases of a mail go on that wait for no other one.
func (t *tx) releaseReplies(ctx context.Context, id int64, author string) ([]dunning.Ref, error) {
	rows, err := t.Query(ctx, `
		select k.case_id from mail_cases k join cases c on c.id = k.case_id
		where k.mail_id = $1 and c.closed_at is null and not exists (
		    select 1 from mail_cases o join mails m on m.id = o.mail_id
		    where o.case_id = k.case_id and m.id <> $1 and m.done_at is null and m.deed = 'hold')
		order by k.case_id`, id)
	if err != nil {
		return nil, query.Doing("looking for the cases of the mail", err)
	}
	ids, err := query.IDs(rows)
	if err != nil {
		return nil, query.Doing("looking for the cases of the mail", err)
	}
	cases, err := t.LockAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	var released []dunning.Ref
	var changed []*postgres.Locked
	for _, n := range ids {
		h := cases[n]
		h.Tasks = append(h.Tasks, postgres.TaskChange{Done: []string{string(dunning.TaskReadMail)}, Author: author})
		changed = append(changed, h)
		if !h.Body.Held(dunning.HoldReply) {
			continue
		}
		e := dunning.NewRelease(dunning.HoldReply).With(dunning.Stamp{ID: fmt.Sprintf("mail-%d-done-%d", id, t.Now.UnixMicro()), Author: author, Reason: dunning.ReasonByPerson})
		if err := t.Append(h, e, true); err != nil {
			return nil, err
		}
		released = append(released, h.Body.Ref())
	}
	return released, t.Flush(ctx, changed...)
}
