package lookup

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

type viewRow struct {
	ID        int64
	InvoiceID int64
	DebtorID  int64
	Body      dunning.Case
	OpenedAt  time.Time
	LastAt    time.Time
}

// Case gives everything on record about a case, for people: one consistent
// picture.
func (s *Store) Case(ctx context.Context, ref dunning.Ref) (view dunning.CaseView, err error) {
	err = pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(pt pgx.Tx) error {
		row, err := query.One[viewRow](ctx, pt, `
			select id, invoice_id, debtor_id, body, opened_at, last_at from cases
			where creditor = @creditor and number = @number and cycle = @cycle`, postgres.RefArgs(ref))
		if errors.Is(err, pgx.ErrNoRows) {
			return dunning.UnknownCase(ref)
		}
		if err != nil {
			return err
		}
		view, err = row.view(ctx, pt)
		return err
	})
	return view, postgres.Explain("reading the case", err)
}

func (r viewRow) view(ctx context.Context, q pgx.Tx) (v dunning.CaseView, err error) {
	v = dunning.CaseView{Case: r.Body, Opened: r.OpenedAt.UTC()}
	if v.Creditor, err = postgres.CreditorByID(ctx, q, r.Body.Creditor); err != nil {
		return v, err
	}
	d, err := postgres.DebtorByID(ctx, q, r.DebtorID)
	if err != nil {
		return v, err
	}
	v.Debtor = d.Debtor()
	i, err := query.One[postgres.InvoiceRow](ctx, q, `
		select `+postgres.InvoiceColumns+` from invoices i join debtors d on d.id = i.debtor_id where i.id = @id`,
		pgx.NamedArgs{"id": r.InvoiceID})
	if err != nil {
		return v, err
	}
	v.Invoice = i.Invoice()
	if v.Payments, err = paymentsOf(ctx, q, r.InvoiceID); err != nil {
		return v, err
	}
	var rows postgres.ClaimRows
	b := &pgx.Batch{}
	rows.Queue(b, []int64{r.InvoiceID})
	if err := query.Send(ctx, q, b); err != nil {
		return v, query.Doing("reading credit notes, letters, waivers, costs and limitation", err)
	}
	v.Credits = rows.Credited(r.InvoiceID)
	var recorded []dunning.Event
	recorded, v.Particulars = rows.Remarks(r.InvoiceID)
	v.NoticeReceived = dunning.NoticeReceived(v.Case, recorded)
	ids := []int64{r.ID}
	if r.Body.Cycle > 0 {
		before, err := r.earlier(ctx, q)
		if err != nil {
			return v, err
		}
		for _, c := range before {
			timeline, err := timeline(ctx, q, c.ID)
			if err != nil {
				return v, err
			}
			ids = append(ids, c.ID)
			v.Earlier = append(v.Earlier, dunning.EarlierCycle{Cycle: c.Cycle, Timeline: timeline})
		}
	}
	if v.Messages, err = messagesOf(ctx, q, ids); err != nil {
		return v, err
	}
	tasks, err := query.All[taskRow](ctx, q, `
		select `+taskColumns+` from tasks k join cases c on c.id = k.case_id where k.case_id = @id order by k.id`,
		pgx.NamedArgs{"id": r.ID})
	if err != nil {
		return v, err
	}
	v.Tasks = tasksOf(tasks)
	v.Timeline, err = timeline(ctx, q, r.ID)
	return v, err
}

// earlier lists the cycles of the invoice's case before this one, the oldest
// first.
func (r viewRow) earlier(ctx context.Context, q query.Querier) ([]cycleRow, error) {
	rows, err := query.All[cycleRow](ctx, q, `
		select id, cycle from cases where invoice_id = @invoice and cycle < @cycle order by cycle`,
		pgx.NamedArgs{"invoice": r.InvoiceID, "cycle": r.Body.Cycle})
	return rows, query.Doing("looking for earlier cycles", err)
}

type cycleRow struct {
	ID    int64
	Cycle int
}

// FindByNumber gives the newest case of an invoice by its number alone, among
// all creditors or those that are named, as people name it; capital letters do not matter if only one invoice fits.
// CodeConflict when several creditors have an invoice of this number: the error
// names them.
func (s *Store) FindByNumber(ctx context.Context, number string, creditors ...string) (dunning.Ref, error) {
	number = strings.TrimSpace(number)
	for _, condition := range []string{`number = @number and lower(number) = lower(@number)`, `lower(number) = lower(@number)`} {
		rows, err := query.All[refRow](ctx, s.pool, `
			select distinct on (creditor, number) creditor, number, cycle from cases
			where `+condition+` and (@all or creditor = any(@creditors)) order by creditor, number, cycle desc`,
			pgx.NamedArgs{"number": number, "all": len(creditors) == 0, "creditors": creditors})
		if err != nil {
			return dunning.Ref{}, postgres.Explain("looking for invoice "+number, err)
		}
		switch len(rows) {
		case 0:
			continue
		case 1:
			return rows[0].ref(), nil
		}
		return dunning.Ref{}, ambiguous(number, rows)
	}
	return dunning.Ref{}, dunning.Errorf(dunning.CodeNotFound, "no case of invoice %s", number).
		WithHint("look for its exact number (%s), or import the invoice: %s", dunning.Deed{Do: dunning.DeedList}, dunning.Deed{Do: dunning.DeedImport})
}

func ambiguous(number string, rows []refRow) error {
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = r.Creditor + "/" + r.Number
	}
	return dunning.Errorf(dunning.CodeConflict, "several creditors have an invoice %s: %s", number, strings.Join(names, ", ")).
		WithHint("name the creditor as well, for example %s", names[0])
}
