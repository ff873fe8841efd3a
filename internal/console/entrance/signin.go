package entrance

import (
	"net/http"
	"net/url"
	"strings"

	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/people"
)

// signInView is the page to sign in.
type signInView struct {
	page.Frame
	Login   string
	Next    string // address of the page to go to afterwards
	Error   string
	Passkey bool
	Company string // name of the directory; empty for none
}

func (d *Door) signInView(r *http.Request, s page.Frame) signInView {
	return signInView{Frame: s.Titled("Connexion"), Next: page.OwnPath(r.FormValue("suite")), Passkey: d.passkeyHere(r), Company: d.Company}
}

func (d *Door) signInPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	templates.Render(w, http.StatusOK, "signin", d.signInView(r, s))
	return nil
}

// refusals words why somebody is not let in, by code, with the status of the page.
var refusals = map[dunning.Code]struct {
	status int
	says   string
}{
	dunning.CodeForbidden:   {http.StatusForbidden, "L’identifiant et le mot de passe ne vont pas ensemble."},
	dunning.CodeUnavailable: {http.StatusTooManyRequests, "Trop d’essais manqués\u00a0: attendez quelques minutes avant le suivant."},
	dunning.CodeNotFound:    {http.StatusForbidden, "Cette demande est trop ancienne\u00a0: recommencez."},
}

// refused shows the page to sign in again, with the reason; an error without one
// goes on.
func (d *Door) refused(w http.ResponseWriter, r *http.Request, s page.Frame, err error, says string) error {
	why, ok := refusals[dunning.ErrorCode(err)]
	if !ok {
		return err
	}
	v := d.signInView(r, s)
	v.Login, v.Error = strings.TrimSpace(r.PostFormValue("login")), why.says
	if says != "" && dunning.ErrorCode(err) == dunning.CodeForbidden {
		v.Error = says
	}
	templates.Render(w, why.status, "signin", v)
	return nil
}

// signIn opens a session, with a new secret each time, or asks for the second
// factor.
func (d *Door) signIn(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	entered, err := d.Gate.In(r.Context(), page.Visitor(r), r.PostFormValue("login"), r.PostFormValue("password"))
	if err != nil {
		return d.refused(w, r, s, err, "")
	}
	d.enter(w, r, entered.Session, entered.Step, page.OwnPath(r.PostFormValue("suite")))
	return nil
}

// enter sends the browser on: with a session to where it wanted to go, with a step
// to the page that asks for the second factor.
func (d *Door) enter(w http.ResponseWriter, r *http.Request, session, step, next string) {
	d.SetStep(w, step)
	if session == "" {
		http.Redirect(w, r, "/connexion/code?suite="+url.QueryEscape(next), http.StatusSeeOther)
		return
	}
	d.SetSession(w, session)
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// codeView is the page that asks for the second factor.
type codeView struct {
	page.Frame
	Next, Error string
}

func (d *Door) codePage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	if d.Secret(r, page.StepCookie) == "" {
		http.Redirect(w, r, "/connexion", http.StatusSeeOther)
		return nil
	}
	templates.Render(w, http.StatusOK, "code", codeView{Frame: s.Titled("Second facteur"), Next: page.OwnPath(r.FormValue("suite"))})
	return nil
}

func (d *Door) code(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	next := page.OwnPath(r.PostFormValue("suite"))
	session, err := d.Gate.Code(r.Context(), page.Visitor(r), d.Secret(r, page.StepCookie), r.PostFormValue("code"))
	switch dunning.ErrorCode(err) {
	case "":
		d.enter(w, r, session, "", next)
		return nil
	case dunning.CodeForbidden, dunning.CodeUnavailable:
		v := codeView{Frame: s.Titled("Second facteur"), Next: next, Error: "Ce code n’est pas le bon, ou il a déjà servi. Prenez celui que l’application affiche maintenant."}
		if dunning.ErrorCode(err) == dunning.CodeUnavailable {
			v.Error = refusals[dunning.CodeUnavailable].says
		}
		templates.Render(w, refusals[dunning.ErrorCode(err)].status, "code", v)
		return nil
	}
	return d.refused(w, r, s, err, "")
}

func (d *Door) signOut(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	if err := d.Gate.Out(r.Context(), page.Visitor(r), s.Who, s.Session); err != nil {
		return err
	}
	d.SetSession(w, "")
	http.Redirect(w, r, "/connexion", http.StatusSeeOther)
	return nil
}

// linkView is the page of a one-time link.
type linkView struct {
	page.Frame
	Secret  string
	Login   string
	Least   int // characters of a password
	Error   string
	Company string
}

func (d *Door) linkView(s page.Frame, secret, login string) linkView {
	return linkView{Frame: s.Titled("Choisir un mot de passe"), Secret: secret, Login: login, Least: people.MinPassword, Company: d.Company}
}

// linkPage shows the form and uses nothing: programs that look at every link do
// no harm.
func (d *Door) linkPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	secret := r.FormValue("cle")
	login, err := d.Links.Link(r.Context(), secret)
	if err != nil {
		return err
	}
	templates.Render(w, http.StatusOK, "link", d.linkView(s, secret, login))
	return nil
}

// weakPassword says why a password will not do.
const weakPassword = "Ce mot de passe est trop court ou trop facile à deviner\u00a0: une phrase de quatre ou cinq mots convient."

func (d *Door) useLink(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	secret, password := r.PostFormValue("cle"), r.PostFormValue("password")
	login, err := d.Links.UseLink(r.Context(), page.Visitor(r), secret, password)
	if dunning.ErrorCode(err) == dunning.CodeInvalid {
		login, err := d.Links.Link(r.Context(), secret)
		if err != nil {
			return err
		}
		v := d.linkView(s, secret, login)
		v.Error = weakPassword
		templates.Render(w, http.StatusUnprocessableEntity, "link", v)
		return nil
	}
	if err != nil {
		return err
	}
	entered, err := d.Gate.In(r.Context(), page.Visitor(r), login, password)
	if err != nil {
		http.Redirect(w, r, "/connexion", http.StatusSeeOther)
		return nil //nolint:nilerr // the password is set: the person signs in with it
	}
	d.enter(w, r, entered.Session, entered.Step, "/")
	return nil
}
