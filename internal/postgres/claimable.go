package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// checkAccessory refuses more for interest and fee of an invoice than may be
// claimed on the day of the payment, or more back than came for them: it would
// count nowhere. how writes the same payment with another accessory, for the
// hint.
func (t *tx) checkAccessory(ctx context.Context, h *locked, accessory money.Cents, on calendar.Date, how func(money.Cents) string) error {
	if accessory == 0 {
		return nil
	}
	open, given, err := t.claimable(ctx, h, on)
	switch {
	case err != nil:
		return err
	case accessory < 0 && -accessory > given:
		return dunning.Errorf(dunning.CodeConflict, "%s cannot be taken back from interest and fee of invoice %s: %s was paid for them",
			-accessory, h.body.Number, given).WithHint("write %s", how(-given))
	case accessory > open && open > 0:
		return dunning.Errorf(dunning.CodeConflict, "%s is more than the %s that may be claimed for interest and fee of invoice %s on %s",
			accessory, open, h.body.Number, on).WithHint("write %s", how(open))
	case accessory > open:
		return dunning.Errorf(dunning.CodeConflict, "neither interest nor fee may be claimed for invoice %s on %s: %s cannot go to them",
			h.body.Number, on, accessory).WithHint("look at the claim: relance show %s", h.body.Number)
	}
	return nil
}

// claimable is what may be claimed besides the balance of an invoice on a day
// (interest, fixed fee, justified costs), and what was given for these. All
// money on record counts on that day, also what came later: nothing is paid
// twice because its payments are told out of order.
func (t *tx) claimable(ctx context.Context, h *locked, on calendar.Date) (open, given money.Cents, err error) {
	in := dunning.ClaimInput{On: on, Judgment: h.body.Judgment()}
	if in.Creditor, err = creditor(ctx, t, h.body.Creditor); err != nil {
		return 0, 0, err
	}
	d, err := debtorByID(ctx, t, h.debtor)
	if err != nil {
		return 0, 0, err
	}
	in.Regime = d.debtor().Regime
	var received, credited []receivedRow
	var payable []int64
	var remarks []remarkRow
	args := pgx.NamedArgs{"ids": []int64{h.invoice}}
	b := &pgx.Batch{}
	intoValues(b, &payable, `select payable from invoices where id = any(@ids)`, args)
	into(b, &received, receivedOf, args)
	into(b, &credited, creditsOf, args)
	into(b, &remarks, remarksOf, args)
	if err := run(ctx, t, b); err != nil {
		return 0, 0, wrap("reading what was paid", err)
	}
	in.Invoice = dunning.Invoice{Number: h.body.Number, Payable: money.Cents(payable[0]), Due: h.body.Due, Currency: h.body.Currency}
	in.Received, in.Credited = notAfter(on, receivedFor(h.invoice, received)), notAfter(on, receivedFor(h.invoice, credited))
	var told []dunning.Event
	told, in.Particulars = remarksFor(h.invoice, remarks)
	in.Notice = dunning.NoticeReceived(h.body, told)
	for _, r := range in.Received {
		given += r.Accessory
	}
	c, err := t.reckon(in)
	return c.Interest + c.Fee + c.Costs, given, err
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
