package sending

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postage"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

type sendingRow struct {
	MessageID   int64
	Carrier     string
	Reference   string
	Sending     string
	Fingerprint string
	Host        string
	Attempt     string
}

const sendingOf = `
	select message_id, carrier, reference, sending, fingerprint, host, attempt from letters
	where carrier = @carrier and reference = @reference`

// RememberSending keeps a sending unless one is kept for the message already,
// and gives what is kept: two at once agree on one. It is durable by then, so
// that a crash afterwards cannot lead to a second sending. The message is that of
// the order's name: see NameOrder. CodeNotFound for a name that none has,
// CodeConflict when the message went to another carrier, or was
// given up meanwhile: whoever comes so late must not order it.
func (s *Store) RememberSending(ctx context.Context, in postage.Sending) (postage.Sending, error) {
	var kept postage.Sending
	err := s.do(ctx, "keeping a sending", func(t *tx) error {
		args := pgx.NamedArgs{
			"carrier": in.Carrier, "reference": in.Reference, "sending": in.Sending,
			"fingerprint": in.Fingerprint, "host": in.Host, "attempt": in.Attempt, "now": t.Now, "next": t.Now.Add(firstLook),
		}
		_, err := t.Exec(ctx, `
			insert into letters (message_id, carrier, reference, sending, fingerprint, host, attempt, next_check_at, created_at, updated_at)
			select m.id, @carrier, @reference, @sending, @fingerprint, @host, @attempt, @next, @now, @now from messages m
			where m.order_reference = @reference and m.state not in ('withheld', 'refused', 'abandoned') for share of m
			on conflict do nothing`, args)
		if err != nil {
			return err
		}
		row, err := query.One[sendingRow](ctx, t, sendingOf, args)
		if errors.Is(err, pgx.ErrNoRows) {
			return t.elsewhere(ctx, in.Reference)
		}
		kept = row.sending()
		return err
	})
	return kept, err
}

// firstLook is how long after its order a letter is first asked about.
const firstLook = time.Hour

// elsewhere says why a sending could not be kept.
func (t *tx) elsewhere(ctx context.Context, reference string) error {
	var message int64
	var state string
	var carrier *string
	err := t.QueryRow(ctx, `
		select m.id, m.state, l.carrier from messages m left join letters l on l.message_id = m.id where m.order_reference = @reference`,
		pgx.NamedArgs{"reference": reference}).Scan(&message, &state, &carrier)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return dunning.Errorf(dunning.CodeNotFound, "order %s is of no message", reference)
	case err != nil:
		return err
	case carrier != nil:
		return dunning.Errorf(dunning.CodeConflict, "message %d was ordered from the carrier %s", message, *carrier)
	}
	return dunning.Errorf(dunning.CodeConflict, "message %d was given up (%s): it must not be ordered", message, state)
}

// NameOrder writes down under which name a letter is going to be ordered, so
// that RememberSending finds its message. CodeNotFound for an unknown message,
// CodeConflict when another message has that name.
func (s *Store) NameOrder(ctx context.Context, message int64, reference string) error {
	tag, err := s.pool.Exec(ctx, `update messages set order_reference = @reference where id = @id`,
		pgx.NamedArgs{"id": message, "reference": reference})
	if err == nil && tag.RowsAffected() == 0 {
		return tables.UnknownMessage(message)
	}
	return postgres.Explain("naming an order", err)
}

// SettleUnordered settles the letters of unknown outcome that were never
// ordered, and tells how many there were. The row in letters is written before
// anything that could post a letter, so one without it has certainly not left,
// and its step is free; a late RememberSending is refused.
func (s *Store) SettleUnordered(ctx context.Context) (n int, err error) {
	rows, err := s.pool.Query(ctx, `
		select m.id from messages m where m.state = 'unknown' and m.channel in ('letter', 'registered_letter')
		    and not exists (select 1 from letters l where l.message_id = m.id) order by m.id`)
	if err != nil {
		return 0, postgres.Explain("looking for letters that were never ordered", err)
	}
	ids, err := query.IDs(rows)
	if err != nil {
		return 0, postgres.Explain("looking for letters that were never ordered", err)
	}
	for _, id := range ids {
		settled, err := s.settleUnordered(ctx, id)
		if err != nil {
			return n, err
		}
		if settled {
			n++
		}
	}
	return n, nil
}

func (s *Store) settleUnordered(ctx context.Context, id int64) (settled bool, err error) {
	err = s.do(ctx, "settling a letter that was never ordered", func(t *tx) error {
		settled = false // of a run that was given up
		p, err := t.Open(ctx, id)
		if err != nil {
			return err
		}
		var ordered bool
		err = t.QueryRow(ctx, `select exists (select 1 from letters where message_id = @id)`, pgx.NamedArgs{"id": id}).Scan(&ordered)
		if err != nil || ordered || p.Message.State != string(dunning.MessageUnknown) {
			return err
		}
		settled = true
		return t.Settle(ctx, p, dunning.NewSettle(false).With(dunning.Stamp{ID: dunning.SettleID(id), Reason: dunning.ReasonFact}), true)
	})
	return settled, err
}

func (r sendingRow) sending() postage.Sending {
	return postage.Sending{
		Message: r.MessageID, Carrier: r.Carrier, Reference: r.Reference, Sending: r.Sending, Fingerprint: r.Fingerprint, Host: r.Host, Attempt: r.Attempt,
	}
}

// KnownSending gives what is kept of an order; false when nothing is.
func (s *Store) KnownSending(ctx context.Context, carrier, reference string) (postage.Sending, bool, error) {
	row, err := query.One[sendingRow](ctx, s.pool, sendingOf, pgx.NamedArgs{"carrier": carrier, "reference": reference})
	if errors.Is(err, pgx.ErrNoRows) {
		return postage.Sending{}, false, nil
	}
	return row.sending(), err == nil, postgres.Explain("reading a sending", err)
}

// byHand tells whether a person must post a letter that was handed over.
func (t *tx) byHand(ctx context.Context, p *postgres.Parcel) (bool, error) {
	if p.Message.Channel == string(dunning.Email) {
		return false, nil
	}
	var by bool
	err := t.QueryRow(ctx, `select not exists (select 1 from letters where message_id = @id and carrier <> 'folder')`,
		pgx.NamedArgs{"id": p.Message.ID}).Scan(&by)
	return by, query.Doing("looking up the carrier", err)
}
