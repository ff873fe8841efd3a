package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/lifecycle"
	"relance/internal/postgres/query"
)

// StatusesOf gives the lifecycle statuses of an invoice on record, in the order
// of their own times.
func (s *Store) StatusesOf(ctx context.Context, ref dunning.Ref) ([]lifecycle.OnRecord, error) {
	rows, err := query.All[statusRow](ctx, s.pool, `
		select `+statusColumns+` from statuses s join invoices i on i.id = s.invoice_id
		where i.creditor = @creditor and i.number = @number order by s.status_at, s.id`,
		pgx.NamedArgs{"creditor": ref.Creditor, "number": ref.Number})
	if err != nil {
		return nil, Explain("reading the statuses", err)
	}
	out := make([]lifecycle.OnRecord, len(rows))
	for i, r := range rows {
		out[i] = lifecycle.OnRecord{
			Known: r.known(), Verdict: lifecycle.Verdict(r.Verdict), Why: r.Why, Door: r.Door, Document: query.Hex(r.Document), Received: r.CreatedAt.UTC(),
		}
	}
	return out, nil
}

// adoptStatuses gives new invoices the statuses that came before them: an
// invoice that was rejected is not chased from its first day.
func (t *Tx) adoptStatuses(ctx context.Context, opened []*Locked) error {
	numbers := make([]string, 0, len(opened))
	for _, h := range opened {
		numbers = append(numbers, h.Body.Number)
	}
	rows, err := query.All[struct {
		ID     int64
		Number string
		Year   int
		Seller string
	}](ctx, t, `select id, number, year, seller from statuses where invoice_id is null and number = any(@numbers) order by id`,
		pgx.NamedArgs{"numbers": numbers})
	if err != nil {
		return query.Doing("looking for statuses that wait for their invoice", err)
	}
	touched := map[int64]subject{}
	for _, r := range rows {
		found, err := t.statusSubject(ctx, lifecycle.Key{Number: r.Number, Year: r.Year, Seller: r.Seller})
		if err != nil || len(found) != 1 {
			if err != nil {
				return err
			}
			continue
		}
		if _, err := t.Exec(ctx, `update statuses set invoice_id = $2 where id = $1`, r.ID, found[0].InvoiceID); err != nil {
			return query.Doing("attaching a status", err)
		}
		touched[found[0].InvoiceID] = found[0]
	}
	for _, h := range opened {
		if sub, ok := touched[h.Invoice]; ok {
			if err := t.judgeAgain(ctx, h, sub); err != nil {
				return err
			}
		}
	}
	return nil
}

// judgeAgain looks anew who stands behind the statuses of an invoice, and lets
// them act: a debtor's SIREN has become known, or the invoice has.
func (t *Tx) judgeAgain(ctx context.Context, h *Locked, sub subject) error {
	rows, err := query.All[statusRow](ctx, t, `select `+statusColumns+` from statuses s where s.invoice_id = @id order by s.id`,
		pgx.NamedArgs{"id": sub.InvoiceID})
	if err != nil {
		return query.Doing("reading the statuses", err)
	}
	for _, r := range rows {
		k := r.known()
		k.Origin = lifecycle.OriginOf(r.Data, sub.CreditorSIREN, sub.SIREN).By(r.Door)
		verdict, why := lifecycle.Judge(k)
		if string(k.Origin) == r.Origin && string(verdict) == r.Verdict {
			continue
		}
		if _, err := t.Exec(ctx, `update statuses set origin = $2, verdict = $3, why = $4 where id = $1`, r.ID, string(k.Origin), string(verdict), why); err != nil {
			return query.Doing("judging a status anew", err)
		}
		t.askAboutStatus(h, k, verdict)
	}
	return t.obeyStatuses(ctx, h, sub, "")
}

// confirmedSIREN lets the statuses of a debtor's invoices act once his SIREN is
// on record, and ends the questions for it.
func (t *Tx) confirmedSIREN(ctx context.Context, debtor int64) error {
	subs, err := query.All[subject](ctx, t, subjectsOf+`
		where i.debtor_id = @debtor and exists (select 1 from statuses s where s.invoice_id = i.id) order by i.id, c.cycle desc`,
		pgx.NamedArgs{"debtor": debtor})
	if err != nil || len(subs) == 0 {
		return query.Doing("looking for statuses of the debtor's invoices", err)
	}
	slices.SortFunc(subs, func(a, b subject) int { return int(a.CaseID - b.CaseID) })
	ids := make([]int64, len(subs))
	for i, sub := range subs {
		ids[i] = sub.CaseID
	}
	cases, err := t.LockAll(ctx, ids)
	if err != nil {
		return err
	}
	for _, sub := range subs {
		h := cases[sub.CaseID]
		h.Tasks = append(h.Tasks, TaskChange{Done: []string{string(dunning.TaskConfirmSIREN)}})
		if err := t.judgeAgain(ctx, h, sub); err != nil {
			return err
		}
	}
	return nil
}
