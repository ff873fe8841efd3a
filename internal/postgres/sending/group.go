package sending

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// member is a case with its step in a message, and the instant at which the
// step was found due.
type member struct {
	h    *postgres.Locked
	step dunning.ScheduledStep
	at   time.Time
}

// reserve makes a message for the case and for those of the debtor's other
// cases that join it.
func (t *tx) reserve(ctx context.Context, c *sendRequest) (dunning.Reserved, error) {
	members := []member{{h: c.h, step: c.step(c.h, c.Now), at: c.Now}}
	others, err := t.siblings(ctx, c)
	if err != nil {
		return dunning.Reserved{}, err
	}
	members = append(members, others...)
	p, err := t.insertMessage(ctx, c, members)
	if err != nil {
		return dunning.Reserved{}, err
	}
	return t.granted(ctx, c, p)
}

// thanks is the step that answers a payment.
func thanks(d dunning.Decision) dunning.ScheduledStep {
	return dunning.ScheduledStep{ID: d.Step, Channel: dunning.Email, Level: dunning.LevelOf(d.Step)}
}

// step is the step of a case that the message is for, as of an instant.
func (c *sendRequest) step(h *postgres.Locked, at time.Time) dunning.ScheduledStep {
	if c.thanks() {
		return thanks(dunning.Next(h.Body, at))
	}
	s, _ := h.Body.Step()
	return s
}

// siblings gives the debtor's other cases whose e-mail is due today as well.
// They are locked; none of them has a message for the step.
func (t *tx) siblings(ctx context.Context, c *sendRequest) ([]member, error) {
	if c.decision.Channel != dunning.Email || c.h.Rules.Plan.Grouping == dunning.ByInvoice || len(c.others) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(c.others))
	for i, h := range c.others {
		ids[i] = h.ID
	}
	var taken []int64
	b := &pgx.Batch{}
	query.IntoValues(b, &taken, `
		select n.case_id from notices n join cases c on c.id = n.case_id
		where n.case_id = any(@ids) and n.state = 'held'
		  and (@thanks and (n.step = 'thanks' or n.step = 'receipt-' || (c.body->'receipts'->-1->>'payment'))
		      or not @thanks and n.step = c.step)`, pgx.NamedArgs{"ids": ids, "thanks": c.thanks()})
	if err := query.Send(ctx, t, b); err != nil {
		return nil, query.Doing("looking for the debtor's other notices", err)
	}
	end := c.h.Rules.Closing(c.Now)
	var out []member
	for _, h := range c.others {
		if h.Body.State == dunning.Closed || h.Body.Currency != c.h.Body.Currency || slices.Contains(taken, h.ID) {
			continue
		}
		if at, ok := h.Rules.Joins(h.Body, c.decision.Action, c.Now, end); ok {
			out = append(out, member{h: h, step: c.step(h, at), at: at})
		}
	}
	return out, nil
}

// parcelOf is the message for some cases, as it will be written.
func (t *tx) parcelOf(c *sendRequest, members []member) *postgres.Parcel {
	strictest, deadline := members[0].step, members[0]
	p := &postgres.Parcel{Debtor: c.debtor, Creditor: c.digest, Switches: c.switches, Cases: map[int64]*postgres.Locked{}}
	for _, m := range members {
		p.Cases[m.h.ID] = m.h
		p.Notices = append(p.Notices, postgres.NoticeRow{
			CaseID: m.h.ID, Step: m.step.ID, Level: string(m.step.Level), CaseVersion: m.h.Body.Version,
			DecidedAt: m.at, Reserver: m.h == c.h,
		})
		if m.step.Level.Rank() > strictest.Level.Rank() || m.step.Level == dunning.PartReceipt {
			strictest = m.step
		}
		if m.step.Dates(deadline.step) {
			deadline = m
		}
	}
	slices.SortFunc(p.Notices, func(a, b postgres.NoticeRow) int { return cmp.Compare(a.CaseID, b.CaseID) })
	p.Message = tables.MessageRow{
		Creditor: c.creditor.ID, Debtor: c.debtor.Key, DebtorID: c.debtor.ID, DebtorRevision: c.debtor.Revision,
		Channel: string(c.decision.Channel), Level: string(strictest.Level), State: string(tables.MessageReserved),
		Day: c.h.Rules.Today(c.Now).UTC(), Owner: c.Owner, Attempts: 1, LeaseUntil: t.Now.Add(postgres.MessageLease), CreatedAt: t.Now,
		Letterhead: c.letterhead(),
	}
	if limit := deadline.h.Rules.Limit(c.Now, deadline.step.Deadline); !limit.IsZero() {
		at := limit.UTC()
		p.Message.Deadline = &at
	}
	return p
}

// insertMessage writes the message and the notices that reserve the steps.
func (t *tx) insertMessage(ctx context.Context, c *sendRequest, members []member) (*postgres.Parcel, error) {
	p := t.parcelOf(c, members)
	var cases, versions []int64
	var steps, levels []string
	var decided []time.Time
	var reserver []bool
	for _, n := range p.Notices {
		cases, versions = append(cases, n.CaseID), append(versions, n.CaseVersion)
		steps, levels = append(steps, n.Step), append(levels, n.Level)
		decided, reserver = append(decided, n.DecidedAt), append(reserver, n.Reserver)
	}
	err := t.QueryRow(ctx, `
		with m as (
		    insert into messages (creditor, debtor_id, debtor_revision, channel, level, state, day, deadline, owner, attempts,
		        lease_until, created_at, updated_at, letterhead)
		    values (@creditor, @debtor, @revision, @channel, @level, @state, @day, @deadline, @owner, 1, @lease, @now, @now, @letterhead)
		    returning id)
		insert into notices (message_id, case_id, step, level, state, case_version, decided_at, claimer)
		select m.id, x.case_id, x.step, x.level, 'held', x.version, x.at, x.claimer
		from m, unnest(@cases::bigint[], @steps::text[], @levels::text[], @versions::bigint[], @decided::timestamptz[],
		    @claimer::boolean[]) as x (case_id, step, level, version, at, claimer)
		returning message_id`,
		pgx.NamedArgs{
			"creditor": p.Message.Creditor, "debtor": p.Message.DebtorID, "revision": p.Message.DebtorRevision, "channel": p.Message.Channel,
			"level": p.Message.Level, "state": p.Message.State, "day": p.Message.Day, "deadline": p.Message.Deadline, "owner": p.Message.Owner,
			"lease": p.Message.LeaseUntil, "now": t.Now, "cases": cases, "steps": steps, "levels": levels, "versions": versions,
			"decided": decided, "claimer": reserver, "letterhead": p.Message.Letterhead,
		}).Scan(&p.Message.ID)
	return p, query.Doing("reserving the notice", err)
}
