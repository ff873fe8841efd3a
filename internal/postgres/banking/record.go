package banking

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/reconcile"
)

// record writes what was decided over a chunk: the lines, and what they mean
// for payments and cases.
func (c *chunkRun) record(ctx context.Context) error {
	if c.im.dry != nil {
		return nil
	}
	if err := c.writeLines(ctx); err != nil {
		return err
	}
	pause, err := c.suspensions(ctx)
	if err != nil {
		return err
	}
	var postings []*posting
	for _, l := range c.lines {
		g, err := c.posting(l)
		if err != nil {
			return err
		}
		if g != nil {
			postings = append(postings, g)
		}
	}
	p := &poster{t: c.t, creditor: c.im.r.Creditor, at: c.im.r.At}
	if err := c.lockCases(ctx, p, postings, pause); err != nil {
		return err
	}
	for _, g := range postings {
		if err := p.post(ctx, g); err != nil {
			return err
		}
	}
	for _, s := range pause {
		if err := p.suspend(s); err != nil {
			return err
		}
	}
	if err := p.write(ctx); err != nil {
		return err
	}
	return c.writeRest(ctx)
}

// lockCases locks what the money and the pauses concern. ErrLostRace when a line
// was decided on a balance that has changed since, or would confirm a payment by
// hand that another line has confirmed meanwhile.
func (c *chunkRun) lockCases(ctx context.Context, p *poster, postings []*posting, pause []suspension) (err error) {
	var invoices, confirmed []int64
	for _, s := range pause {
		invoices = append(invoices, s.invoice)
	}
	for _, g := range postings {
		if g.kind == matchConfirmation {
			confirmed = append(confirmed, g.payment)
		}
		for _, x := range g.parts {
			invoices = append(invoices, x.invoice)
		}
	}
	if p.cases, p.open, err = c.t.LockNewest(ctx, invoices); err != nil {
		return err
	}
	for _, g := range postings {
		for _, x := range g.parts {
			if it := c.found.Items[x.invoice]; it == nil || it.Before != p.open[x.invoice] {
				return postgres.ErrLostRace
			}
		}
	}
	if len(confirmed) == 0 {
		return nil
	}
	var spent bool
	err = c.t.QueryRow(ctx, `select exists (select 1 from payments where id = any($1) and confirmed_by is not null)`, confirmed).Scan(&spent)
	if err == nil && spent {
		return postgres.ErrLostRace
	}
	return query.Doing("reading the payments by hand", err)
}

func (c *chunkRun) today() calendar.Date {
	at := c.im.r.At
	if at.IsZero() {
		at = c.t.Now
	}
	return calendar.DateOf(at.In(calendar.Metropole.Location()))
}

// posting turns a sure decision into money; nil for every other line, and for a
// return that takes back what went to no invoice.
func (c *chunkRun) posting(l *reconcile.Incoming) (*posting, error) {
	if l.Known || l.State != reconcile.LineMatched {
		return nil, nil
	}
	d := &l.Decision
	why, err := json.Marshal(d.Reasons)
	if err != nil {
		return nil, err
	}
	g := &posting{
		line: l.ID, kind: matchPayment, external: l.Payment, event: l.Payment, currency: l.Entry.Currency,
		amount: l.Entry.Amount, score: d.Score, why: why, author: c.im.r.Author,
	}
	if g.date = reconcile.Moved(l.Entry); g.date.IsZero() {
		g.date = c.today()
	}
	if m := l.Confirmed; m != nil {
		g.kind, g.payment, g.booked = matchConfirmation, m.Payment, true
		for i, a := range m.Allocations {
			g.parts = append(g.parts, part{invoice: m.Invoices[i], amount: a.Amount, accessory: a.Accessory})
		}
		return g, nil
	}
	for i, a := range d.Allocations {
		g.parts = append(g.parts, part{invoice: l.Invoices[i], amount: a.Amount, accessory: a.Accessory})
	}
	if d.Kind == reconcile.KindReturn {
		if g.kind = matchReturn; len(g.parts) == 0 {
			return nil, nil
		}
	}
	return g, nil
}

var lineColumns = []string{
	"id", "creditor", "account", "fingerprint", "copy", "kind", "format", "booking_date", "value_date", "amount", "currency", "status",
	"counterparty", "iban", "remittance", "entry", "file_id", "state", "decision", "rest", "original", "author", "decided_at", "created_at",
}

// writeLines stores the lines with what was decided over each.
func (c *chunkRun) writeLines(ctx context.Context) error {
	var rows [][]any
	b := &pgx.Batch{}
	for _, l := range c.lines {
		if l.Known {
			continue
		}
		var original any
		if l.Original != 0 {
			original = l.Original
		}
		e := l.Entry
		entry, err := json.Marshal(e)
		if err != nil {
			return err
		}
		decision, err := json.Marshal(l.Decision)
		if err != nil {
			return err
		}
		if l.Stored {
			b.Queue(`
				update bank_lines set state = @state, decision = @decision, rest = @rest, original = @original, author = @author,
				    decided_at = @now, status = @status, entry = @entry, booking_date = @booked, value_date = @value,
				    version = version + 1 where id = @id`,
				pgx.NamedArgs{
					"id": l.ID, "state": string(l.State), "decision": decision, "rest": int64(l.Rest), "original": original,
					"author": c.im.r.Author, "now": c.t.Now, "status": string(e.Status), "entry": entry,
					"booked": query.Day(e.BookingDate), "value": query.Day(e.ValueDate),
				})
			continue
		}
		rows = append(rows, []any{
			l.ID, c.im.r.Creditor, c.lot.Account, e.Fingerprint, l.Copy, string(c.lot.Kind), string(c.lot.Format), query.Day(e.BookingDate),
			query.Day(e.ValueDate), int64(e.Amount), e.Currency, string(e.Status), e.Counterparty, e.CounterpartyIBAN, e.Remittance, entry,
			c.im.file, string(l.State), decision, int64(l.Rest), original, c.im.r.Author, c.t.Now, c.t.Now,
		})
	}
	if err := query.Copy(ctx, c.t, "bank_lines", lineColumns, rows); err != nil {
		return err
	}
	return query.Doing("deciding again over bank lines", query.Send(ctx, c.t, b))
}

// suspensions gives the cases to pause because a line may have paid them, and
// those that go on because a line on record is decided now.
func (c *chunkRun) suspensions(ctx context.Context) ([]suspension, error) {
	var lines, invoices, settled []int64
	for _, l := range c.lines {
		if !l.Known && l.Original != 0 {
			settled = append(settled, l.Original)
		}
		switch {
		case l.Known:
		case l.Decision.HoldReminder && l.State != reconcile.LineMatched:
			for _, id := range c.doubtful(l) {
				lines, invoices = append(lines, l.ID), append(invoices, id)
			}
		case l.Stored:
			settled = append(settled, l.ID)
		}
	}
	var out []suspension
	held, err := c.t.noteHolds(ctx, lines, invoices)
	if err != nil {
		return nil, err
	}
	until := c.today().AddDays(c.im.r.HoldDays)
	for _, id := range held {
		out = append(out, suspension{invoice: id, until: until})
	}
	freed, err := c.t.freeHolds(ctx, settled)
	for _, id := range freed {
		out = append(out, suspension{invoice: id, author: c.im.r.Author})
	}
	return out, err
}

// doubtful lists the open invoices of a line's suggestions.
func (c *chunkRun) doubtful(l *reconcile.Incoming) (out []int64) {
	for _, s := range l.Decision.Suggestions {
		for _, a := range s.Allocations {
			if id, ok := c.found.Numbers[a.Invoice]; ok && a.Amount > 0 {
				out = append(out, id)
			}
		}
	}
	return out
}

// noteHolds notes which lines pause which invoices, and gives the invoices for
// which that is new.
func (t *tx) noteHolds(ctx context.Context, lines, invoices []int64) ([]int64, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	rows, err := t.Query(ctx, `
		insert into bank_holds (line_id, invoice_id)
		select distinct line, invoice from unnest(@lines::bigint[], @invoices::bigint[]) as u (line, invoice) order by 1, 2
		on conflict do nothing returning invoice_id`, pgx.NamedArgs{"lines": lines, "invoices": invoices})
	if err != nil {
		return nil, query.Doing("pausing doubtful cases", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	return out, query.Doing("pausing doubtful cases", err)
}

// freeHolds ends the pauses that lines asked for, and gives the invoices that
// no other line wants paused.
func (t *tx) freeHolds(ctx context.Context, lines []int64) ([]int64, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	var freed []int64
	b := &pgx.Batch{}
	query.IntoValues(b, &freed, `delete from bank_holds where line_id = any(@lines) returning invoice_id`, pgx.NamedArgs{"lines": lines})
	if err := query.Send(ctx, t, b); err != nil || len(freed) == 0 {
		return nil, query.Doing("ending pauses", err)
	}
	b = &pgx.Batch{}
	var out []int64
	query.IntoValues(b, &out, `
		select distinct id from unnest(@ids::bigint[]) as u (id)
		where not exists (select 1 from bank_holds h where h.invoice_id = u.id) order by id`, pgx.NamedArgs{"ids": freed})
	return out, query.Doing("ending pauses", query.Send(ctx, t, b))
}

// writeRest stores what follows from the matches: confirmations, what returns
// take back, accounts that were learnt.
func (c *chunkRun) writeRest(ctx context.Context) error {
	b := &pgx.Batch{}
	var accounts []learnt
	for _, l := range c.lines {
		if l.Known || l.State != reconcile.LineMatched {
			continue
		}
		if m := l.Confirmed; m != nil {
			c.t.queueConfirmed(b, m.Payment, l.Payment, l.Entry.BookingDate)
		}
		if l.Original != 0 {
			c.t.queueReturned(b, l.ID, l.Original, l.Invoices, l.Entry.Amount == -c.found.Lines[l.Original].Entry.Amount)
		}
		if id := c.im.debtors[l.Decision.Debtor]; l.Decision.Learn && id != 0 && l.Entry.CounterpartyIBAN != "" {
			accounts = append(accounts, learnt{l.Entry.CounterpartyIBAN, id, l.ID})
		}
	}
	c.t.queueLearnt(b, c.im.r.Creditor, c.im.r.Author, accounts)
	return query.Doing("recording the matches", query.Send(ctx, c.t, b))
}

func (t *tx) queueConfirmed(b *pgx.Batch, payment int64, by string, on calendar.Date) {
	b.Queue(`update payments set confirmed_by = @by, confirmed_on = @on where id = @id and confirmed_by is null`,
		pgx.NamedArgs{"id": payment, "by": by, "on": query.Day(on)})
}

// queueReturned marks what a return undoes.
func (t *tx) queueReturned(b *pgx.Batch, line, original int64, invoices []int64, whole bool) {
	args := pgx.NamedArgs{
		"original": original, "invoices": invoices, "by": returnedBy(line), "now": t.Now, "whole": whole,
	}
	b.Queue(`
		update matches set undone_at = @now, undone_by = @by
		where line_id = @original and invoice_id = any(@invoices::bigint[]) and undone_at is null`, args)
	b.Queue(`
		update bank_lines l set version = l.version + 1, state = case when x.stands then l.state else 'returned' end,
		    rest = case when x.stands then l.rest else 0 end
		from (select exists (select 1 from matches where line_id = @original and undone_at is null) as stands) x
		where l.id = @original`, args)
}

// returnedBy is who undid a match that a returned payment took back.
func returnedBy(line int64) string { return fmt.Sprintf("line/%d", line) }
