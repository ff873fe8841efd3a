package banking

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres/claims"
	"relance/internal/postgres/query"
)

// lookClaims reads what happened to the invoices whose balance a line exceeds
// by what interest and fee may explain: of one of them, or of all that it cites.
func (c *chunkRun) lookClaims(ctx context.Context) error {
	if c.im.r.Claim == nil {
		return nil
	}
	for _, l := range c.lines {
		if !l.Known && l.Entry.Amount > 0 {
			c.found.Nearby(l)
		}
	}
	if len(c.found.History) == 0 {
		return nil
	}
	return query.Doing("looking for what may be claimed", c.readHistory(ctx, slices.Collect(maps.Keys(c.found.History))))
}

// readHistory reads payments and credit notes of invoices, and what people told of
// them that claims depend on.
func (c *chunkRun) readHistory(ctx context.Context, ids []int64) error {
	var rows claims.Rows
	var payable []struct{ ID, Payable int64 }
	var cases []struct {
		InvoiceID int64
		Body      dunning.Case
	}
	args := pgx.NamedArgs{"ids": ids}
	b := &pgx.Batch{}
	query.Into(b, &payable, `select id, payable from invoices where id = any(@ids)`, args)
	rows.Queue(b, ids)
	query.Into(b, &cases, `
		select distinct on (invoice_id) invoice_id, body from cases
		where invoice_id = any(@ids) order by invoice_id, cycle desc`, args)
	if err := query.Send(ctx, c.t, b); err != nil {
		return err
	}
	of := c.found.History
	for _, p := range payable {
		of[p.ID].Payable = money.Cents(p.Payable)
	}
	for id, p := range of {
		p.Received, p.Credited = rows.Received(id), rows.Credited(id)
		_, p.Particulars = rows.Remarks(id)
	}
	for _, k := range cases {
		of[k.InvoiceID].Judgment = k.Body.Judgment()
	}
	return nil
}
