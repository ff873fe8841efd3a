package portal

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/payment"
	"relance/internal/postgres"
	"relance/internal/postgres/query"
	"relance/internal/visit"
)

type checkoutRow struct {
	ID        int64
	LinkID    int64
	Creditor  string
	Reference string
	Session   *string
	State     string
	Amount    int64
	Currency  string
	CreatedAt time.Time
	Invoices  []string
	Cycles    []int
	Parts     []int64
}

const checkoutColumns = `k.id, k.link_id, l.creditor, k.reference, k.session, k.state, k.amount, k.currency, k.created_at,
    array(select i.number from card_checkout_parts p join invoices i on i.id = p.invoice_id where p.checkout_id = k.id order by p.invoice_id) as invoices,
    array(select (select max(c.cycle) from cases c where c.invoice_id = p.invoice_id) from card_checkout_parts p where p.checkout_id = k.id order by p.invoice_id) as cycles,
    array(select p.amount from card_checkout_parts p where p.checkout_id = k.id order by p.invoice_id) as parts
    from card_checkouts k join portal_links l on l.id = k.link_id `

func (r checkoutRow) checkout() visit.Checkout {
	c := visit.Checkout{
		ID: r.ID, Link: r.LinkID, Creditor: r.Creditor, Reference: r.Reference, State: r.State, Amount: money.Cents(r.Amount), Currency: r.Currency,
		Created: r.CreatedAt.UTC(),
	}
	if r.Session != nil {
		c.Session = *r.Session
	}
	for i, number := range r.Invoices {
		c.Parts = append(c.Parts, visit.Part{Ref: dunning.Ref{Creditor: r.Creditor, Number: number, Cycle: r.Cycles[i]}, Amount: money.Cents(r.Parts[i])})
	}
	return c
}

// BeginCheckout keeps a card payment before the provider hears of it.
func (s *Store) BeginCheckout(ctx context.Context, provider string, c visit.Checkout) (id int64, err error) {
	err = s.do(ctx, "keeping a card payment", func(t pgx.Tx) error {
		now := s.now()
		err := t.QueryRow(ctx, `
			insert into card_checkouts (link_id, provider, reference, state, amount, currency, created_at, updated_at)
			values (@link, @provider, @reference, 'open', @amount, @currency, @now, @now) returning id`,
			pgx.NamedArgs{"link": c.Link, "provider": provider, "reference": c.Reference, "amount": int64(c.Amount), "currency": c.Currency, "now": now}).Scan(&id)
		if err != nil {
			return err
		}
		for _, p := range c.Parts {
			_, err := t.Exec(ctx, `
				insert into card_checkout_parts (checkout_id, invoice_id, amount)
				select @id, i.id, @amount from invoices i where i.creditor = @creditor and i.number = @number`,
				pgx.NamedArgs{"id": id, "amount": int64(p.Amount), "creditor": p.Ref.Creditor, "number": p.Ref.Number})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return id, err
}

// NameCheckout keeps the provider's session of a card payment.
func (s *Store) NameCheckout(ctx context.Context, id int64, session string) error {
	_, err := s.pool.Exec(ctx, `update card_checkouts set session = $2, updated_at = $3 where id = $1`, id, session, s.now())
	return postgres.Explain("naming a card payment", err)
}

// Checkout finds a card payment by the provider's session; CodeNotFound for one
// that is not ours.
func (s *Store) Checkout(ctx context.Context, session string) (visit.Checkout, error) {
	list, err := s.checkouts(ctx, `where k.session = @session`, pgx.NamedArgs{"session": session})
	if err == nil && len(list) == 0 {
		return visit.Checkout{}, unknown()
	}
	if err != nil {
		return visit.Checkout{}, err
	}
	return list[0], nil
}

// CheckoutByReference finds a card payment by our reference; CodeNotFound for one
// that is not ours.
func (s *Store) CheckoutByReference(ctx context.Context, reference string) (visit.Checkout, error) {
	list, err := s.checkouts(ctx, `where k.reference = @reference`, pgx.NamedArgs{"reference": reference})
	if err == nil && len(list) == 0 {
		return visit.Checkout{}, unknown()
	}
	if err != nil {
		return visit.Checkout{}, err
	}
	return list[0], nil
}

// OpenCheckouts gives card payments that are not over and were begun before an
// instant.
func (s *Store) OpenCheckouts(ctx context.Context, before time.Time) ([]visit.Checkout, error) {
	return s.checkouts(ctx, `where k.state in ('open', 'pending') and k.created_at <= @before order by k.id limit 200`, pgx.NamedArgs{"before": before})
}

// StaleCheckouts gives open card payments that ask for another sum than is open
// of one of their invoices by now, or for one that is contested; and those of a
// link when it is named.
func (s *Store) StaleCheckouts(ctx context.Context, link int64) ([]visit.Checkout, error) {
	return s.checkouts(ctx, `
		where k.state = 'open' and k.session is not null and (k.link_id = @link or exists (
		    select 1 from card_checkout_parts p
		    where p.checkout_id = k.id and not exists (
		        select 1 from cases c where c.invoice_id = p.invoice_id and c.closed_at is null and p.amount <= c.balance - coalesce((
		            select sum(case when h->>'kind' = 'insolvency' then c.balance
		                else coalesce(round((h->>'amount')::numeric * 100), c.balance) end)
		            from jsonb_array_elements(coalesce(c.body->'holds', '[]')) h where h->>'kind' in ('dispute', 'insolvency')), 0))))
		order by k.id limit 200`, pgx.NamedArgs{"link": link})
}

func (s *Store) checkouts(ctx context.Context, where string, args pgx.NamedArgs) ([]visit.Checkout, error) {
	rows, err := query.All[checkoutRow](ctx, s.pool, `select `+checkoutColumns+where, args)
	out := make([]visit.Checkout, len(rows))
	for i, r := range rows {
		out[i] = r.checkout()
	}
	return out, postgres.Explain("reading card payments", err)
}

// FinishCheckout notes what became of a card payment; one that is paid stays so.
func (s *Store) FinishCheckout(ctx context.Context, id int64, state string, p payment.State) error {
	_, err := s.pool.Exec(ctx, `
		update card_checkouts set state = @state, payment = coalesce(nullif(@payment, ''), payment), fee = @fee, updated_at = @now
		where id = @id and state <> 'paid'`,
		pgx.NamedArgs{"id": id, "state": state, "payment": p.Payment, "fee": int64(p.Fee), "now": s.now()})
	return postgres.Explain("noting what became of a card payment", err)
}

// SavePayout keeps what a provider sends to the bank, once.
func (s *Store) SavePayout(ctx context.Context, provider, creditor string, p payment.Payout) error {
	_, err := s.pool.Exec(ctx, `
		insert into card_payouts (provider, id, creditor, amount, currency, arrives, created_at)
		values (@provider, @id, @creditor, @amount, @currency, @arrives, @now)
		on conflict (provider, id) do update set amount = excluded.amount, arrives = excluded.arrives`,
		pgx.NamedArgs{"provider": provider, "id": p.ID, "creditor": creditor, "amount": int64(p.Amount), "currency": p.Currency, "arrives": query.Day(p.Arrives), "now": s.now()})
	return postgres.Explain("keeping a payout", err)
}
