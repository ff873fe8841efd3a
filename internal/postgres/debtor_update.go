package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/access"
	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
)

// changedColumns gives the columns that change, with their new values.
func changedColumns(c change.Debtor, at time.Time) (columns []string, args pgx.NamedArgs) {
	args = pgx.NamedArgs{}
	text := func(column string, v *string) {
		if v != nil {
			columns, args[column] = append(columns, column), *v
		}
	}
	text("name", c.Name)
	text("regime", (*string)(c.Regime))
	text("language", c.Language)
	text("email", c.Email)
	if c.Address != nil {
		columns, args["address"] = append(columns, "address"), *c.Address
	}
	text("zone", c.Zone)
	text("plan", c.Plan)
	text("siren", c.SIREN)
	text("vat", c.VAT)
	text("contact", c.Contact)
	if c.PayDays != nil {
		columns, args["pay_days"] = append(columns, "pay_days"), *c.PayDays
	}
	if e := c.Electronic; e != nil {
		var consent *time.Time
		if !e.ConsentOn.IsZero() {
			day := e.ConsentOn.UTC()
			consent = &day
		}
		for column, v := range map[string]any{"lre": e.Accepted, "lre_consent": consent, "lre_manner": e.Manner, "lre_author": c.Author, "lre_recorded_at": at} {
			columns, args[column] = append(columns, column), v
		}
	}
	return columns, args
}

// UpdateDebtor corrects a debtor. When the contact changed, the cases that wait
// for an address go on: each gets a contact event and its workflow hears of it.
// It gives back those cases. A correction by somebody who has seen another version
// of the debtor (access.Seen) is refused: CodeConflict.
func (s *Store) UpdateDebtor(ctx context.Context, creditor, key string, c change.Debtor) (mended []dunning.Ref, err error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	err = s.Do(ctx, "changing debtor "+key, func(t *Tx) error {
		d, err := t.LockDebtor(ctx, creditor, key)
		if err != nil {
			return err
		}
		if seen := access.Seen(ctx); seen != 0 && seen != d.Revision {
			return change.StaleDebtor(d.Debtor(), seen)
		}
		mended, err = t.UpdateDebtor(ctx, d, c)
		return err
	})
	return mended, err
}

// UpdateDebtor corrects a debtor under his lock.
func (t *Tx) UpdateDebtor(ctx context.Context, was tables.DebtorRow, c change.Debtor) (mended []dunning.Ref, err error) {
	columns, args := changedColumns(c, t.Now)
	if len(columns) == 0 {
		return nil, dunning.Errorf(dunning.CodeInvalid, "nothing to change about debtor %s", was.Key)
	}
	held, err := t.waitingForAddress(ctx, was.ID)
	if err != nil {
		return nil, err
	}
	if err := t.changeDebtor(ctx, was.ID, columns, args, c.Filled); err != nil {
		return nil, err
	}
	d, err := debtorByID(ctx, t, was.ID)
	if err != nil {
		return nil, err
	}
	if mended, err = t.mend(ctx, d, held, c.Author, c.At); err != nil {
		return nil, err
	}
	return mended, t.changed(ctx, was, d, c)
}

// changed does what follows from a correction besides the address.
func (t *Tx) changed(ctx context.Context, was, now tables.DebtorRow, c change.Debtor) error {
	if c.SIREN != nil {
		if err := t.confirmedSIREN(ctx, now.ID); err != nil {
			return err
		}
	}
	return t.movePeriods(ctx, was, now, c.Author, c.At)
}

// TakeOver gives a debtor values of another who was merged into him, under the locks
// of both; a change of nothing still makes him one whom messages must be written to
// anew. The cases that wait for an address are the caller's.
func (t *Tx) TakeOver(ctx context.Context, was tables.DebtorRow, c change.Debtor) error {
	columns, args := changedColumns(c, t.Now)
	if err := t.changeDebtor(ctx, was.ID, append([]string{}, columns...), args, false); err != nil {
		return err
	}
	now, err := debtorByID(ctx, t, was.ID)
	if err != nil {
		return err
	}
	return t.changed(ctx, was, now, c)
}

// LockDebtor takes the advisory lock of a debtor: whoever touches several of
// his cases holds it.
func (t *Tx) LockDebtor(ctx context.Context, creditor, key string) (tables.DebtorRow, error) {
	args := pgx.NamedArgs{"creditor": creditor, "key": key}
	_, err := t.Exec(ctx, `
		select pg_advisory_xact_lock(`+DebtorLock+`) from debtors d where `+tables.DebtorNamed, args)
	if err != nil {
		return tables.DebtorRow{}, query.Doing("waiting for the debtor", err)
	}
	d, err := query.One[tables.DebtorRow](ctx, t, `
		select `+tables.DebtorColumns+` from debtors d where `+tables.DebtorNamed, args)
	if errors.Is(err, pgx.ErrNoRows) {
		return d, tables.UnknownDebtor(creditor, key)
	}
	return d, query.Doing("reading the debtor", err)
}

// waitingForAddress locks the open cases that wait for a usable address.
func (t *Tx) waitingForAddress(ctx context.Context, debtor int64) ([]*Locked, error) {
	rows, err := query.All[CaseRow](ctx, t, `
		select `+CaseColumns+` from cases c
		where c.debtor_id = @debtor and c.closed_at is null and c.status = 'needs_attention'
		order by c.id for no key update`, pgx.NamedArgs{"debtor": debtor})
	if err != nil {
		return nil, query.Doing("locking the debtor's cases", err)
	}
	t.Waited()
	var out []*Locked
	for _, row := range rows {
		noAddress := row.Body.Attention != nil && (row.Body.Attention.Code == dunning.ReasonNoAddress ||
			row.Body.Attention.Code == dunning.ReasonLetterReturned)
		if !noAddress && !row.Body.Held(dunning.HoldBounce) {
			continue
		}
		h, err := row.Locked()
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

// changeDebtor sets columns. What a person has set, no later invoice changes; a
// blank that was filled in is left to invoices.
func (t *Tx) changeDebtor(ctx context.Context, id int64, columns []string, args pgx.NamedArgs, filled bool) error {
	set := ""
	for _, column := range columns { // names come from changes, never from outside
		set += column + " = @" + column + ", "
	}
	args["id"], args["columns"], args["now"] = id, columns, t.Now
	sql := `update debtors set ` + set + ` updated_at = @now, revision = revision + 1`
	if !filled {
		sql += `, mended = array(select distinct unnest(mended || @columns::text[]) order by 1)`
	}
	if _, ok := args["email"]; ok {
		sql += `, bounced = false`
	}
	if _, err := t.Exec(ctx, sql+` where id = @id`, args); err != nil {
		return query.Doing("changing the debtor", err)
	}
	email, _ := args["email"].(string)
	b := &pgx.Batch{}
	t.queueContact(b, id, email)
	b.Queue(`update contacts set usable = true, updated_at = @now where debtor_id = @id and email = @email and not usable`,
		pgx.NamedArgs{"id": id, "email": email, "now": t.Now})
	return query.Doing("keeping the contact", query.Send(ctx, t, b))
}

// mend lets the cases go on that waited for an address, if there is one now.
func (t *Tx) mend(ctx context.Context, d tables.DebtorRow, held []*Locked, author string, at time.Time) (out []dunning.Ref, err error) {
	debtor := d.Debtor()
	for _, h := range held {
		if h.Body.Held(dunning.HoldBounce) && !debtor.Mailable() {
			continue
		}
		e := dunning.NewContact().With(dunning.Stamp{At: at, Author: author})
		e = Identified(h, e, t.Now)
		if err := t.Append(h, e, true); err != nil {
			return nil, err
		}
		out = append(out, h.Body.Ref())
	}
	return out, t.Flush(ctx, held...)
}
