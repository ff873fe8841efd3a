package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// OpenTask asks a person for something about a case, once for each code and
// step: a task that was done is not opened again. An unknown case is not_found.
func (s *Store) OpenTask(ctx context.Context, k dunning.Task) error {
	tag, err := s.pool.Exec(ctx, `
		insert into tasks (case_id, code, step, detail, created_at)
		select c.id, @code, @step, @detail, @now from cases c
		where c.creditor = @creditor and c.number = @number and c.cycle = @cycle
		    and not exists (select 1 from tasks k where k.case_id = c.id and k.code = @code and k.step = @step)
		on conflict (case_id, code, step) where done_at is null do nothing`,
		pgx.NamedArgs{
			"creditor": k.Ref.Creditor, "number": k.Ref.Number, "cycle": k.Ref.Cycle,
			"code": string(k.Code), "step": k.Step, "detail": k.Detail, "now": query.Micro(s.Now()),
		})
	if err != nil {
		return Explain("opening a task", err)
	}
	if tag.RowsAffected() == 0 {
		_, err = s.LoadCase(ctx, k.Ref)
	}
	return err
}

// OpenCreditorTask asks a person for something that concerns all cases of a
// creditor, once for each code and step while it is open: the task lies on the
// case that met it first.
func (s *Store) OpenCreditorTask(ctx context.Context, k dunning.Task) error {
	return s.Do(ctx, "opening a task", func(t *Tx) error {
		open, err := t.askedOf(ctx, k.Ref.Creditor, k.Code, k.Step)
		if open || err != nil {
			return err
		}
		h, err := t.Lock(ctx, k.Ref)
		if err != nil {
			return err
		}
		h.Tasks = append(h.Tasks, TaskChange{Open: k.Code, Step: k.Step, Detail: k.Detail})
		return t.Flush(ctx, h)
	})
}

// askedOf tells whether a creditor is asked for something already, and keeps
// others from asking until the transaction ends.
func (t *Tx) askedOf(ctx context.Context, creditor string, code dunning.TaskCode, step string) (open bool, err error) {
	args := pgx.NamedArgs{"creditor": creditor, "code": string(code), "step": step}
	if _, err := t.Exec(ctx, `
		select pg_advisory_xact_lock(hashtextextended('relance/task/' || current_schema() || '/' || @creditor || '/' || @code || '/' || @step, 0))`,
		args); err != nil {
		return false, query.Doing("waiting for the task", err)
	}
	err = t.QueryRow(ctx, `
		select exists (select 1 from tasks k join cases c on c.id = k.case_id
		    where k.done_at is null and k.code = @code and k.step = @step and c.creditor = @creditor)`, args).Scan(&open)
	return open, query.Doing("looking for the task", err)
}

// FinishRateTasks ends the questions for rates of half-years that are known by
// now, up to a last one, and counts them.
func (s *Store) FinishRateTasks(ctx context.Context, last calendar.HalfYear) (int, error) {
	tag, err := s.pool.Exec(ctx, `
		update tasks set done_at = @now, done_by = '' where done_at is null and code = @code and step <= @last`,
		pgx.NamedArgs{"now": query.Micro(s.Now()), "code": string(dunning.TaskRateMissing), "last": last.String()})
	return int(tag.RowsAffected()), Explain("ending the questions for rates", err)
}

// Expiring is an open claim that limitation will end.
type Expiring struct {
	Ref       dunning.Ref
	Regime    dunning.Regime
	Completed calendar.Date // of the service; zero when unknown
	Due       calendar.Date
	Events    []dunning.Interruption // that people recorded
	Asked     []string               // steps of the alarms that were given
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
			return nil, Explain("looking for claims that expire", err)
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
	var told ClaimRows
	b := &pgx.Batch{}
	told.queueTold(b, ids)
	if err := query.Send(ctx, s.pool, b); err != nil {
		return nil, Explain("reading what interrupts limitation", err)
	}
	out := make([]Expiring, len(rows))
	for i, r := range rows {
		_, particulars := told.Told(r.InvoiceID)
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
