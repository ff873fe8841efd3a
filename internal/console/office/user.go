package office

import (
	"net/http"
	"strconv"

	"relance/internal/access"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/people"
)

// userView is the page of one user.
type userView struct {
	page.Frame
	User     userLine
	Sessions []sessionLine
	Roles    []page.Choice
	Grants   []page.Choice
	Error    string
}

type sessionLine struct {
	ID                    int64
	Agent, Address, Since string
	Own                   bool
}

// user reads the user that an address names.
func (d *Door) user(r *http.Request, s page.Frame) (people.User, error) {
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

func (d *Door) userPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	u, err := d.user(r, s)
	if err != nil {
		return err
	}
	sessions, err := d.Sessions.Sessions(r.Context(), s.Who, u.Login)
	if err != nil {
		return err
	}
	v := userView{Frame: s.Titled(u.Name), User: userOf(s, u), Roles: roleChoices(), Grants: grantChoices(s)}
	for _, e := range sessions {
		if e.Alive(d.Now()) {
			v.Sessions = append(v.Sessions, sessionLine{e.ID, page.Excerpt(e.Agent, 80), e.Address, page.Since(e.LastSeen, d.Now()), e.ID == s.Session.ID})
		}
	}
	templates.Render(w, http.StatusOK, "user", v)
	return nil
}

// changeUser gives a role, makes a link, ends sessions, lets out or in again.
func (d *Door) changeUser(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	u, err := d.user(r, s)
	if err != nil {
		return err
	}
	switch r.PostFormValue("geste") {
	case "role":
		err = d.Rights.SetRole(r.Context(), s.Who, u.Login, people.Grant{Creditor: r.PostFormValue("pour"), Role: r.PostFormValue("role")})
	case "sortir", "rentrer":
		err = d.Rights.SetDisabled(r.Context(), s.Who, u.Login, r.PostFormValue("geste") == "sortir")
	case "second":
		err = d.Rights.RemoveAuthenticator(r.Context(), s.Who, u.Login)
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
	d.Seen.Forget(access.Actor{Name: u.Login})
	http.Redirect(w, r, "/utilisateurs/"+page.Escape(u.Login), http.StatusSeeOther)
	return nil
}
