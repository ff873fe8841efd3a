package sending

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postage"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// ofYear are letters of a civil year, by case time, that left or may have left.
// It needs messages as m and letters as l.
const ofYear = `
	m.channel in ('letter', 'registered_letter') and m.state in ('handing_over', 'accepted', 'unknown')
	and coalesce(l.state, '') <> 'failed' and m.day >= make_date(@year, 1, 1) and m.day < make_date(@year + 1, 1, 1)`

// costOf is the price of a letter: what its carrier reports, else the estimate.
const costOf = `coalesce(nullif(l.cost, 0), m.cost)`

// LettersInYear counts the letters of a civil year and adds up what they cost,
// for every creditor.
func (s *Store) LettersInYear(ctx context.Context, year int) ([]postage.Spend, error) {
	rows, err := query.All[struct {
		Creditor                      dunning.Creditor
		Letters, Registered, Unpriced int
		Spent                         int64
	}](ctx, s.pool, `
		select c.data as creditor, count(m.id) as letters, count(m.id) filter (where m.channel = 'registered_letter') as registered,
		    count(m.id) filter (where `+costOf+` = 0) as unpriced, coalesce(sum(`+costOf+`), 0)::bigint as spent
		from creditors c left join (messages m left join letters l on l.message_id = m.id) on m.creditor = c.id and `+ofYear+`
		group by c.id, c.data order by c.id`, pgx.NamedArgs{"year": year})
	if err != nil {
		return nil, postgres.Explain("adding up the letters of a year", err)
	}
	out := make([]postage.Spend, len(rows))
	for i, r := range rows {
		out[i] = postage.Spend{
			Creditor: r.Creditor.ID, Year: year, Letters: r.Letters, Registered: r.Registered, Unpriced: r.Unpriced,
			Spent: money.Cents(r.Spent), Budget: r.Creditor.Letters,
		}
	}
	return out, nil
}

// holdLetters keeps other letters of a creditor from being handed over until the
// transaction ends.
func (t *tx) holdLetters(ctx context.Context, creditor string) error {
	_, err := t.Exec(ctx, `
		select pg_advisory_xact_lock(hashtextextended('relance/letters/' || current_schema() || '/' || @creditor, 0))`,
		pgx.NamedArgs{"creditor": creditor})
	return query.Doing("waiting for the year's letters", err)
}

// withinLimit is postage.ErrLettersOfYear when a registered letter would be one
// more than its creditor may send in the year; most 0 is no limit.
func (t *tx) withinLimit(ctx context.Context, p *postgres.Parcel, most int) error {
	if most <= 0 || p.Message.Channel != string(dunning.RegisteredLetter) {
		return nil
	}
	if err := t.holdLetters(ctx, p.Message.Creditor); err != nil {
		return err
	}
	var n int
	err := t.QueryRow(ctx, `
		select count(*) from messages m left join letters l on l.message_id = m.id
		where m.creditor = @creditor and m.channel = 'registered_letter' and `+ofYear,
		pgx.NamedArgs{"creditor": p.Message.Creditor, "year": p.Message.Day.Year()}).Scan(&n)
	if err != nil {
		return query.Doing("counting the letters of a year", err)
	}
	if n >= most {
		return postage.ErrLettersOfYear
	}
	return nil
}

// spent adds up one creditor's letters of a year. Until the transaction ends,
// no other letter of his is handed over.
func (t *tx) spent(ctx context.Context, creditor string, year int) (money.Cents, error) {
	if err := t.holdLetters(ctx, creditor); err != nil {
		return 0, err
	}
	args := pgx.NamedArgs{"creditor": creditor, "year": year}
	var cents int64
	err := t.QueryRow(ctx, `
		select coalesce(sum(`+costOf+`), 0)::bigint from messages m left join letters l on l.message_id = m.id
		where m.creditor = @creditor and `+ofYear, args).Scan(&cents)
	return money.Cents(cents), query.Doing("adding up the year's letters", err)
}

// affordable tells whether the creditor's euros of the year suffice for a
// letter. If not, its cases are held until there are more, or the year is over,
// and the letter is given up.
func (t *tx) affordable(ctx context.Context, p *postgres.Parcel, now time.Time) (bool, error) {
	if p.Message.Channel == string(dunning.Email) {
		return true, nil
	}
	var budget dunning.Creditor
	var cost int64
	err := t.QueryRow(ctx, `
		select c.data, m.cost from messages m join creditors c on c.id = m.creditor where m.id = @id`,
		pgx.NamedArgs{"id": p.Message.ID}).Scan(&budget, &cost)
	if err != nil || budget.Letters <= 0 {
		return err == nil, query.Doing("reading the euros for letters", err)
	}
	spent, err := t.spent(ctx, p.Message.Creditor, p.Message.Day.Year())
	if err != nil || fits(spent, money.Cents(cost), budget.Letters) {
		return err == nil, err
	}
	yearEnd := calendar.Date{Year: p.Message.Day.Year(), Month: time.December, Day: 31}
	e := dunning.NewBudgetHold(money.Cents(cost), yearEnd).
		With(dunning.Stamp{Reason: dunning.ReasonLetterBudget, At: now, Message: p.Message.ID})
	for _, n := range p.Notices {
		e.Step = n.Step
		if err := t.Append(p.Cases[n.CaseID], e, false); err != nil {
			return false, err
		}
	}
	if err := t.Abandon(ctx, p); err != nil {
		return false, err
	}
	return false, t.Flush(ctx, p.List()...)
}

// fits tells whether a letter may still be paid for. One of unknown price
// leaves while anything is left.
func fits(spent, cost, budget money.Cents) bool {
	if cost == 0 {
		return spent < budget
	}
	return spent+cost <= budget
}

// ReleaseLetterBudget lets the cases go on that waited for euros for letters
// and now have them: more were given, or a letter did not leave after all. It
// tells how many there were.
func (s *Store) ReleaseLetterBudget(ctx context.Context) (n int, err error) {
	rows, err := s.pool.Query(ctx, `
		select id from cases where body @> '{"holds": [{"kind": "letter_budget"}]}' and closed_at is null order by id`)
	if err != nil {
		return 0, postgres.Explain("looking for letters that wait for euros", err)
	}
	ids, err := query.IDs(rows)
	if err != nil {
		return 0, postgres.Explain("looking for letters that wait for euros", err)
	}
	promised := map[string]money.Cents{} // to cases released just now
	for _, id := range ids {
		done, err := s.releaseLetter(ctx, id, promised)
		if err != nil {
			return n, err
		}
		if done {
			n++
		}
	}
	return n, nil
}

func (s *Store) releaseLetter(ctx context.Context, id int64, promised map[string]money.Cents) (done bool, err error) {
	var creditor string
	var need money.Cents
	err = s.do(ctx, "releasing a letter", func(t *tx) error {
		done = false // of a run that was given up
		cases, err := t.LockAll(ctx, []int64{id})
		if err != nil {
			return err
		}
		h := cases[id]
		var held bool
		if need, held = budgetHold(h.Body); !held {
			return nil
		}
		var c dunning.Creditor
		if err := t.QueryRow(ctx, `select data from creditors where id = @id`, pgx.NamedArgs{"id": h.Body.Creditor}).Scan(&c); err != nil {
			return query.Doing("reading the euros for letters", err)
		}
		spent, err := t.spent(ctx, c.ID, h.Rules.Today(t.Now).Year)
		if err != nil || c.Letters > 0 && !fits(spent+promised[c.ID], need, c.Letters) {
			return err
		}
		e := dunning.NewRelease(dunning.HoldBudget).With(dunning.Stamp{Reason: dunning.ReasonFact})
		if err := t.Append(h, postgres.Identified(h, e, t.Now), true); err != nil {
			return err
		}
		done, creditor = true, c.ID
		return t.Flush(ctx, h)
	})
	if done && err == nil {
		promised[creditor] += need
	}
	return done, err
}

// budgetHold gives the euros that a held letter needs.
func budgetHold(c dunning.Case) (money.Cents, bool) {
	for _, h := range c.Holds {
		if h.Kind == dunning.HoldBudget {
			return h.Amount, true
		}
	}
	return 0, false
}
