package tables

import (
	"time"

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
    d.address, d.zone, d.plan, d.revision, d.contact, d.pay_days, ` + DebtorElectronic

// DebtorElectronic are the columns of a debtor that say whether he takes electronic
// registered letters.
const DebtorElectronic = `lre, lre_consent, lre_manner, lre_author, lre_recorded_at`

// DebtorNamed picks a debtor d by @creditor and @key, the creditor's own reference; of
// one who was merged, the one into whom he was.
const DebtorNamed = `d.id = (select coalesce(n.merged_into, n.id) from debtors n where n.creditor = @creditor and n.key = @key)`

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

// UnknownDebtor is the error for a debtor whom a creditor does not know.
func UnknownDebtor(creditor, key string) error {
	return dunning.Errorf(dunning.CodeNotFound, "creditor %s has no debtor %q", creditor, key).
		WithHint("use the customer reference that the invoices carry")
}
