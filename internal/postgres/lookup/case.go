package lookup

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/claims"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

type viewRow struct {
	ID       int64
	Body     dunning.Case
	Plan     dunning.Plan
	Zone     string
	OpenedAt time.Time
}

// Case gives everything on record about a case, for people: one consistent
// picture. The cycle dunning.Newest is the newest one of the invoice.
func (s *Store) Case(ctx context.Context, ref dunning.Ref) (dunning.CaseView, error) {
	views, err := s.CasesTogether(ctx, ref)
	if err != nil {
		return dunning.CaseView{}, err
	}
	return views[0], nil
}

// CasesTogether gives the same of several cases, as they stood at one moment, in the
// order asked for. However many there are, they take one question.
func (s *Store) CasesTogether(ctx context.Context, refs ...dunning.Ref) (out []dunning.CaseView, err error) {
	reads, b := make([]caseRead, len(refs)), &pgx.Batch{}
	for i, ref := range refs {
		reads[i].queue(b, ref)
	}
	err = pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(pt pgx.Tx) error {
		return query.Send(ctx, pt, b)
	})
	for i, ref := range refs {
		if err == nil && len(reads[i].rows) == 0 {
			err = dunning.UnknownCase(ref)
		}
		if err == nil {
			var v dunning.CaseView
			v, err = reads[i].view()
			out = append(out, v)
		}
	}
	return out, postgres.Explain("reading the case", err)
}

// caseRead is what is read of a case, each part by a statement of its own.
type caseRead struct {
	rows      []viewRow
	creditors []dunning.Creditor
	debtors   []tables.DebtorRow
	invoices  []tables.InvoiceRow
	payments  []paymentRow
	claims    claims.Rows
	messages  []tables.MessageRow
	tasks     []taskRow
	timelines []timelineRow // timelines of this cycle and of the earlier ones
}

type timelineRow struct {
	Cycle int
	recordRow
}

// thisCase finds the case itself in each of the statements.
const thisCase = `
	with c as materialized (
	    select id, invoice_id, debtor_id, creditor, cycle, body, plan, zone, opened_at from cases
	    where creditor = @creditor and number = @number and (cycle = @cycle or @newest)
	    order by cycle desc limit 1)`

// queue adds the reading of a case to a batch.
func (r *caseRead) queue(b *pgx.Batch, ref dunning.Ref) {
	args := postgres.RefArgs(ref)
	args["newest"] = ref.Cycle == dunning.Newest
	query.Into(b, &r.rows, thisCase+`select id, body, plan, zone, opened_at from c`, args)
	query.IntoValues(b, &r.creditors, thisCase+`select k.data from creditors k join c on c.creditor = k.id`, args)
	query.Into(b, &r.debtors, thisCase+`select `+tables.DebtorColumns+` from debtors d where d.id = (select debtor_id from c)`, args)
	query.Into(b, &r.invoices, thisCase+`
		select `+tables.InvoiceColumns+` from invoices i join debtors d on d.id = i.debtor_id where i.id = (select invoice_id from c)`, args)
	query.Into(b, &r.payments, thisCase+paymentsOfInvoice+`(select invoice_id from c) order by p.date, p.id`, args)
	r.claims.QueueOf(b, thisCase, `array(select invoice_id from c)`, args)
	query.Into(b, &r.messages, thisCase+`
		select `+tables.MessageColumns+` from messages m join debtors d on d.id = m.debtor_id
		where m.id in (select n.message_id from c join cases k on k.invoice_id = c.invoice_id and k.cycle <= c.cycle join notices n on n.case_id = k.id)
		order by m.id`, args)
	query.Into(b, &r.tasks, thisCase+`
		select `+taskColumns+` from tasks k join cases c on c.id = k.case_id where k.case_id = (select id from c) order by k.id`, args)
	query.Into(b, &r.timelines, thisCase+`
		select k.cycle, e.data, e.recorded_at, e.hash from c join cases k on k.invoice_id = c.invoice_id and k.cycle <= c.cycle
		join events e on e.case_id = k.id order by k.cycle, e.seq`, args)
}

// view puts together what was read.
func (r *caseRead) view() (v dunning.CaseView, err error) {
	row, invoice := r.rows[0], r.invoices[0]
	v = dunning.CaseView{
		Case: row.Body, Opened: row.OpenedAt.UTC(), Creditor: r.creditors[0], Debtor: r.debtors[0].Debtor(), Invoice: invoice.Invoice(),
		Payments: make([]dunning.Payment, len(r.payments)), Messages: make([]dunning.Message, len(r.messages)), Tasks: tasksOf(r.tasks),
		Credits: r.claims.Credited(invoice.ID), Timeline: []dunning.Record{},
	}
	for i, p := range r.payments {
		v.Payments[i] = p.payment()
	}
	for i, m := range r.messages {
		v.Messages[i] = m.Message()
	}
	var recorded []dunning.Event
	recorded, v.Particulars = r.claims.Remarks(invoice.ID)
	v.NoticeReceived = dunning.NoticeReceived(v.Case, recorded)
	for _, t := range r.timelines {
		if t.Cycle == row.Body.Cycle {
			v.Timeline = append(v.Timeline, t.record())
			continue
		}
		if n := len(v.Earlier); n == 0 || v.Earlier[n-1].Cycle != t.Cycle {
			v.Earlier = append(v.Earlier, dunning.EarlierCycle{Cycle: t.Cycle})
		}
		last := &v.Earlier[len(v.Earlier)-1]
		last.Timeline = append(last.Timeline, t.record())
	}
	v.Rules, err = dunning.NewRules(row.Plan, calendar.Zone(row.Zone), v.Case.Creditor, v.Case.Debtor)
	return v, err
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
