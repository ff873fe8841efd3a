package sending

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
	"relance/internal/wording"
)

// SaveRendered keeps the exact bytes of a message and fixes its Message-ID,
// subject and recipient. A message is rendered once: when it was before, what
// was kept then comes back and the new bytes are dropped. CodeUnavailable when
// the message was given up meanwhile: claim again.
func (s *Store) SaveRendered(ctx context.Context, message int64, r dunning.Rendered) (dunning.Rendered, error) {
	err := s.do(ctx, "keeping the rendered message", func(t *tx) error {
		m, err := query.One[tables.MessageRow](ctx, t, `
			select `+tables.MessageColumns+` from messages m join debtors d on d.id = m.debtor_id where m.id = @id for update of m`,
			pgx.NamedArgs{"id": message})
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return tables.UnknownMessage(message)
		case err != nil:
			return err
		case m.Document != nil:
			r, err = t.rendered(ctx, m)
			return err
		case m.State != string(tables.MessageReserved):
			return dunning.Errorf(dunning.CodeUnavailable, "message %d was given up (%s)", message, m.State)
		}
		return t.keepRendered(ctx, m, r)
	})
	return r, err
}

func (t *tx) rendered(ctx context.Context, m tables.MessageRow) (dunning.Rendered, error) {
	f, err := query.One[tables.DocumentRow](ctx, t, `
		select sha256, media_type, name, bytes from documents where sha256 = @sum`, pgx.NamedArgs{"sum": m.Document})
	return dunning.Rendered{
		MessageID: m.MessageID, Subject: m.Subject, Recipient: m.Recipient, MediaType: f.MediaType, Bytes: f.Bytes,
	}, err
}

func (t *tx) keepRendered(ctx context.Context, m tables.MessageRow, r dunning.Rendered) error {
	sum := query.Sum(r.Bytes)
	b := &pgx.Batch{}
	t.QueueDocument(b, sum, dunning.Document{MediaType: r.MediaType, Bytes: r.Bytes})
	b.Queue(`
		update messages set state = 'rendered', message_id = @message, subject = @subject, recipient = @recipient,
		    document = @sum, cost = @cost, wording = @wording, passed_over = @passed, lease_until = @lease, updated_at = @now
		where id = @id`,
		pgx.NamedArgs{
			"id": m.ID, "message": r.MessageID, "subject": r.Subject, "recipient": r.Recipient, "sum": sum,
			"lease": t.Now.Add(postgres.MessageLease), "now": t.Now, "cost": int64(r.Cost), "wording": r.Wording,
			"passed": wording.MarkOf(r.PassedOver),
		})
	queuePassedOver(b, m, r.PassedOver, t.Now)
	return query.Send(ctx, t, b)
}

// queuePassedOver asks a person to mend an own text that could not be used: once for
// each of its versions, on the case that met it first.
func queuePassedOver(b *pgx.Batch, m tables.MessageRow, passed string, now time.Time) {
	mark := wording.MarkOf(passed)
	if mark == "" {
		return
	}
	b.Queue(`
		with first as (
		    insert into wordings_passed (creditor, mark, case_id, at)
		    select @creditor, @mark, min(case_id), @now from notices where message_id = @message having min(case_id) is not null
		    on conflict do nothing returning case_id)
		insert into tasks (case_id, code, step, detail, created_at) select case_id, @code, @mark, @why, @now from first`,
		pgx.NamedArgs{"creditor": m.Creditor, "mark": mark, "message": m.ID, "code": string(dunning.TaskMendText), "why": strings.TrimPrefix(passed, mark+": "), "now": now})
}

// Withhold records that a switch keeps a message from leaving (mail.mode off):
// its cases are held by that reason until ReleaseSwitch, the bytes stay on
// record, and the steps are free to be sent later.
func (s *Store) Withhold(ctx context.Context, message int64, why dunning.Reason, now time.Time) error {
	return s.do(ctx, "withholding the message", func(t *tx) error {
		p, err := t.Open(ctx, message)
		if err != nil {
			return err
		}
		if p.Message.State != string(tables.MessageReserved) && p.Message.State != string(dunning.MessageRendered) {
			return nil
		}
		for _, n := range p.Notices {
			e := dunning.NewWithheld(n.Step, why).With(dunning.Stamp{At: now, Message: message})
			if err := t.Append(p.Cases[n.CaseID], e, false); err != nil {
				return err
			}
		}
		if err := t.SetState(ctx, p, dunning.MessageWithheld, "", "", time.Time{}); err != nil {
			return err
		}
		if err := t.Free(ctx, p); err != nil {
			return err
		}
		return t.Flush(ctx, p.List()...)
	})
}
