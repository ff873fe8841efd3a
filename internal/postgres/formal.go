package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/postgres/query"
)

// gates are how old the looks at public registers may be when a formal step is
// taken; 0 is no such rule.
type gates struct {
	watch    time.Duration // the official notices about the debtor
	register time.Duration // the register of companies
}

// Unlooked tells what the next step of a locked case waits for when it is a
// formal one: the official notices about the debtor and the register of
// companies must have been looked at lately, and the watch must not be blind.
// Friendly reminders go on. A debtor without company number cannot be looked up,
// and is not held; a person who has ended this very wait is believed for three
// days. Nil when nothing is missing.
func (t *Tx) Unlooked(ctx context.Context, h *Locked, siren string) (*dunning.Event, error) {
	step, ok := h.Body.Step()
	if !ok || !step.Formal() || siren == "" || t.gates == (gates{}) {
		return nil, nil
	}
	var notices, register bool
	var believed []string
	if err := t.QueryRow(ctx, `
		select exists (select 1 from gazette_looks where siren = @siren and looked_at > @notices),
		    exists (select 1 from register_looks where siren = @siren and looked_at > @register),
		    array(select distinct data->>'hold' from events where case_id = @id and kind = 'release' and data->>'hold' in ('stale_watch', 'register_check')
		        and author <> '' and recorded_at > @lately)`,
		pgx.NamedArgs{
			"siren": siren, "notices": t.Now.Add(-t.gates.watch), "register": t.Now.Add(-t.gates.register), "id": h.ID, "lately": t.Now.AddDate(0, 0, -3),
		}).Scan(&notices, &register, &believed); err != nil {
		return nil, query.Doing("looking when the registers were read", err)
	}
	trusted := map[string]bool{}
	for _, hold := range believed {
		trusted[hold] = true
	}
	if t.gates.watch > 0 && !trusted[string(dunning.HoldWatch)] {
		var state insolvency.WatchState
		if _, err := Setting(ctx, t, WatchKey, &state, false); err != nil {
			return nil, err
		}
		if !notices || state.Stale(t.Now, t.gates.watch+NationalGrace) {
			return new(dunning.NewHoldFor(dunning.HoldWatch).With(dunning.Stamp{Reason: dunning.ReasonStaleWatch})), nil
		}
	}
	if t.gates.register > 0 && !register && !trusted[string(dunning.HoldRegister)] {
		return new(dunning.NewRegisterHold(dunning.AwaitsLook).With(dunning.Stamp{Reason: dunning.ReasonRegister})), nil
	}
	return nil, nil
}

// Unagreed asks about the next step of a locked case when it is a formal notice that
// its plan sends without anybody's yes, and two people must agree: the case began
// before the rule did. Nil when there is nothing to ask.
func (t *Tx) Unagreed(h *Locked) *dunning.Event {
	step, ok := h.Body.Step()
	if !ok || !t.TwoAgree() || step.Level != dunning.FormalNotice || step.Approval == dunning.ApprovalRequired {
		return nil
	}
	return new(dunning.NewAsked(step.ID, "").With(dunning.Stamp{Reason: dunning.ReasonApprovalRequired}))
}

// surrendered lets a case that its plan hands over wait like a formal notice:
// nobody gives a file to a court without a look at the registers. The hold takes
// the place of the decision.
func (t *Tx) surrendered(ctx context.Context, h *Locked, e dunning.Event) (dunning.Event, error) {
	if e.Kind != dunning.KindHandedOver || h.Body.State == dunning.Closed {
		return e, nil
	}
	d, err := debtorByID(ctx, t, h.debtor)
	if err != nil {
		return e, err
	}
	hold, err := t.Unlooked(ctx, h, d.SIREN)
	if hold == nil || err != nil {
		return e, err
	}
	return hold.With(dunning.Stamp{ID: e.ID, At: e.At, Step: e.Step}), nil
}
