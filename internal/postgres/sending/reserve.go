package sending

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// sendRequest is a request with all that is needed to judge it.
type sendRequest struct {
	dunning.ReserveRequest
	h        *postgres.Locked
	debtor   tables.DebtorRow
	creditor dunning.Creditor
	digest   string             // digest of what the message takes from the creditor
	switches []string           // switches that are on
	others   []*postgres.Locked // other cases of the debtor that may join the message, by id
	reserved int64              // message that holds the step; 0 when none does
	turning  bool               // a version of a plan has started that the debtor's cases have yet to follow
	decision dunning.Decision
}

func (c *sendRequest) thanks() bool { return c.decision.Action == dunning.Thank }

// Reserve asks for the right to send a step. It locks the debtor and the case and
// answers
//
//   - moved, when there is nothing to send: something happened that the asker
//     does not know, or a rule says that the notice must wait. Either is in
//     Events; a rule is recorded with its reason;
//   - busy, when another activity is sending this very notice, or when a version of
//     a plan has started that cases of the debtor have yet to follow: ask again;
//   - claimed, with the message to render or to send as it was rendered. With
//     grouping by debtor the message speaks of all invoices whose e-mail is due
//     to him today.
//
// A message that an earlier attempt of the same owner had begun to hand over
// becomes unknown: it is not sent again.
func (s *Store) Reserve(ctx context.Context, r dunning.ReserveRequest) (out dunning.Reserved, err error) {
	r.Now = query.Micro(r.Now)
	err = s.do(ctx, "reserving the notice", func(t *tx) error {
		c, err := t.readRequest(ctx, r)
		if err != nil {
			return err
		}
		out, err = t.decideRequest(ctx, c)
		return err
	})
	return out, err
}

// readRequest takes the locks, the debtor's and then those of all cases that the
// claim may touch, in the order of their ids, and reads what it is judged by, in
// one round trip. Those are the case itself, the cases of the message that
// holds the step, and the debtor's cases that want to act within a day. They
// are found by debtor: the sum keeps PostgreSQL from walking through all cases
// of all debtors that are due today.
func (t *tx) readRequest(ctx context.Context, r dunning.ReserveRequest) (*sendRequest, error) {
	c := &sendRequest{ReserveRequest: r}
	args := postgres.RefArgs(r.Ref)
	args["step"], args["soon"], args["now"] = r.Step, r.Now.Add(24*time.Hour), r.Now
	var debtors []tables.DebtorRow
	var cases []postgres.CaseRow
	var creditors []dunning.Creditor
	var digests []string
	var reserved, turning []int64
	b := &pgx.Batch{}
	b.Queue(`select pg_advisory_xact_lock(`+postgres.DebtorLock+`)`+postgres.DebtorOfCase, args)
	query.Into(b, &debtors, `select `+tables.DebtorColumns+postgres.DebtorOfCase, args)
	query.Into(b, &cases, `
		with own as materialized (
		    select id, debtor_id from cases where creditor = @creditor and number = @number and cycle = @cycle),
		held as materialized (
		    select m.case_id from own join notices n on n.case_id = own.id and n.step = @step and n.state = 'held'
		        join notices m on m.message_id = n.message_id)
		select `+postgres.CaseColumns+` from cases c
		where c.debtor_id = (select debtor_id from own) and (c.id = (select id from own) or c.id in (select case_id from held)
		    or c.closed_at is null and c.next_action_at + interval '0' <= @soon)
		order by c.id for no key update of c`, args)
	query.IntoValues(b, &creditors, `select data from creditors where id = @creditor`, args)
	query.IntoValues(b, &digests, `select `+postgres.ParticularsDigest+` from creditors c where c.id = @creditor`, args)
	query.IntoValues(b, &reserved, `
		select n.message_id from cases c join notices n on n.case_id = c.id and n.step = @step and n.state = 'held'
		where c.creditor = @creditor and c.number = @number and c.cycle = @cycle`, args)
	query.IntoValues(b, &turning, `
		select c.id from cases c join plan_versions v on v.creditor = c.creditor and v.plan = c.plan->>'id'
		where c.debtor_id = (select d.id`+postgres.DebtorOfCase+`) and c.closed_at is null and v.version > coalesce((c.plan->>'version')::int, 0)
		    and v.used_at is not null and v.starts_at <= @now and v.moved_at is null and v.running <> 'keep'
		    and not exists (select from plans p where p.creditor = v.creditor and p.id = v.plan and p.stated)
		limit 1`, args)
	query.IntoValues(b, &c.switches, postgres.SwitchesOn, nil)
	if err := query.Send(ctx, t, b); err != nil {
		return nil, query.Doing("locking debtor and case", err)
	}
	if len(debtors) == 0 {
		return nil, dunning.UnknownCase(r.Ref)
	}
	t.Waited()
	c.debtor, c.creditor, c.digest = debtors[0], creditors[0], digests[0]
	c.turning = len(turning) > 0
	if len(reserved) > 0 {
		c.reserved = reserved[0]
	}
	return c, c.take(cases)
}

// take sorts the locked rows into the case itself and the others.
func (c *sendRequest) take(rows []postgres.CaseRow) error {
	for _, row := range rows {
		h, err := row.Locked()
		if err != nil {
			return err
		}
		if h.Body.Ref() == c.Ref {
			c.h = h
		} else {
			c.others = append(c.others, h)
		}
	}
	if c.h == nil {
		return dunning.UnknownCase(c.Ref)
	}
	return nil
}

func (t *tx) decideRequest(ctx context.Context, c *sendRequest) (dunning.Reserved, error) {
	if c.reserved != 0 {
		p, err := t.Open(ctx, c.reserved)
		if err != nil {
			return dunning.Reserved{}, err
		}
		if out, done, err := t.alreadyReserved(ctx, c, p); done || err != nil {
			return out, err
		}
	}
	if c.h.Body.Version > c.Known {
		return t.moved(ctx, c)
	}
	c.decision = dunning.Next(c.h.Body, c.Now)
	if !c.wanted() {
		return t.moved(ctx, c)
	}
	if c.turning && !c.thanks() {
		return dunning.Reserved{State: dunning.ReserveBusy}, nil
	}
	e, err := t.blocked(ctx, c)
	if err != nil {
		return dunning.Reserved{}, err
	}
	if e != nil {
		e.At, e.Step = c.Now, c.Step
		if err := t.Append(c.h, *e, false); err != nil {
			return dunning.Reserved{}, err
		}
		return t.moved(ctx, c)
	}
	return t.reserve(ctx, c)
}

// wanted tells whether the case still asks for this very send.
func (c *sendRequest) wanted() bool {
	d := c.decision
	return (d.Action == dunning.Send || d.Action == dunning.Thank) && d.Step == c.Step
}

// moved writes what was appended and answers with what the asker does not know.
func (t *tx) moved(ctx context.Context, c *sendRequest) (out dunning.Reserved, err error) {
	if err := t.Flush(ctx, c.h); err != nil {
		return out, err
	}
	out.State = dunning.ReserveMoved
	out.Events, err = t.Since(ctx, c.h, c.Known)
	return out, err
}

// alreadyReserved deals with a step that has a message already. Not done means that
// the step is free again.
func (t *tx) alreadyReserved(ctx context.Context, c *sendRequest, p *postgres.Parcel) (out dunning.Reserved, done bool, err error) {
	c.h = p.Cases[c.h.ID]
	switch dunning.MessageState(p.Message.State) {
	case tables.MessageReserved, dunning.MessageRendered:
		return t.takeOver(ctx, c, p)
	case dunning.MessageHanding:
		if p.Message.Owner != c.Owner {
			return dunning.Reserved{State: dunning.ReserveBusy}, true, nil
		}
		if err := t.unknown(ctx, p, c.Now, ""); err != nil {
			return out, true, err
		}
		if err := t.Flush(ctx, p.List()...); err != nil {
			return out, true, err
		}
	case dunning.MessageUnknown:
		if d := dunning.Next(c.h.Body, c.Now); d.Action == dunning.Send && d.Step == c.Step {
			// Somebody asked for another try: the question is still open.
			e := dunning.NewUnknown(c.Step).With(dunning.Stamp{At: c.Now, Message: p.Message.ID})
			if err := t.Append(c.h, e, false); err != nil {
				return out, true, err
			}
		}
	case dunning.MessageAccepted:
	default: // refused, withheld, abandoned: nothing holds the step
		return out, false, t.Free(ctx, p)
	}
	out, err = t.moved(ctx, c)
	return out, true, err
}

// takeOver goes on with a message that was reserved or rendered and has not
// begun to leave: the same owner's, or one whose owner is gone. If a case it
// speaks of has changed, it is given up and the step is free.
func (t *tx) takeOver(ctx context.Context, c *sendRequest, p *postgres.Parcel) (out dunning.Reserved, done bool, err error) {
	if !stillDue(p, c.Now) || c.h.Body.Version > c.Known || p.Message.Letterhead != "" && p.Message.Letterhead != c.letterhead() {
		return out, false, t.Abandon(ctx, p)
	}
	if p.Message.Owner != c.Owner && t.Now.Before(p.Message.LeaseUntil) {
		return dunning.Reserved{State: dunning.ReserveBusy}, true, nil
	}
	_, err = t.Exec(ctx, `
		update messages set owner = @owner, attempts = attempts + 1, lease_until = @lease, updated_at = @now where id = @id`,
		pgx.NamedArgs{"id": p.Message.ID, "owner": c.Owner, "lease": t.Now.Add(postgres.MessageLease), "now": t.Now})
	if err != nil {
		return out, true, query.Doing("taking the message over", err)
	}
	out, err = t.granted(ctx, c, p)
	return out, true, err
}

// letterhead is the digest of all that a message takes from the creditor: his
// particulars, and the templates that the asker writes by.
func (c *sendRequest) letterhead() string { return c.digest + "/" + c.Templates }

// outdated tells whether the creditor's particulars are no longer those that
// the message was written by.
func outdated(p *postgres.Parcel) bool {
	digest, _, known := strings.Cut(p.Message.Letterhead, "/")
	return known && digest != p.Creditor
}

// stillDue tells whether every case in a message is as it was when it was
// claimed and still wants its step now, and nothing else forbids the send.
func stillDue(p *postgres.Parcel, now time.Time) bool {
	if p.Debtor.Revision != p.Message.DebtorRevision || outdated(p) || postgres.SwitchedOff(p.Switches) != "" ||
		p.Unread && dunning.Level(p.Message.Level).Rank() > 0 || (p.Message.Channel == string(dunning.Email) && !p.Debtor.Debtor().Mailable()) {
		return false
	}
	for _, n := range p.Notices {
		h := p.Cases[n.CaseID]
		at := now
		if n.DecidedAt.After(at) {
			at = n.DecidedAt
		}
		want := dunning.Next(h.Body, at)
		if h.Body.Version != n.CaseVersion || want.Step != n.Step || h.Rules.Today(now) != query.DayOf(&p.Message.Day) ||
			(want.Action != dunning.Send && want.Action != dunning.Thank) {
			return false
		}
	}
	return true
}
