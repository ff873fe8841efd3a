package overview

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// Actor is who asks.
type Actor = access.Actor

// Days reads the day's work.
type Days interface {
	Day(ctx context.Context, of desk.Scope, on calendar.Date, now, before time.Time) (desk.Day, error)
	Counts(ctx context.Context, of desk.Scope) (desk.Counts, error)
}

// JobReader reads tasks.
type JobReader interface {
	Jobs(ctx context.Context, of desk.Scope, codes []dunning.TaskCode, after int64, limit int) ([]desk.Job, error)
	Job(ctx context.Context, id int64) (desk.Job, error)
}

// CreditorReader reads who sends invoices.
type CreditorReader interface {
	Creditors(ctx context.Context) ([]dunning.Creditor, error)
}

// Lists reads lists of cases.
type Lists interface {
	Cases(ctx context.Context, s desk.Selection) ([]desk.CaseRow, error)
	Totals(ctx context.Context, s desk.Selection) ([]desk.Totals, error)
}

// Office is the back office for what is looked at. It is safe for concurrent
// use.
type Office struct {
	Now        func() time.Time // case time; UTC
	Days       Days
	JobReader  JobReader
	Lists      Lists
	Creditor   CreditorReader
	BankFiles  BankFiles
	Finder     Finder
	Pulses     PulseReader
	ItemReader ItemReader
	MonthStore MonthStore
	BoardStore BoardStore
	ViewStore  ViewStore
	ShareStore ShareStore

	boards  recent[Board]
	totals  recent[[]desk.Totals]
	debtors recent[[]desk.DebtorRow]
}

// Today is the civil date in metropolitan France.
func (o *Office) Today() calendar.Date {
	return calendar.DateOf(o.Now().In(calendar.Metropole.Location()))
}

// scope says whose cases an actor may look at: those of one creditor that he
// names, else all of his.
func scope(who Actor, deed access.Deed, creditor string) (desk.Scope, error) {
	if creditor != "" {
		return desk.Scope{Creditor: creditor}, access.May(who, deed, creditor)
	}
	ids, all := who.Creditors()
	if !all && len(ids) == 0 {
		return desk.Scope{}, access.May(who, deed, "")
	}
	return desk.Scope{Among: ids}, nil
}

// keyOf names a scope.
func keyOf(of desk.Scope) string {
	return strings.Join(append([]string{of.Creditor}, of.Among...), "|")
}

// Day gives the day's work.
func (o *Office) Day(ctx context.Context, who Actor, creditor string) (desk.Day, error) {
	of, err := scope(who, access.SeeCases, creditor)
	if err != nil {
		return desk.Day{}, err
	}
	on := o.Today()
	return o.Days.Day(ctx, of, on, o.Now(), calendar.Metropole.Midnight(on.AddDays(1)))
}

// Counts gives the figures of the navigation.
func (o *Office) Counts(ctx context.Context, who Actor, creditor string) (desk.Counts, error) {
	of, err := scope(who, access.SeeCases, creditor)
	if err != nil {
		return desk.Counts{}, err
	}
	of.On = o.Today()
	return o.Days.Counts(ctx, of)
}

// Jobs gives the open tasks of some kinds, oldest first, behind a task; more
// tells that there are others.
func (o *Office) Jobs(ctx context.Context, who Actor, creditor string, codes []dunning.TaskCode, after int64, limit int) (jobs []desk.Job, more bool, err error) {
	of, err := scope(who, access.SeeCases, creditor)
	if err != nil {
		return nil, false, err
	}
	of.On = o.Today()
	return o.jobs(ctx, of, codes, after, limit)
}

// Later gives the tasks that were put off to another day, as Jobs gives those of today.
func (o *Office) Later(ctx context.Context, who Actor, creditor string, after int64, limit int) (jobs []desk.Job, more bool, err error) {
	of, err := scope(who, access.SeeCases, creditor)
	if err != nil {
		return nil, false, err
	}
	of.On, of.Later = o.Today(), true
	return o.jobs(ctx, of, nil, after, limit)
}

func (o *Office) jobs(ctx context.Context, of desk.Scope, codes []dunning.TaskCode, after int64, limit int) (jobs []desk.Job, more bool, err error) {
	jobs, err = o.JobReader.Jobs(ctx, of, codes, after, limit+1)
	if len(jobs) > limit {
		jobs, more = jobs[:limit], true
	}
	return jobs, more, err
}

// Listed is a page of a list of cases.
type Listed struct {
	Rows   []desk.CaseRow
	More   bool
	Totals []desk.Totals // of the whole selection, by currency, when they are asked for
	Summed time.Time     // when Totals were worked out; those of many cases may be a minute old
}

// List gives a page of the cases of a selection. Its scope is the actor's own;
// Creditor may narrow it.
func (o *Office) List(ctx context.Context, who Actor, s desk.Selection) (out Listed, err error) {
	if s.Scope, err = scope(who, access.SeeCases, s.Creditor); err != nil {
		return out, err
	}
	if s.On.IsZero() {
		s.On = o.Today()
	}
	limit := s.Limit
	s.Limit = limit + 1
	if out.Rows, err = o.Lists.Cases(ctx, s); err != nil {
		return out, err
	}
	if len(out.Rows) > limit {
		out.Rows, out.More = out.Rows[:limit], true
	}
	if s.Sum {
		out.Totals, out.Summed, err = o.totalsOf(ctx, s)
	}
	return out, err
}

// longSum is the number of cases from which the totals of a list are kept for a minute.
const longSum = 20_000

// totalsOf sums a selection up.
func (o *Office) totalsOf(ctx context.Context, s desk.Selection) ([]desk.Totals, time.Time, error) {
	s.After, s.Limit = desk.CaseCursor{}, 0
	long := func(sums []desk.Totals) bool {
		n := 0
		for _, t := range sums {
			n += t.Count
		}
		return n >= longSum
	}
	key := fmt.Sprintf("%+v", s)
	return o.totals.get(ctx, key, o.Now, long, func(ctx context.Context) ([]desk.Totals, error) { return o.Lists.Totals(ctx, s) })
}

// exportPage is how many rows of an export are read at once.
const exportPage = 1000

// EachCase gives every case of a selection, in the order of the list.
func (o *Office) EachCase(ctx context.Context, who Actor, s desk.Selection) iter.Seq2[desk.CaseRow, error] {
	return func(yield func(desk.CaseRow, error) bool) {
		of, err := scope(who, access.SeeCases, s.Creditor)
		if err != nil {
			yield(desk.CaseRow{}, err)
			return
		}
		s.Scope, s.Limit, s.After, s.Whole = of, exportPage, desk.CaseCursor{}, true
		if s.On.IsZero() {
			s.On = o.Today()
		}
		for {
			rows, err := o.Lists.Cases(ctx, s)
			if err != nil {
				yield(desk.CaseRow{}, err)
				return
			}
			for _, r := range rows {
				if !yield(r, nil) {
					return
				}
				s.After = r.Cursor
			}
			if len(rows) < exportPage {
				return
			}
		}
	}
}

// Job gives one task of the actor's cases.
func (o *Office) Job(ctx context.Context, who Actor, id int64) (desk.Job, error) {
	j, err := o.JobReader.Job(ctx, id)
	if err == nil && access.May(who, access.SeeCases, j.Ref.Creditor) != nil {
		return desk.Job{}, dunning.UnknownTask(id)
	}
	return j, err
}

// Creditors gives the actor's creditors, by id.
func (o *Office) Creditors(ctx context.Context, who Actor) (out []dunning.Creditor, err error) {
	all, err := o.Creditor.Creditors(ctx)
	for _, c := range all {
		if access.May(who, access.SeeCases, c.ID) == nil {
			out = append(out, c)
		}
	}
	return out, err
}

// PulseReader reads a short text that changes whenever the work changes.
type PulseReader interface {
	Pulse(ctx context.Context, of desk.Scope, number string) (string, error)
}

// Pulse gives a short text that differs as soon as
// something has changed: a creditor's case when a number is given, else the
// work.
func (o *Office) Pulse(ctx context.Context, who Actor, creditor, number string) (string, error) {
	of, err := scope(who, access.SeeCases, creditor)
	if err != nil {
		return "", err
	}
	of.On = o.Today()
	return o.Pulses.Pulse(ctx, of, number)
}
