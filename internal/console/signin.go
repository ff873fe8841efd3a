package console

import (
	"net/http"
	"strings"

	"relance/internal/dunning"
	"relance/internal/people"
)

// signInView is the page to sign in.
type signInView struct {
	shell
	Login string
	Next  string // where to go afterwards
	Error string
}

func (d *Door) signInPage(w http.ResponseWriter, r *http.Request, s shell) error {
	render(w, http.StatusOK, "signin", signInView{shell: s.titled("Connexion"), Next: ownPath(r.FormValue("suite"))})
	return nil
}

// signIn opens a session, with a new secret each time.
func (d *Door) signIn(w http.ResponseWriter, r *http.Request, s shell) error {
	login, next := strings.TrimSpace(r.PostFormValue("login")), ownPath(r.PostFormValue("suite"))
	secret, err := d.Gate.In(r.Context(), visitor(r), login, r.PostFormValue("password"), strings.TrimSpace(r.PostFormValue("code")))
	view := signInView{shell: s.titled("Connexion"), Login: login, Next: next}
	switch dunning.ErrorCode(err) {
	case "":
		d.setCookie(w, secret, int(people.Absolute.Seconds()))
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	case dunning.CodeForbidden:
		view.Error = "L’identifiant et le mot de passe ne vont pas ensemble."
		render(w, http.StatusForbidden, "signin", view)
		return nil
	case dunning.CodeUnavailable:
		view.Error = "Trop d’essais manqués\u00a0: attendez quelques minutes avant le suivant."
		render(w, http.StatusTooManyRequests, "signin", view)
		return nil
	}
	return err
}

// ownPath lets only addresses of this console follow.
func ownPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}

func (d *Door) signOut(w http.ResponseWriter, r *http.Request, s shell) error {
	if err := d.Gate.Out(r.Context(), visitor(r), s.Who, s.session); err != nil {
		return err
	}
	d.setCookie(w, "", -1)
	http.Redirect(w, r, "/connexion", http.StatusSeeOther)
	return nil
}

// linkView is the page of a one-time link.
type linkView struct {
	shell
	Secret string
	Login  string
	Least  int // characters of a password
	Error  string
}

// linkPage shows the form and uses nothing: programs that look at every link do
// no harm.
func (d *Door) linkPage(w http.ResponseWriter, r *http.Request, s shell) error {
	secret := r.FormValue("cle")
	login, err := d.Links.Link(r.Context(), secret)
	if err != nil {
		return err
	}
	render(w, http.StatusOK, "link", linkView{shell: s.titled("Choisir un mot de passe"), Secret: secret, Login: login, Least: people.MinPassword})
	return nil
}

func (d *Door) useLink(w http.ResponseWriter, r *http.Request, s shell) error {
	secret, password := r.PostFormValue("cle"), r.PostFormValue("password")
	login, err := d.Links.UseLink(r.Context(), visitor(r), secret, password)
	if dunning.ErrorCode(err) == dunning.CodeInvalid {
		login, err := d.Links.Link(r.Context(), secret)
		if err != nil {
			return err
		}
		render(w, http.StatusUnprocessableEntity, "link", linkView{
			shell: s.titled("Choisir un mot de passe"), Secret: secret, Login: login, Least: people.MinPassword,
			Error: "Ce mot de passe est trop court ou trop facile à deviner\u00a0: une phrase de quatre ou cinq mots convient.",
		})
		return nil
	}
	if err != nil {
		return err
	}
	session, err := d.Gate.In(r.Context(), visitor(r), login, password, "")
	if err != nil {
		http.Redirect(w, r, "/connexion", http.StatusSeeOther)
		return nil //nolint:nilerr // the password is set: the person signs in with it
	}
	d.setCookie(w, session, int(people.Absolute.Seconds()))
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}
