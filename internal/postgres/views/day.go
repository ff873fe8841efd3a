package views

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres/query"
	"relance/internal/reconcile"
)

type jobRow struct {
	ID        int64
	Creditor  string
	Number    string
	Cycle     int
	Code      string
	Step      string
	Detail    string
	CreatedAt time.Time
	Debtor    string
	Name      string
	Contact   string
	Due       time.Time
	Balance   int64
	Currency  string
	Level     string
	Draft     []byte
	Mail      int64
	Reading   []byte
	Version   int64
	Owner     string
	Until     *time.Time
	Why       string
	PutBy     string
	DoneAt    *time.Time
	Passed    int
}

const jobColumns = `
	select k.id, c.creditor, c.number, c.cycle, k.code, k.step, k.detail, k.created_at, d.key as debtor, d.name, d.contact,
	    c.due, c.balance, c.currency, coalesce((select st->>'level' from jsonb_array_elements(c.body->'steps') st
	        where st->>'id' = k.step limit 1), '') as level,
	    l.data as draft, coalesce(m.id, 0) as mail, m.reading, c.version, coalesce(c.owner, '') as owner,
	    k.later_until as until, k.later_why as why, k.later_by as put_by, k.done_at,
	    case when k.code = 'mend_text' then (select count(*) from messages m
	        where m.creditor = c.creditor and m.passed_over = k.step and m.passed_over <> '' and m.state in ('accepted', 'unknown'))::int else 0 end as passed
	from tasks k join cases c on c.id = k.case_id join debtors d on d.id = c.debtor_id
	left join lateral (
	    select x.data from letter_drafts x
	    where k.code in ('approve', 'approval_overdue') and x.case_id = c.id and x.step = k.step order by x.id desc limit 1) l on true
	left join lateral (
	    select x.id, x.reading from mails x join mail_cases y on y.mail_id = x.id
	    where k.code in ('read_reply', 'reply_overdue', 'read_mail') and y.case_id = c.id and x.done_at is null
	    order by x.id desc limit 1) m on true`

func (r jobRow) job() (desk.Job, error) {
	j := desk.Job{
		Task: dunning.Task{
			ID: r.ID, Ref: dunning.Ref{Creditor: r.Creditor, Number: r.Number, Cycle: r.Cycle}, Code: dunning.TaskCode(r.Code),
			Step: r.Step, Detail: r.Detail, Created: r.CreatedAt.UTC(), Version: r.Version,
			Owner: r.Owner, Later: dunning.Later{Until: query.DayOf(r.Until), Why: r.Why, By: r.PutBy}, DoneAt: query.TimeOf(r.DoneAt),
		},
		Debtor: r.Debtor, Name: r.Name, Contact: r.Contact, Due: query.DayOf(&r.Due), Balance: money.Cents(r.Balance), Currency: r.Currency,
		Level: dunning.Level(r.Level), Mail: r.Mail, Passed: r.Passed,
	}
	if r.Draft != nil {
		if err := json.Unmarshal(r.Draft, &j.Draft); err != nil {
			return j, err
		}
	}
	if r.Reading != nil {
		var said struct {
			Text    string        `json:"reply_text"`
			Intents []desk.Intent `json:"intents"`
		}
		if err := json.Unmarshal(r.Reading, &said); err != nil {
			return j, err
		}
		j.Words, j.Says = said.Text, said.Intents
	}
	return j, nil
}

func jobsOf(rows []jobRow) (out []desk.Job, err error) {
	for _, r := range rows {
		j, err := r.job()
		if err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	return out, nil
}

type lineRow struct {
	ID       int64
	Creditor string
	Account  string
	Entry    bank.Entry
	State    string
	Rest     int64
	Decision reconcile.Decision
}

// openLine is what makes a bank line wait for a person.
const openLine = `(state in ('suggested', 'unmatched', 'refund') or rest <> 0)`

type lineSum struct {
	Count int
	Cents int64
}

type leavingRow struct {
	Body dunning.Case
	Name string
	At   time.Time
}

type keptRow struct {
	Reason string
	Cases  int
}

type feedRow struct {
	Kind, Name string
	At         time.Time
	Bad        bool
}

// keptKinds are the events that say that something did not leave; the index
// events_kept is on them.
const keptKinds = `('withheld', 'deferred', 'skipped', 'refused', 'unknown', 'attention')`

// awake restricts tasks to those that nobody put off beyond the day; asleep to the others.
const (
	awake  = `k.done_at is null and (k.later_until is null or k.later_until <= @today::date)`
	asleep = `k.done_at is null and k.later_until > @today::date`
)

// Day reads the day's work as of an instant. Before is when the day ends; from
// and to bound the last day of sends.
func (s *Store) Day(ctx context.Context, of desk.Scope, on calendar.Date, now, before time.Time) (desk.Day, error) {
	last := lastWorkday(on)
	from, to := calendar.Metropole.Midnight(last), calendar.Metropole.Midnight(last.AddDays(1))
	c, l, own := within(of, "c.creditor"), within(of, "creditor"), within(of, "e.name")
	c.args["now"], c.args["before"], c.args["from"], c.args["to"] = now, before, from, to
	var (
		jobs    []jobRow
		later   []struct{ Count int }
		lines   []lineRow
		sum     []lineSum
		leaving []leavingRow
		kept    []keptRow
		held    []leavingRow
		feeds   []feedRow
		next    []struct{ At *time.Time }
	)
	b := &pgx.Batch{}
	c.args["today"] = query.Day(on)
	query.Into(b, &jobs, jobColumns+` where `+awake+` and `+c.clause()+` order by k.id limit 1001`, c.args)
	query.Into(b, &later, `select count(*)::int as count from tasks k join cases c on c.id = k.case_id where `+asleep+` and `+c.clause(), c.args)
	query.Into(b, &lines, `select id, creditor, account, entry, state, rest, decision from bank_lines
		where `+openLine+` and `+l.clause()+` order by id limit 5`, l.args)
	query.Into(b, &sum, `select count(*)::int as count, coalesce(sum(case when currency = 'EUR' then case when rest <> 0 then rest else amount end end), 0)::bigint as cents
		from (select rest, amount, currency from bank_lines where `+openLine+` and `+l.clause()+` limit 1000) x`, l.args)
	query.Into(b, &leaving, `select c.body, d.name, c.next_action_at as at from cases c join debtors d on d.id = c.debtor_id
		where c.closed_at is null and c.next_action_at < @before and `+c.clause()+` order by c.next_action_at limit 500`, c.args)
	query.Into(b, &kept, `select e.reason, count(distinct e.case_id)::int as cases from events e join cases c on c.id = e.case_id
		where e.kind in `+keptKinds+` and e.at >= @from and e.at < @to and `+c.clause()+` group by e.reason`, c.args)
	query.Into(b, &held, `select c.body, '' as name, c.last_at as at from cases c
		where c.closed_at is null and c.body ? 'holds' and `+c.clause()+`
		    and (c.body #>> array['steps', c.body->>'done', 'at'])::timestamptz >= @from
		    and (c.body #>> array['steps', c.body->>'done', 'at'])::timestamptz < @to limit 2000`, c.args)
	query.Into(b, &feeds, `select * from (
		    (select distinct on (creditor) 'bank' as kind, creditor as name, finished_at as at, error <> '' as bad from bank_files
		     where finished_at is not null order by creditor, id desc)
		    union all (select 'mail', mailbox, max(looked_at), false from mail_cursors group by mailbox)) e
		where e.kind = 'mail' or `+own.clause()+` order by 1, 2`, own.args)
	query.Into(b, &next, `select min(c.next_action_at) as at from cases c
		where c.closed_at is null and c.next_action_at >= @before and `+c.clause(), c.args)
	if err := s.read(ctx, "reading the day's work", b); err != nil {
		return desk.Day{}, err
	}
	d, err := compose(jobs, lines, sum, leaving, kept, held, feeds, next, last)
	d.Later = later[0].Count
	return d, err
}

func compose(jobs []jobRow, lines []lineRow, sum []lineSum, leaving []leavingRow, kept []keptRow, held []leavingRow, feeds []feedRow, next []struct{ At *time.Time }, last calendar.Date) (d desk.Day, err error) {
	jobs, d.More = first(jobs, desk.MostJobs)
	if d.Jobs, err = jobsOf(jobs); err != nil {
		return d, err
	}
	for _, l := range lines {
		d.Lines = append(d.Lines, reconcile.BankLine{
			ID: l.ID, Creditor: l.Creditor, Account: l.Account, Entry: l.Entry, State: reconcile.LineState(l.State), Rest: money.Cents(l.Rest), Decision: l.Decision,
		})
	}
	d.LineCount, d.LineSum = sum[0].Count, money.Cents(sum[0].Cents)
	for _, l := range leaving {
		d.Leaving = append(d.Leaving, desk.Leaving{Case: l.Body, Name: l.Name, At: l.At.UTC()})
	}
	d.KeptOn = last
	reasons := map[dunning.Reason]int{}
	for _, k := range kept {
		reasons[dunning.Reason(k.Reason)] += k.Cases
	}
	for _, h := range held {
		if step, ok := h.Body.Step(); ok {
			if n := dunning.Next(h.Body, step.At); n.Action == dunning.Wait {
				reasons[n.Reason]++
			}
		}
	}
	for r, n := range reasons {
		d.Kept = append(d.Kept, desk.Kept{Reason: r, Cases: n})
	}
	slices.SortFunc(d.Kept, func(a, b desk.Kept) int {
		if a.Cases != b.Cases {
			return b.Cases - a.Cases
		}
		if a.Reason < b.Reason {
			return -1
		}
		return 1
	})
	for _, f := range feeds {
		d.Feeds = append(d.Feeds, desk.Feed{Kind: f.Kind, Name: f.Name, At: f.At.UTC(), Bad: f.Bad})
	}
	if next[0].At != nil {
		d.Next = next[0].At.UTC()
	}
	return d, nil
}

// lastWorkday is the day before, or the Friday before a weekend.
func lastWorkday(on calendar.Date) calendar.Date {
	d := on.AddDays(-1)
	for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
		d = d.AddDays(-1)
	}
	return d
}

// Counts reads the figures of the navigation, each capped.
func (s *Store) Counts(ctx context.Context, of desk.Scope) (desk.Counts, error) {
	c, l := within(of, "c.creditor"), within(of, "creditor")
	c.args["today"] = query.Day(of.On)
	var rows []desk.Counts
	b := &pgx.Batch{}
	query.Into(b, &rows, `select
		(select count(*) from (select 1 from tasks k join cases c on c.id = k.case_id where `+awake+` and `+c.clause()+` limit 1000) x)::int as jobs,
		(select count(*) from (select 1 from cases c where c.closed_at is null and `+c.clause()+` limit 10000) x)::int as cases,
		(select count(*) from (select 1 from bank_lines where `+openLine+` and `+l.clause()+` limit 1000) x)::int as lines,
		(select count(*) from (select 1 from tasks k join cases c on c.id = k.case_id
		    where `+awake+` and k.code in ('approve', 'approval_overdue') and `+c.clause()+` limit 1000) x)::int as letters`, c.args)
	if err := s.read(ctx, "counting the work", b); err != nil {
		return desk.Counts{}, err
	}
	return rows[0], nil
}

// Jobs reads the open tasks of some codes, oldest first, behind a task.
func (s *Store) Jobs(ctx context.Context, of desk.Scope, codes []dunning.TaskCode, after int64, limit int) ([]desk.Job, error) {
	c := within(of, "c.creditor")
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = string(code)
	}
	c.add(len(codes) > 0, "k.code = any(@codes)", "codes", names)
	c.add(after > 0, "k.id > @after", "after", after)
	c.args["limit"], c.args["today"] = limit, query.Day(of.On)
	which := awake
	if of.Later {
		which = asleep
	}
	var rows []jobRow
	b := &pgx.Batch{}
	query.Into(b, &rows, jobColumns+` where `+which+` and `+c.clause()+` order by k.id limit @limit`, c.args)
	if err := s.read(ctx, "reading the tasks", b); err != nil {
		return nil, err
	}
	return jobsOf(rows)
}

// Job reads one task; CodeNotFound when there is none of this number.
func (s *Store) Job(ctx context.Context, id int64) (desk.Job, error) {
	var rows []jobRow
	b := &pgx.Batch{}
	query.Into(b, &rows, jobColumns+` where k.id = @id`, pgx.NamedArgs{"id": id})
	if err := s.read(ctx, "reading the task", b); err != nil {
		return desk.Job{}, err
	}
	if len(rows) == 0 {
		return desk.Job{}, dunning.UnknownTask(id)
	}
	return rows[0].job()
}

// Pulse reads how things stand in a few characters: the version of a case, or
// what was added last to the work.
func (s *Store) Pulse(ctx context.Context, of desk.Scope, number string) (string, error) {
	c, l := within(of, "c.creditor"), within(of, "creditor")
	c.args["number"], c.args["today"] = number, query.Day(of.On)
	var rows []struct{ Pulse string }
	b := &pgx.Batch{}
	if number != "" {
		query.Into(b, &rows, `select coalesce(max(cycle || '-' || version), '') as pulse from (
			select c.cycle, c.version from cases c where c.number = @number and `+c.clause()+` order by c.cycle desc limit 1) x`, c.args)
	} else {
		query.Into(b, &rows, `select concat_ws('-',
			(select count(*) from (select 1 from tasks k join cases c on c.id = k.case_id where `+awake+` and `+c.clause()+` limit 1000) x),
			(select coalesce(max(k.id), 0) from tasks k where k.done_at is null),
			(select count(*) from (select 1 from bank_lines where `+openLine+` and `+l.clause()+` limit 1000) x)) as pulse`, c.args)
	}
	if err := s.read(ctx, "looking for changes", b); err != nil {
		return "", err
	}
	return rows[0].Pulse, nil
}
