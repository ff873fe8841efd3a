package app

import (
	"relance/internal/backoffice/overview"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/monthend"
	"relance/internal/postgres/views"
)

// Overview gives the use cases for what people look at across cases.
func (a *App) Overview() *overview.Office {
	s := views.New(a.store)
	return &overview.Office{
		Now: a.store.Now, Days: s, JobReader: s, Lists: s, Creditor: a.store, BankFiles: s, Finder: s, Pulses: s, ItemReader: s, MonthStore: monthend.New(a.store), BoardStore: monthend.New(a.store), ViewStore: accounts.New(a.store), ShareStore: accounts.New(a.store),
	}
}
