package lookup

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
	"relance/internal/rehearsal"
)

// Portfolio reads the open cases of a debtor, of all debtors of a creditor, or, when
// neither is named, of all, as they stand together at one moment. Nothing is
// locked and nothing is written. now is the case time at which the rehearsal
// begins.
func (s *Store) Portfolio(ctx context.Context, of rehearsal.Party, now time.Time) (rehearsal.OpenPortfolio, error) {
	b := rehearsal.OpenPortfolio{
		Names: map[rehearsal.Party]string{},
		Portfolio: rehearsal.Portfolio{
			Debtors: map[rehearsal.Party]*rehearsal.Correspondent{}, DailyMax: map[string]int{}, Today: map[string]int{},
		},
	}
	o := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, s.pool, o, func(t pgx.Tx) error { return readPortfolio(ctx, t, &b, of, now) })
	return b, postgres.Explain("reading the open cases", err)
}

// contactsBack is how many days of contacts a plan may look back on.
const contactsBack = 366

type contactRow struct {
	Creditor, Key string
	Day           time.Time
}

// turnRow is a version of a plan that starts while cases run.
type turnRow struct {
	Creditor string
	Data     dunning.Plan
	Running  string
	StartsAt time.Time
}

type dayRow struct {
	Creditor string
	Sent     int
}

func readPortfolio(ctx context.Context, t pgx.Tx, b *rehearsal.OpenPortfolio, of rehearsal.Party, now time.Time) error {
	today := calendar.DateOf(now.In(calendar.Metropole.Location()))
	args := pgx.NamedArgs{
		"creditor": of.Creditor, "debtor": of.Debtor, "today": query.Day(today), "from": query.Day(today.AddDays(-contactsBack)), "now": now,
	}
	var rows portfolioRows
	batch := &pgx.Batch{}
	rows.queue(batch, of, args)
	if err := query.Send(ctx, t, batch); err != nil {
		return err
	}
	return rows.enter(b)
}

// portfolioRows is what the open cases of a party are played forward by, as it is read
// in one round trip.
type portfolioRows struct {
	cases     []postgres.CaseRow
	debtors   []tables.DebtorRow
	contacts  []contactRow
	days      []dayRow
	creditors []dunning.Creditor
	turns     []turnRow
}

func (r *portfolioRows) queue(b *pgx.Batch, of rehearsal.Party, args pgx.NamedArgs) {
	whose := whoseDebtors(of)
	query.Into(b, &r.cases, `
		select `+postgres.CaseColumns+` from cases c
		where c.closed_at is null and c.debtor_id in (select d.id from debtors d where `+whose+`) order by c.id`, args)
	query.Into(b, &r.debtors, `
		select `+tables.DebtorColumns+` from debtors d
		where `+whose+` and exists (
		    select 1 from cases c where c.debtor_id = d.id and c.closed_at is null)`, args)
	query.Into(b, &r.contacts, `
		select distinct d.creditor, d.key, m.day from messages m join debtors d on d.id = m.debtor_id
		where m.channel = 'email' and m.level not in ('thanks', 'receipt', 'answer') and m.day > @from
		    and m.state in ('handing_over', 'accepted', 'unknown') and `+whose+`
		order by d.creditor, d.key, m.day`, args)
	query.Into(b, &r.days, `
		select creditor, count(*)::int as sent from messages
		where day = @today and state in ('reserved', 'rendered', 'handing_over', 'accepted', 'unknown')
		group by creditor`, args)
	query.IntoValues(b, &r.creditors, `select data from creditors`, nil)
	query.Into(b, &r.turns, `
		select creditor, data, running, starts_at from plan_versions v
		where used_at is not null and starts_at is not null and moved_at is null and running <> 'keep'`+when(of.Creditor != "", " and creditor = @creditor")+`
		    and not exists (select from plans p where p.creditor = v.creditor and p.id = v.plan and p.stated)
		order by starts_at, id`, args)
}

// enter gives the rows over as values.
func (r *portfolioRows) enter(b *rehearsal.OpenPortfolio) error {
	for _, row := range r.cases {
		h, err := row.Locked()
		if err != nil {
			return err
		}
		b.Cases = append(b.Cases, dunning.Open{Case: h.Body, Rules: h.Rules})
	}
	enterDebtors(b, r.debtors, r.contacts)
	for _, d := range r.days {
		b.Today[d.Creditor] = d.Sent
	}
	for _, c := range r.creditors {
		b.DailyMax[c.ID] = c.DailyMax
	}
	for _, v := range r.turns {
		b.Turns = append(b.Turns, rehearsal.Turn{At: v.StartsAt.UTC(), Creditor: v.Creditor, Plan: v.Data, Running: dunning.Onward(v.Running)})
	}
	return nil
}

// whoseDebtors restricts debtors, as d, to a party. It writes only what restricts,
// so that one debtor is found by an index.
func whoseDebtors(of rehearsal.Party) string {
	return "true" + when(of.Creditor != "", " and d.creditor = @creditor") + when(of.Debtor != "", " and d.key = @debtor")
}

// enterDebtors fills in the debtors.
func enterDebtors(b *rehearsal.OpenPortfolio, debtors []tables.DebtorRow, contacts []contactRow) {
	for _, row := range debtors {
		d := row.Debtor()
		p := rehearsal.Party{Creditor: d.Creditor, Debtor: d.Key}
		b.Debtors[p] = &rehearsal.Correspondent{Mailable: d.Mailable(), Postable: d.Address.Usable()}
		b.Names[p] = d.Name
	}
	for _, row := range contacts {
		if to := b.Debtors[rehearsal.Party{Creditor: row.Creditor, Debtor: row.Key}]; to != nil {
			to.Contacts = append(to.Contacts, calendar.DateOf(row.Day.UTC()))
		}
	}
}
