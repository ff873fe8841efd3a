package banking

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/reconcile"
)

const (
	holdDays  = 10   // of BankRead.HoldDays
	bankChunk = 1000 // of BankRead.Chunk
)

// bankImport takes the entries of one bank file in. It is not safe for
// concurrent use; several may run at once.
type bankImport struct {
	s       *Store
	r       reconcile.BankRead
	file    int64
	dir     *reconcile.Directory
	debtors map[string]int64 // debtor key → id
	payee   dunning.Creditor // creditor whose account the file is of
	used    map[int64]bool   // known lines that entries of this file were paired with
	dry     *rehearsal       // what a dry run would have changed
	counts  struct{ entries, fresh int }

	measured int // fresh lines at which the tables are measured again
}

// BeginBankImport prepares to take a file in. CodeNotFound for an unknown
// creditor.
func (s *Store) BeginBankImport(ctx context.Context, r reconcile.BankRead) (reconcile.Import, error) {
	if r.Policy == (reconcile.Policy{}) {
		r.Policy = reconcile.DefaultPolicy()
	}
	if r.HoldDays == 0 {
		r.HoldDays = holdDays
	}
	if r.Chunk == 0 {
		r.Chunk = bankChunk
	}
	im := &bankImport{s: s, r: r, used: map[int64]bool{}}
	if err := im.prepare(ctx); err != nil {
		return nil, err
	}
	if r.DryRun {
		im.file = im.dry.newFile()
		return im, nil
	}
	err := s.do(ctx, "noting the bank file", func(t *tx) error {
		return t.QueryRow(ctx, `
			insert into bank_files (creditor, name, author, started_at) values (@creditor, @name, @author, @now) returning id`,
			pgx.NamedArgs{"creditor": r.Creditor, "name": r.Name, "author": r.Author, "now": t.Now}).Scan(&im.file)
	})
	return im, err
}

// prepare makes the invoices findable and loads the debtors.
func (im *bankImport) prepare(ctx context.Context) error {
	if p, ok := im.r.After.(*bankImport); ok && p.r.Creditor == im.r.Creditor && p.r.DryRun == im.r.DryRun {
		im.dir, im.debtors, im.payee, im.dry, im.r.After = p.dir, p.debtors, p.payee, p.dry, nil
		return nil
	}
	im.r.After = nil
	c, err := im.s.core.Creditor(ctx, im.r.Creditor)
	if err != nil {
		return err
	}
	if im.payee = c; im.r.DryRun {
		im.dry = newRehearsal()
	}
	if _, err := im.s.core.IndexInvoices(ctx); err != nil {
		return err
	}
	return im.directory(ctx)
}

type payerRow struct {
	ID   int64
	Key  string
	Name string
	IBAN *string `db:"iban"`
}

// directory loads the debtors of the creditor: some hundred bytes for each.
func (im *bankImport) directory(ctx context.Context) error {
	rows, err := query.All[payerRow](ctx, im.s.pool, `
		select k.id, k.key, d.name, p.iban from debtors d join debtors k on k.id = coalesce(d.merged_into, d.id)
		left join payers p on p.debtor_id = d.id and p.undone_at is null
		where d.creditor = @creditor order by d.merged_into is not null, d.id`, pgx.NamedArgs{"creditor": im.r.Creditor})
	if err != nil {
		return postgres.Explain("reading the debtors", err)
	}
	im.dir, im.debtors = reconcile.NewDirectory(), make(map[string]int64, len(rows))
	for _, r := range rows {
		im.debtors[r.Key] = r.ID
		im.dir.Add(r.Key, r.Name)
		if r.IBAN != nil {
			im.dir.Learn(*r.IBAN, r.Key)
		}
	}
	return nil
}

// Take decides over the entries of a lot and records what is sure, some hundred
// at a time: each time the lines, the payments, their allocations, the events
// of the cases and the messages to Temporal in one transaction. It gives one
// result for each entry. An error means that the rest was not taken in; taking
// the file in again completes it.
func (im *bankImport) Take(ctx context.Context, lot reconcile.BankLot) ([]reconcile.BankResult, error) {
	out := make([]reconcile.BankResult, 0, len(lot.Entries))
	parts := slices.Collect(slices.Chunk(lot.Entries, im.r.Chunk))
	for _, entries := range parts {
		if err := ctx.Err(); err != nil {
			return out, postgres.Explain("taking in the bank lines", err)
		}
		part := lot
		part.Entries = entries
		results, err := im.chunk(ctx, part)
		if err != nil && len(entries) > 1 && ctx.Err() == nil {
			results, err = im.oneByOne(ctx, part)
		}
		if err != nil {
			return out, err
		}
		out = append(out, results...)
		im.measure(ctx)
	}
	return out, nil
}

// measure lets PostgreSQL plan for the tables as this import makes them grow:
// at the first chunk, and each time that they have become ten times larger.
// Plans made for empty tables would read them from end to end. It only matters
// for speed, so that an error does not.
func (im *bankImport) measure(ctx context.Context) {
	if im.r.DryRun || im.counts.fresh < im.measured {
		return
	}
	im.measured = max(10*im.counts.fresh, postgres.ManyInvoices)
	if im.counts.fresh > 0 {
		_, _ = im.s.pool.Exec(ctx, `
			analyze bank_lines (id, creditor, account, fingerprint, amount, booking_date, state, counterparty, iban),
			    payments (id, creditor, source, external, amount), allocations (payment_id, invoice_id), matches (line_id, invoice_id),
			    events (case_id, seq, event_id), outbox (id, case_id, next_attempt_at, delivered_at)`)
	}
}

// oneByOne finds out which line of a chunk could not be recorded: one that the
// database refuses must not keep the others of its file out.
func (im *bankImport) oneByOne(ctx context.Context, lot reconcile.BankLot) ([]reconcile.BankResult, error) {
	out := make([]reconcile.BankResult, 0, len(lot.Entries))
	for i := range lot.Entries {
		one := lot
		one.Entries = lot.Entries[i : i+1]
		r, err := im.chunk(ctx, one)
		if ctx.Err() != nil {
			return out, postgres.Explain("taking in the bank lines", ctx.Err())
		}
		if err != nil {
			r = []reconcile.BankResult{{Decision: reconcile.Decision{EntryID: one.Entries[0].ID}, Err: err}}
		}
		out = append(out, r...)
	}
	return out, nil
}

// Finish notes that the file was read. Bank data are known up to the end of the
// last day that it shows, at most until now: cases that waited for newer ones
// go on.
func (im *bankImport) Finish(ctx context.Context, e reconcile.FileEnd) error {
	if im.r.DryRun {
		return nil
	}
	err := im.s.do(ctx, "noting the end of the bank file", func(t *tx) error {
		_, err := t.Exec(ctx, `
			update bank_files set format = @format, sha256 = @sum, entries = @entries, fresh = @fresh, error = @error, finished_at = @now
			where id = @id`, pgx.NamedArgs{
			"format": string(e.Format), "sum": e.Sum, "entries": im.counts.entries, "fresh": im.counts.fresh, "error": e.Fault,
			"now": t.Now, "id": im.file,
		})
		return err
	})
	if err != nil || e.Until.IsZero() || e.Fault != "" {
		return err
	}
	return im.refresh(ctx, e.Until)
}

// refresh moves the mark of known bank data forward, never back.
func (im *bankImport) refresh(ctx context.Context, until calendar.Date) error {
	at := im.r.At
	if at.IsZero() {
		at = query.Micro(im.s.core.Now())
	}
	if end := calendar.Metropole.Midnight(until.AddDays(1)); end.Before(at) {
		at = end
	}
	var known time.Time
	if _, err := im.s.core.Setting(ctx, postgres.BankImportKey(im.r.Creditor), &known); err != nil || !at.After(known) {
		return err
	}
	_, err := im.s.BankImported(ctx, im.r.Creditor, at, im.r.Author)
	return err
}

// BankImported notes that bank data of a creditor are known up to an instant
// (case time), and lets the cases go on that waited for them.
func (s *Store) BankImported(ctx context.Context, creditor string, at time.Time, author string) (int, error) {
	if err := s.core.SetSetting(ctx, postgres.BankImportKey(creditor), query.Micro(at), author); err != nil {
		return 0, err
	}
	e := dunning.NewRelease(dunning.HoldBankData).With(dunning.Stamp{Reason: dunning.ReasonFact, At: at, Author: author})
	return s.core.ReleaseAll(ctx, e, `
		select id from cases where stale_bank and creditor = @creditor and id > @after order by id limit 500`,
		pgx.NamedArgs{"creditor": creditor})
}
