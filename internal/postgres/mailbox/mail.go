package mailbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// TakeMail keeps a mail with its bytes and does what follows from it, in one
// transaction: whoever sends a notice meanwhile either handed it over before
// or finds that the case has changed. The same mail a second time, by its
// bytes or as another copy of it, does nothing.
func (s *Store) TakeMail(ctx context.Context, a inbox.Arrival) (out inbox.Taken, err error) {
	err = s.do(ctx, "taking a mail in", func(t *tx) (err error) {
		if out, err = t.takeMail(ctx, a); err != nil {
			return err
		}
		return t.moveCursor(ctx, a.Cursor)
	})
	return out, err
}

func (t *tx) takeMail(ctx context.Context, a inbox.Arrival) (out inbox.Taken, err error) {
	own, err := t.ownMail(ctx, a.Reading.MessageID)
	if own || err != nil {
		return inbox.Taken{Own: own}, err
	}
	if id, err := t.mailOnRecord(ctx, a); id != 0 || err != nil {
		return inbox.Taken{ID: id, Duplicate: true}, err
	}
	m, err := t.tieMail(ctx, a.Reading)
	if err != nil {
		return out, err
	}
	a.Reading = a.Reading.As(m.tie)
	out.Class, out.Tie = a.Reading.Class, m.tie
	if err := t.LockDebtors(ctx, m.debtors); err != nil {
		return out, err
	}
	if out.Deed, err = t.deedOf(ctx, &m, a.Reading); err != nil {
		return out, err
	}
	if out.ID, err = t.insertMail(ctx, a, m, out.Deed); err != nil {
		return out, err
	}
	if out.ID == 0 { // taken in by somebody else since
		out.Duplicate = true
		out.ID, err = t.mailOnRecord(ctx, a)
		return out, err
	}
	if m.message != 0 && a.Reading.Proves(m.tie) {
		if err := t.provesSent(ctx, m.message); err != nil {
			return out, err
		}
	}
	out.Cases, err = t.mailFollows(ctx, out.ID, a, m, out.Deed)
	return out, err
}

// ownMail tells whether a mail is a copy of one that we sent.
func (t *tx) ownMail(ctx context.Context, id string) (own bool, err error) {
	id = trimID(id)
	if id == "" {
		return false, nil
	}
	err = t.QueryRow(ctx, `select exists (select 1 from messages where message_id = $1)`, id).Scan(&own)
	return own, query.Doing("looking for a message of ours", err)
}

// deedOf says what follows from a mail. An address that takes no mail and is
// nobody's any more stops nothing: a person sees the report.
func (t *tx) deedOf(ctx context.Context, m *tied, r inbox.Reading) (inbox.Deed, error) {
	fulls, err := t.fullBefore(ctx, r)
	if err != nil {
		return "", err
	}
	deed := r.Deed(m.tie, fulls)
	if deed != inbox.StopMail {
		return deed, nil
	}
	if m.users, err = t.usersOf(ctx, *m, r); err == nil && len(m.users) == 0 {
		deed = inbox.Ask
	}
	return deed, err
}

// fullBefore counts the reports of the last two weeks that the same mailbox
// was full.
func (t *tx) fullBefore(ctx context.Context, r inbox.Reading) (n int, err error) {
	if r.Class != inbox.BounceFull {
		return 0, nil
	}
	err = t.QueryRow(ctx, `
		select count(*) from mails where class = 'bounce_full' and created_at > $1::timestamptz - interval '14 days'
		    and exists (select 1 from unnest(failed) f where lower(f) = any($2))`, t.Now, lowered(r.FailedRecipients)).Scan(&n)
	return n, query.Doing("counting reports of a full mailbox", err)
}

// insertMail keeps the mail; 0 when it is on record already.
func (t *tx) insertMail(ctx context.Context, a inbox.Arrival, m tied, deed inbox.Deed) (id int64, err error) {
	r := a.Reading
	reading, err := json.Marshal(r)
	if err != nil {
		return 0, err
	}
	sum, same := query.Sum(a.Raw), r.Sameness(a.Raw)
	b := &pgx.Batch{}
	t.QueueDocument(b, sum, dunning.Document{MediaType: "message/rfc822", Name: "mail.eml", Bytes: a.Raw})
	var ids []int64
	query.IntoValues(b, &ids, `
		insert into mails (creditor, debtor_id, message, document, sameness, message_id, answers, sender, sender_name,
		    subject, sent_on, class, reading, failed, tied_by, deed, door, created_at, done_at)
		values (@creditor, @debtor, @message, @sum, @same, @id, @answers, @sender, @name, @subject, @sent, @class,
		    @reading, @failed, @tie, @deed, @door, @now, case when @deed = 'keep' then @now::timestamptz end)
		on conflict do nothing returning id`,
		pgx.NamedArgs{
			"creditor": nullText(m.creditor), "debtor": nullID(m.debtor()), "message": nullID(m.message), "sum": sum, "same": same[:],
			"id": trimID(r.MessageID), "answers": emptyForNil(r.Names()), "sender": r.From, "name": r.FromName, "subject": r.Subject,
			"sent": query.Day(r.Sent), "class": string(r.Class), "reading": reading, "failed": emptyForNil(r.FailedRecipients),
			"tie": string(m.tie), "deed": string(deed), "door": a.Door, "now": t.Now,
		})
	if err := query.Send(ctx, t, b); err != nil {
		return 0, query.Doing("keeping the mail", err)
	}
	if len(ids) == 0 {
		return 0, nil
	}
	return ids[0], nil
}

// mailOnRecord finds the same mail; 0 when there is none.
func (t *tx) mailOnRecord(ctx context.Context, a inbox.Arrival) (id int64, err error) {
	same := a.Reading.Sameness(a.Raw)
	err = t.QueryRow(ctx, `select id from mails where document = $1 or sameness = $2 limit 1`, query.Sum(a.Raw), same[:]).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return id, query.Doing("looking for the mail", err)
}

// mailFollows does what follows from a mail and gives the cases it acted on.
func (t *tx) mailFollows(ctx context.Context, id int64, a inbox.Arrival, m tied, deed inbox.Deed) ([]dunning.Ref, error) {
	ids, err := t.casesOfMail(ctx, m, deed)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	alarm := a.Reading.Class == inbox.BouncePolicy && m.creditor != ""
	if alarm {
		open, err := t.AskedOf(ctx, m.creditor, dunning.TaskSenderRefused, "")
		if err != nil {
			return nil, err
		}
		alarm = !open
	}
	cases, err := t.LockAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	if alarm { // our fault, not the address's: one question for all that we send
		h := cases[ids[0]]
		h.Tasks = append(h.Tasks, postgres.TaskChange{Open: dunning.TaskSenderRefused, Detail: a.Reading.StatusCode})
	}
	b, refs, changed := &pgx.Batch{}, []dunning.Ref{}, []*postgres.Locked{}
	for _, n := range ids {
		h := cases[n]
		b.Queue(`insert into mail_cases (mail_id, case_id) values (@mail, @case) on conflict do nothing`, pgx.NamedArgs{"mail": id, "case": n})
		refs = append(refs, h.Body.Ref())
		if err := t.mailEvent(h, id, a, deed); err != nil {
			return nil, err
		}
		changed = append(changed, h)
	}
	if deed == inbox.StopMail {
		if err := t.dead(ctx, m.users); err != nil {
			return nil, err
		}
	}
	if err := query.Send(ctx, t, b); err != nil {
		return nil, query.Doing("noting the cases of the mail", err)
	}
	return refs, t.Flush(ctx, changed...)
}

// mailEvent appends the fact that a mail is, or asks a person about it.
func (t *tx) mailEvent(h *postgres.Locked, id int64, a inbox.Arrival, deed inbox.Deed) error {
	var e dunning.Event
	switch deed {
	case inbox.Hold:
		e = dunning.NewReply()
	case inbox.StopMail:
		e = dunning.NewBounce()
		if a.Reading.Class == inbox.Complaint {
			e.Reason = dunning.ReasonComplaint
		}
	case inbox.Ask:
		h.Tasks = append(h.Tasks, postgres.TaskChange{Open: dunning.TaskReadMail, Step: fmt.Sprintf("mail-%d", id), Detail: string(a.Reading.Class)})
		return nil
	case inbox.Keep:
		e, away := dunning.PutOffCall(h.Body, a.Reading.BackOn, h.Rules, t.Now)
		if !away || a.Reading.Class != inbox.AutoReply {
			return nil
		}
		return t.Append(h, e, false) // its workflow learns of it when it wakes for the call
	default:
		return nil
	}
	return t.Append(h, e, true)
}
