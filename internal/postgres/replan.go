package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// follow puts a case under the rules of a plan of its creditor, as new cases follow
// it now, before the change is recorded. CodeConflict while a notice of the case
// is leaving: what became of it could not be told of a step that is gone.
func (t *Tx) follow(ctx context.Context, h *Locked, e dunning.Event) error {
	var leaving bool
	err := t.QueryRow(ctx, `
		select exists (select from notices n join messages m on m.id = n.message_id
		    where n.case_id = @id and n.state = 'held' and m.state in ('handing_over', 'unknown'))`, pgx.NamedArgs{"id": h.ID}).Scan(&leaving)
	if err != nil {
		return query.Doing("looking for a notice that is leaving", err)
	}
	if leaving {
		return dunning.Errorf(dunning.CodeConflict, "a notice of invoice %s is leaving: its plan cannot change now", h.Body.Number).
			WithHint("try again once it is known what became of it")
	}
	p, err := plan(ctx, t, h.Body.Creditor, e.Plan, t.Now)
	if err != nil {
		return err
	}
	rules, err := dunning.NewRules(p, h.Rules.Zone, h.Body.Creditor, h.Body.Debtor)
	if err != nil {
		return err
	}
	h.Rules, h.replanned = rules, true
	return nil
}
