package sending

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
)

// blocked asks the rules that lie outside a case whether its notice may leave
// now. It gives the event to record when one says no.
func (t *tx) blocked(ctx context.Context, c *sendRequest) (*dunning.Event, error) {
	checks := []func(context.Context, *sendRequest) (*dunning.Event, error){
		t.blockedBySwitch, t.blockedFormal, t.blockedByAddress, t.blockedByWindow, t.blockedByBank, t.blockedByInbox, t.blockedByDaily, t.blockedByCap,
	}
	for _, check := range checks {
		if e, err := check(ctx, c); e != nil || err != nil {
			return e, err
		}
	}
	return nil, nil
}

// blockedBySwitch: an operator has stopped all sends, or a restore waits for a
// person's word.
func (t *tx) blockedBySwitch(_ context.Context, c *sendRequest) (*dunning.Event, error) {
	if why := postgres.SwitchedOff(c.switches); why != "" {
		return new(dunning.NewWithheld("", why)), nil
	}
	return nil, nil
}

// blockedByAddress: nobody writes to an address that is missing or was refused.
// Thanks are a courtesy and simply do not leave.
func (t *tx) blockedByAddress(_ context.Context, c *sendRequest) (*dunning.Event, error) {
	d := c.debtor.Debtor()
	usable := d.Address.Usable()
	if c.decision.Channel == dunning.Email {
		usable = d.Mailable()
	}
	if usable {
		return nil, nil
	}
	return new(dunning.NewUnreachable(c.decision)), nil
}

// blockedByWindow: e-mails leave in sending hours; a carrier takes letters at any.
func (t *tx) blockedByWindow(_ context.Context, c *sendRequest) (*dunning.Event, error) {
	if c.decision.Channel != dunning.Email {
		return nil, nil
	}
	if at := c.h.Rules.Earliest(c.Now); at.After(c.Now) {
		return c.putOff(at, dunning.ReasonOutsideWindow), nil
	}
	return nil, nil
}

// putOff defers the send.
func (c *sendRequest) putOff(until time.Time, why dunning.Reason) *dunning.Event {
	e := dunning.PutOff(c.h.Body, c.decision, c.Now, until, why)
	return &e
}

// blockedByBank: a creditor whose bank data are too old does not chase.
func (t *tx) blockedByBank(ctx context.Context, c *sendRequest) (*dunning.Event, error) {
	if c.creditor.BankMaxAge <= 0 || c.thanks() {
		return nil, nil
	}
	last, err := t.lastImport(ctx, c.creditor.ID)
	if err != nil {
		return nil, err
	}
	if c.Now.Sub(last) <= time.Duration(c.creditor.BankMaxAge)*time.Hour {
		return nil, nil
	}
	return new(dunning.NewHoldFor(dunning.HoldBankData).With(dunning.Stamp{Reason: dunning.ReasonStaleBankData})), nil
}

// blockedByInbox: a creditor whose mailbox was not read lately does not chase.
func (t *tx) blockedByInbox(ctx context.Context, c *sendRequest) (*dunning.Event, error) {
	if c.creditor.InboxMaxAge <= 0 || c.thanks() {
		return nil, nil
	}
	var stale bool
	err := t.QueryRow(ctx, `select `+postgres.InboxStale+` from creditors c where c.id = @creditor`,
		pgx.NamedArgs{"creditor": c.creditor.ID, "recorded": t.Now}).Scan(&stale)
	if err != nil || !stale {
		return nil, query.Doing("asking when the mailbox was read", err)
	}
	return new(dunning.NewHoldFor(dunning.HoldInbox).With(dunning.Stamp{Reason: dunning.ReasonStaleInbox})), nil
}

// lastImport reads until when bank data are known and keeps it from changing
// until the transaction ends: an import that ends meanwhile finds the hold that
// follows from it. Only a row can be locked, so that a creditor without any
// import gets one that says never.
func (t *tx) lastImport(ctx context.Context, creditor string) (last time.Time, err error) {
	key := postgres.BankImportKey(creditor)
	found, err := postgres.Setting(ctx, t, key, &last, postgres.LockShare)
	if err != nil || found {
		return last, err
	}
	if _, err := t.Exec(ctx, `
		insert into settings (key, value, author, updated_at) values (@key, to_jsonb(@never::text), '', @now)
		on conflict (key) do nothing`,
		pgx.NamedArgs{"key": key, "never": time.Time{}.Format(time.RFC3339), "now": t.Now}); err != nil {
		return last, query.Doing("noting that no bank data are known", err)
	}
	_, err = postgres.Setting(ctx, t, key, &last, postgres.LockShare)
	return last, err
}

// blockedByDaily: the creditor's own maximum of messages a day.
func (t *tx) blockedByDaily(ctx context.Context, c *sendRequest) (*dunning.Event, error) {
	if c.creditor.DailyMax <= 0 {
		return nil, nil
	}
	today := c.h.Rules.Today(c.Now)
	args := pgx.NamedArgs{"creditor": c.creditor.ID, "day": query.Day(today)}
	// Claims for other debtors count too: they wait for one another here.
	if _, err := t.Exec(ctx, `
		select pg_advisory_xact_lock(hashtextextended('relance/daily/' || current_schema() || '/' || @creditor, 0))`,
		args); err != nil {
		return nil, query.Doing("waiting for the day's count", err)
	}
	var n int
	err := t.QueryRow(ctx, `
		select count(*) from messages where creditor = @creditor and day = @day
		and state in ('reserved', 'rendered', 'handing_over', 'accepted', 'unknown')`, args).Scan(&n)
	if err != nil || n < c.creditor.DailyMax {
		return nil, query.Doing("counting the day's messages", err)
	}
	return c.putOff(c.h.Rules.Morning(today.AddDays(1)), dunning.ReasonDailyMaximum), nil
}

// blockedByCap: a debtor hears from us by e-mail no more often than the plan says,
// over all his invoices. What is put off merges with what is due then.
func (t *tx) blockedByCap(ctx context.Context, c *sendRequest) (*dunning.Event, error) {
	p := c.h.Rules.Plan
	if c.decision.Channel != dunning.Email || c.thanks() || (p.Spacing <= 0 && p.MaxIn30 <= 0) {
		return nil, nil
	}
	today := c.h.Rules.Today(c.Now)
	rows, err := t.Query(ctx, `
		select distinct day from messages
		where debtor_id = @debtor and channel = 'email' and level not in ('thanks', 'receipt', 'answer') and day > @from
		  and state in ('handing_over', 'accepted', 'unknown') order by day`,
		pgx.NamedArgs{"debtor": c.debtor.ID, "from": query.Day(today.AddDays(-max(30, int(p.Spacing))))})
	if err != nil {
		return nil, query.Doing("counting the contacts", err)
	}
	times, err := pgx.CollectRows(rows, pgx.RowTo[time.Time])
	if err != nil {
		return nil, query.Doing("counting the contacts", err)
	}
	days := make([]calendar.Date, len(times))
	for i, at := range times {
		days[i] = calendar.DateOf(at.UTC())
	}
	if first := p.NextContact(today, days); first.After(today) {
		return c.putOff(c.h.Rules.Morning(first), dunning.ReasonContactCap), nil
	}
	return nil, nil
}
