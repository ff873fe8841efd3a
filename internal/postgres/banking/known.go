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

func (r knownRow) onRecord() reconcile.OnRecord {
	return reconcile.OnRecord{
		Line: reconcile.Line{Account: r.Account, Kind: bank.Kind(r.Kind), Format: bank.Format(r.Format), Entry: r.Entry},
		ID:   r.ID, Fingerprint: r.Fingerprint, State: reconcile.LineState(r.State), Status: bank.Status(r.Status),
		Round: r.Round, Copy: r.Copy, Person: r.Person, Decision: r.Decision,
	}
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

// recognise tells the entries that are on record from the new ones.
func (c *chunkRun) recognise(ctx context.Context) error {
	var first, last time.Time
	amounts, prints := make([]int64, len(c.lot.Entries)), make([]string, len(c.lot.Entries))
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
	rows, err := query.All[knownRow](ctx, c.t, fmt.Sprintf(linesOnRecord,
		`id, account, fingerprint, kind, format, entry, file_id, state, status, round, copy, person, decision`), pgx.NamedArgs{
		"creditor": c.im.r.Creditor, "account": c.lot.Account, "amounts": amounts, "prints": prints,
		"first": first.AddDate(0, 0, -knownDays), "last": last.AddDate(0, 0, knownDays),
	})
	if err != nil {
		return query.Doing("looking for lines on record", err)
	}
	if c.im.dry != nil {
		rows = append(rows, c.im.dry.known(c.lot.Account)...)
	}
	record := make([]reconcile.OnRecord, len(rows))
	for i, r := range rows {
		record[i] = r.onRecord()
		record[i].Taken = r.FileID == c.im.file || c.im.used[r.ID]
	}
	c.lines = reconcile.Recognise(c.lot, record)
	return nil
}

// rows gives the new lines the numbers of their rows, and locks the rows of those
// that are decided again. A person may have decided over one of these, or another
// file repeated it, since they were read: then the chunk looks again.
func (c *chunkRun) rows(ctx context.Context) error {
	var fresh []*reconcile.Incoming
	var ids []int64
	read := map[int64]*reconcile.Incoming{}
	for _, l := range c.lines {
		switch {
		case !l.Stored && c.im.dry != nil:
			l.ID = c.im.dry.newID()
		case !l.Stored:
			fresh = append(fresh, l)
		case !l.Known && c.im.dry == nil:
			read[l.ID], ids = l, append(ids, l.ID)
		}
	}
	if len(ids) > 0 {
		now, err := query.All[struct {
			ID    int64
			State string
			Round int
		}](ctx, c.t, `select id, state, round from bank_lines where id = any(@ids) order by id for no key update`, pgx.NamedArgs{"ids": ids})
		if err != nil {
			return query.Doing("locking lines on record", err)
		}
		for _, r := range now {
			if l := read[r.ID]; string(l.State) != r.State || l.Round != r.Round {
				return postgres.ErrLostRace
			}
		}
	}
	numbers, err := query.NewIDs(ctx, c.t, "bank_lines", len(fresh))
	for i, id := range numbers {
		fresh[i].ID = id
	}
	return err
}
