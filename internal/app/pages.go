package app

import (
	"relance/internal/backoffice/overview"
	"relance/internal/postgres/views"
)

// overview gives the use cases for what people look at across cases.
func (a *App) overview() *overview.Office {
	s := views.New(a.Store)
	return &overview.Office{
		Now: a.Store.Now, Days: s, JobBook: s, Lists: s, Creditor: a.Store, BankFiles: s, Finder: s, Pulses: s,
	}
}
