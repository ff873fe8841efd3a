package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// messageReserved is a message that has an owner but no bytes yet.
const messageReserved dunning.MessageState = "reserved"

type messageRow struct {
	ID             int64
	Creditor       string
	Debtor         string
	DebtorID       int64
	DebtorRevision int64
	Channel        string
	Level          string
	State          string
	MessageID      string
	Subject        string
	Recipient      string
	Document       []byte
	Reply          string
	Day            time.Time
	Deadline       *time.Time
	SentAt         *time.Time
	Tracking       string
	Owner          string
	Attempts       int
	LeaseUntil     time.Time
	CreatedAt      time.Time
	HandedAt       *time.Time
	AttemptUntil   *time.Time
	Letterhead     string
	Answers        int64
	Author         string
}

// messageColumns needs messages as m and debtors as d.
const messageColumns = `m.id, m.creditor, d.key as debtor, m.debtor_id, m.debtor_revision, m.channel, m.level, m.state,
    m.message_id, m.subject, m.recipient, m.document, m.reply, m.day, m.deadline, m.sent_at, m.tracking, m.owner,
    m.attempts, m.lease_until, m.created_at, m.handed_at, m.attempt_until, m.letterhead, coalesce(m.answers, 0) as answers, m.author`

func (r messageRow) message() dunning.Message {
	return dunning.Message{
		ID: r.ID, Creditor: r.Creditor, Debtor: r.Debtor, Channel: dunning.Channel(r.Channel), Level: dunning.Level(r.Level),
		State: dunning.MessageState(r.State), MessageID: r.MessageID, Subject: r.Subject, Recipient: r.Recipient,
		Document: query.Hex(r.Document), Reply: r.Reply, Day: query.DayOf(&r.Day), SentAt: query.TimeOf(r.SentAt),
		Created: r.CreatedAt.UTC(), Tracking: r.Tracking, HandedAt: query.TimeOf(r.HandedAt), Letterhead: r.Letterhead, Answers: r.Answers, Author: r.Author,
	}
}

// Message gives a message; its exact bytes are the Document it names.
func (s *Store) Message(ctx context.Context, id int64) (dunning.Message, error) {
	row, err := query.One[messageRow](ctx, s.pool, `
		select `+messageColumns+` from messages m join debtors d on d.id = m.debtor_id where m.id = @id`,
		pgx.NamedArgs{"id": id})
	if errors.Is(err, pgx.ErrNoRows) {
		return dunning.Message{}, unknownMessage(id)
	}
	return row.message(), Explain("reading the message", err)
}

func unknownMessage(id int64) error {
	return dunning.Errorf(dunning.CodeNotFound, "no message %d", id)
}

// messagesOf gives the messages that spoke of the given cases, oldest first.
func messagesOf(ctx context.Context, q query.Querier, cases []int64) ([]dunning.Message, error) {
	rows, err := query.All[messageRow](ctx, q, `
		select `+messageColumns+` from messages m join debtors d on d.id = m.debtor_id
		where exists (select 1 from notices n where n.message_id = m.id and n.case_id = any(@cases))
		order by m.id`, pgx.NamedArgs{"cases": cases})
	out := make([]dunning.Message, len(rows))
	for i, r := range rows {
		out[i] = r.message()
	}
	return out, query.Doing("reading the messages", err)
}

// noticeRow is one case's part in a message.
type noticeRow struct {
	CaseID      int64
	Step        string
	Level       string
	CaseVersion int64
	DecidedAt   time.Time
	Claimer     bool
}

// parcel is a message with the cases it speaks of, all locked, and what may
// forbid it to leave.
type parcel struct {
	m        messageRow
	notices  []noticeRow // in the order of the cases' ids
	cases    map[int64]*Locked
	debtor   debtorRow
	creditor string   // digest of his particulars
	switches []string // that are on
	unread   bool     // nobody has read the mailbox for longer than the creditor allows
	ended    bool     // the attempt that handed it over has reported its end
}

// list gives the cases in the order of their ids.
func (p *parcel) list() []*Locked {
	out := make([]*Locked, len(p.notices))
	for i, n := range p.notices {
		out[i] = p.cases[n.CaseID]
	}
	return out
}

// open locks a message, in one round trip: its debtor first, then the cases in
// the order of their ids, then the row.
func (t *Tx) open(ctx context.Context, id int64) (*parcel, error) {
	args := pgx.NamedArgs{"id": id, "recorded": t.Now}
	p := &parcel{}
	var messages []messageRow
	var debtors []debtorRow
	var cases []caseRow
	var creditors []string
	var unread []bool
	b := &pgx.Batch{}
	b.Queue(`
		select pg_advisory_xact_lock(`+debtorLock+`) from messages m join debtors d on d.id = m.debtor_id where m.id = @id`, args)
	query.Into(b, &p.notices, `
		select case_id, step, level, case_version, decided_at, claimer from notices
		where message_id = @id order by case_id`, args)
	query.Into(b, &cases, `
		select `+caseColumns+` from cases c where c.id in (select case_id from notices where message_id = @id)
		order by c.id for no key update`, args)
	query.Into(b, &messages, `
		select `+messageColumns+` from messages m join debtors d on d.id = m.debtor_id where m.id = @id for update of m`, args)
	query.Into(b, &debtors, `
		select `+debtorColumns+` from messages m join debtors d on d.id = m.debtor_id where m.id = @id`, args)
	query.IntoValues(b, &creditors, `select `+particularsDigest+` from messages m join creditors c on c.id = m.creditor where m.id = @id`, args)
	query.IntoValues(b, &p.switches, switchesOn, nil)
	query.IntoValues(b, &unread, `select `+inboxStale+` from messages m join creditors c on c.id = m.creditor where m.id = @id`, args)
	if err := query.Send(ctx, t, b); err != nil {
		return nil, query.Doing("opening the message", err)
	}
	if len(messages) == 0 {
		return nil, unknownMessage(id)
	}
	t.waited()
	p.m, p.debtor, p.creditor, p.unread = messages[0], debtors[0], creditors[0], unread[0]
	return p, p.take(cases)
}

// particularsDigest needs creditors as c. What of them is printed changes what a
// mail says; the rest changes seldom, and a mail is then written once more.
const particularsDigest = `encode(sha256(convert_to(c.data::text, 'UTF8')), 'hex')`

// take keeps the locked rows of its cases.
func (p *parcel) take(rows []caseRow) (err error) {
	p.cases = make(map[int64]*Locked, len(rows))
	for _, row := range rows {
		if p.cases[row.ID], err = row.locked(); err != nil {
			return err
		}
	}
	return nil
}

// setState moves a message on. Words that are empty leave what was there.
func (t *Tx) setState(ctx context.Context, p *parcel, state dunning.MessageState, reply, tracking string, sent time.Time) error {
	p.m.State = string(state)
	_, err := t.Exec(ctx, `
		update messages set state = @state, reply = coalesce(nullif(@reply, ''), reply),
		    tracking = coalesce(nullif(@tracking, ''), tracking), sent_at = coalesce(@sent, sent_at),
		    attempt_until = case when not @ended then attempt_until end,
		    lease_until = @lease, updated_at = @now
		where id = @id`,
		pgx.NamedArgs{
			"id": p.m.ID, "state": string(state), "reply": reply, "tracking": tracking, "sent": query.Instant(sent), "ended": p.ended,
			"lease": t.Now.Add(messageLease), "now": t.Now,
		})
	return query.Doing("moving the message on", err)
}

// free gives the steps back that a message had reserved.
func (t *Tx) free(ctx context.Context, p *parcel) error {
	_, err := t.Exec(ctx, `update notices set state = 'freed' where message_id = @id`, pgx.NamedArgs{"id": p.m.ID})
	return query.Doing("freeing the notices", err)
}

// abandon gives a message up that has not left.
func (t *Tx) abandon(ctx context.Context, p *parcel) error {
	if err := t.setState(ctx, p, dunning.MessageAbandoned, "", "", time.Time{}); err != nil {
		return err
	}
	return t.free(ctx, p)
}
