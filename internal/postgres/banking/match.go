package banking

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/access"
	"relance/internal/bank"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres/query"
	"relance/internal/reconcile"
)

// manualWork is a decision of a person about one line, while it is carried out.
type manualWork struct {
	t      *tx
	p      *poster
	row    bankLineRow
	author string
	ids    []int64                 // invoices, in the order given
	items  map[int64]invoiceTarget // by id
}

type invoiceTarget struct {
	ID       int64
	Number   string
	Currency string
	DebtorID int64
}

// decideLine runs a person's decision over a line in one transaction. One over
// another version of the line than its author saw is refused (CodeConflict); the
// answer then holds the line as it is.
func (s *Store) decideLine(ctx context.Context, doing string, id int64, author string, at time.Time, fn func(*manualWork) error) (out reconcile.Matched, err error) {
	err = s.do(ctx, doing, func(t *tx) error {
		row, err := bankLine(ctx, t, id, "for no key update of l")
		if err != nil {
			return err
		}
		if seen := access.Seen(ctx); seen != 0 && seen != row.Version {
			out.Line = row.line()
			return reconcile.StaleLine(out.Line, seen)
		}
		w := &manualWork{t: t, row: row, author: author, p: &poster{t: t, creditor: row.Creditor, at: at}}
		if err := fn(w); err != nil {
			return err
		}
		if row, err = bankLine(ctx, t, id, ""); err != nil {
			return err
		}
		out = reconcile.Matched{Line: row.line()}
		for _, id := range w.ids {
			if h := w.p.cases[id]; h != nil {
				out.Cases = append(out.Cases, h.Body.Ref())
			}
		}
		return nil
	})
	return out, err
}

// Match gives a line, or what is left of it, to invoices because a person says
// so. The cases hear of it, the pauses that the line asked for end, and the
// payer's account is learnt. CodeConflict when the line is matched already or
// has not so much left, when an invoice owes less, or when less may be claimed
// for interest and fee on the day of the money.
func (s *Store) Match(ctx context.Context, line int64, parts []reconcile.MatchPart, author string, at time.Time) (reconcile.Matched, error) {
	return s.decideLine(ctx, "matching the bank line", line, author, at, func(w *manualWork) error {
		left, err := w.left()
		if err != nil {
			return err
		}
		if err := w.targets(ctx, parts); err != nil {
			return err
		}
		given, err := w.share(ctx, parts, left)
		if err != nil {
			return err
		}
		return w.match(ctx, given, left)
	})
}

// left is the amount of the line that may still be given to invoices.
func (w *manualWork) left() (money.Cents, error) {
	r := w.row
	switch {
	case r.Entry.Status != bank.Booked:
		return 0, dunning.Errorf(dunning.CodeConflict, "bank line %d is not booked yet", r.ID).
			WithHint("it can be matched once a statement books it")
	case r.State == string(reconcile.LineReturned):
		return 0, dunning.Errorf(dunning.CodeConflict, "bank line %d was taken back by a later one", r.ID)
	case r.State == string(reconcile.LineMatched) && r.Rest == 0:
		return 0, dunning.Errorf(dunning.CodeConflict, "bank line %d is matched already", r.ID).
			WithHint("undo it first: %s", dunning.Deed{Do: dunning.DeedUnmatch, On: strconv.FormatInt(r.ID, 10)})
	case r.State == string(reconcile.LineMatched):
		return money.Cents(r.Rest), nil
	}
	return r.Entry.Amount, nil
}

// targets finds the invoices and locks their cases.
func (w *manualWork) targets(ctx context.Context, parts []reconcile.MatchPart) error {
	numbers := make([]string, len(parts))
	for i, p := range parts {
		if slices.Contains(numbers[:i], p.Invoice) {
			return dunning.Errorf(dunning.CodeInvalid, "invoice %s is named twice", p.Invoice)
		}
		numbers[i] = p.Invoice
	}
	rows, err := query.All[invoiceTarget](ctx, w.t, `
		select id, number, currency, debtor_id from invoices where creditor = @creditor and number = any(@numbers)`,
		pgx.NamedArgs{"creditor": w.row.Creditor, "numbers": numbers})
	if err != nil {
		return query.Doing("looking for the invoices", err)
	}
	w.items = map[int64]invoiceTarget{}
	for _, n := range numbers {
		i := slices.IndexFunc(rows, func(r invoiceTarget) bool { return r.Number == n })
		if i < 0 {
			return dunning.UnknownCase(dunning.Ref{Creditor: w.row.Creditor, Number: n})
		}
		if rows[i].Currency != w.row.Entry.Currency {
			return dunning.Errorf(dunning.CodeConflict, "invoice %s is in %s, the bank line in %s", n, rows[i].Currency, w.row.Entry.Currency)
		}
		w.ids, w.items[rows[i].ID] = append(w.ids, rows[i].ID), rows[i]
	}
	return w.lock(ctx, w.ids)
}

// lock locks the cases of the invoices and those that the line pauses, at once
// and in order.
func (w *manualWork) lock(ctx context.Context, invoices []int64) (err error) {
	var paused []int64
	b := &pgx.Batch{}
	query.IntoValues(b, &paused, `select invoice_id from bank_holds where line_id = @line`, pgx.NamedArgs{"line": w.row.ID})
	if err := query.Send(ctx, w.t, b); err != nil {
		return query.Doing("reading the pauses", err)
	}
	w.p.cases, w.p.open, err = w.t.LockNewest(ctx, append(paused, invoices...))
	return err
}

// share gives each invoice its part.
func (w *manualWork) share(ctx context.Context, parts []reconcile.MatchPart, left money.Cents) (out []part, err error) {
	for i, p := range parts {
		open, amount := w.p.open[w.ids[i]], p.Amount
		if err := checkPartAccessory(p, left); err != nil {
			return nil, err
		}
		if err := w.t.CheckAccessory(ctx, w.p.cases[w.ids[i]], p.Accessory, w.row.day(), func(a money.Cents) string { return partWith(p, a) }); err != nil {
			return nil, err
		}
		left -= p.Accessory
		switch {
		case amount == 0 && p.Accessory != 0:
			out = append(out, part{invoice: w.ids[i], accessory: p.Accessory})
			continue
		case amount == 0 && left > 0:
			amount = min(left, max(open, 0))
		case amount == 0:
			amount = left
		}
		switch {
		case left > 0 && amount > open:
			return nil, dunning.Errorf(dunning.CodeConflict, "invoice %s owes %s, less than %s", p.Invoice, open, amount).
				WithHint("give it what it owes; the rest stays on the line, or goes to interest and fee as %s=%s+…", p.Invoice, max(open, 0))
		case left > 0 && (amount <= 0 || amount > left), left < 0 && (amount >= 0 || amount < left):
			return nil, dunning.Errorf(dunning.CodeConflict, "%s of the bank line cannot go to invoice %s: %s is left of it, the invoice owes %s",
				amount, p.Invoice, left, open).WithHint("%s", partHint(p, left, open))
		}
		left -= amount
		out = append(out, part{invoice: w.ids[i], amount: amount, accessory: p.Accessory})
	}
	return out, nil
}

// signHint tells what may be taken from what is left of a line.
func signHint(left money.Cents) string {
	if left < 0 {
		return fmt.Sprintf("the money went out: amounts are negative, down to %s in all", left)
	}
	return fmt.Sprintf("the money came in: amounts are positive, up to %s in all; what went out is a line of its own", left)
}

// match records the parts.
func (w *manualWork) match(ctx context.Context, given []part, left money.Cents) error {
	r := w.row
	why, err := json.Marshal([]reconcile.Reason{{Code: reconcile.ByPerson, Text: "Affecté à la main."}})
	if err != nil {
		return err
	}
	g := &posting{
		line: r.ID, kind: matchPayment, date: r.day(), currency: r.Entry.Currency, amount: r.Entry.Amount, parts: given, author: w.author,
		why: why, score: 100,
		external: reconcile.PaymentName(r.Entry.Fingerprint, r.Copy, r.Round),
	}
	g.event = g.external
	if r.Entry.Amount < 0 {
		g.kind = matchReturn
	}
	if r.State == string(reconcile.LineMatched) { // a further part of the same payment
		if err := w.further(ctx, g); err != nil {
			return err
		}
	}
	if err := w.p.post(ctx, g); err != nil {
		return err
	}
	for _, x := range given {
		left -= x.amount + x.accessory
	}
	return w.finish(ctx, reconcile.LineMatched, left, true)
}

// further makes a posting add parts to the payment that the line has brought.
func (w *manualWork) further(ctx context.Context, g *posting) error {
	var n int
	var taken []int64
	err := w.t.QueryRow(ctx, `
		select max(payment_id), count(*), array_agg(invoice_id) from matches where line_id = @line and undone_at is null`,
		pgx.NamedArgs{"line": w.row.ID}).Scan(&g.payment, &n, &taken)
	if err != nil {
		return query.Doing("reading the payment", err)
	}
	for _, x := range g.parts {
		if slices.Contains(taken, x.invoice) {
			return dunning.Errorf(dunning.CodeConflict, "a part of the bank line went to invoice %s already", w.items[x.invoice].Number).
				WithHint("match all at once, after undoing it: %s", dunning.Deed{Do: dunning.DeedUnmatch, On: strconv.FormatInt(w.row.ID, 10)})
		}
	}
	g.booked, g.event = true, fmt.Sprintf("%s#%d", g.external, n)
	return nil
}

// finish writes the cases and what the line has become.
func (w *manualWork) finish(ctx context.Context, state reconcile.LineState, rest money.Cents, learn bool) error {
	freed, err := w.t.freeHolds(ctx, []int64{w.row.ID})
	if err != nil {
		return err
	}
	for _, id := range freed {
		if err := w.p.suspend(suspension{invoice: id, author: w.author}); err != nil {
			return err
		}
	}
	if err := w.p.write(ctx); err != nil {
		return err
	}
	b := &pgx.Batch{}
	b.Queue(`
		update bank_lines set state = @state, rest = @rest, person = true, author = @author, decided_at = @now,
		    version = version + 1 where id = @id`,
		pgx.NamedArgs{"id": w.row.ID, "state": string(state), "rest": int64(rest), "author": w.author, "now": w.t.Now})
	if debtor, ok := w.payer(); learn && ok {
		w.t.queueLearnt(b, w.row.Creditor, w.author, []learnt{{w.row.Entry.CounterpartyIBAN, debtor, w.row.ID}})
	}
	return query.Doing("recording the decision", query.Send(ctx, w.t, b))
}

// payer is the one debtor of the invoices, when the bank named an account.
func (w *manualWork) payer() (int64, bool) {
	if w.row.Entry.CounterpartyIBAN == "" || w.row.Entry.Amount < 0 || len(w.ids) == 0 {
		return 0, false
	}
	debtor := w.items[w.ids[0]].DebtorID
	for _, id := range w.ids {
		if w.items[id].DebtorID != debtor {
			return 0, false
		}
	}
	return debtor, true
}

// IgnoreLine takes a line, or what is left of it, off the list: it has nothing
// to do with invoices. Cases that it paused go on.
func (s *Store) IgnoreLine(ctx context.Context, line int64, author string, at time.Time) (reconcile.Matched, error) {
	return s.decideLine(ctx, "putting the bank line aside", line, author, at, func(w *manualWork) error {
		if _, err := w.left(); err != nil {
			return err
		}
		if err := w.lock(ctx, nil); err != nil {
			return err
		}
		state := reconcile.LineIgnored
		if w.row.State == string(reconcile.LineMatched) {
			state = reconcile.LineMatched
		}
		return w.finish(ctx, state, 0, false)
	})
}

// partWith says how to give the part with another accessory.
func partWith(p reconcile.MatchPart, accessory money.Cents) string {
	return fmt.Sprintf("%s=%s+%s: the rest stays on the line", p.Invoice, p.Amount, accessory)
}

// checkPartAccessory refuses more for interest and fee than is left of the line.
func checkPartAccessory(p reconcile.MatchPart, left money.Cents) error {
	if p.Accessory == 0 || left > 0 && p.Accessory > 0 && p.Accessory <= left || left < 0 && p.Accessory < 0 && p.Accessory >= left {
		return nil
	}
	return dunning.Errorf(dunning.CodeConflict, "%s cannot go to interest and fee of invoice %s: %s is left of the bank line",
		p.Accessory, p.Invoice, left).WithHint("%s", signHint(left))
}

// partHint tells what may be given instead.
func partHint(p reconcile.MatchPart, left, open money.Cents) string {
	switch {
	case left == 0:
		return "name fewer invoices, or give each a part of the line: INVOICE=AMOUNT"
	case left > 0 && open <= 0 && p.Amount == 0:
		return fmt.Sprintf("for interest and fee write %s=0+AMOUNT", p.Invoice)
	}
	return signHint(left)
}
