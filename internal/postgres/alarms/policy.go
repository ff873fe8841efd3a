package alarms

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/procedure"
)

// AddPolicyAlarms keeps the alarms that follow from credit-insurance policies for
// the unpaid invoices of insured creditors, and counts the invoices. It is asked
// every few minutes: an invoice whose alarms are kept, or that is smaller than the
// policy declares, is left alone.
func (s *Store) AddPolicyAlarms(ctx context.Context, today calendar.Date) (int, error) {
	rows, err := query.All[struct {
		Creditor  string
		Number    string
		Cycle     int
		Issued    *time.Time
		Due       time.Time
		Insurance dunning.Insurance
	}](ctx, s.pool, `
		select c.creditor, c.number, c.cycle, i.issued, i.due, k.data->'insurance' as insurance
		from cases c join invoices i on i.id = c.invoice_id join creditors k on k.id = c.creditor
		where c.closed_at is null and c.balance > 0 and i.payable >= coalesce((k.data->'insurance'->>'minimum')::numeric * 100, 0) and i.due < @today and k.data->'insurance' ?| array['declare_within_days', 'collection_within_days', 'stop_cover_days']
		    and not exists (select 1 from alarms a where a.case_id = c.id and a.author = @author)
		order by c.id limit 1000`, pgx.NamedArgs{"today": query.Day(today), "author": policyAuthor})
	if err != nil {
		return 0, postgres.Explain("looking for insured invoices", err)
	}
	n := 0
	for _, r := range rows {
		insured := procedure.Insured{Policy: r.Insurance, Issued: query.DayOf(r.Issued), Due: query.DayOf(&r.Due)}
		if insured.Issued.IsZero() {
			insured.Issued = insured.Due
		}
		all := insured.Alarms()
		if len(all) == 0 {
			continue
		}
		if err := s.AddAlarms(ctx, dunning.Ref{Creditor: r.Creditor, Number: r.Number, Cycle: r.Cycle}, insured.Due, all, policyAuthor); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// policyAuthor is the author of the alarms that follow from a policy.
const policyAuthor = "policy"
