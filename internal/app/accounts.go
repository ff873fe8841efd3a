package app

import (
	"crypto/rand"

	"relance/internal/backoffice"
	"relance/internal/postgres/accounts"
)

// Accounts gives the use cases about people and programs.
func (a *App) Accounts() *backoffice.Accounts {
	s := accounts.New(a.store)
	return &backoffice.Accounts{
		UserBook: s, UserReader: s, SessionBook: s, TokenBook: s, AuditReader: s, Random: rand.Reader, Now: a.store.Now,
	}
}

// SignIn lets people in at the console.
func (a *App) SignIn() *backoffice.SignIn {
	s := accounts.New(a.store)
	return backoffice.NewSignIn(backoffice.SignIn{Credentials: s, Open: s, Links: s, Random: rand.Reader, Now: a.store.Now})
}
