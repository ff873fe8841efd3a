package app

import (
	"context"
	"log/slog"
	"time"

	"relance/internal/backoffice"
	"relance/internal/config"
	"relance/internal/postgres"
	"relance/internal/posting"
	"relance/internal/reconcile"
)

// Office gives the back office over this program's connections.
func (a *App) Office() (*backoffice.Office, error) {
	rates, err := a.Config.RateTable()
	if err != nil {
		return nil, err
	}
	beginnings, err := posting.ReplyTemplates(a.Config)
	if err != nil {
		return nil, err
	}
	s := a.Store
	return &backoffice.Office{
		Now: s.Now, Rates: rates, Plans: a.Config.PlansOf(), Configured: a.Config.Creditors, Sends: a.Config.Mail.Mode == config.Live,
		CreditorBook: s, Finder: s, CaseBook: s, Shown: s, Log: s, Requests: s, Archive: s, Debtors: s, DebtorLists: s, ContactBook: s, Money: s, Work: s, Doubts: s,
		Book: s, Switches: s, Bills: s, Chain: s, Post: a.Post, Invoices: s, Credits: s, BankFeed: bankFeed{s}, BankBook: s, BankReader: s,
		OpenLineBook: s,
		Mailbox:      s, MailBook: s, MailCursors: s, Replies: s, Scribe: a.Post, Beginnings: beginnings, Answers: a.Config.Mail.Mode != config.Off,
		Attached: a.Recourse(),
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

// OpenOffice connects to the database for somebody whose time is now: a command
// that is given another one, or a test. Errors carry a hint.
func OpenOffice(ctx context.Context, cfg config.Config, log *slog.Logger, now func() time.Time) (*App, *backoffice.Office, error) {
	a, err := Open(ctx, cfg, log)
	if err != nil {
		return nil, nil, err
	}
	a.Store.Now = func() time.Time { return now().UTC() }
	o, err := a.Office()
	if err != nil {
		a.Close()
		return nil, nil, err
	}
	return a, o, nil
}
