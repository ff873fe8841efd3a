package app

import "relance/internal/backoffice"

// Office gives the back office over this program's connections.
func (a *App) Office() (*backoffice.Office, error) {
	rates, err := a.Config.RateTable()
	if err != nil {
		return nil, err
	}
	s := a.Store
	return &backoffice.Office{
		Now: s.Now, CreditorBook: s, Finder: s, CaseBook: s, Shown: s, Log: s, Archive: s, Rates: rates, Plans: a.Config.PlansOf(),
	}, nil
}
