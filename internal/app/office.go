package app

import (
	"context"
	"time"

	"relance/internal/backoffice"
	"relance/internal/config"
	"relance/internal/postgres"
	"relance/internal/reconcile"
)

// Office gives the back office over this program's connections.
func (a *App) Office() (*backoffice.Office, error) {
	rates, err := a.Config.RateTable()
	if err != nil {
		return nil, err
	}
	s := a.Store
	return &backoffice.Office{
		Now: s.Now, CreditorBook: s, Finder: s, CaseBook: s, Shown: s, Log: s, Archive: s, Rates: rates, Plans: a.Config.PlansOf(),
		Configured: a.Config.Creditors, Invoices: s, Credits: s, Debtors: s, BankFeed: bankFeed{s}, BankBook: s, BankReader: s, OpenLineBook: s,
		Mailbox: s, MailBook: s,
	}, nil
}

// OfficeWithoutStore gives a back office that knows the configuration alone: it
// can rehearse an import without a database.
func OfficeWithoutStore(cfg config.Config, now func() time.Time) *backoffice.Office {
	return &backoffice.Office{Now: now, Configured: cfg.Creditors, Plans: cfg.PlansOf()}
}

// bankFeed lets the back office see the store's imports through its interface.
type bankFeed struct{ store *postgres.Store }

// BeginBankImport implements backoffice.BankImporter.
func (f bankFeed) BeginBankImport(ctx context.Context, r reconcile.BankRead) (reconcile.Import, error) {
	im, err := f.store.BeginBankImport(ctx, r)
	if err != nil {
		return nil, err
	}
	return im, nil
}
