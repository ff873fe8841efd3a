package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// DebtorRow is a row of the debtors as the store reads it.
type DebtorRow struct {
	ID       int64
	Creditor string
	Key      string
	Name     string
	Regime   string
	Language string
	SIREN    string `db:"siren"`
	VAT      string `db:"vat"`
	Email    string
	Bounced  bool
	Address  dunning.Address
	Zone     string
	Plan     string
	Revision int64
	Contact  string
	PayDays  int16

	LRE           bool       `db:"lre"`
	LREConsent    *time.Time `db:"lre_consent"`
	LREManner     string     `db:"lre_manner"`
	LREAuthor     string     `db:"lre_author"`
	LRERecordedAt *time.Time `db:"lre_recorded_at"`
}

// DebtorColumns are the columns of DebtorRow; they need debtors as d.
const DebtorColumns = `d.id, d.creditor, d.key, d.name, d.regime, d.language, d.siren, d.vat, d.email, d.bounced,
    d.address, d.zone, d.plan, d.revision, d.contact, d.pay_days, ` + debtorLRE

const debtorLRE = `lre, lre_consent, lre_manner, lre_author, lre_recorded_at`

// Debtor gives the debtor that the row holds.
func (r DebtorRow) Debtor() dunning.Debtor {
	d := dunning.Debtor{
		ID: r.ID, Creditor: r.Creditor, Key: r.Key, Name: r.Name, Regime: dunning.Regime(r.Regime), Language: r.Language,
		SIREN: r.SIREN, VAT: r.VAT, Email: r.Email, Bounced: r.Bounced, Address: r.Address, Zone: r.Zone, Plan: r.Plan,
		Contact: r.Contact, PayDays: int(r.PayDays), Version: r.Revision,
		Electronic: dunning.ElectronicLetters{Accepted: r.LRE, Manner: r.LREManner, Author: r.LREAuthor, Recorded: query.TimeOf(r.LRERecordedAt)},
	}
	if r.LREConsent != nil {
		d.Electronic.ConsentOn = calendar.DateOf(r.LREConsent.UTC())
	}
	return d
}

// Debtor gives a debtor by the creditor's own reference.
func (s *Store) Debtor(ctx context.Context, creditor, key string) (dunning.Debtor, error) {
	row, err := query.One[DebtorRow](ctx, s.pool, `
		select `+DebtorColumns+` from debtors d where d.creditor = @creditor and d.key = @key`,
		pgx.NamedArgs{"creditor": creditor, "key": key})
	if errors.Is(err, pgx.ErrNoRows) {
		return dunning.Debtor{}, UnknownDebtor(creditor, key)
	}
	return row.Debtor(), Explain("reading the debtor", err)
}

// UnknownDebtor is the error for a debtor whom a creditor does not know.
func UnknownDebtor(creditor, key string) error {
	return dunning.Errorf(dunning.CodeNotFound, "creditor %s has no debtor %q", creditor, key).
		WithHint("use the customer reference that the invoices carry")
}

// debtorByID reads a debtor by the number of his row.
func debtorByID(ctx context.Context, q query.Querier, id int64) (DebtorRow, error) {
	row, err := query.One[DebtorRow](ctx, q, `select `+DebtorColumns+` from debtors d where d.id = @id`, pgx.NamedArgs{"id": id})
	return row, query.Doing("reading the debtor", err)
}

func (t *Tx) queueContact(b *pgx.Batch, debtor int64, email string) {
	if email == "" {
		return
	}
	b.Queue(`
		insert into contacts (debtor_id, role, email, created_at, updated_at) values (@debtor, 'accounts', @email, @now, @now)
		on conflict (debtor_id, email) do nothing`, pgx.NamedArgs{"debtor": debtor, "email": email, "now": t.Now})
}

// Bounced marks the debtor's address as refused for good.
func (t *Tx) Bounced(ctx context.Context, debtor int64) error { return t.setUsable(ctx, debtor, false) }

// reachable takes a person's word that the address works.
func (t *Tx) reachable(ctx context.Context, debtor int64) error {
	return t.setUsable(ctx, debtor, true)
}

func (t *Tx) setUsable(ctx context.Context, debtor int64, usable bool) error {
	args := pgx.NamedArgs{"debtor": debtor, "usable": usable, "now": t.Now}
	b := &pgx.Batch{}
	b.Queue(`
		update debtors set bounced = not @usable, revision = revision + 1, updated_at = @now
		where id = @debtor and bounced = @usable and email <> ''`, args)
	b.Queue(`
		update contacts set usable = @usable, updated_at = @now
		where debtor_id = @debtor and email = (select email from debtors where id = @debtor) and usable <> @usable`, args)
	return query.Doing("marking the address", query.Send(ctx, t, b))
}
