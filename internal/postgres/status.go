package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/lifecycle"
	"relance/internal/money"
	"relance/internal/postgres/query"
	"relance/internal/status"
)

// TakeStatuses keeps what a message says, one status after the other, each with
// what follows from it in one transaction. A status a second time, by whatever
// door or file, does nothing.
func (s *Store) TakeStatuses(ctx context.Context, a lifecycle.Arrival) ([]lifecycle.Taken, error) {
	out := make([]lifecycle.Taken, 0, len(a.Statuses))
	for _, st := range a.Statuses {
		got := lifecycle.Taken{File: st.File, Ref: st.Ref, Invoice: st.Invoice, Code: st.Code, At: st.StatusAt}
		if st.Error != "" {
			got.Verdict, got.Why = lifecycle.Refused, st.Error
			out = append(out, got)
			continue
		}
		err := s.Do(ctx, "taking a lifecycle status in", func(t *Tx) error {
			taken := got // a transaction may run again
			if err := t.takeStatus(ctx, a, st, &taken); err != nil {
				return err
			}
			got = taken
			return nil
		})
		if err != nil {
			return out, err
		}
		out = append(out, got)
	}
	return out, nil
}

// subject is the invoice that a status names, with what it is judged by.
type subject struct {
	InvoiceID     int64
	CaseID        int64
	Creditor      string
	Number        string
	Cycle         int
	DebtorID      int64
	SIREN         string `db:"siren"`
	CreditorSIREN string `db:"creditor_siren"`
	Payable       int64
	Currency      string
}

// subjectsOf finds invoices by their exact key, with their newest case.
const subjectsOf = `
	select distinct on (i.id) i.id as invoice_id, c.id as case_id, c.creditor, c.number, c.cycle, c.debtor_id, d.siren,
	    coalesce(k.data->>'siren', '') as creditor_siren, i.payable, i.currency
	from invoices i join creditors k on k.id = i.creditor join cases c on c.invoice_id = i.id join debtors d on d.id = i.debtor_id`

func (t *Tx) takeStatus(ctx context.Context, a lifecycle.Arrival, st status.Status, got *lifecycle.Taken) error {
	key, err := lifecycle.KeyOf(st)
	if err != nil {
		got.Verdict, got.Why = lifecycle.Ignored, err.Error()
		return nil
	}
	var ours bool
	if err := t.QueryRow(ctx, `select exists (select 1 from creditors where regexp_replace(coalesce(data->>'siren', ''), '\s', '', 'g') = $1)`, key.Seller).Scan(&ours); err != nil {
		return query.Doing("looking for the seller", err)
	}
	if !ours {
		got.Verdict, got.Why = lifecycle.Ignored, "le vendeur "+key.Seller+" n’est pas un de vos créanciers"
		return nil
	}
	found, err := t.statusSubject(ctx, key)
	if err != nil {
		return err
	}
	if len(found) == 1 {
		return t.attachStatus(ctx, a, st, key, found[0], got)
	}
	got.Verdict, got.Why = lifecycle.Foreign, "aucune facture de ce numéro, de cette année et de ce vendeur"
	if len(found) > 1 {
		got.Why = "plusieurs factures portent ce numéro, cette année et ce vendeur\u00a0: le statut reste sans effet"
	}
	got.ID, err = t.insertStatus(ctx, a, st, key, lifecycle.Nobody, got, nil)
	if err == nil && got.ID == 0 {
		got.Verdict, got.Why = lifecycle.Before, ""
	}
	return err
}

func (t *Tx) statusSubject(ctx context.Context, key lifecycle.Key) ([]subject, error) {
	rows, err := query.All[subject](ctx, t, subjectsOf+`
		where i.number = @number and extract(year from i.issued) = @year
		    and regexp_replace(coalesce(k.data->>'siren', ''), '\s', '', 'g') = @seller
		order by i.id, c.cycle desc limit 2`,
		pgx.NamedArgs{"number": key.Number, "year": key.Year, "seller": key.Seller})
	return rows, query.Doing("looking for the invoice of the status", err)
}

// attachStatus keeps a status of an invoice on record and lets it act.
func (t *Tx) attachStatus(ctx context.Context, a lifecycle.Arrival, st status.Status, key lifecycle.Key, sub subject, got *lifecycle.Taken) error {
	cases, err := t.LockAll(ctx, []int64{sub.CaseID})
	if err != nil {
		return err
	}
	h := cases[sub.CaseID]
	k := lifecycle.Known{Origin: lifecycle.OriginOf(st, sub.CreditorSIREN, sub.SIREN).By(a.Door), Status: st}
	got.Origin, got.Case = k.Origin, h.Body.Ref()
	got.Verdict, got.Why = lifecycle.Judge(k)
	if got.ID, err = t.insertStatus(ctx, a, st, key, k.Origin, got, &sub.InvoiceID); err != nil {
		return err
	}
	if got.ID == 0 {
		got.Verdict, got.Why = lifecycle.Before, ""
		return nil
	}
	k.ID = got.ID
	t.askAboutStatus(h, k, got.Verdict)
	if k.Code == status.Collected && k.Origin == lifecycle.Creditor {
		if err := t.compareCollected(ctx, h, sub, k); err != nil {
			return err
		}
	}
	return t.obeyStatuses(ctx, h, sub, a.Author)
}

// askAboutStatus opens the task of a status that a person should read, and of
// one that meets a case which is over.
func (t *Tx) askAboutStatus(h *Locked, k lifecycle.Known, v lifecycle.Verdict) {
	step := fmt.Sprintf("status-%d", k.ID)
	switch {
	case k.Origin == lifecycle.Unproven && v == lifecycle.Asks:
		h.Tasks = append(h.Tasks, TaskChange{Open: dunning.TaskConfirmSIREN, Step: lifecycle.SIREN(k.Status), Detail: string(k.Code)})
	case v == lifecycle.Asks, v == lifecycle.Acted && h.Body.State == dunning.Closed && k.Stops():
		h.Tasks = append(h.Tasks, TaskChange{Open: dunning.TaskReadStatus, Step: step, Detail: string(k.Code)})
	}
}

// insertStatus keeps a status; 0 when it is on record already. One that a mail
// had brought counts anew when a better door brings it.
func (t *Tx) insertStatus(ctx context.Context, a lifecycle.Arrival, st status.Status, key lifecycle.Key, origin lifecycle.Origin, got *lifecycle.Taken, invoice *int64) (id int64, err error) {
	data, err := json.Marshal(st)
	if err != nil {
		return 0, err
	}
	sum := query.Sum(a.Raw[st.File])
	b := &pgx.Batch{}
	t.QueueDocument(b, sum, dunning.Document{MediaType: "application/xml", Name: "statut.xml", Bytes: a.Raw[st.File]})
	var ids []int64
	query.IntoValues(b, &ids, `
		insert into statuses (document, ref, sameness, seller, number, year, invoice_id, origin, code, status_at, data, verdict, why, file,
		    door, author, created_at)
		values (@sum, @ref, @same, @seller, @number, @year, @invoice, @origin, @code, @at, @data, @verdict, @why, @file, @door, @author, @now)
		on conflict (sameness) do update set document = excluded.document, origin = excluded.origin, verdict = excluded.verdict,
		    why = excluded.why, file = excluded.file, door = excluded.door, author = excluded.author
		where statuses.door = 'mail' and excluded.door <> 'mail' returning id`,
		pgx.NamedArgs{
			"sum": sum, "ref": st.Ref, "same": lifecycle.Identity(st), "seller": key.Seller, "number": key.Number, "year": key.Year, "invoice": invoice,
			"origin": string(origin), "code": string(st.Code), "at": st.StatusAt, "data": data, "verdict": string(got.Verdict), "why": got.Why,
			"file": st.File, "door": a.Door, "author": a.Author, "now": t.Now,
		})
	if err := query.Send(ctx, t, b); err != nil {
		return 0, query.Doing("keeping the status", err)
	}
	if len(ids) == 0 {
		return 0, nil
	}
	return ids[0], nil
}

type statusRow struct {
	ID        int64
	InvoiceID *int64
	Origin    string
	Data      status.Status
	Verdict   string
	Why       string
	File      string
	Door      string
	Document  []byte
	CreatedAt time.Time
}

const statusColumns = `s.id, s.invoice_id, s.origin, s.data, s.verdict, s.why, s.file, s.door, s.document, s.created_at`

func (r statusRow) known() lifecycle.Known {
	return lifecycle.Known{ID: r.ID, Origin: lifecycle.Origin(r.Origin), Status: r.Data}
}

// obeyStatuses makes the holds of a locked case those that all statuses of its
// invoice ask for. A hold that a person, a date or money has ended is not put
// again for the same status.
func (t *Tx) obeyStatuses(ctx context.Context, h *Locked, sub subject, author string) error {
	rows, err := query.All[statusRow](ctx, t, `select `+statusColumns+` from statuses s where s.invoice_id = @id order by s.id`,
		pgx.NamedArgs{"id": sub.InvoiceID})
	if err != nil {
		return query.Doing("reading the statuses", err)
	}
	known := make([]lifecycle.Known, len(rows))
	for i, r := range rows {
		known[i] = r.known()
	}
	wants := lifecycle.Wants(known, lifecycle.Invoice{Payable: money.Cents(sub.Payable), Currency: sub.Currency})
	for _, kind := range lifecycle.Holds() {
		if h.Body.State == dunning.Closed {
			break
		}
		last, err := t.lastStatusHold(ctx, h, kind)
		if err != nil {
			return err
		}
		e, ok := lifecycle.EventFor(h.Body, kind, wants, last)
		if !ok {
			continue
		}
		e.ID, e.Author = fmt.Sprintf("status-%d", h.Body.Version+1), author
		if e.Kind == dunning.KindHold && e.Hold == dunning.HoldPromise && !dunning.Complete(h.Body, e, h.Rules).Until.After(later(t.Now, h.LastAt)) {
			continue // the date of the announced payment has passed
		}
		if err := t.Append(h, e, true); err != nil {
			return err
		}
	}
	return t.Flush(ctx, h)
}

// later is the later of two instants: case time may run ahead of the clock.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// lastStatusHold is the last event by which statuses put or ended a hold of a
// kind; a zero event when they never did.
func (t *Tx) lastStatusHold(ctx context.Context, h *Locked, kind dunning.HoldKind) (e dunning.Event, err error) {
	err = t.QueryRow(ctx, `
		select data from events where case_id = @id and kind in ('hold', 'release') and data->>'source' = @source and data->>'hold' = @hold
		order by seq desc limit 1`, pgx.NamedArgs{"id": h.ID, "source": dunning.SourceStatus, "hold": string(kind)}).Scan(&e)
	if errors.Is(err, pgx.ErrNoRows) {
		return dunning.Event{}, nil
	}
	return e, query.Doing("reading the last hold of a status", err)
}
