package console

import (
	"net/http"

	"relance/internal/access"
)

// route is one row of the list of routes.
type route struct {
	Method, Pattern string
	Deed            access.Deed // the right it takes; empty for pages before signing in
	handle          func(w http.ResponseWriter, r *http.Request, s shell) error
}

// Public tells whether a page is for people who are not signed in.
func (r route) Public() bool { return r.Deed == "" }

const casePattern = "/dossiers/{creditor}/{number}"

// routes lists every page and every form.
func (d *Door) routes() []route {
	return []route{
		{http.MethodGet, "/connexion", "", d.signInPage},
		{http.MethodPost, "/connexion", "", d.signIn},
		{http.MethodGet, "/acces", "", d.linkPage},
		{http.MethodPost, "/acces", "", d.useLink},
		{http.MethodPost, "/sortie", access.SeeCases, d.signOut},
		{http.MethodGet, "/{$}", access.SeeCases, d.today},
		{http.MethodPost, "/taches/{id}/faite", access.WorkOnTasks, d.finishTask},
		{http.MethodGet, "/dossiers", access.SeeCases, d.caseList},
		{http.MethodGet, casePattern, access.SeeCases, d.casePage},
		{http.MethodGet, casePattern + "/noter/{form}", access.SeeCases, d.factPage},
		{http.MethodPost, casePattern + "/noter/{form}", access.SeeCases, d.recordFact},
	}
}
