package entrance

import (
	"context"
	"net/http"

	"relance/internal/access"
	"relance/internal/backoffice/staff"
	"relance/internal/console/page"
	"relance/internal/people"
)

// Gate signs people in and out.
type Gate interface {
	In(ctx context.Context, v staff.Visitor, login, password string) (staff.Entered, error)
	Code(ctx context.Context, v staff.Visitor, step, code string) (session string, err error)
	Out(ctx context.Context, v staff.Visitor, who access.Actor, session people.Session) error
}

// Links lets people set a password.
type Links interface {
	Link(ctx context.Context, secret string) (login string, err error)
	UseLink(ctx context.Context, v staff.Visitor, secret, password string) (login string, err error)
}

// Keys lets people in by passkeys.
type Keys interface {
	AskPasskey(ctx context.Context, v staff.Visitor) (options []byte, step string, err error)
	ByPasskey(ctx context.Context, v staff.Visitor, step string, answer []byte) (session string, err error)
}

// Directory lets people in by the company's directory.
type Directory interface {
	AskDirectory(ctx context.Context, v staff.Visitor, link string) (address, step string, err error)
	ByDirectory(ctx context.Context, v staff.Visitor, step string, a people.DirectoryAnswer) (staff.Entered, error)
}

// Account shows and changes one's own account.
type Account interface {
	Look(ctx context.Context, p staff.Person) (staff.Account, error)
	SetPassword(ctx context.Context, p staff.Person, password string) (session string, err error)
	EndSession(ctx context.Context, p staff.Person, id int64) error
}

// Proof takes another proof of who one is.
type Proof interface {
	Confirm(ctx context.Context, p staff.Person, password, code string) (session string, err error)
	ConfirmByPasskey(ctx context.Context, p staff.Person, step string, answer []byte) (session string, err error)
}

// Second sets one's authenticator up and takes it away.
type Second interface {
	BeginAuthenticator(ctx context.Context, p staff.Person) (people.Authenticator, error)
	ConfirmAuthenticator(ctx context.Context, p staff.Person, code string) ([]string, error)
	RemoveAuthenticator(ctx context.Context, p staff.Person) error
}

// Recovery gives new recovery codes.
type Recovery interface {
	RenewRecovery(ctx context.Context, p staff.Person) ([]string, error)
}

// OwnKeys makes one's passkeys and takes them away.
type OwnKeys interface {
	AskNewPasskey(ctx context.Context, p staff.Person) (options []byte, step string, err error)
	AddPasskey(ctx context.Context, p staff.Person, step, name string, answer []byte) error
	RemovePasskey(ctx context.Context, p staff.Person, id int64) error
}

// OwnTie binds one to the company's directory.
type OwnTie interface {
	AskDirectory(ctx context.Context, p staff.Person) (address, step string, err error)
	LeaveDirectory(ctx context.Context, p staff.Person) error
}

// Mornings keeps who wants a mail on working mornings.
type Mornings interface {
	Morning(ctx context.Context, who access.Actor) (address string, err error)
	SetMorning(ctx context.Context, who access.Actor, address string) error
}

// Door serves the pages by which people come in, and those of their own account.
type Door struct {
	*page.Common
	Gate      Gate
	Links     Links
	Keys      Keys
	Directory Directory
	Account   Account
	Proof     Proof
	Second    Second
	Recovery  Recovery
	OwnKeys   OwnKeys
	OwnTie    OwnTie
	Mornings  Mornings // nil where a mail could lead nowhere
	// KeyHost is host and port of the address to which passkeys are bound; empty
	// where there are none.
	KeyHost string
	// Company names the directory, as people call it; empty where there is none.
	Company string
}

// Routes lists the pages and forms. Whoever is signed in may look after his own
// account.
func (d *Door) Routes() []page.Route {
	const own = access.SeeCases
	return []page.Route{
		page.Get("/connexion", "", d.signInPage),
		page.Post("/connexion", "", d.signIn).KeptByUse(),
		page.Get("/connexion/code", "", d.codePage),
		page.Post("/connexion/code", "", d.code).KeptByUse(),
		page.Post("/connexion/cle/debut", "", d.askPasskey),
		page.Post("/connexion/cle", "", d.byPasskey).KeptByUse(),
		page.Post("/connexion/annuaire", "", d.askDirectory),
		page.Get("/connexion/retour", "", d.byDirectory).KeptByUse(),
		page.Get("/acces", "", d.linkPage),
		page.Post("/acces", "", d.useLink).KeptByUse(),
		page.Post("/sortie", own, d.signOut).KeptByUse(),
		page.Get("/compte", own, d.account),
		page.Get("/compte/confirmer", own, d.confirmPage),
		page.Post("/compte/confirmer", own, d.confirm).KeptByUse(),
		page.Post("/compte/confirmer/cle", own, d.confirmByPasskey).KeptByUse(),
		page.Post("/compte/matin", own, d.setMorning).KeptByUse(),
		page.Post("/compte/session", own, d.endSession).KeptByUse(),
		page.Post("/compte/mot-de-passe", own, d.fresh(d.setPassword)).KeptByUse(),
		page.Post("/compte/authentificateur", own, d.fresh(d.beginSecond)).KeptByUse(),
		page.Post("/compte/authentificateur/code", own, d.fresh(d.confirmSecond)).KeptByUse(),
		page.Post("/compte/authentificateur/retirer", own, d.fresh(d.removeSecond)).KeptByUse(),
		page.Post("/compte/codes", own, d.fresh(d.renewRecovery)).KeptByUse(),
		page.Post("/compte/cle/debut", own, d.askNewPasskey),
		page.Post("/compte/cle", own, d.fresh(d.addPasskey)).KeptByUse(),
		page.Post("/compte/cle/{id}/retirer", own, d.fresh(d.removePasskey)).KeptByUse(),
		page.Post("/compte/annuaire", own, d.fresh(d.bindDirectory)).KeptByUse(),
		page.Post("/compte/annuaire/quitter", own, d.fresh(d.leaveDirectory)).KeptByUse(),
	}
}

// person gives the actor of a request.
func person(r *http.Request, s page.Frame) staff.Person {
	return staff.Person{Visitor: page.Visitor(r), Actor: s.Who, Session: s.Session}
}

// passkeyHere tells whether the browser is at the address to which passkeys are
// bound: elsewhere it would find none.
func (d *Door) passkeyHere(r *http.Request) bool { return d.KeyHost != "" && r.Host == d.KeyHost }
