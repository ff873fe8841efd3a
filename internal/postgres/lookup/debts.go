package lookup

import (
	"cmp"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres"
	"relance/internal/postgres/claims"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// Debts gives the open cases of a debtor on which something is owed, oldest due
// date first, with all that claims depend on and nothing else, as they stand
// together at one moment: a few queries for however many invoices. CodeNotFound
// for an unknown debtor.
func (s *Store) Debts(ctx context.Context, creditor, debtor string) (out []dunning.CaseView, err error) {
	o := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, s.pool, o, func(t pgx.Tx) error {
		out, err = debts(ctx, t, creditor, debtor)
		return err
	})
	return out, postgres.Explain("reading what the debtor owes", err)
}

// debtRow is an open case with its invoice.
type debtRow struct {
	InvoiceID int64
	Body      dunning.Case
}

func debts(ctx context.Context, t pgx.Tx, creditorID, key string) ([]dunning.CaseView, error) {
	args := pgx.NamedArgs{"creditor": creditorID, "key": key}
	who, err := query.All[tables.DebtorRow](ctx, t, `select `+tables.DebtorColumns+` from debtors d where `+tables.DebtorNamed, args)
	if err != nil {
		return nil, err
	}
	if len(who) == 0 {
		return nil, tables.UnknownDebtor(creditorID, key)
	}
	c, err := postgres.CreditorByID(ctx, t, creditorID)
	if err != nil {
		return nil, err
	}
	cases, err := query.All[debtRow](ctx, t, `
		select invoice_id, body from cases where debtor_id = @debtor and closed_at is null order by due, id`,
		pgx.NamedArgs{"debtor": who[0].ID})
	if err != nil {
		return nil, err
	}
	var out []dunning.CaseView
	var ids []int64
	for _, row := range cases {
		if row.Body.Balance > 0 {
			out, ids = append(out, dunning.CaseView{Case: row.Body, Creditor: c, Debtor: who[0].Debtor()}), append(ids, row.InvoiceID)
		}
	}
	return out, claimMaterial(ctx, t, ids, out)
}

// claimMaterial fills in what claims on invoices depend on.
func claimMaterial(ctx context.Context, t pgx.Tx, ids []int64, out []dunning.CaseView) error {
	if len(ids) == 0 {
		return nil
	}
	var rows claims.Rows
	var read []tables.InvoiceRow
	b := &pgx.Batch{}
	query.Into(b, &read, `
		select `+tables.InvoiceColumns+` from invoices i join debtors d on d.id = i.debtor_id where i.id = any(@ids)`, pgx.NamedArgs{"ids": ids})
	rows.Queue(b, ids)
	if err := query.Send(ctx, t, b); err != nil {
		return err
	}
	invoices := make(map[int64]dunning.Invoice, len(ids))
	for _, i := range read {
		invoices[i.ID] = i.Invoice()
	}
	for i, id := range ids {
		v := &out[i]
		v.Invoice = invoices[id]
		for _, r := range rows.Received(id) {
			v.Payments = append(v.Payments, dunning.Payment{
				Date: r.Date, Amount: money.Amount{Cents: r.Amount, Currency: v.Case.Currency}, Accessory: r.Accessory,
			})
		}
		v.Credits = rows.Credited(id)
		var recorded []dunning.Event
		recorded, v.Particulars = rows.Remarks(id)
		v.NoticeReceived = dunning.NoticeReceived(v.Case, recorded)
	}
	return nil
}

type shownRow struct {
	InvoiceID int64
	Body      dunning.Case
	Plan      dunning.Plan
	Zone      string
}

// Shown gives the newest cases of some of a debtor's invoices, or of all on which
// something is owed when none is named, oldest due date first: as Debts does,
// with the rules that each case follows. Invoices of others are left out.
func (s *Store) Shown(ctx context.Context, creditorID, debtor string, numbers []string) (out []dunning.CaseView, err error) {
	o := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, s.pool, o, func(t pgx.Tx) error {
		out, err = shown(ctx, t, pgx.NamedArgs{"creditor": creditorID, "key": debtor, "numbers": numbers, "all": len(numbers) == 0})
		return err
	})
	return out, postgres.Explain("reading what the debtor is shown", err)
}

func shown(ctx context.Context, t pgx.Tx, args pgx.NamedArgs) ([]dunning.CaseView, error) {
	var debtors []tables.DebtorRow
	var creditors []dunning.Creditor
	var cases []shownRow
	b := &pgx.Batch{}
	query.Into(b, &debtors, `select `+tables.DebtorColumns+` from debtors d where `+tables.DebtorNamed, args)
	query.IntoValues(b, &creditors, `select data from creditors where id = @creditor`, args)
	query.Into(b, &cases, `
		select distinct on (c.invoice_id) c.invoice_id, c.body, c.plan, c.zone from cases c
		where c.debtor_id = (select d.id from debtors d where `+tables.DebtorNamed+`)
		    and (@all and c.closed_at is null and c.balance > 0 or not @all and c.number = any(@numbers))
		order by c.invoice_id, c.cycle desc`, args)
	if err := query.Send(ctx, t, b); err != nil {
		return nil, err
	}
	if len(debtors) == 0 || len(creditors) == 0 {
		return nil, nil
	}
	slices.SortFunc(cases, func(a, b shownRow) int {
		return cmp.Or(a.Body.Due.Compare(b.Body.Due), cmp.Compare(a.InvoiceID, b.InvoiceID))
	})
	out, ids := make([]dunning.CaseView, len(cases)), make([]int64, len(cases))
	for i, row := range cases {
		rules, err := dunning.NewRules(row.Plan, calendar.Zone(row.Zone), row.Body.Creditor, row.Body.Debtor)
		if err != nil {
			return nil, err
		}
		out[i], ids[i] = dunning.CaseView{Case: row.Body, Creditor: creditors[0], Debtor: debtors[0].Debtor(), Rules: rules}, row.InvoiceID
	}
	return out, claimMaterial(ctx, t, ids, out)
}
