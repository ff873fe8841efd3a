package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/bank"
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
	rows, err := collect[knownRow](ctx, c.q, fmt.Sprintf(linesOnRecord,
		`id, account, fingerprint, kind, format, entry, file_id, state, status, round, copy, person, decision`), c.recordArgs())
	if err != nil {
		return wrap("looking for lines on record", err)
	}
	if c.im.dry != nil {
		rows = append(rows, c.im.dry.known(c.lot.Account)...)
	}
	copies := make(map[string]int, len(c.lot.Entries))
	known := make([]knownRow, 0, len(rows))
	used := c.outlook.used()
	c.met = make(map[int64]metState, len(rows))
	for _, r := range rows {
		copies[r.Fingerprint]++
		if r.FileID != c.im.file && !c.im.used[r.ID] && !used[r.ID] {
			known, c.met[r.ID] = append(known, r), r.metState()
		}
	}
	c.outlook.count(copies)
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
		l := &lineRun{entry: incoming[i].Entry}
		c.lines[i] = l
		if at < 0 {
			l.copy = copies[l.entry.Fingerprint]
			copies[l.entry.Fingerprint]++
			continue
		}
		l.meet(known[at])
	}
	return nil
}

// meet takes over what is on record of the entry.
func (l *lineRun) meet(r knownRow) {
	l.id, l.round, l.copy, l.state, l.decision, l.stored = r.ID, r.Round, r.Copy, reconcile.LineState(r.State), r.Decision, true
	nowBooked := r.Status != string(bank.Booked) && l.entry.Status == bank.Booked
	open := r.Status == string(bank.Booked) && (l.state == reconcile.LineSuggested || l.state == reconcile.LineUnmatched || l.state == reconcile.LineRefund)
	if l.known = r.Person || !nowBooked && !open; l.known {
		return
	}
	if open {
		l.entry = r.Entry // as first read: what it settles must not depend on who repeats it
	}
	l.entry.Fingerprint = r.Fingerprint
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

// metState is what could change of a line on record and would change what its
// repetition means.
type metState struct {
	State, Status string
	Round         int
	Person        bool
}

type metRow struct {
	ID, FileID int64
	metState
}

func (r knownRow) metState() metState { return metState{r.State, r.Status, r.Round, r.Person} }

// queueMet reads again what was found on record, and locks what is to be
// decided again.
func (c *chunkRun) queueMet(b *pgx.Batch, now *[]metRow) {
	var again []int64
	for _, l := range c.lines {
		if l.stored && !l.known {
			again = append(again, l.id)
		}
	}
	if len(again) > 0 {
		b.Queue(`select id from bank_lines where id = any(@ids) order by id for no key update`, pgx.NamedArgs{"ids": again})
	}
	into(b, now, fmt.Sprintf(linesOnRecord, `id, file_id, state, status, round, person`), c.recordArgs())
}

// unmoved tells by errMoved that something else is on record than was found.
func (c *chunkRun) unmoved(now []metRow) error {
	n := 0
	for _, r := range now {
		if r.FileID == c.im.file || c.im.used[r.ID] {
			continue
		}
		if met, ok := c.met[r.ID]; !ok || met != r.metState {
			return errMoved
		}
		n++
	}
	if n != len(c.met) {
		return errMoved
	}
	return nil
}
