package entrance

import (
	"net/http"
	"strconv"

	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/people"
)

// asked answers a script with what the browser is to ask a device, and keeps the
// step in a cookie.
func (d *Door) asked(w http.ResponseWriter, options []byte, step string, err error) error {
	if err != nil {
		return err
	}
	d.SetStep(w, step)
	w.Header().Set("Content-Type", "application/json")
	w.Write(options) //nolint:errcheck // the browser has gone
	return nil
}

func (d *Door) askPasskey(w http.ResponseWriter, r *http.Request, _ page.Frame) error {
	options, step, err := d.Keys.AskPasskey(r.Context(), page.Visitor(r))
	return d.asked(w, options, step, err)
}

func (d *Door) byPasskey(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	session, err := d.Keys.ByPasskey(r.Context(), page.Visitor(r), d.Secret(r, page.StepCookie), []byte(r.PostFormValue("reponse")))
	if err != nil {
		return d.refused(w, r, s, err, "Cette clé d’accès n’est pas connue ici, ou n’a pas été acceptée.")
	}
	d.enter(w, r, session, "", page.OwnPath(r.PostFormValue("suite")))
	return nil
}

func (d *Door) confirmByPasskey(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	session, err := d.Proof.ConfirmByPasskey(r.Context(), person(r, s), d.Secret(r, page.StepCookie), []byte(r.PostFormValue("reponse")))
	if err != nil {
		return d.unconfirmed(w, r, s, err, "Cette clé d’accès n’est pas la vôtre, ou n’a pas été acceptée.")
	}
	d.enter(w, r, session, "", page.OwnPath(r.PostFormValue("suite")))
	return nil
}

func (d *Door) askNewPasskey(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	options, step, err := d.OwnKeys.AskNewPasskey(r.Context(), person(r, s))
	return d.asked(w, options, step, err)
}

func (d *Door) addPasskey(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	err := d.OwnKeys.AddPasskey(r.Context(), person(r, s), d.Secret(r, page.StepCookie), r.PostFormValue("nom"), []byte(r.PostFormValue("reponse")))
	d.SetStep(w, "")
	switch dunning.ErrorCode(err) {
	case dunning.CodeInvalid, dunning.CodeNotFound, dunning.CodeConflict:
		return d.showAccount(w, r, s, http.StatusUnprocessableEntity, "La clé d’accès n’a pas été faite\u00a0: recommencez.")
	}
	return d.back(w, r, err, "cle")
}

func (d *Door) removePasskey(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return dunning.Errorf(dunning.CodeNotFound, "no passkey %q", r.PathValue("id"))
	}
	return d.back(w, r, d.OwnKeys.RemovePasskey(r.Context(), person(r, s), id), "cle-retiree")
}

// awayView is the page that leads to the directory. A form may not be sent to
// another site, so that a page of its own goes there.
type awayView struct {
	page.Frame
	Address, Company string
}

func (d *Door) away(w http.ResponseWriter, address, step string) error {
	d.SetStep(w, step)
	templates.Render(w, http.StatusOK, "away", awayView{Frame: page.Frame{}.Titled("Vers " + d.Company), Address: address, Company: d.Company})
	return nil
}

func (d *Door) askDirectory(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	address, step, err := d.Directory.AskDirectory(r.Context(), page.Visitor(r), r.PostFormValue("cle"))
	if err != nil {
		return err
	}
	return d.away(w, address, step)
}

// byDirectory is where browsers come back to from the directory. It is a page that
// is read and opens a session all the same, since the standard has it so: the state
// and the cookie of the step stand for the form.
func (d *Door) byDirectory(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	q := r.URL.Query()
	entered, err := d.Directory.ByDirectory(r.Context(), page.Visitor(r), d.Secret(r, page.StepCookie), people.DirectoryAnswer{
		State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss"), Error: q.Get("error"),
	})
	switch {
	case err != nil && s.SignedIn():
		d.SetStep(w, "")
		return d.showAccount(w, r, s, http.StatusUnprocessableEntity, "L’annuaire n’a pas été relié\u00a0: recommencez, ou demandez à votre administrateur si une autre personne y est déjà reliée.")
	case err != nil:
		d.SetStep(w, "")
		return d.refused(w, r, s, err, "L’annuaire ne vous a pas reconnu, ou personne ne vous a invité ici. Demandez un lien à votre administrateur.")
	case entered.Session == "" && entered.Step == "":
		return d.back(w, r, nil, "annuaire")
	}
	d.enter(w, r, entered.Session, entered.Step, "/")
	return nil
}

func (d *Door) bindDirectory(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	address, step, err := d.OwnTie.AskDirectory(r.Context(), person(r, s))
	if err != nil {
		return err
	}
	return d.away(w, address, step)
}

func (d *Door) leaveDirectory(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	return d.back(w, r, d.OwnTie.LeaveDirectory(r.Context(), person(r, s)), "annuaire-quitte")
}
