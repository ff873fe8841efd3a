package postgres

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/opening"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// planCache remembers creditors and plans for the length of one import.
type planCache struct {
	creditors map[string]dunning.Creditor
	plans     map[[2]string]dunning.Plan
}

func (l *planCache) creditor(ctx context.Context, t *Tx, id string) (dunning.Creditor, error) {
	if c, ok := l.creditors[id]; ok {
		return c, nil
	}
	c, err := CreditorByID(ctx, t, id)
	if err == nil {
		if l.creditors == nil {
			l.creditors = map[string]dunning.Creditor{}
		}
		l.creditors[id] = c
	}
	return c, err
}

// rules are the plan of the invoice, else the debtor's, else the creditor's,
// else the default, with the debtor's zone.
func (l *planCache) rules(ctx context.Context, t *Tx, i dunning.Invoice, d dunning.Debtor) (dunning.Rules, error) {
	c, err := l.creditor(ctx, t, i.Creditor)
	if err != nil {
		return dunning.Rules{}, err
	}
	zone, err := dunning.HolidayZone(d, c)
	if err != nil {
		return dunning.Rules{}, err
	}
	key := [2]string{c.ID, cmp.Or(i.Plan, d.Plan, c.Plan)}
	p, ok := l.plans[key]
	if !ok {
		if p, err = plan(ctx, t, key[0], key[1], t.Now); err != nil {
			return dunning.Rules{}, err
		}
		if l.plans == nil {
			l.plans = map[[2]string]dunning.Plan{}
		}
		l.plans[key] = p
	}
	return dunning.NewRules(p, zone, c.ID, d.Key)
}

// keep is the value of a column after an import: what a person has set stays,
// and what the import does not know is not erased.
func keep(column string) string {
	return `case when '` + column + `' = any(debtors.mended) or @` + column + ` = '' then debtors.` + column +
		` else @` + column + ` end`
}

// differs tells whether an import changes one of the columns.
func differs(columns ...string) string {
	for i, c := range columns {
		columns[i] = keep(c) + ` <> debtors.` + c
	}
	return strings.Join(columns, " or ")
}

const keepAddress = `case when 'address' = any(debtors.mended) or @address::jsonb = '{}' then debtors.address else @address::jsonb end`

var upsertDebtor = `
	insert into debtors (creditor, key, name, regime, language, siren, vat, email, address, zone, plan, contact, pay_days, created_at, updated_at)
	values (@creditor, @key, @name, coalesce(nullif(@regime, ''), 'b2b'), coalesce(nullif(@language, ''), 'fr'),
	    @siren, @vat, @email, @address, @zone, @plan, @contact, @pay_days, @now, @now)
	on conflict (creditor, key) do update set
	    name = ` + keep("name") + `, regime = ` + keep("regime") + `, language = ` + keep("language") + `,
	    siren = ` + keep("siren") + `, vat = ` + keep("vat") + `, email = ` + keep("email") + `,
	    address = ` + keepAddress + `, zone = ` + keep("zone") + `, plan = ` + keep("plan") + `,
	    contact = ` + keep("contact") + `,
	    pay_days = case when 'pay_days' = any(debtors.mended) or @pay_days = 0 then debtors.pay_days else @pay_days end,
	    bounced = debtors.bounced and ` + keep("email") + ` = debtors.email,
	    revision = debtors.revision + (` + differs("name", "regime", "language", "siren", "vat", "email", "zone", "plan", "contact") + ` or ` + keepAddress + ` <> debtors.address)::int,
	    updated_at = @now
	where debtors.merged_into is null
	returning id, creditor, key, name, regime, language, siren, vat, email, bounced, address, zone, plan, revision, contact, pay_days, ` + tables.DebtorElectronic

// fillDebtor is what an import under the reference of a debtor who was merged does: it
// fills blanks of the one into whom he was, and overwrites nothing of him.
var fillDebtor = `
	update debtors d set siren = ` + fill("siren") + `, vat = ` + fill("vat") + `, email = ` + fill("email") + `, contact = ` + fill("contact") + `,
	    address = case when d.address = '{}' then @address::jsonb else d.address end,
	    revision = d.revision + (d.siren = '' and @siren <> '' or d.vat = '' and @vat <> '' or d.email = '' and @email <> ''
	        or d.contact = '' and @contact <> '' or d.address = '{}' and @address::jsonb <> '{}')::int, updated_at = @now
	where d.id = (select g.merged_into from debtors g where g.creditor = @creditor and g.key = @key)
	returning ` + tables.DebtorColumns

// fill is the value of a column that an import may fill and not change.
func fill(column string) string {
	return `case when d.` + column + ` = '' then @` + column + ` else d.` + column + ` end`
}

// putDebtors records documents and debtors, each debtor once and in the order
// of the references, so that two imports do not wait for each other in a ring.
// It gives back the debtors whom the import gave a new, usable address while
// cases wait for one.
func (t *Tx) putDebtors(ctx context.Context, batch []*incoming) ([]tables.DebtorRow, error) {
	newest := map[[2]string]dunning.Debtor{}
	b := &pgx.Batch{}
	for _, d := range batch {
		if d == nil {
			continue
		}
		newest[[2]string{d.n.Creditor, d.n.Debtor.Key}] = d.n.Debtor
		if d.sum != nil {
			t.QueueDocument(b, d.sum, *d.n.Document)
		}
	}
	stored := t.queueDebtors(b, newest)
	if err := query.Send(ctx, t, b); err != nil {
		return nil, err
	}
	if err := t.survivors(ctx, newest, stored); err != nil {
		return nil, err
	}
	b = &pgx.Batch{}
	var ids []int64
	for _, row := range stored {
		t.queueContact(b, row.ID, row.Email)
		ids = append(ids, row.ID)
	}
	for _, d := range batch {
		if d != nil {
			d.debtor = *stored[[2]string{d.n.Creditor, d.n.Debtor.Key}]
			d.n.Invoice.Debtor = d.debtor.Key // of the one into whom a debtor was merged
		}
	}
	if err := query.Send(ctx, t, b); err != nil {
		return nil, err
	}
	return query.All[tables.DebtorRow](ctx, t, `
		select `+tables.DebtorColumns+` from debtors d
		where d.id = any(@ids) and d.email <> '' and not d.bounced and exists (
		    select 1 from cases c where c.debtor_id = d.id and c.closed_at is null and c.status = 'needs_attention'
		    and c.body->'holds' @> '[{"kind":"bounce"}]')`, pgx.NamedArgs{"ids": ids})
}

func debtorArgs(d dunning.Debtor, now time.Time) pgx.NamedArgs {
	return pgx.NamedArgs{
		"creditor": d.Creditor, "key": d.Key, "name": d.Name, "regime": string(d.Regime), "language": d.Language,
		"siren": d.SIREN, "vat": d.VAT, "email": d.Email, "address": d.Address, "zone": d.Zone, "plan": d.Plan,
		"contact": d.Contact, "pay_days": d.PayDays, "now": now,
	}
}

func (t *Tx) queueDebtors(b *pgx.Batch, debtors map[[2]string]dunning.Debtor) map[[2]string]*tables.DebtorRow {
	ordered := make([][2]string, 0, len(debtors))
	for key := range debtors {
		ordered = append(ordered, key)
	}
	slices.SortFunc(ordered, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	stored := make(map[[2]string]*tables.DebtorRow, len(ordered))
	for _, key := range ordered {
		d := debtors[key]
		b.Queue(upsertDebtor, debtorArgs(d, t.Now)).Query(func(rows pgx.Rows) error {
			row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByName[tables.DebtorRow])
			if errors.Is(err, pgx.ErrNoRows) {
				return nil // he was merged into another
			}
			stored[key] = row
			return err
		})
	}
	return stored
}

// survivors finds those into whom debtors of an import were merged.
func (t *Tx) survivors(ctx context.Context, debtors map[[2]string]dunning.Debtor, stored map[[2]string]*tables.DebtorRow) error {
	b := &pgx.Batch{}
	for key, d := range debtors {
		if stored[key] != nil {
			continue
		}
		b.Queue(fillDebtor, debtorArgs(d, t.Now)).Query(func(rows pgx.Rows) error {
			row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByName[tables.DebtorRow])
			stored[key] = row
			return err
		})
	}
	return query.Send(ctx, t, b)
}

// mendImported lets cases go on whose debtor got a new address by an import.
func (s *Store) mendImported(ctx context.Context, debtors []tables.DebtorRow) error {
	for _, d := range debtors {
		err := s.Do(ctx, "using the new address of debtor "+d.Key, func(t *Tx) error {
			row, err := t.LockDebtor(ctx, d.Creditor, d.Key)
			if err != nil {
				return err
			}
			held, err := t.waitingForAddress(ctx, d.ID)
			if err != nil {
				return err
			}
			_, err = t.mend(ctx, row, held, "", t.Now)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// answer says what became of each invoice; what was on record is compared.
func (t *Tx) answer(ctx context.Context, batch []*incoming, out []dunning.Added) error {
	for i, d := range batch {
		switch {
		case d == nil:
		case !d.taken:
			out[i] = dunning.Added{State: dunning.AddCreated, Ref: d.held.Body.Ref(), Case: d.held.Body}
		default:
			var err error
			if out[i], err = t.compare(ctx, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// compare tells a repeat from a contradiction. A PDF that was missing is added.
func (t *Tx) compare(ctx context.Context, d *incoming) (dunning.Added, error) {
	row, err := query.One[tables.InvoiceRow](ctx, t, `
		select `+tables.InvoiceColumns+` from invoices i join debtors d on d.id = i.debtor_id
		where i.creditor = @creditor and i.number = @number`,
		pgx.NamedArgs{"creditor": d.n.Creditor, "number": d.n.Invoice.Number})
	if err != nil {
		return dunning.Added{}, query.Doing("reading the invoice on record", err)
	}
	out := dunning.Added{State: dunning.AddSame, Ref: d.opening.Ref()}
	recorded, given := row.Invoice(), d.n.Invoice
	if given.DueRule == dunning.DuePublic { // worked out, and better known since
		given.Due = recorded.Due
	}
	if out.Differences = opening.Differences(recorded, given); len(out.Differences) > 0 {
		out.State = dunning.AddConflict
		return out, nil
	}
	if given.Received != (calendar.Date{}) && given.Received != recorded.Received {
		if err := t.receivedSince(ctx, out.Ref, d.n); err != nil {
			return out, err
		}
	}
	if d.sum != nil && row.Document == nil {
		b := &pgx.Batch{}
		b.Queue(`update invoices set document = @sum, file_name = @name where id = @id and document is null`,
			pgx.NamedArgs{"sum": d.sum, "name": d.n.Invoice.FileName, "id": row.ID})
		b.Queue(`
			update tasks set done_at = @now from cases c
			where c.id = tasks.case_id and c.invoice_id = @id and tasks.code = @code and tasks.done_at is null`,
			pgx.NamedArgs{"now": t.Now, "id": row.ID, "code": string(dunning.TaskMissingDocument)})
		err = query.Send(ctx, t, b)
	}
	return out, query.Doing("adding the document", err)
}
