package console

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/people"
)

// usersView lists who may sign in.
type usersView struct {
	shell
	Rows     []userLine
	Roles    []choice
	Grants   []choice // creditors to grant for
	Error    string
	Link     string // a one-time link that was just made
	LinkFor  string
	Login    string // as typed
	UserName string
}

type userLine struct {
	Login, Name, Grants, State, Tone string
	Address                          string
	Out                              bool
	Self                             bool
}

// userView is the page of one user.
type userView struct {
	shell
	User     userLine
	Sessions []sessionLine
	Roles    []choice
	Grants   []choice
	Error    string
}

type sessionLine struct {
	ID                    int64
	Agent, Address, Since string
	Own                   bool
}

// roleWords name the roles as a bookkeeper knows them.
var roleWords = map[string]string{
	"reader": "Lecture\u00a0: voir", "clerk": "Gestion\u00a0: noter, rapprocher, corriger", "approver": "Validation\u00a0: approuver, renoncer", "admin": "Administration\u00a0: réglages et utilisateurs",
}

func roleChoices() (out []choice) {
	for _, r := range people.Roles() {
		out = append(out, choice{Value: r, Label: roleWords[r]})
	}
	return out
}

func grantChoices(s shell) []choice {
	out := []choice{{Value: people.Everyone, Label: "Tous les créanciers"}}
	for _, c := range s.Creditors {
		out = append(out, choice{Value: c.Value, Label: c.Label})
	}
	return out
}

func (d *Door) users(w http.ResponseWriter, r *http.Request, s shell) error {
	return d.showUsers(w, r, s, http.StatusOK, usersView{})
}

func (d *Door) showUsers(w http.ResponseWriter, r *http.Request, s shell, status int, v usersView) error {
	all, err := d.People.Users(r.Context(), s.Who)
	if err != nil {
		return err
	}
	v.shell, v.Roles, v.Grants = s.titled("Utilisateurs"), roleChoices(), grantChoices(s)
	for _, u := range all {
		v.Rows = append(v.Rows, userOf(s, u))
	}
	render(w, status, "users", v)
	return nil
}

func userOf(s shell, u people.User) userLine {
	line := userLine{Login: u.Login, Name: u.Name, Address: "/utilisateurs/" + escape(u.Login), State: "actif", Tone: "green", Self: u.Login == s.Who.Name}
	switch {
	case !u.Disabled.IsZero():
		line.State, line.Tone, line.Out = "désactivé", "red", true
	case !u.Ready:
		line.State, line.Tone = "invité", "amber"
	case !u.Second:
		line.State = "actif, sans second facteur"
	}
	var parts []string
	for _, g := range u.Grants {
		name, _, _ := strings.Cut(roleWords[g.Role], "\u00a0:")
		whose := g.Creditor
		if whose == people.Everyone {
			whose = "tous"
		} else if s.known[whose] != "" {
			whose = s.known[whose]
		}
		parts = append(parts, name+" ("+whose+")")
	}
	line.Grants = strings.Join(parts, ", ")
	return line
}

// addUser invites somebody: the link is shown once.
func (d *Door) addUser(w http.ResponseWriter, r *http.Request, s shell) error {
	n := people.NewUser{Login: r.PostFormValue("login"), Name: r.PostFormValue("nom"), Grant: people.Grant{Creditor: r.PostFormValue("pour"), Role: r.PostFormValue("role")}}
	u, secret, err := d.People.AddUser(r.Context(), s.Who, n)
	if c := dunning.ErrorCode(err); c == dunning.CodeInvalid || c == dunning.CodeConflict {
		return d.showUsers(w, r, s, http.StatusUnprocessableEntity, usersView{Error: capital(said(err)) + ".", Login: n.Login, UserName: n.Name})
	}
	if err != nil {
		return err
	}
	return d.showUsers(w, r, s, http.StatusOK, usersView{Link: d.linkTo(r, secret), LinkFor: u.Login})
}

// linkTo is the address of a one-time link.
func (d *Door) linkTo(r *http.Request, secret string) string {
	scheme := "http"
	if d.Secure {
		scheme = "https"
	}
	return scheme + "://" + r.Host + "/acces?cle=" + url.QueryEscape(secret)
}

// user reads the user that an address names.
func (d *Door) user(r *http.Request, s shell) (people.User, error) {
	all, err := d.People.Users(r.Context(), s.Who)
	if err != nil {
		return people.User{}, err
	}
	for _, u := range all {
		if u.Login == r.PathValue("login") {
			return u, nil
		}
	}
	return people.User{}, dunning.Errorf(dunning.CodeNotFound, "no user %q", r.PathValue("login"))
}

func (d *Door) userPage(w http.ResponseWriter, r *http.Request, s shell) error {
	u, err := d.user(r, s)
	if err != nil {
		return err
	}
	sessions, err := d.Sessions.Sessions(r.Context(), s.Who, u.Login)
	if err != nil {
		return err
	}
	v := userView{shell: s.titled(u.Name), User: userOf(s, u), Roles: roleChoices(), Grants: grantChoices(s)}
	for _, e := range sessions {
		if e.Alive(d.Now()) {
			v.Sessions = append(v.Sessions, sessionLine{e.ID, excerpt(e.Agent, 80), e.Address, since(e.LastSeen, d.Now()), e.ID == s.session.ID})
		}
	}
	render(w, http.StatusOK, "user", v)
	return nil
}

// changeUser gives a role, makes a link, ends sessions, lets out or in again.
func (d *Door) changeUser(w http.ResponseWriter, r *http.Request, s shell) error {
	u, err := d.user(r, s)
	if err != nil {
		return err
	}
	switch r.PostFormValue("geste") {
	case "role":
		err = d.Rights.SetRole(r.Context(), s.Who, u.Login, people.Grant{Creditor: r.PostFormValue("pour"), Role: r.PostFormValue("role")})
	case "sortir", "rentrer":
		err = d.Rights.SetDisabled(r.Context(), s.Who, u.Login, r.PostFormValue("geste") == "sortir")
	case "session":
		id, _ := strconv.ParseInt(r.PostFormValue("session"), 10, 64)
		err = d.Sessions.EndSession(r.Context(), s.Who, u.Login, id)
	case "lien":
		secret, err := d.People.NewLink(r.Context(), s.Who, u.Login)
		if err != nil {
			return err
		}
		return d.showUsers(w, r, s, http.StatusOK, usersView{Link: d.linkTo(r, secret), LinkFor: u.Login})
	default:
		return dunning.Errorf(dunning.CodeInvalid, "nothing was asked for")
	}
	if err != nil {
		return err
	}
	d.seen.forget(access.Actor{Name: u.Login})
	http.Redirect(w, r, "/utilisateurs/"+escape(u.Login), http.StatusSeeOther)
	return nil
}
