package banking

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/bank"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/reconcile"
)

// knownDays is how far from the days of a chunk a line on record may be booked
// that it repeats.
const knownDays = 12

type knownRow struct {
	ID          int64
	Account     string
	Fingerprint string
	Kind        string
	Format      string
	Entry       bank.Entry
	FileID      int64
	State       string
	Status      string
	Round       int
	Copy        int
	Person      bool
	Decision    reconcile.Decision
}

// recognise tells the entries that are on record from the new ones. A line that
// was pending and is booked now, or over which nobody has decided, is looked at
// again.
func (c *chunkRun) recognise(ctx context.Context) error {
	rows, err := query.All[knownRow](ctx, c.t, fmt.Sprintf(linesOnRecord,
		`id, account, fingerprint, kind, format, entry, file_id, state, status, round, copy, person, decision`), c.recordArgs())
	if err != nil {
		return query.Doing("looking for lines on record", err)
	}
	if c.im.dry != nil {
		rows = append(rows, c.im.dry.known(c.lot.Account)...)
	}
	copies := make(map[string]int, len(c.lot.Entries))
	known := make([]knownRow, 0, len(rows))
	for _, r := range rows {
		copies[r.Fingerprint]++
		if r.FileID != c.im.file && !c.im.used[r.ID] {
			known = append(known, r)
		}
	}
	lines := make([]reconcile.Line, len(known))
	for i, r := range known {
		lines[i] = reconcile.Line{Account: r.Account, Kind: bank.Kind(r.Kind), Format: bank.Format(r.Format), Entry: r.Entry}
	}
	incoming := make([]reconcile.Line, len(c.lot.Entries))
	for i, e := range c.lot.Entries {
		incoming[i] = reconcile.Line{Account: c.lot.Account, Kind: c.lot.Kind, Format: c.lot.Format, Entry: e}
	}
	c.lines = make([]*lineRun, len(incoming))
	for i, at := range reconcile.Pair(lines, incoming) {
		l := &lineRun{Incoming: reconcile.Incoming{Entry: incoming[i].Entry}}
		c.lines[i] = l
		if at < 0 {
			l.Copy = copies[l.Entry.Fingerprint]
			copies[l.Entry.Fingerprint]++
			continue
		}
		l.resume(known[at])
	}
	return c.lock(ctx)
}

// resume takes over what is on record of the entry.
func (l *lineRun) resume(r knownRow) {
	l.ID, l.Round, l.Copy, l.State, l.Decision, l.Stored = r.ID, r.Round, r.Copy, reconcile.LineState(r.State), r.Decision, true
	nowBooked := r.Status != string(bank.Booked) && l.Entry.Status == bank.Booked
	open := r.Status == string(bank.Booked) && (l.State == reconcile.LineSuggested || l.State == reconcile.LineUnmatched || l.State == reconcile.LineRefund)
	if l.Known = r.Person || !nowBooked && !open; l.Known {
		return
	}
	if open {
		l.Entry = r.Entry // as first read: what it settles must not depend on who repeats it
	}
	l.Entry.Fingerprint = r.Fingerprint
}

// linesOnRecord finds what entries of an account may repeat.
const linesOnRecord = `
	select %[1]s from bank_lines
	where creditor = @creditor and account = @account and amount = any(@amounts) and booking_date between @first and @last
	union all
	select %[1]s from bank_lines
	where creditor = @creditor and account = @account and fingerprint = any(@prints)
	  and (booking_date is null or booking_date not between @first and @last)
	order by id`

func (c *chunkRun) recordArgs() pgx.NamedArgs {
	var first, last time.Time
	amounts := make([]int64, len(c.lot.Entries))
	prints := make([]string, len(c.lot.Entries))
	for i, e := range c.lot.Entries {
		amounts[i], prints[i] = int64(e.Amount), e.Fingerprint
		if at := e.BookingDate.UTC(); !e.BookingDate.IsZero() {
			if first.IsZero() || at.Before(first) {
				first = at
			}
			if at.After(last) {
				last = at
			}
		}
	}
	return pgx.NamedArgs{
		"creditor": c.im.r.Creditor, "account": c.lot.Account, "amounts": amounts, "prints": prints,
		"first": first.AddDate(0, 0, -knownDays), "last": last.AddDate(0, 0, knownDays),
	}
}

// lock locks the lines that are to be decided again. A person may have decided
// over one of them, or another file repeated it, since they were read: then the
// chunk looks again.
func (c *chunkRun) lock(ctx context.Context) error {
	read := map[int64]*lineRun{}
	var ids []int64
	for _, l := range c.lines {
		if l.Stored && !l.Known {
			read[l.ID], ids = l, append(ids, l.ID)
		}
	}
	if len(ids) == 0 || c.im.r.DryRun {
		return nil
	}
	type row struct {
		ID    int64
		State string
		Round int
	}
	now, err := query.All[row](ctx, c.t, `
		select id, state, round from bank_lines where id = any(@ids) order by id for no key update`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return query.Doing("locking lines on record", err)
	}
	for _, r := range now {
		if l := read[r.ID]; string(l.State) != r.State || l.Round != r.Round {
			return postgres.ErrLostRace
		}
	}
	return nil
}
