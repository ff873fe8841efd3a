package app

import (
	"context"
	"net/http"
	"time"

	"relance/internal/company"
	"relance/internal/recourse"
	"relance/internal/registry/recherche"
	"relance/internal/registry/sirene"
)

// register gives the register of companies that the configuration names; nil
// for none.
func (a *App) register() recourse.Register {
	r, client := a.Config.Registers, &http.Client{Timeout: 30 * time.Second}
	switch r.Source {
	case company.Recherche:
		return &recherche.Client{URL: r.URL, Agent: agent(), HTTP: client, Sleep: pause}
	case company.Sirene:
		return &sirene.Client{URL: r.URL, Key: a.Config.Secrets.SireneKey, Agent: agent(), HTTP: client, Sleep: pause}
	}
	return nil
}

// lookUpRegister looks companies up that are new, or whose formal step comes.
func (a *App) lookUpRegister(ctx context.Context, _ time.Time) (int, error) {
	return a.Recourse().LookUpRegister(ctx)
}
