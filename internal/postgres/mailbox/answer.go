package mailbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/answer"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// WriteAnswer keeps a reply with its bytes, for the worker to send, and ends the
// mail's wait when it is dealt with by that: one transaction. The same request
// again gives what is on record; CodeConflict when it says something else.
func (s *Store) WriteAnswer(ctx context.Context, w answer.Written) (out answer.Kept, err error) {
	err = s.do(ctx, "keeping the answer", func(t *tx) error {
		out = answer.Kept{}
		if err := t.lockDebtorsOfMail(ctx, w.Mail); err != nil {
			return err
		}
		m, _, _, err := t.mailForUpdate(ctx, w.Mail)
		if err != nil {
			return err
		}
		if out.Message, out.Again, err = t.answerOnRecord(ctx, w); err != nil || out.Again {
			return err
		}
		if out.Message, err = t.insertAnswer(ctx, w); err != nil || !w.Done || m.DoneAt != nil {
			return err
		}
		out.Released, err = t.finishMail(ctx, w.Mail, w.Author)
		return err
	})
	return out, err
}

// answerOnRecord finds the answer of a request that was sent before.
func (t *tx) answerOnRecord(ctx context.Context, w answer.Written) (m dunning.Message, found bool, err error) {
	if w.Key == "" {
		return m, false, nil
	}
	row, err := query.One[tables.MessageRow](ctx, t, `
		select `+tables.MessageColumns+` from messages m join debtors d on d.id = m.debtor_id where m.answers = @mail and m.answer_key = @key`,
		pgx.NamedArgs{"mail": w.Mail, "key": w.Key})
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return m, false, nil
	case err != nil:
		return m, false, query.Doing("looking for the answer", err)
	case row.Subject != w.Rendered.Subject || row.Recipient != w.Rendered.Recipient || row.MessageID != w.Rendered.MessageID:
		return m, false, dunning.Errorf(dunning.CodeConflict, "an answer to mail %d with this key says something else", w.Mail)
	}
	return row.Message(), true, nil
}

func (t *tx) insertAnswer(ctx context.Context, w answer.Written) (dunning.Message, error) {
	state := dunning.MessageRendered
	if w.Withheld {
		state = dunning.MessageWithheld
	}
	sum := query.Sum(w.Rendered.Bytes)
	b := &pgx.Batch{}
	t.QueueDocument(b, sum, dunning.Document{MediaType: w.Rendered.MediaType, Name: "answer.eml", Bytes: w.Rendered.Bytes})
	var rows []tables.MessageRow
	query.Into(b, &rows, `
		with written as (
		    insert into messages (creditor, debtor_id, debtor_revision, channel, level, state, message_id, subject, recipient, document,
		        day, owner, attempts, lease_until, created_at, updated_at, answers, author, answer_key)
		    select m.creditor, m.debtor_id, d.revision, 'email', 'answer', @state, @id, @subject, @recipient, @sum,
		        @day, '', 0, @now, @now, @now, m.id, @author, @key
		    from mails m join debtors d on d.id = m.debtor_id where m.id = @mail and m.creditor is not null
		    returning *)
		select `+tables.MessageColumns+` from written m join debtors d on d.id = m.debtor_id`,
		pgx.NamedArgs{
			"state": string(state), "id": w.Rendered.MessageID, "subject": w.Rendered.Subject, "recipient": w.Rendered.Recipient, "sum": sum,
			"day": query.Day(calendar.DateOf(t.Now.In(calendar.Metropole.Location()))), "now": t.Now, "author": w.Author, "key": w.Key, "mail": w.Mail,
		})
	if err := query.Send(ctx, t, b); err != nil {
		return dunning.Message{}, query.Doing("keeping the answer", err)
	}
	if len(rows) == 0 {
		return dunning.Message{}, dunning.Errorf(dunning.CodeConflict, "nobody knows whose mail %d is", w.Mail).WithHint("assign it to a customer first")
	}
	return rows[0].Message(), nil
}

type factRow struct {
	Creditor   string
	Number     string
	EventID    string
	Data       dunning.Event
	RecordedAt time.Time
	Hash       []byte
}

// MailStory gives what was recorded from a mail, the oldest first, and the answers
// that were written to it.
func (s *Store) MailStory(ctx context.Context, mail int64) (facts []answer.Fact, answers []dunning.Message, err error) {
	var recorded []factRow
	var written []tables.MessageRow
	b, args := &pgx.Batch{}, pgx.NamedArgs{"mail": mail, "prefix": fmt.Sprintf("mail-%d-", mail)}
	query.Into(b, &recorded, `
		select c.creditor, c.number, e.data->>'id' as event_id, e.data, e.recorded_at, e.hash
		from mails m join cases c on c.debtor_id = m.debtor_id join events e on e.case_id = c.id
		where m.id = @mail and starts_with(e.data->>'id', @prefix) and e.kind <> 'release' order by e.recorded_at, c.id`, args)
	query.Into(b, &written, `
		select `+tables.MessageColumns+` from messages m join debtors d on d.id = m.debtor_id where m.answers = @mail order by m.id`, args)
	err = query.Send(ctx, s.pool, b)
	facts, answers = make([]answer.Fact, len(recorded)), make([]dunning.Message, len(written))
	for i, r := range recorded {
		facts[i] = answer.Fact{
			Key: r.EventID[strings.LastIndex(r.EventID, "-")+1:], Creditor: r.Creditor, Invoice: r.Number,
			Event: dunning.Record{Event: r.Data, RecordedAt: r.RecordedAt.UTC(), Hash: query.Hex(r.Hash)},
		}
	}
	for i, r := range written {
		answers[i] = r.Message()
	}
	return facts, answers, postgres.Explain("reading what became of a mail", err)
}
