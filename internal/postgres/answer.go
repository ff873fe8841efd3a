package postgres

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
	"relance/internal/postgres/query"
)

// WriteAnswer keeps a reply with its bytes, for the worker to send, and ends the
// mail's wait when it is dealt with by that: one transaction. The same request
// again gives what is on record; CodeConflict when it says something else.
func (s *Store) WriteAnswer(ctx context.Context, w answer.Written) (out answer.Kept, err error) {
	err = s.Do(ctx, "keeping the answer", func(t *Tx) error {
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
func (t *Tx) answerOnRecord(ctx context.Context, w answer.Written) (m dunning.Message, found bool, err error) {
	if w.Key == "" {
		return m, false, nil
	}
	row, err := query.One[messageRow](ctx, t, `
		select `+messageColumns+` from messages m join debtors d on d.id = m.debtor_id where m.answers = @mail and m.answer_key = @key`,
		pgx.NamedArgs{"mail": w.Mail, "key": w.Key})
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return m, false, nil
	case err != nil:
		return m, false, query.Doing("looking for the answer", err)
	case row.Subject != w.Rendered.Subject || row.Recipient != w.Rendered.Recipient || row.MessageID != w.Rendered.MessageID:
		return m, false, dunning.Errorf(dunning.CodeConflict, "an answer to mail %d with this key says something else", w.Mail)
	}
	return row.message(), true, nil
}

func (t *Tx) insertAnswer(ctx context.Context, w answer.Written) (dunning.Message, error) {
	state := dunning.MessageRendered
	if w.Withheld {
		state = dunning.MessageWithheld
	}
	sum := query.Sum(w.Rendered.Bytes)
	b := &pgx.Batch{}
	t.queueDocument(b, sum, dunning.Document{MediaType: w.Rendered.MediaType, Name: "answer.eml", Bytes: w.Rendered.Bytes})
	var rows []messageRow
	query.Into(b, &rows, `
		with written as (
		    insert into messages (creditor, debtor_id, debtor_revision, channel, level, state, message_id, subject, recipient, document,
		        day, owner, attempts, lease_until, created_at, updated_at, answers, author, answer_key)
		    select m.creditor, m.debtor_id, d.revision, 'email', 'answer', @state, @id, @subject, @recipient, @sum,
		        @day, '', 0, @now, @now, @now, m.id, @author, @key
		    from mails m join debtors d on d.id = m.debtor_id where m.id = @mail and m.creditor is not null
		    returning *)
		select `+messageColumns+` from written m join debtors d on d.id = m.debtor_id`,
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
	return rows[0].message(), nil
}

// Answers gives the answers to a mail, oldest first.
func (s *Store) Answers(ctx context.Context, mail int64) ([]dunning.Message, error) {
	rows, err := query.All[messageRow](ctx, s.pool, `
		select `+messageColumns+` from messages m join debtors d on d.id = m.debtor_id where m.answers = @mail order by m.id`,
		pgx.NamedArgs{"mail": mail})
	out := make([]dunning.Message, len(rows))
	for i, r := range rows {
		out[i] = r.message()
	}
	return out, Explain("reading the answers", err)
}

type outgoingRow struct {
	ID        int64
	Attempts  int
	CreatedAt time.Time
	Sender    string
	Bytes     []byte
}

// LeaseAnswer takes the next answer that waits to leave, for an owner and a
// while; false when none does, or a switch is on. One that was tried for too
// long is given up, and a person is asked.
func (s *Store) LeaseAnswer(ctx context.Context, owner string) (out answer.Outgoing, found bool, err error) {
	err = s.Do(ctx, "looking for answers to send", func(t *Tx) error {
		found = false
		for {
			rows, err := query.All[outgoingRow](ctx, t, `
				select m.id, m.attempts, m.created_at, c.data->>'email' as sender, f.bytes
				from messages m join creditors c on c.id = m.creditor join documents f on f.sha256 = m.document
				where m.answers is not null and m.state = 'rendered' and m.lease_until <= @now
				    and not exists (select 1 from settings where key in ('paused', 'restored') and (value->>'on')::boolean)
				order by m.lease_until, m.id limit 1 for update of m skip locked`, pgx.NamedArgs{"now": t.Now})
			if err != nil || len(rows) == 0 {
				return query.Doing("looking for answers to send", err)
			}
			row := rows[0]
			if t.Now.Sub(row.CreatedAt) > answer.Patience {
				if err := t.giveAnswerUp(ctx, row.ID); err != nil {
					return err
				}
				continue
			}
			if _, err := t.Exec(ctx, `update messages set owner = $2, attempts = attempts + 1, lease_until = $3, updated_at = $4 where id = $1`,
				row.ID, owner, t.Now.Add(messageLease), t.Now); err != nil {
				return query.Doing("taking the answer", err)
			}
			m, err := t.openRow(ctx, row.ID)
			out, found = answer.Outgoing{Message: m.message(), From: row.Sender, Bytes: row.Bytes, Attempts: row.Attempts + 1}, true
			return err
		}
	})
	return out, found && err == nil, err
}

// openRow reads a message that is locked already.
func (t *Tx) openRow(ctx context.Context, id int64) (messageRow, error) {
	row, err := query.One[messageRow](ctx, t, `select `+messageColumns+` from messages m join debtors d on d.id = m.debtor_id where m.id = @id`, pgx.NamedArgs{"id": id})
	return row, query.Doing("reading the message", err)
}

func (t *Tx) giveAnswerUp(ctx context.Context, id int64) error {
	if _, err := t.Exec(ctx, `update messages set state = 'abandoned', updated_at = $2 where id = $1`, id, t.Now); err != nil {
		return query.Doing("giving the answer up", err)
	}
	return t.askAboutAnswer(ctx, id, dunning.MessageAbandoned)
}

// HandOverAnswer is the point of no return of an answer, called when the server
// has accepted its recipient: false when somebody else has it, or a switch came
// on. It is a person's word to a person, so that no hold of a case keeps it back.
func (s *Store) HandOverAnswer(ctx context.Context, message int64, owner string) (ok bool, err error) {
	err = s.Do(ctx, "handing over the answer", func(t *Tx) error {
		ok = false
		p, err := t.open(ctx, message)
		if err != nil {
			return err
		}
		ok = p.m.Answers != 0 && p.m.State == string(dunning.MessageRendered) && p.m.Owner == owner && switchedOff(p.switches) == ""
		if !ok {
			return nil
		}
		return t.hand(ctx, p, t.Now)
	})
	return ok && err == nil, err
}

// answerRests are the waits after attempts that may be made again.
var answerRests = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}

// FinishAnswer records what became of an answer. It may be called again. A
// refusal marks the debtor's address only when the answer went there.
func (s *Store) FinishAnswer(ctx context.Context, f dunning.Finished) error {
	return s.Do(ctx, "recording the outcome of the answer", func(t *Tx) error {
		p, err := t.open(ctx, f.Message)
		if err != nil {
			return err
		}
		if p.m.Answers == 0 {
			return dunning.Errorf(dunning.CodeInvalid, "message %d is no answer", f.Message)
		}
		p.ended = true
		f.Address = f.Address && strings.EqualFold(p.debtor.debtor().Email, p.m.Recipient)
		if err := t.conclude(ctx, p, f); err != nil {
			return err
		}
		if f.Outcome == dunning.SendRefused && p.m.State == string(dunning.MessageRefused) {
			if err := t.askAboutAnswer(ctx, p.m.ID, dunning.MessageRefused); err != nil {
				return err
			}
		}
		if p.m.State != string(dunning.MessageRendered) {
			return nil
		}
		rest := answerRests[min(max(p.m.Attempts, 1), len(answerRests))-1]
		_, err = t.Exec(ctx, `update messages set lease_until = $2 where id = $1`, p.m.ID, t.Now.Add(rest))
		return query.Doing("putting the answer off", err)
	})
}

// WithholdAnswer records that an answer was shown to the creditor himself
// (mail.mode redirect) and not to whom it is for.
func (s *Store) WithholdAnswer(ctx context.Context, message int64) error {
	return s.Do(ctx, "withholding the answer", func(t *Tx) error {
		_, err := t.Exec(ctx, `
			update messages set state = 'withheld', updated_at = $2 where id = $1 and answers is not null and state = 'rendered'`, message, t.Now)
		return query.Doing("withholding the answer", err)
	})
}

// askAboutAnswer asks a person about an answer that did not leave, or of which
// nobody knows whether it did: on the cases of its mail, which is open again.
func (t *Tx) askAboutAnswer(ctx context.Context, message int64, state dunning.MessageState) error {
	_, err := t.Exec(ctx, `
		insert into tasks (case_id, code, step, detail, created_at)
		select k.case_id, @code, @step, @detail, @now from messages m join mail_cases k on k.mail_id = m.answers where m.id = @id
		on conflict (case_id, code, step) where done_at is null do nothing`,
		pgx.NamedArgs{"code": string(dunning.TaskAnswer), "step": answerStep(message), "detail": string(state), "now": t.Now, "id": message})
	if err != nil {
		return query.Doing("asking about the answer", err)
	}
	_, err = t.Exec(ctx, `update mails set done_at = null, done_by = '' where id = (select answers from messages where id = $1)`, message)
	return query.Doing("opening the mail again", err)
}

type factRow struct {
	Creditor   string
	Number     string
	EventID    string
	Data       dunning.Event
	RecordedAt time.Time
	Hash       []byte
}

// MailFacts gives the facts that proposals of a mail became, oldest first.
func (s *Store) MailFacts(ctx context.Context, mail int64) ([]answer.Fact, error) {
	rows, err := query.All[factRow](ctx, s.pool, `
		select c.creditor, c.number, e.data->>'id' as event_id, e.data, e.recorded_at, e.hash
		from mails m join cases c on c.debtor_id = m.debtor_id join events e on e.case_id = c.id
		where m.id = @mail and starts_with(e.data->>'id', @prefix) and e.kind <> 'release' order by e.recorded_at, c.id`,
		pgx.NamedArgs{"mail": mail, "prefix": fmt.Sprintf("mail-%d-", mail)})
	out := make([]answer.Fact, len(rows))
	for i, r := range rows {
		out[i] = answer.Fact{
			Key: r.EventID[strings.LastIndex(r.EventID, "-")+1:], Creditor: r.Creditor, Invoice: r.Number,
			Event: dunning.Record{Event: r.Data, RecordedAt: r.RecordedAt.UTC(), Hash: query.Hex(r.Hash)},
		}
	}
	return out, Explain("reading what became of the proposals", err)
}
