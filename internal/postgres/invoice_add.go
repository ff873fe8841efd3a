package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"relance/internal/chain"
	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/opening"
	"relance/internal/postgres/query"
	"relance/internal/postgres/tables"
	"relance/internal/publicbuyer"
)

// AddInvoice records an invoice and opens its case, in one transaction with
// the order to start its workflow. Again, it is a no-op and says so.
func (s *Store) AddInvoice(ctx context.Context, n dunning.NewInvoice) (dunning.Added, error) {
	added := s.AddInvoices(ctx, []dunning.NewInvoice{n})[0]
	return added, added.Err
}

const importChunk = 100

// AddInvoices records many invoices fast: hundred by hundred in pipelined
// transactions. A broken one does not stop the others: it comes back as Failed,
// in the place where it was given.
func (s *Store) AddInvoices(ctx context.Context, ns []dunning.NewInvoice) []dunning.Added {
	out := make([]dunning.Added, len(ns))
	cache := &planCache{}
	for from := 0; from < len(ns); from += importChunk {
		to := min(from+importChunk, len(ns))
		part, err := s.addChunk(ctx, cache, ns[from:to])
		if err != nil { // something that only SQL could see: find out which one it is
			part = part[:0]
			for i := from; i < to; i++ {
				part = append(part, s.addAlone(ctx, cache, ns[i]))
			}
		}
		copy(out[from:to], part)
	}
	if len(ns) >= ManyInvoices {
		s.remeasure(ctx)
	}
	return out
}

// ManyInvoices is how many make a table grow so much that PostgreSQL must
// measure it anew at once.
const ManyInvoices = 500

// remeasure lets PostgreSQL plan for the tables as they have become. It would
// do so by itself a minute later; until then plans made for empty tables read
// them from end to end. It only matters for speed, so that an error does not.
func (s *Store) remeasure(ctx context.Context) {
	_, _ = s.pool.Exec(ctx, `analyze debtors, invoices, cases, events, outbox, messages, notices`)
}

func (s *Store) addAlone(ctx context.Context, cache *planCache, n dunning.NewInvoice) dunning.Added {
	part, err := s.addChunk(ctx, cache, []dunning.NewInvoice{n})
	if err != nil {
		return failed(n, err)
	}
	return part[0]
}

func failed(n dunning.NewInvoice, err error) dunning.Added {
	ref := dunning.Ref{Creditor: n.Creditor, Number: n.Invoice.Number}
	return dunning.Added{State: dunning.AddFailed, Ref: ref, Err: err}
}

// incoming is an invoice on its way into the tables.
type incoming struct {
	n       dunning.NewInvoice
	sum     []byte // of the document
	debtor  tables.DebtorRow
	held    *Locked
	zone    string
	opening dunning.Case
	taken   bool // the number is on record
}

// addChunk adds some invoices in one transaction. Faults of single invoices
// are in the answers; an error means that nothing was added.
func (s *Store) addChunk(ctx context.Context, cache *planCache, ns []dunning.NewInvoice) ([]dunning.Added, error) {
	out := make([]dunning.Added, len(ns))
	var mended []tables.DebtorRow
	err := s.Do(ctx, "adding invoices", func(t *Tx) error {
		batch := make([]*incoming, len(ns))
		for i, n := range ns {
			d, err := newIncoming(ctx, t, cache, n)
			if err != nil {
				out[i] = failed(n, Explain("adding invoice "+n.Invoice.Number, err))
				continue
			}
			batch[i] = d
		}
		var err error
		if mended, err = t.putDebtors(ctx, batch); err != nil {
			return err
		}
		for i, d := range batch {
			if d == nil {
				continue
			}
			if err := d.open(ctx, t, cache); err != nil {
				out[i], batch[i] = failed(d.n, err), nil
			}
		}
		if err := t.putInvoices(ctx, batch); err != nil {
			return err
		}
		return t.answer(ctx, batch, out)
	})
	if err == nil {
		err = s.mendImported(ctx, mended)
	}
	return out, err
}

func newIncoming(ctx context.Context, t *Tx, cache *planCache, n dunning.NewInvoice) (*incoming, error) {
	n.Invoice.Creditor, n.Debtor.Creditor = n.Creditor, n.Creditor
	if n.Debtor.Key == "" {
		n.Debtor.Key = n.Invoice.Debtor
	}
	n.Invoice.Debtor = n.Debtor.Key
	if n.Now.IsZero() {
		n.Now = t.Now
	}
	if err := opening.Check(n); err != nil {
		return nil, err
	}
	c, err := cache.creditor(ctx, t, n.Creditor)
	if err != nil {
		return nil, err
	}
	if err := t.knownAccount(ctx, c, n.Invoice); err != nil {
		return nil, err
	}
	d := &incoming{n: n}
	if n.Document != nil {
		d.sum = query.Sum(n.Document.Bytes)
		d.n.Invoice.Document = query.Hex(d.sum)
		if d.n.Invoice.FileName == "" {
			d.n.Invoice.FileName = n.Document.Name
		}
	}
	return d, nil
}

// knownAccount refuses a new invoice that is to be paid to an account which is not
// on record as its creditor's, where two people must agree to where money goes.
func (t *Tx) knownAccount(ctx context.Context, c dunning.Creditor, i dunning.Invoice) error {
	refusal := change.KnownAccount(c, i)
	if refusal == nil || !t.TwoAgree() {
		return nil
	}
	var onRecord bool // its account stays as it is, whatever a file says
	err := t.QueryRow(ctx, `select exists (select from invoices where creditor = @creditor and number = @number)`,
		pgx.NamedArgs{"creditor": i.Creditor, "number": i.Number}).Scan(&onRecord)
	if err != nil || onRecord {
		return err
	}
	return refusal
}

// MayBePaid refuses a new invoice of a creditor for the account to which it is to be
// paid, as AddInvoice would. What is on record of the creditor goes before what the
// caller knows of him.
func (s *Store) MayBePaid(ctx context.Context, c dunning.Creditor, i dunning.Invoice) error {
	if s.Approvals != dunning.ApprovalsTwo {
		return nil
	}
	known, err := s.Creditor(ctx, c.ID)
	switch {
	case err == nil:
		c = known
	case dunning.ErrorCode(err) != dunning.CodeNotFound:
		return err
	}
	return change.KnownAccount(c, i)
}

// open works out plan, dates and the first events of the case, in memory.
func (d *incoming) open(ctx context.Context, t *Tx, cache *planCache) error {
	debtor := d.debtor.Debtor()
	d.followPeriod(debtor)
	rules, err := cache.rules(ctx, t, d.n.Invoice, debtor)
	if err != nil {
		return err
	}
	i := d.n.Invoice
	d.opening = dunning.Case{
		Creditor: i.Creditor, Number: i.Number, Debtor: debtor.Key, Currency: i.Currency, Due: i.Due,
		Opening: i.Payable, Balance: i.Payable, Minimum: rules.Plan.Minimum, State: dunning.Scheduled,
		Steps: rules.Schedule(i.Due, rules.Today(d.n.Now)),
	}
	lastHash, err := chain.First(d.opening)
	if err != nil {
		return query.Doing("hashing the case", err)
	}
	d.zone = string(rules.Zone)
	d.held = &Locked{debtor: debtor.ID, Body: d.opening, Rules: rules, lastHash: lastHash}
	opened := dunning.NewOpened(i.Payable).With(dunning.Stamp{At: d.n.Now, Author: d.n.Author})
	if err := t.Append(d.held, opened, false); err != nil {
		return err
	}
	if debtor.Mailable() || !mails(d.opening) {
		return nil
	}
	return t.Append(d.held, dunning.NewBounce().With(dunning.Stamp{At: d.n.Now, Reason: dunning.ReasonNoAddress, Author: d.n.Author}), false)
}

// followPeriod takes the due date of a public buyer's invoice from what is on
// record about him, which a list may not repeat.
func (d *incoming) followPeriod(debtor dunning.Debtor) {
	i := &d.n.Invoice
	if debtor.Regime != dunning.Public || i.Issued.IsZero() {
		return
	}
	if due, _ := publicbuyer.Due(*i, debtor.PayDays); due != i.Due {
		i.Due, i.DueRule = due, dunning.DuePublic
	}
}

// mails tells whether a case has a step by e-mail.
func mails(c dunning.Case) bool {
	for _, s := range c.Steps {
		if s.Channel == dunning.Email {
			return true
		}
	}
	return false
}

// putInvoices inserts invoices, then cases, then their events and the orders
// to start, each in one round trip.
func (t *Tx) putInvoices(ctx context.Context, batch []*incoming) error {
	b := &pgx.Batch{}
	for _, d := range batch {
		if d == nil {
			continue
		}
		t.queueInvoice(b, d.n.Invoice, d.debtor.ID).QueryRow(func(row pgx.Row) error {
			err := row.Scan(&d.held.Invoice)
			d.taken = errors.Is(err, pgx.ErrNoRows)
			if d.taken {
				return nil
			}
			return err
		})
	}
	if err := query.Send(ctx, t, b); err != nil {
		return err
	}
	b = &pgx.Batch{}
	for _, d := range batch {
		if d != nil && !d.taken {
			t.queueCase(b, d.held, d.opening, d.zone, 0)
		}
	}
	if err := query.Send(ctx, t, b); err != nil {
		return err
	}
	b = &pgx.Batch{}
	var opened []*Locked
	for _, d := range batch {
		if d != nil && !d.taken {
			t.queueOpening(b, d.held)
			opened = append(opened, d.held)
		}
	}
	if err := query.Send(ctx, t, b); err != nil {
		return err
	}
	if err := t.adoptStatuses(ctx, opened); err != nil {
		return err
	}
	return t.freezeOpened(ctx, opened)
}

// queueCase inserts a case as it stands after its first events.
func (t *Tx) queueCase(b *pgx.Batch, h *Locked, origin dunning.Case, zone string, cycle int) {
	k := keysOf(h.Body, h.LastAt)
	b.Queue(`
		insert into cases (invoice_id, debtor_id, creditor, number, cycle, origin, body, plan, zone, version, tip, state,
		    status, step, next_action_at, due, currency, balance, switched, stale_bank, last_at, opened_at, recorded_at)
		values (@invoice, @debtor, @creditor, @number, @cycle, @origin, @body, @plan, @zone, @version, @tip, @state,
		    @status, @step, @next, @due, @currency, @balance, @switched, @stale, @last, @last, @recorded)
		returning id`,
		pgx.NamedArgs{
			"invoice": h.Invoice, "debtor": h.debtor, "creditor": h.Body.Creditor, "number": h.Body.Number, "cycle": cycle,
			"origin": origin, "body": h.Body, "plan": h.Rules.Plan, "zone": zone, "version": h.Body.Version, "tip": h.lastHash,
			"state": string(h.Body.State), "status": h.Body.Status(), "step": k.step, "next": query.Instant(k.next),
			"due": query.Day(h.Body.Due), "currency": h.Body.Currency, "balance": int64(h.Body.Balance),
			"switched": k.switched, "stale": k.stale, "last": h.LastAt, "recorded": h.recordedAt,
		}).QueryRow(func(row pgx.Row) error { return row.Scan(&h.ID) })
}

// queueOpening inserts the first events, their tasks and the order to start.
func (t *Tx) queueOpening(b *pgx.Batch, h *Locked) {
	for _, f := range h.fresh {
		t.queueEvent(b, h.ID, f)
	}
	for _, c := range h.Tasks {
		t.queueTask(b, h.ID, c)
	}
	t.QueueStart(b, h.ID, h.Body.Ref())
	h.stored, h.Tasks = h.Body.Version, nil
}
