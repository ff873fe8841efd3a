package office

import (
	"net/http"
	"net/url"
	"strings"

	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/people"
)

// usersView lists who may sign in.
type usersView struct {
	page.Frame
	Rows     []userLine
	Roles    []page.Choice
	Grants   []page.Choice // creditors to grant for
	Error    string
	Link     string // a one-time link that was just made
	LinkFor  string
	Login    string // as typed
	UserName string
}

type userLine struct {
	Login, Name, Grants, State, Tone string
	Address                          string
	Out, Second                      bool
	Self                             bool
}

// roleWords say what each role lets a person do.
var roleWords = map[string]string{
	"reader": "voir", "clerk": "noter, rapprocher, corriger", "approver": "approuver, renoncer", "admin": "réglages et utilisateurs",
}

func roleChoices() (out []page.Choice) {
	for _, r := range people.Roles() {
		out = append(out, page.Choice{Value: r, Label: page.Capital(fr.Role(r)) + "\u00a0: " + roleWords[r]})
	}
	return out
}

func grantChoices(s page.Frame) []page.Choice {
	out := []page.Choice{{Value: people.Everyone, Label: "Tous les créanciers"}}
	for _, c := range s.Creditors {
		out = append(out, page.Choice{Value: c.Value, Label: c.Label})
	}
	return out
}

func (d *Door) users(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	return d.showUsers(w, r, s, http.StatusOK, usersView{})
}

func (d *Door) showUsers(w http.ResponseWriter, r *http.Request, s page.Frame, status int, v usersView) error {
	all, err := d.People.Users(r.Context(), s.Who)
	if err != nil {
		return err
	}
	v.Frame, v.Roles, v.Grants = s.Titled("Utilisateurs"), roleChoices(), grantChoices(s)
	for _, u := range all {
		v.Rows = append(v.Rows, userOf(s, u))
	}
	templates.Render(w, status, "users", v)
	return nil
}

func userOf(s page.Frame, u people.User) userLine {
	line := userLine{Login: u.Login, Name: u.Name, Address: "/utilisateurs/" + page.Escape(u.Login), State: "actif", Tone: "green", Self: u.Login == s.Who.Name, Second: u.Second}
	switch {
	case !u.Disabled.IsZero():
		line.State, line.Tone, line.Out = "désactivé", "red", true
	case !u.Ready:
		line.State, line.Tone = "invité", "amber"
	case !u.Second:
		line.State = "actif, sans second facteur"
		if u.Passkeys > 0 {
			line.State = "actif, avec clé d’accès"
		}
	}
	var parts []string
	for _, g := range u.Grants {
		whose := g.Creditor
		if whose == people.Everyone {
			whose = "tous"
		} else if s.Known[whose] != "" {
			whose = s.Known[whose]
		}
		parts = append(parts, page.Capital(fr.Role(g.Role))+" ("+whose+")")
	}
	line.Grants = strings.Join(parts, ", ")
	return line
}

// addUser invites somebody: the link is shown once.
func (d *Door) addUser(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	n := people.NewUser{Login: r.PostFormValue("login"), Name: r.PostFormValue("nom"), Grant: people.Grant{Creditor: r.PostFormValue("pour"), Role: r.PostFormValue("role")}}
	u, secret, err := d.People.AddUser(r.Context(), s.Who, n)
	if c := dunning.ErrorCode(err); c == dunning.CodeInvalid || c == dunning.CodeConflict {
		return d.showUsers(w, r, s, http.StatusUnprocessableEntity, usersView{Error: page.Capital(page.Said(err)) + ".", Login: n.Login, UserName: n.Name})
	}
	if err != nil {
		return err
	}
	return d.showUsers(w, r, s, http.StatusOK, usersView{Link: d.linkTo(r, secret), LinkFor: u.Login})
}

// linkTo is the address of a one-time link. What the browser says about the host
// counts only where the configuration says nothing.
func (d *Door) linkTo(r *http.Request, secret string) string {
	at := d.Address
	if at == "" && d.Secure {
		at = "https://" + r.Host
	} else if at == "" {
		at = "http://" + r.Host
	}
	return at + "/acces?cle=" + url.QueryEscape(secret)
}
