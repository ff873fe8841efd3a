package app

import (
	"crypto/rand"

	"relance/internal/backoffice/staff"
	"relance/internal/console/entrance"
	"relance/internal/directory"
	"relance/internal/passkey"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/lookup"
)

// Accounts gives the use cases about people and programs.
func (a *App) Accounts() *staff.Accounts {
	s := accounts.New(a.store)
	return &staff.Accounts{
		UserStore: s, UserReader: s, SessionStore: s, TokenStore: s, AuditReader: s, JournalReader: s, Seconds: a.authenticators(), Ties: s, Keys: a.store, Random: rand.Reader, Now: a.store.Now,
	}
}

// Care gives the use cases about who works on which case.
func (a *App) Care() *staff.Care {
	return &staff.Care{Store: accounts.New(a.store), Tasks: lookup.New(a.store), Keys: a.store, Now: a.store.Now}
}

func (a *App) authenticators() *staff.Authenticators {
	s := accounts.New(a.store)
	return &staff.Authenticators{Store: s, Recovery: s, Random: rand.Reader, Now: a.store.Now}
}

// returnPath is where browsers come back to from the company's directory.
const returnPath = "/connexion/retour"

// entrance gives the pages by which people come in, and what knows them again.
func (a *App) entrance() (entrance.Door, *staff.SignIn, error) {
	s := accounts.New(a.store)
	in := staff.SignIn{
		Credentials: s, Open: s, Links: s, Steps: s, Notes: s, Holders: s, Persons: s, Random: rand.Reader, Now: a.store.Now,
	}
	self := &staff.Self{Reader: s, Own: s, Seconds: a.authenticators(), Store: s, List: s, Ties: s}
	var door entrance.Door
	if at := a.Config.ConsoleAddress(); at != "" {
		site, err := passkey.New(at)
		if err != nil {
			return door, nil, err
		}
		in.Keys, self.Maker, door.KeyHost = site, site, site.Host
	}
	if c := a.Config.Directory; c.Issuer != "" {
		in.Directory = directory.New(directory.Company{
			Issuer: c.Issuer, ClientID: c.ClientID, Secret: a.Config.Secrets.Directory, Return: a.Config.ConsoleAddress() + returnPath,
		}, nil, a.store.Now)
		if door.Company = c.Name; door.Company == "" {
			door.Company = "l’annuaire de l’entreprise"
		}
	}
	gate := staff.NewSignIn(in)
	self.Gate = gate
	door.Gate, door.Links, door.Keys, door.Directory = gate, gate, gate, gate
	door.Account, door.Proof, door.Second, door.Recovery, door.OwnKeys, door.OwnTie = self, self, self, self, self, self
	if door.Mornings = a.Mornings(); a.Config.ConsoleAddress() == "" {
		door.Mornings = nil // a mail could lead nowhere
	}
	return door, gate, nil
}
