package console

import (
	"net/http"
	"strings"

	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/people"
)

// signInView is the page to sign in.
type signInView struct {
	page.Frame
	Login string
	Next  string // where to go afterwards
	Error string
}

func (d *Door) signInPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	templates.Render(w, http.StatusOK, "signin", signInView{Frame: s.Titled("Connexion"), Next: page.OwnPath(r.FormValue("suite"))})
	return nil
}

// signIn opens a session, with a new secret each time.
func (d *Door) signIn(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	login, next := strings.TrimSpace(r.PostFormValue("login")), page.OwnPath(r.PostFormValue("suite"))
	secret, err := d.Gate.In(r.Context(), page.Visitor(r), login, r.PostFormValue("password"), strings.TrimSpace(r.PostFormValue("code")))
	view := signInView{Frame: s.Titled("Connexion"), Login: login, Next: next}
	switch dunning.ErrorCode(err) {
	case "":
		d.setCookie(w, secret, int(people.Absolute.Seconds()))
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	case dunning.CodeForbidden:
		view.Error = "L’identifiant et le mot de passe ne vont pas ensemble."
		templates.Render(w, http.StatusForbidden, "signin", view)
		return nil
	case dunning.CodeUnavailable:
		view.Error = "Trop d’essais manqués\u00a0: attendez quelques minutes avant le suivant."
		templates.Render(w, http.StatusTooManyRequests, "signin", view)
		return nil
	}
	return err
}

func (d *Door) signOut(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	if err := d.Gate.Out(r.Context(), page.Visitor(r), s.Who, s.Session); err != nil {
		return err
	}
	d.setCookie(w, "", -1)
	http.Redirect(w, r, "/connexion", http.StatusSeeOther)
	return nil
}

// linkView is the page of a one-time link.
type linkView struct {
	page.Frame
	Secret string
	Login  string
	Least  int // characters of a password
	Error  string
}

// linkPage shows the form and uses nothing: programs that look at every link do
// no harm.
func (d *Door) linkPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	secret := r.FormValue("cle")
	login, err := d.Links.Link(r.Context(), secret)
	if err != nil {
		return err
	}
	templates.Render(w, http.StatusOK, "link", linkView{Frame: s.Titled("Choisir un mot de passe"), Secret: secret, Login: login, Least: people.MinPassword})
	return nil
}

func (d *Door) useLink(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	secret, password := r.PostFormValue("cle"), r.PostFormValue("password")
	login, err := d.Links.UseLink(r.Context(), page.Visitor(r), secret, password)
	if dunning.ErrorCode(err) == dunning.CodeInvalid {
		login, err := d.Links.Link(r.Context(), secret)
		if err != nil {
			return err
		}
		templates.Render(w, http.StatusUnprocessableEntity, "link", linkView{
			Frame: s.Titled("Choisir un mot de passe"), Secret: secret, Login: login, Least: people.MinPassword,
			Error: "Ce mot de passe est trop court ou trop facile à deviner\u00a0: une phrase de quatre ou cinq mots convient.",
		})
		return nil
	}
	if err != nil {
		return err
	}
	session, err := d.Gate.In(r.Context(), page.Visitor(r), login, password, "")
	if err != nil {
		http.Redirect(w, r, "/connexion", http.StatusSeeOther)
		return nil //nolint:nilerr // the password is set: the person signs in with it
	}
	d.setCookie(w, session, int(people.Absolute.Seconds()))
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}
