package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
)

// messageLease is how long a message that has not begun to leave belongs to
// its owner alone; later another activity may take it over.
const messageLease = 2 * time.Minute

// claim is a request with all that is needed to judge it.
type claim struct {
	dunning.ClaimRequest
	h        *locked
	debtor   debtorRow
	creditor dunning.Creditor
	decision dunning.Decision
}

func (c *claim) thanks() bool { return c.decision.Action == dunning.Thank }

// Claim asks for the right to send a step. It locks the debtor and the case and
// answers
//
//   - moved, when there is nothing to send: something happened that the asker
//     does not know, or a rule says that the notice must wait. Either is in
//     Events; a rule is recorded with its reason;
//   - busy, when another activity is sending this very notice: ask again;
//   - claimed, with the message to render or to send as it was rendered. With
//     grouping by debtor the message speaks of all invoices whose e-mail is due
//     to him today.
//
// A message that an earlier attempt of the same owner had begun to hand over
// becomes unknown: it is not sent again.
func (s *Store) Claim(ctx context.Context, r dunning.ClaimRequest) (out dunning.Claimed, err error) {
	r.Now = micro(r.Now)
	err = s.do(ctx, "claiming the notice", func(t *tx) error {
		c, err := t.claimant(ctx, r)
		if err != nil {
			return err
		}
		out, err = t.claim(ctx, c)
		return err
	})
	return out, err
}

// claimant takes the locks: the debtor's, then the case's.
func (t *tx) claimant(ctx context.Context, r dunning.ClaimRequest) (*claim, error) {
	d, err := t.lockDebtorOf(ctx, r.Ref)
	if err != nil {
		return nil, err
	}
	c := &claim{ClaimRequest: r, debtor: d}
	if c.h, err = t.lock(ctx, r.Ref); err != nil {
		return nil, err
	}
	c.creditor, err = creditor(ctx, t, r.Ref.Creditor)
	return c, err
}

// lockDebtorOf takes the advisory lock of the debtor of a case.
func (t *tx) lockDebtorOf(ctx context.Context, ref dunning.Ref) (debtorRow, error) {
	_, err := t.Exec(ctx, `
		select pg_advisory_xact_lock(`+debtorLock+`) from cases c join debtors d on d.id = c.debtor_id
		where c.creditor = @creditor and c.number = @number and c.cycle = @cycle`, refArgs(ref))
	if err != nil {
		return debtorRow{}, wrap("waiting for the debtor", err)
	}
	d, err := one[debtorRow](ctx, t, `
		select `+debtorColumns+` from cases c join debtors d on d.id = c.debtor_id
		where c.creditor = @creditor and c.number = @number and c.cycle = @cycle`, refArgs(ref))
	if errors.Is(err, pgx.ErrNoRows) {
		return d, unknownCase(ref)
	}
	return d, wrap("reading the debtor", err)
}

func (t *tx) claim(ctx context.Context, c *claim) (dunning.Claimed, error) {
	p, err := t.reservation(ctx, c.h.id, c.Step)
	if err != nil {
		return dunning.Claimed{}, err
	}
	if p != nil {
		if out, done, err := t.claimed(ctx, c, p); done || err != nil {
			return out, err
		}
	}
	if c.h.body.Version > c.Known {
		return t.moved(ctx, c)
	}
	c.decision = dunning.Next(c.h.body, c.Now)
	if !c.wanted() {
		return t.moved(ctx, c)
	}
	e, err := t.gate(ctx, c)
	if err != nil {
		return dunning.Claimed{}, err
	}
	if e != nil {
		e.At, e.Step = c.Now, c.Step
		if err := t.append(c.h, *e, false); err != nil {
			return dunning.Claimed{}, err
		}
		return t.moved(ctx, c)
	}
	return t.reserve(ctx, c)
}

// wanted tells whether the case still asks for this very send.
func (c *claim) wanted() bool {
	d := c.decision
	return (d.Action == dunning.Send || d.Action == dunning.Thank) && d.Step == c.Step
}

// moved writes what was appended and answers with what the asker does not know.
func (t *tx) moved(ctx context.Context, c *claim) (out dunning.Claimed, err error) {
	if err := t.flush(ctx, c.h); err != nil {
		return out, err
	}
	out.State = dunning.ClaimMoved
	out.Events, err = t.since(ctx, c.h, c.Known)
	return out, err
}

// reservation gives the message that holds a step of a case; nil when none does.
func (t *tx) reservation(ctx context.Context, id int64, step string) (*parcel, error) {
	m, err := one[messageRow](ctx, t, `
		select `+messageColumns+` from notices n join messages m on m.id = n.message_id join debtors d on d.id = m.debtor_id
		where n.case_id = @id and n.step = @step and n.state = 'held' for update of m`,
		pgx.NamedArgs{"id": id, "step": step})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, wrap("looking for the notice", err)
	}
	return t.unpack(ctx, m)
}

// claimed deals with a step that has a message already. Not done means that
// the step is free again.
func (t *tx) claimed(ctx context.Context, c *claim, p *parcel) (out dunning.Claimed, done bool, err error) {
	c.h = p.cases[c.h.id]
	switch dunning.MessageState(p.m.State) {
	case messageReserved, dunning.MessageRendered:
		return t.takeOver(ctx, c, p)
	case dunning.MessageHanding:
		if p.m.Owner != c.Owner {
			return dunning.Claimed{State: dunning.ClaimBusy}, true, nil
		}
		if err := t.unknown(ctx, p, c.Now, ""); err != nil {
			return out, true, err
		}
		if err := t.flush(ctx, p.list()...); err != nil {
			return out, true, err
		}
	case dunning.MessageUnknown:
		if d := dunning.Next(c.h.body, c.Now); d.Action == dunning.Send && d.Step == c.Step {
			// Somebody asked for another try: the question is still open.
			e := dunning.Event{
				Kind: dunning.KindUnknown, At: c.Now, Step: c.Step, Message: p.m.ID, Reason: dunning.ReasonOutcomeUnknown,
			}
			if err := t.append(c.h, e, false); err != nil {
				return out, true, err
			}
		}
	case dunning.MessageAccepted:
	default: // refused, withheld, abandoned: nothing holds the step
		return out, false, t.free(ctx, p)
	}
	out, err = t.moved(ctx, c)
	return out, true, err
}

// takeOver goes on with a message that was reserved or rendered and has not
// begun to leave: the same owner's, or one whose owner is gone. If a case it
// speaks of has changed, it is given up and the step is free.
func (t *tx) takeOver(ctx context.Context, c *claim, p *parcel) (out dunning.Claimed, done bool, err error) {
	ok, err := t.stillDue(ctx, p, c.debtor, c.Now)
	if err != nil {
		return out, true, err
	}
	if !ok || c.h.body.Version > c.Known {
		return out, false, t.abandon(ctx, p)
	}
	if p.m.Owner != c.Owner && t.now.Before(p.m.LeaseUntil) {
		return dunning.Claimed{State: dunning.ClaimBusy}, true, nil
	}
	_, err = t.Exec(ctx, `
		update messages set owner = @owner, attempts = attempts + 1, lease_until = @lease, updated_at = @now where id = @id`,
		pgx.NamedArgs{"id": p.m.ID, "owner": c.Owner, "lease": t.now.Add(messageLease), "now": t.now})
	if err != nil {
		return out, true, wrap("taking the message over", err)
	}
	out, err = t.granted(ctx, c, p)
	return out, true, err
}

// stillDue tells whether every case in a message is as it was when it was
// claimed and still wants its step now, and nothing else forbids the send.
func (t *tx) stillDue(ctx context.Context, p *parcel, d debtorRow, now time.Time) (bool, error) {
	if d.Revision != p.m.DebtorRevision || (p.m.Channel == string(dunning.Email) && !d.debtor().Mailable()) {
		return false, nil
	}
	for _, n := range p.notices {
		h := p.cases[n.CaseID]
		at := now
		if n.DecidedAt.After(at) {
			at = n.DecidedAt
		}
		want := dunning.Next(h.body, at)
		if h.body.Version != n.CaseVersion || want.Step != n.Step || h.rules.Today(now) != dayOf(&p.m.Day) ||
			(want.Action != dunning.Send && want.Action != dunning.Thank) {
			return false, nil
		}
	}
	why, err := t.switchedOff(ctx)
	return why == "", err
}
