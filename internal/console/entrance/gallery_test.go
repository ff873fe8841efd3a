package entrance

import (
	"testing"
	"time"

	"relance/internal/backoffice/staff"
	"relance/internal/console/page"
	"relance/internal/console/pagetest"
	"relance/internal/people"
)

func TestEveryPageInEveryState(t *testing.T) {
	t.Parallel()
	pagetest.Exercise(t, templates, states())
}

func states() map[string]pagetest.State {
	alone := page.Frame{}
	d := &Door{Common: &page.Common{Now: func() time.Time { return pagetest.GalleryNow }}, KeyHost: "relance.example.com", Company: "l’annuaire de l’entreprise"}
	at := pagetest.Claire("/compte")
	at.Session = people.Session{ID: 3, Proved: pagetest.GalleryNow}
	stale := at
	stale.Session.Proved = pagetest.Yesterday
	user := people.User{Login: "claire@example.fr", Name: "Claire Brunel", Ready: true}
	bare := d.accountOf(at, staff.Account{User: user, Password: true, Sessions: []people.Session{{ID: 3, Agent: "Firefox sur Linux", Address: "192.0.2.7", LastSeen: pagetest.GalleryNow}}})
	bare.Passkey = true
	user.Second, user.Recovery, user.Directory = true, 7, true
	full := staff.Account{
		User: user, Password: true,
		Sessions: []people.Session{{ID: 3, Agent: "Firefox sur Linux", Address: "192.0.2.7", LastSeen: pagetest.GalleryNow}, {ID: 2, Agent: pagetest.Hostile, Address: "2001:db8::7", LastSeen: pagetest.Yesterday}},
		Passkeys: []people.Passkey{{ID: 1, Name: pagetest.Hostile, Created: pagetest.Yesterday}, {ID: 2, Name: "Téléphone", LastUsed: pagetest.Yesterday}},
	}
	bare.Mornings, bare.MorningField = true, "claire@example.fr"
	whole := d.accountOf(at, full)
	whole.Mornings, whole.Morning, whole.MorningField = true, "claire@example.fr", "claire@example.fr"
	whole.Passkey, whole.Confirmation = true, confirmations["cle"]
	locked := d.accountOf(stale, full)
	locked.Error = "La clé d’accès n’a pas été faite\u00a0: recommencez."
	made, err := people.NewAuthenticator(zeros{}, "claire@example.fr")
	if err != nil {
		panic(err)
	}
	squares, err := made.Squares()
	if err != nil {
		panic(err)
	}
	codes, err := people.NewRecoveryCodes(zeros{})
	if err != nil {
		panic(err)
	}
	link := linkView{Frame: alone.Titled("Choisir un mot de passe"), Secret: "s", Login: "claire@example.fr", Least: 12}
	linked := link
	linked.Company, linked.Error = d.Company, weakPassword
	return map[string]pagetest.State{
		"connexion":             {Page: "signin", View: signInView{Frame: alone.Titled("Connexion"), Next: "/"}},
		"connexion-tout":        {Page: "signin", View: signInView{Frame: alone.Titled("Connexion"), Next: "/", Passkey: true, Company: d.Company}},
		"connexion-refusee":     {Page: "signin", View: signInView{Frame: alone.Titled("Connexion"), Login: pagetest.Hostile, Error: "L’identifiant et le mot de passe ne vont pas ensemble."}},
		"connexion-code":        {Page: "code", View: codeView{Frame: alone.Titled("Second facteur"), Next: "/"}},
		"connexion-code-refuse": {Page: "code", View: codeView{Frame: alone.Titled("Second facteur"), Next: "/", Error: "Ce code n’est pas le bon, ou il a déjà servi. Prenez celui que l’application affiche maintenant."}},
		"connexion-annuaire":    {Page: "away", View: awayView{Frame: alone.Titled("Vers l’annuaire"), Address: "#", Company: d.Company}},
		"acces":                 {Page: "link", View: link},
		"acces-annuaire":        {Page: "link", View: linked},
		"compte":                {Page: "account", View: bare},
		"compte-tout":           {Page: "account", View: whole},
		"compte-a-confirmer":    {Page: "account", View: locked},
		"confirmer":             {Page: "confirm", View: confirmView{Frame: stale.Titled("C’est bien vous ?"), Next: "/compte", Password: true, Second: true, Passkey: true}},
		"confirmer-sans":        {Page: "confirm", View: confirmView{Frame: stale.Titled("C’est bien vous ?"), Next: "/compte", Company: d.Company, Error: "Le mot de passe ou le code n’est pas le bon."}},
		"authentificateur":      {Page: "second", View: secondView{Frame: at.Titled("Application d’authentification"), Secret: spaced(made.Secret), Path: squares.Path(), Size: len(squares)}},
		"authentificateur-faux": {Page: "second", View: secondView{Frame: at.Titled("Application d’authentification"), Error: "Ce n’est pas le code que l’application affiche maintenant."}},
		"codes":                 {Page: "codes", View: codesView{Frame: at.Titled("Codes de secours"), Codes: codes, New: true}},
		"codes-nouveaux":        {Page: "codes", View: codesView{Frame: at.Titled("Codes de secours"), Codes: codes}},
	}
}

// zeros is a source that repeats itself.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i * 37)
	}
	return len(p), nil
}
