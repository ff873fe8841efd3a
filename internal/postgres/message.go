package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// Message gives a message; its exact bytes are the Document it names.
func (s *Store) Message(ctx context.Context, id int64) (dunning.Message, error) {
	row, err := query.One[tables.MessageRow](ctx, s.pool, `
		select `+tables.MessageColumns+` from messages m join debtors d on d.id = m.debtor_id where m.id = @id`,
		pgx.NamedArgs{"id": id})
	if errors.Is(err, pgx.ErrNoRows) {
		return dunning.Message{}, tables.UnknownMessage(id)
	}
	return row.Message(), Explain("reading the message", err)
}

// NoticeRow is one case's part in a message.
type NoticeRow struct {
	CaseID      int64
	Step        string
	Level       string
	CaseVersion int64
	DecidedAt   time.Time
	Reserver    bool `db:"claimer"`
}

// Parcel is a message with the cases it speaks of, all locked, and what may
// forbid it to leave.
type Parcel struct {
	Message  tables.MessageRow
	Notices  []NoticeRow // in the order of the cases' ids
	Cases    map[int64]*Locked
	Debtor   tables.DebtorRow
	Creditor string   // digest of his particulars
	Switches []string // that are on
	Unread   bool     // nobody has read the mailbox for longer than the creditor allows
	Ended    bool     // the attempt that handed it over has reported its end
}

// List gives the cases in the order of their ids.
func (p *Parcel) List() []*Locked {
	out := make([]*Locked, len(p.Notices))
	for i, n := range p.Notices {
		out[i] = p.Cases[n.CaseID]
	}
	return out
}

// Open locks a message, in one round trip: its debtor first, then the cases in
// the order of their ids, then the row.
func (t *Tx) Open(ctx context.Context, id int64) (*Parcel, error) {
	args := pgx.NamedArgs{"id": id, "recorded": t.Now}
	p := &Parcel{}
	var messages []tables.MessageRow
	var debtors []tables.DebtorRow
	var cases []CaseRow
	var creditors []string
	var unread []bool
	b := &pgx.Batch{}
	b.Queue(`
		select pg_advisory_xact_lock(`+DebtorLock+`) from messages m join debtors d on d.id = m.debtor_id where m.id = @id`, args)
	query.Into(b, &p.Notices, `
		select case_id, step, level, case_version, decided_at, claimer from notices
		where message_id = @id order by case_id`, args)
	query.Into(b, &cases, `
		select `+CaseColumns+` from cases c where c.id in (select case_id from notices where message_id = @id)
		order by c.id for no key update`, args)
	query.Into(b, &messages, `
		select `+tables.MessageColumns+` from messages m join debtors d on d.id = m.debtor_id where m.id = @id for update of m`, args)
	query.Into(b, &debtors, `
		select `+tables.DebtorColumns+` from messages m join debtors d on d.id = m.debtor_id where m.id = @id`, args)
	query.IntoValues(b, &creditors, `select `+ParticularsDigest+` from messages m join creditors c on c.id = m.creditor where m.id = @id`, args)
	query.IntoValues(b, &p.Switches, SwitchesOn, nil)
	query.IntoValues(b, &unread, `select `+InboxStale+` from messages m join creditors c on c.id = m.creditor where m.id = @id`, args)
	if err := query.Send(ctx, t, b); err != nil {
		return nil, query.Doing("opening the message", err)
	}
	if len(messages) == 0 {
		return nil, tables.UnknownMessage(id)
	}
	t.Waited()
	p.Message, p.Debtor, p.Creditor, p.Unread = messages[0], debtors[0], creditors[0], unread[0]
	return p, p.take(cases)
}

// ParticularsDigest needs creditors as c. What of them is printed changes what a
// mail says; the rest changes seldom, and a mail is then written once more.
const ParticularsDigest = `encode(sha256(convert_to(c.data::text, 'UTF8')), 'hex')`

// take keeps the locked rows of its cases.
func (p *Parcel) take(rows []CaseRow) (err error) {
	p.Cases = make(map[int64]*Locked, len(rows))
	for _, row := range rows {
		if p.Cases[row.ID], err = row.Locked(); err != nil {
			return err
		}
	}
	return nil
}

// SetState moves a message on. Words that are empty leave what was there.
func (t *Tx) SetState(ctx context.Context, p *Parcel, state dunning.MessageState, reply, tracking string, sent time.Time) error {
	p.Message.State = string(state)
	_, err := t.Exec(ctx, `
		update messages set state = @state, reply = coalesce(nullif(@reply, ''), reply),
		    tracking = coalesce(nullif(@tracking, ''), tracking), sent_at = coalesce(@sent, sent_at),
		    attempt_until = case when not @ended then attempt_until end,
		    lease_until = @lease, updated_at = @now
		where id = @id`,
		pgx.NamedArgs{
			"id": p.Message.ID, "state": string(state), "reply": reply, "tracking": tracking, "sent": query.Instant(sent), "ended": p.Ended,
			"lease": t.Now.Add(MessageLease), "now": t.Now,
		})
	return query.Doing("moving the message on", err)
}

// Free gives the steps back that a message had reserved.
func (t *Tx) Free(ctx context.Context, p *Parcel) error {
	_, err := t.Exec(ctx, `update notices set state = 'freed' where message_id = @id`, pgx.NamedArgs{"id": p.Message.ID})
	return query.Doing("freeing the notices", err)
}

// Abandon gives a message up that has not left.
func (t *Tx) Abandon(ctx context.Context, p *Parcel) error {
	if err := t.SetState(ctx, p, dunning.MessageAbandoned, "", "", time.Time{}); err != nil {
		return err
	}
	return t.Free(ctx, p)
}

// MessageLease is how long a message that has not begun to leave belongs to
// its owner alone; later another activity may take it over.
const MessageLease = 2 * time.Minute
