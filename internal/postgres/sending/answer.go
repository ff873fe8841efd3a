package sending

import (
	"context"
	"strings"
	"time"

	"relance/internal/answer"
	"relance/internal/dunning"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"

	"relance/internal/postgres"

	"github.com/jackc/pgx/v5"
)

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
	err = s.do(ctx, "looking for answers to send", func(t *tx) error {
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
				row.ID, owner, t.Now.Add(postgres.MessageLease), t.Now); err != nil {
				return query.Doing("taking the answer", err)
			}
			m, err := t.openRow(ctx, row.ID)
			out, found = answer.Outgoing{Message: m.Message(), From: row.Sender, Bytes: row.Bytes, Attempts: row.Attempts + 1}, true
			return err
		}
	})
	return out, found && err == nil, err
}

// openRow reads a message that is locked already.
func (t *tx) openRow(ctx context.Context, id int64) (tables.MessageRow, error) {
	row, err := query.One[tables.MessageRow](ctx, t, `select `+tables.MessageColumns+` from messages m join debtors d on d.id = m.debtor_id where m.id = @id`, pgx.NamedArgs{"id": id})
	return row, query.Doing("reading the message", err)
}

func (t *tx) giveAnswerUp(ctx context.Context, id int64) error {
	if _, err := t.Exec(ctx, `update messages set state = 'abandoned', updated_at = $2 where id = $1`, id, t.Now); err != nil {
		return query.Doing("giving the answer up", err)
	}
	return t.askAboutAnswer(ctx, id, dunning.MessageAbandoned)
}

// HandOverAnswer is the point of no return of an answer, called when the server
// has accepted its recipient: false when somebody else has it, or a switch came
// on. It is a person's word to a person, so that no hold of a case keeps it back.
func (s *Store) HandOverAnswer(ctx context.Context, message int64, owner string) (ok bool, err error) {
	err = s.do(ctx, "handing over the answer", func(t *tx) error {
		ok = false
		p, err := t.Open(ctx, message)
		if err != nil {
			return err
		}
		ok = p.Message.Answers != 0 && p.Message.State == string(dunning.MessageRendered) && p.Message.Owner == owner && postgres.SwitchedOff(p.Switches) == ""
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
	return s.do(ctx, "recording the outcome of the answer", func(t *tx) error {
		p, err := t.Open(ctx, f.Message)
		if err != nil {
			return err
		}
		if p.Message.Answers == 0 {
			return dunning.Errorf(dunning.CodeInvalid, "message %d is no answer", f.Message)
		}
		p.Ended = true
		f.Address = f.Address && strings.EqualFold(p.Debtor.Debtor().Email, p.Message.Recipient)
		if err := t.conclude(ctx, p, f); err != nil {
			return err
		}
		if f.Outcome == dunning.SendRefused && p.Message.State == string(dunning.MessageRefused) {
			if err := t.askAboutAnswer(ctx, p.Message.ID, dunning.MessageRefused); err != nil {
				return err
			}
		}
		if p.Message.State != string(dunning.MessageRendered) {
			return nil
		}
		rest := answerRests[min(max(p.Message.Attempts, 1), len(answerRests))-1]
		_, err = t.Exec(ctx, `update messages set lease_until = $2 where id = $1`, p.Message.ID, t.Now.Add(rest))
		return query.Doing("putting the answer off", err)
	})
}

// WithholdAnswer records that an answer was shown to the creditor himself
// (mail.mode redirect) and not to whom it is for.
func (s *Store) WithholdAnswer(ctx context.Context, message int64) error {
	return s.do(ctx, "withholding the answer", func(t *tx) error {
		_, err := t.Exec(ctx, `
			update messages set state = 'withheld', updated_at = $2 where id = $1 and answers is not null and state = 'rendered'`, message, t.Now)
		return query.Doing("withholding the answer", err)
	})
}

// askAboutAnswer asks a person about an answer that did not leave, or of which
// nobody knows whether it did: on the cases of its mail, which is open again.
func (t *tx) askAboutAnswer(ctx context.Context, message int64, state dunning.MessageState) error {
	_, err := t.Exec(ctx, `
		insert into tasks (case_id, code, step, detail, created_at)
		select k.case_id, @code, @step, @detail, @now from messages m join mail_cases k on k.mail_id = m.answers where m.id = @id
		on conflict (case_id, code, step) where done_at is null do nothing`,
		pgx.NamedArgs{"code": string(dunning.TaskAnswer), "step": postgres.AnswerStep(message), "detail": string(state), "now": t.Now, "id": message})
	if err != nil {
		return query.Doing("asking about the answer", err)
	}
	_, err = t.Exec(ctx, `update mails set done_at = null, done_by = '' where id = (select answers from messages where id = $1)`, message)
	return query.Doing("opening the mail again", err)
}
