package app

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"

	"relance/internal/access"
	"relance/internal/api"
	"relance/internal/config"
	"relance/internal/console"
	"relance/internal/console/bankdesk"
	"relance/internal/console/board"
	"relance/internal/console/clientdesk"
	"relance/internal/console/courtdesk"
	"relance/internal/console/letterdesk"
	"relance/internal/console/maildesk"
	"relance/internal/console/mergedesk"
	desk "relance/internal/console/office"
	"relance/internal/console/page"
	"relance/internal/console/plandesk"
	"relance/internal/console/textdesk"
	"relance/internal/console/waitdesk"
	"relance/internal/people"
	"relance/internal/poppler"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/sending"
	"relance/internal/posting"
)

// staff routes what people and programs may call who are known: the console and
// the API.
//
// The API's memory of what it answered is closed with the context.
func (a *App) staff(ctx context.Context) (http.Handler, error) {
	office, err := a.Office()
	if err != nil {
		return nil, err
	}
	debtors, err := a.DebtorPages()
	if err != nil {
		return nil, err
	}
	answers, err := accounts.NewAnswers(ctx, a.store)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, answers.Close)
	failed := func(_ context.Context, id string, err error) {
		a.Log.Error("a request of the staff failed", "request", id, "error", err)
	}
	hooks := a.Webhooks()
	hooks.Audit = nil // the API keeps what its programs do
	look, users := a.Overview(), a.Accounts()
	programs := &api.Door{
		Office: office, Accounts: accounts.New(a.store), Answers: answers, Pages: debtors, Webhooks: hooks, Statistics: look, Now: a.store.Now, Failed: failed,
	}
	ways, gate, err := a.entrance()
	if err != nil {
		return nil, err
	}
	press, err := posting.NewPress(a.Config)
	if err != nil {
		return nil, err
	}
	planner := a.Planner(office)
	wordings, err := a.Texts(office)
	if err != nil {
		return nil, err
	}
	court := a.Recourse()
	court.Office = office
	programs.Court, programs.Plans, programs.Texts, programs.Care, programs.Merging = court, planner, wordings, a.Care(), a.Merging()
	pages := &console.Door{
		Common: &page.Common{Now: a.store.Now, Random: rand.Reader, Secure: behindTLS(a.Config.Staff), Notes: accounts.New(a.store)},
		Cases:  office, Proofs: office, Foresight: office, Work: office, Overview: look, CaseLists: look, Jobs: look, Messages: office, Press: press,
		Pulse: look, Exports: look, Views: look, Shares: look, Accounts: look, Find: look, Debtors: office, Gate: gate, Entrance: ways,
		Care: a.Care(), DebtorMoney: office,
		Bank:   bankdesk.Door{Lines: office, OpenLines: office, Around: look, CaseLists: look},
		Wait:   waitdesk.Door{Jobs: look, Care: a.Care()},
		Letter: letterdesk.Door{Cases: office, Letters: office, Work: office, Jobs: look},
		Merge:  mergedesk.Door{Merging: a.Merging(), Known: a.Merging(), Debtors: office},
		Client: clientdesk.Door{Cases: office, Links: debtors, Answers: debtors},
		Mail:   maildesk.Door{Mailbox: office, MailWork: office, Replies: office},
		Board:  board.Door{Figures: look},
		Court:  courtdesk.Door{Cases: office, Debtors: office, Watch: court, Papers: court, Courts: court, Register: court, Declare: court, Declared: court, Reports: court, Platform: court},
		Office: desk.Door{
			Importer: office, Contacts: a.Contacts(), People: users, Rights: users, Sessions: users, Audit: users, Switches: sending.New(a.store), Hooks: a.Webhooks(), Deliveries: a.Webhooks(), Changes: office,
			Settings: settingsShown(a.Config), SettingsFile: config.FileName, Setup: a.setup(),
			Address: strings.TrimSuffix(a.Config.Console.Address, "/"),
		},
		Plans:   plandesk.Door{Plans: planner, Changes: planner, Rehearsals: office, File: config.FileName},
		Texts:   textdesk.Door{Texts: wordings, Changes: wordings, Trials: wordings},
		Closing: ctx.Done(), Sends: standstill(a.Config.Mail.Mode), Failed: failed,
	}
	if reader := poppler.Find(); reader != nil {
		pages.Letter.Reader = reader
	}
	mux := http.NewServeMux()
	apis := programs.Handler()
	mux.Handle(api.Prefix+"/", apis)
	mux.Handle(api.Reference, apis)
	mux.Handle(api.Reference+"/", apis)
	mux.Handle("/", pages.Handler())
	return mux, nil
}

// behindTLS tells whether browsers reach a listener by TLS: its own, or that of a
// proxy.
func behindTLS(d config.Door) bool { return d.Certificate != "" || len(d.TrustedProxies) > 0 }

// standstill says in French what does not leave; empty when everything does.
func standstill(m config.Mode) string {
	switch m {
	case config.Off:
		return "Les envois sont coupés\u00a0: tout est préparé et conservé, rien ne part."
	case config.Redirect:
		return "Envois d’essai\u00a0: chaque message va à votre propre adresse, aucun dossier n’avance."
	}
	return ""
}

// firstUser is the login of the person who sets an installation up.
const firstUser = "admin"

// firstVisit gives the secret of a one-time link for the first person, as long as
// nobody has a password yet; empty afterwards. Earlier links end.
func (a *App) firstVisit(ctx context.Context) (secret string, err error) {
	use, who := a.Accounts(), access.Own("up")
	users, err := use.Users(ctx, who)
	if err != nil {
		return "", err
	}
	known := false
	for _, u := range users {
		if u.Ready {
			return "", nil
		}
		known = known || u.Login == firstUser
	}
	if known {
		return use.NewLink(ctx, who, firstUser)
	}
	_, secret, err = use.AddUser(ctx, who, people.NewUser{Login: firstUser, Grant: people.Grant{Creditor: people.Everyone, Role: "admin"}})
	return secret, err
}
