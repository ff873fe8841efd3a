package sending

import (
	"context"
	"strconv"
	"time"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// Finish records what became of a message, on every case it speaks of, and
// gives back the events of one of them. It may be called again. A message that
// had become unknown is resolved by an outcome that arrives late after all.
//
//	accepted  each case is sent its own step (or thanked, and closed)
//	refused   each case waits for an address, or for a person when the address
//	          is not to blame; the steps are free
//	unknown   a person is asked; nothing is sent again
//	retry     the same bytes may be offered again
func (s *Store) Finish(ctx context.Context, f dunning.Finished) (events []dunning.Event, err error) {
	err = s.do(ctx, "recording the outcome of the send", func(t *tx) error {
		p, err := t.Open(ctx, f.Message)
		if err != nil {
			return err
		}
		p.Ended = true
		if err := t.conclude(ctx, p, f); err != nil {
			return err
		}
		if err := t.Flush(ctx, p.List()...); err != nil {
			return err
		}
		events, err = t.eventsFor(ctx, p, f.Ref, f.Known)
		return err
	})
	return events, err
}

// eventsFor gives what happened to a case of the message, or to another one.
func (t *tx) eventsFor(ctx context.Context, p *postgres.Parcel, ref dunning.Ref, known int64) ([]dunning.Event, error) {
	for _, h := range p.Cases {
		if h.Body.Ref() == ref {
			return t.Since(ctx, h, known)
		}
	}
	return postgres.EventsAfter(ctx, t, ref, known) // without its lock: it may come before those that are held
}

func (t *tx) conclude(ctx context.Context, p *postgres.Parcel, f dunning.Finished) error {
	switch dunning.MessageState(p.Message.State) {
	case tables.MessageReserved, dunning.MessageRendered, dunning.MessageHanding:
	case dunning.MessageUnknown:
		return t.resolve(ctx, p, f)
	default: // over: what the server said is kept, and told where it contradicts a person
		t.askAboutContradiction(p, f)
		return t.SetState(ctx, p, dunning.MessageState(p.Message.State), f.Reply, f.Tracking, time.Time{})
	}
	switch f.Outcome {
	case dunning.SendAccepted:
		return t.accepted(ctx, p, f)
	case dunning.SendRefused:
		return t.refused(ctx, p, f)
	case dunning.SendUnknown:
		return t.unknown(ctx, p, f.At, f.Reply)
	case dunning.SendRetry:
		return t.SetState(ctx, p, dunning.MessageRendered, f.Reply, f.Tracking, time.Time{})
	}
	return dunning.Errorf(dunning.CodeInvalid, "outcome %q of a send is not known", f.Outcome)
}

// accepted: the server has it. Each case counts its own step.
func (t *tx) accepted(ctx context.Context, p *postgres.Parcel, f dunning.Finished) error {
	if err := t.SetState(ctx, p, dunning.MessageAccepted, f.Reply, f.Tracking, f.At); err != nil {
		return err
	}
	byHand, err := t.byHand(ctx, p)
	if err != nil {
		return err
	}
	for _, n := range p.Notices {
		h := p.Cases[n.CaseID]
		if dunning.Acknowledges(n.Step) {
			if err := t.thanked(h, p.Message.ID, n.Step, f.At, ""); err != nil {
				return err
			}
			continue
		}
		e := dunning.NewSent(n.Step)
		if byHand && f.Tracking == "" {
			e = dunning.NewToPost(n.Step) // a person posts it and notes when
		}
		e = e.HandOver(query.TimeOf(p.Message.HandedAt), f.Tracking).WrittenBy(p.Message.Wording).
			With(dunning.Stamp{At: f.At, Reason: dunning.ReasonGroupedWith, Message: p.Message.ID})
		if n.Reserver {
			e.Reason = dunning.ReasonStepDue
		}
		if err := t.Append(h, e, false); err != nil {
			return err
		}
	}
	return nil
}

// thanked ends the thanks or a receipt, and with the thanks the case when
// nothing else is open. No reason means that the mail was accepted.
func (t *tx) thanked(h *postgres.Locked, message int64, step string, at time.Time, why dunning.Reason) error {
	switch {
	case why != "":
	case dunning.IsReceipt(step):
		why = dunning.ReasonPaidInPart
	default:
		why = h.Body.SettledBy()
	}
	e := dunning.NewThanked(step, why).With(dunning.Stamp{At: at, Message: message})
	if err := t.Append(h, e, false); err != nil {
		return err
	}
	d := dunning.Next(h.Body, h.LastAt)
	if d.Action != dunning.Close {
		return nil
	}
	return t.Append(h, dunning.NewClosed(d.Outcome, d.Reason).With(dunning.Stamp{At: at}), false)
}

// refused: for good. Thanks that are refused never keep a case open.
func (t *tx) refused(ctx context.Context, p *postgres.Parcel, f dunning.Finished) error {
	if err := t.SetState(ctx, p, dunning.MessageRefused, f.Reply, f.Tracking, time.Time{}); err != nil {
		return err
	}
	if err := t.Free(ctx, p); err != nil {
		return err
	}
	for _, n := range p.Notices {
		h := p.Cases[n.CaseID]
		if dunning.Acknowledges(n.Step) {
			if err := t.thanked(h, p.Message.ID, n.Step, f.At, dunning.ReasonRefused); err != nil {
				return err
			}
			if !f.Address || !dunning.IsReceipt(n.Step) {
				continue
			}
		}
		e := dunning.NewAttention(n.Step, dunning.ReasonRefused).With(dunning.Stamp{At: f.At, Message: p.Message.ID})
		if f.Address && p.Message.Channel == string(dunning.Email) {
			e = dunning.NewRefused(n.Step).With(dunning.Stamp{At: f.At, Message: p.Message.ID})
		}
		if err := t.Append(h, e, false); err != nil {
			return err
		}
	}
	if f.Address && p.Message.Channel == string(dunning.Email) {
		return t.Bounced(ctx, p.Message.DebtorID)
	}
	return nil
}

// unknown: nobody can know whether it left. A person is asked, once for all
// cases; about thanks nobody is asked.
func (t *tx) unknown(ctx context.Context, p *postgres.Parcel, at time.Time, reply string) error {
	if err := t.SetState(ctx, p, dunning.MessageUnknown, reply, "", time.Time{}); err != nil {
		return err
	}
	if p.Message.Answers != 0 {
		return t.askAboutAnswer(ctx, p.Message.ID, dunning.MessageUnknown)
	}
	if p.Message.Declares != 0 {
		return t.askAboutDeclaration(ctx, p, dunning.TaskInsolvency)
	}
	for _, n := range p.Notices {
		h := p.Cases[n.CaseID]
		if dunning.Acknowledges(n.Step) {
			if err := t.thanked(h, p.Message.ID, n.Step, at, dunning.ReasonOutcomeUnknown); err != nil {
				return err
			}
			continue
		}
		e := dunning.NewUnknown(n.Step).HandOver(query.TimeOf(p.Message.HandedAt), "").With(dunning.Stamp{At: at, Message: p.Message.ID})
		if err := t.Append(h, e, false); err != nil {
			return err
		}
	}
	return nil
}

// askAboutContradiction asks a person to look at a message that was given up, as not sent, and
// that the server has accepted after all: the debtor may have it twice.
func (t *tx) askAboutContradiction(p *postgres.Parcel, f dunning.Finished) {
	if p.Message.State != string(dunning.MessageAbandoned) || f.Outcome != dunning.SendAccepted {
		return
	}
	for _, n := range p.Notices {
		h := p.Cases[n.CaseID]
		h.Tasks = append(h.Tasks, postgres.TaskChange{Open: dunning.TaskSentAfterAll, Step: n.Step, Detail: strconv.FormatInt(p.Message.ID, 10)})
	}
}

// resolve takes an outcome that arrives after the message had become unknown.
func (t *tx) resolve(ctx context.Context, p *postgres.Parcel, f dunning.Finished) error {
	settled := func(sent bool, why dunning.Reason) dunning.Event {
		return dunning.NewSettle(sent).HandOver(time.Time{}, f.Tracking).With(dunning.Stamp{At: f.At, Reason: why})
	}
	switch f.Outcome {
	case dunning.SendAccepted:
		if err := t.Settle(ctx, p, settled(true, dunning.ReasonAccepted), true); err != nil {
			return err
		}
		return t.SetState(ctx, p, dunning.MessageAccepted, f.Reply, f.Tracking, time.Time{})
	case dunning.SendRefused:
		if err := t.Settle(ctx, p, settled(false, dunning.ReasonRefused), true); err != nil {
			return err
		}
		return t.refused(ctx, p, f)
	}
	return nil
}
