package alarms

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/claims"
	"relance/internal/postgres/query"
)

// Expiring is an open claim that limitation will end.
type Expiring struct {
	Ref       dunning.Ref
	Regime    dunning.Regime
	Completed calendar.Date // day on which the service was completed; zero when unknown
	Due       calendar.Date
	Events    []dunning.Interruption // interruptions that people recorded
	Asked     []string               // keys of the alarms that were given
}

type expiringRow struct {
	CaseID    int64
	InvoiceID int64
	Creditor  string
	Number    string
	Cycle     int
	Regime    string
	Completed *time.Time
	Due       time.Time
	Asked     []string
}

// expiringPage is how many claims are read at once.
const expiringPage = 1000

// NearLimitation gives the open cases whose claim may expire within a year of a
// day: by the shortest reading of each delay, so that nothing is missed. The
// exact date is for package limitation. A claim of which the last alarm was
// given, a month before its end, is left out, unless a person recorded an
// interruption or a suspension since: claims that expired long ago would be read
// for ever.
func (s *Store) NearLimitation(ctx context.Context, today calendar.Date) (out []Expiring, err error) {
	var due time.Time
	for id := int64(0); ; {
		rows, err := s.nearLimitation(ctx, today, due, id)
		if err != nil {
			return nil, postgres.Explain("looking for claims that expire", err)
		}
		page, err := s.expiring(ctx, rows)
		if err != nil {
			return nil, err
		}
		if out = append(out, page...); len(rows) < expiringPage {
			return out, nil
		}
		last := rows[len(rows)-1]
		due, id = last.Due, last.CaseID
	}
}

// nearLimitation reads a page of claims behind one that fell due on a day.
func (s *Store) nearLimitation(ctx context.Context, today calendar.Date, due time.Time, id int64) ([]expiringRow, error) {
	return query.All[expiringRow](ctx, s.pool, `
		select c.id as case_id, c.invoice_id, c.creditor, c.number, c.cycle, d.regime, i.completed, i.due, coalesce(a.asked, '{}') as asked
		from cases c join invoices i on i.id = c.invoice_id join debtors d on d.id = i.debtor_id
		    left join lateral (
		        select array_agg(k.step) as asked, max(k.created_at) filter (where k.step ~ '^1m') as last
		        from tasks k where k.case_id = c.id and k.code = @code) a on true
		where c.closed_at is null and least(i.completed, i.due)
		    + case when d.regime in ('b2c', 'non_professional') then interval '1 year'
		           when d.regime = 'public' then interval '3 years' else interval '4 years' end <= @today
		    and (i.due, c.id) > (@due::date, @id)
		    and (a.last is null or exists (
		        select 1 from events e where e.case_id = c.id and e.kind = @told and e.recorded_at > a.last))
		order by i.due, c.id limit @most`, pgx.NamedArgs{
		"today": today.UTC(), "due": due, "id": id, "most": expiringPage,
		"code": string(dunning.TaskLimitation), "told": string(dunning.KindLimitation),
	})
}

// expiring completes claims with what people recorded about their delays.
func (s *Store) expiring(ctx context.Context, rows []expiringRow) ([]Expiring, error) {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.InvoiceID
	}
	var remarks claims.Rows
	b := &pgx.Batch{}
	remarks.QueueRemarks(b, ids)
	if err := query.Send(ctx, s.pool, b); err != nil {
		return nil, postgres.Explain("reading what interrupts limitation", err)
	}
	out := make([]Expiring, len(rows))
	for i, r := range rows {
		_, particulars := remarks.Remarks(r.InvoiceID)
		out[i] = Expiring{
			Ref:    dunning.Ref{Creditor: r.Creditor, Number: r.Number, Cycle: r.Cycle},
			Regime: dunning.Regime(r.Regime), Due: calendar.DateOf(r.Due.UTC()),
			Events: particulars.Limitation, Asked: r.Asked,
		}
		if r.Completed != nil {
			out[i].Completed = calendar.DateOf(r.Completed.UTC())
		}
	}
	return out, nil
}
