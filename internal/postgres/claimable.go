package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres/claims"
	"relance/internal/postgres/query"
)

// CheckAccessory refuses more for interest and fee of an invoice than may be
// claimed on the day of the payment, or more back than came for them: it would
// count nowhere. how writes the same payment with another accessory, for the
// hint.
func (t *Tx) CheckAccessory(ctx context.Context, h *Locked, accessory money.Cents, on calendar.Date, how func(money.Cents) string) error {
	if accessory == 0 {
		return nil
	}
	open, given, err := t.claimable(ctx, h, on)
	switch {
	case err != nil:
		return err
	case accessory < 0 && -accessory > given:
		return dunning.Errorf(dunning.CodeConflict, "%s cannot be taken back from interest and fee of invoice %s: %s was paid for them",
			-accessory, h.Body.Number, given).WithHint("write %s", dunning.Phrase(how(-given)))
	case accessory > open && open > 0:
		return dunning.Errorf(dunning.CodeConflict, "%s is more than the %s that may be claimed for interest and fee of invoice %s on %s",
			accessory, open, h.Body.Number, on).WithHint("write %s", dunning.Phrase(how(open)))
	case accessory > open:
		return dunning.Errorf(dunning.CodeConflict, "neither interest nor fee may be claimed for invoice %s on %s: %s cannot go to them",
			h.Body.Number, on, accessory).WithHint("look at the claim: %s", dunning.Deed{Do: dunning.DeedShow, On: h.Body.Number})
	}
	return nil
}

// claimable is what may be claimed besides the balance of an invoice on a day
// (interest, fixed fee, justified costs), and what was given for these. All
// money on record counts on that day, also what came later: nothing is paid
// twice because its payments are told out of order.
func (t *Tx) claimable(ctx context.Context, h *Locked, on calendar.Date) (open, given money.Cents, err error) {
	c, in, err := t.claimOn(ctx, h, on, nil)
	for _, r := range in.Received {
		given += r.Accessory
	}
	return dunning.LeftOf(c).Sum(), given, err
}

// Left is what notices of the case claimed besides its principal and what stays
// due once an event has settled that. Money that is not written yet counts too.
func (t *Tx) Left(ctx context.Context, h *Locked, e dunning.Event, unwritten []dunning.Received) (dunning.Left, error) {
	if e.Balance == nil || *e.Balance > 0 || !h.Body.Claimed() {
		return dunning.Left{}, nil
	}
	c, _, err := t.claimOn(ctx, h, e.Date, unwritten)
	return dunning.LeftOf(c), err
}

// claimOn is all that may be claimed on an invoice on a day, and from what it
// was worked out.
func (t *Tx) claimOn(ctx context.Context, h *Locked, on calendar.Date, unwritten []dunning.Received) (c dunning.Claim, in claim.Input, err error) {
	in = claim.Input{On: on, Judgment: h.Body.Judgment()}
	if in.Creditor, err = CreditorByID(ctx, t, h.Body.Creditor); err != nil {
		return c, in, err
	}
	d, err := debtorByID(ctx, t, h.debtor)
	if err != nil {
		return c, in, err
	}
	in.Regime = d.Debtor().Regime
	var rows claims.Rows
	var payable []int64
	b := &pgx.Batch{}
	query.IntoValues(b, &payable, `select payable from invoices where id = @id`, pgx.NamedArgs{"id": h.Invoice})
	rows.Queue(b, []int64{h.Invoice})
	if err := query.Send(ctx, t, b); err != nil {
		return c, in, query.Doing("reading what was paid", err)
	}
	in.Invoice = dunning.Invoice{Number: h.Body.Number, Payable: money.Cents(payable[0]), Due: h.Body.Due, Currency: h.Body.Currency}
	in.Received, in.Credited = notAfter(on, append(rows.Received(h.Invoice), unwritten...)), notAfter(on, rows.Credited(h.Invoice))
	var recorded []dunning.Event
	recorded, in.Particulars = rows.Remarks(h.Invoice)
	in.Notice = dunning.NoticeReceived(h.Body, recorded)
	c, err = t.workOutClaim(in)
	return c, in, err
}

// notAfter dates what lies after a day on that day.
func notAfter(on calendar.Date, list []dunning.Received) []dunning.Received {
	for i, r := range list {
		if r.Date.After(on) {
			list[i].Date = on
		}
	}
	return list
}
