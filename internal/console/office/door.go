package office

import (
	"context"
	"iter"

	"relance/internal/console/page"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/people"
)

// Door serves the pages of imports, settings, users and the journal.
type Door struct {
	*page.Common
	Importer   Importer
	Contacts   Contacts
	People     People
	Rights     Rights
	Sessions   Sessions
	Audit      Audit
	Switches   Switches
	Hooks      Hooks
	Deliveries Deliveries
	Changes    Changes
	// Settings shows what the configuration says, SettingsFile the name of its file.
	Settings     []Setting
	SettingsFile string
	Setup        Setup // nil where the program cannot be set up while it runs
	// Address is where people open the console, for one-time links; empty is the
	// address by which the page that makes one was reached.
	Address string

	waiting waitingRoom // files of invoices that wait for a yes
	lists   waitingRoom // lists of contacts that wait for a yes
}

// Routes lists the pages and forms.
func (d *Door) Routes() []page.Route {
	return []page.Route{
		page.Get("/installation", access.Operate, d.setup),
		page.Post("/installation", access.Operate, d.install).Audits("setup.change"),
		page.Get("/import", access.ImportBills, d.importPage),
		page.Post("/import", access.ImportBills, d.tryImport).Audits("start-invoices"),
		page.Get("/import/coordonnees", access.CorrectDebtor, d.contactsPage),
		page.Post("/import/coordonnees", access.CorrectDebtor, d.mergeContacts).Audits("merge-contacts"),
		page.Get("/reglages", access.Operate, d.settings),
		page.Post("/reglages/envois", access.Operate, d.pause).Audits("pause"),
		page.Get("/reglages/changements", access.SeeCases, d.changes),
		page.Post("/reglages/changements/{id}", access.Approve, d.decideChange).KeptByUse(),
		page.Get("/programmes", access.Operate, d.hooks),
		page.Post("/programmes", access.Operate, d.addHook).KeptByUse(),
		page.Get("/programmes/{id}", access.Operate, d.hookPage).KeptByUse(),
		page.Post("/programmes/{id}", access.Operate, d.changeHook).KeptByUse(),
		page.Get("/utilisateurs", access.Operate, d.users),
		page.Post("/utilisateurs", access.Operate, d.addUser).KeptByUse(),
		page.Get("/utilisateurs/{login}", access.Operate, d.userPage),
		page.Post("/utilisateurs/{login}", access.Operate, d.changeUser).KeptByUse(),
		page.Get("/journal", access.Operate, d.journal),
		page.Post("/journal", access.Operate, d.verifyJournal).Audits("audit.verify"),
		page.Get("/journal/export.csv", access.Operate, d.exportJournal).KeptByUse(),
		page.Get("/journal/export.xlsx", access.Operate, d.exportJournal).KeptByUse(),
	}
}

// Importer takes invoices in.
type Importer interface {
	Import(ctx context.Context, who access.Actor, in backoffice.Import) iter.Seq2[backoffice.Entry, error]
}

// People reads and invites the people who may sign in.
type People interface {
	Users(ctx context.Context, who access.Actor) ([]people.User, error)
	AddUser(ctx context.Context, who access.Actor, n people.NewUser) (people.User, string, error)
	NewLink(ctx context.Context, who access.Actor, login string) (string, error)
}

// Rights gives roles to people and takes them away.
type Rights interface {
	SetRole(ctx context.Context, who access.Actor, login string, g people.Grant) error
	SetDisabled(ctx context.Context, who access.Actor, login string, out bool) error
	RemoveAuthenticator(ctx context.Context, who access.Actor, login string) error
}

// Sessions shows and ends sessions.
type Sessions interface {
	Sessions(ctx context.Context, who access.Actor, login string) ([]people.Session, error)
	EndSession(ctx context.Context, who access.Actor, login string, id int64) error
}

// Audit reads what people and programs did besides facts.
type Audit interface {
	Audit(ctx context.Context, who access.Actor, after int64, each func(audit.Entry) error) error
	Journal(ctx context.Context, who access.Actor, q audit.Search) (out []audit.Entry, more bool, err error)
	VerifyAudit(ctx context.Context, who access.Actor, known ...audit.Head) (audit.Head, error)
}
