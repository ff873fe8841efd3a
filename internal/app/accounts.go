package app

import (
	"crypto/rand"

	"relance/internal/backoffice/staff"
	"relance/internal/postgres/accounts"
)

// Accounts gives the use cases about people and programs.
func (a *App) Accounts() *staff.Accounts {
	s := accounts.New(a.store)
	return &staff.Accounts{
		UserBook: s, UserReader: s, SessionBook: s, TokenBook: s, AuditReader: s, Random: rand.Reader, Now: a.store.Now,
	}
}

// SignIn lets people in at the console.
func (a *App) SignIn() *staff.SignIn {
	s := accounts.New(a.store)
	return staff.NewSignIn(staff.SignIn{Credentials: s, Open: s, Links: s, Random: rand.Reader, Now: a.store.Now})
}
