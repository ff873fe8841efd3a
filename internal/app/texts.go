package app

import (
	"relance/internal/backoffice"
	"relance/internal/backoffice/texts"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/wordings"
	"relance/internal/posting"
)

// Texts gives the use cases of the creditors' own texts over this program's
// connections.
func (a *App) Texts(office *backoffice.Office) (*texts.Desk, error) {
	press, err := posting.NewPress(a.Config)
	if err != nil {
		return nil, err
	}
	templates, err := posting.Templates(a.Config)
	if err != nil {
		return nil, err
	}
	kept := wordings.New(a.store)
	return &texts.Desk{
		Creditors: a.store, Texts: kept, Keeper: kept, Samples: kept, Office: office, Press: press, Templates: templates,
		Audit: accounts.New(a.store), Keys: a.store, Now: a.store.Now,
	}, nil
}
