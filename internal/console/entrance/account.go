package entrance

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"relance/internal/backoffice/staff"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/people"
)

// accountView is the page of one's own account.
type accountView struct {
	page.Frame
	User         people.User
	Sessions     []sessionLine
	Passkeys     []keyLine
	Password     bool
	Passkey      bool // a passkey can be made here
	Company      string
	Least        int
	Fresh        bool // the person proved lately who he is: the ways to sign in may be changed
	Confirmation string
	Error        string
	KeyHost      string // host where passkeys are made, when it is not this one
	CodesLeft    int
	Mornings     bool   // the mail of the morning can be asked for
	Morning      string // address that gets the mail of the morning; empty when nobody does
	MorningField string // value of the field for that address
}

// sessionLine is a browser that is signed in.
type sessionLine struct {
	ID                    int64
	Agent, Address, Since string
	Own                   bool
}

// keyLine is a passkey.
type keyLine struct {
	ID         int64
	Name, Used string
}

// confirmations say what was done, by the word in the address.
var confirmations = map[string]string{
	"mot-de-passe": "Le mot de passe est changé, et vos autres sessions sont fermées.", "session": "La session est fermée.",
	"retire": "L’application d’authentification est retirée\u00a0: la connexion ne demande plus de code.",
	"cle":    "La clé d’accès est prête\u00a0: vous pouvez vous connecter avec elle.", "cle-retiree": "La clé d’accès est retirée. Supprimez-la aussi de votre appareil.",
	"matin": "C’est noté\u00a0: vous recevrez ce message les jours ouvrés, à partir de 7 h 30, quand quelque chose vous attend.", "matin-fini": "Vous ne recevrez plus le message du matin.",
	"annuaire": "Votre compte est relié à l’annuaire.", "annuaire-quitte": "Votre compte n’est plus relié à l’annuaire.",
}

func (d *Door) account(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	return d.showAccount(w, r, s, http.StatusOK, "")
}

func (d *Door) showAccount(w http.ResponseWriter, r *http.Request, s page.Frame, status int, fault string) error {
	a, err := d.Account.Look(r.Context(), person(r, s))
	if err != nil {
		return err
	}
	v := d.accountOf(s, a)
	if d.Mornings != nil {
		v.Mornings = true
		if v.Morning, err = d.Mornings.Morning(r.Context(), s.Who); err != nil {
			return err
		}
		v.MorningField = cmp.Or(r.PostFormValue("adresse"), v.Morning, addressOf(a.User.Login))
	}
	v.Passkey, v.Error, v.Confirmation = d.passkeyHere(r), fault, confirmations[r.URL.Query().Get("fait")]
	templates.Render(w, status, "account", v)
	return nil
}

func (d *Door) accountOf(s page.Frame, a staff.Account) accountView {
	now := d.Now()
	v := accountView{
		Frame: s.Titled("Mon compte"), User: a.User, Password: a.Password, Company: d.Company, Least: people.MinPassword,
		Fresh: s.Session.Fresh(now), KeyHost: d.KeyHost, CodesLeft: a.User.Recovery,
	}
	for _, e := range a.Sessions {
		v.Sessions = append(v.Sessions, sessionLine{e.ID, page.Excerpt(e.Agent, 80), e.Address, page.Since(e.LastSeen, now), e.ID == s.Session.ID})
	}
	for _, k := range a.Passkeys {
		line := keyLine{ID: k.ID, Name: k.Name, Used: "jamais utilisée"}
		if !k.LastUsed.IsZero() {
			line.Used = "utilisée " + page.Since(k.LastUsed, now)
		}
		v.Passkeys = append(v.Passkeys, line)
	}
	return v
}

// back leads to the account, which says what was done.
func (d *Door) back(w http.ResponseWriter, r *http.Request, err error, done string) error {
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/compte?fait="+url.QueryEscape(done), http.StatusSeeOther)
	return nil
}

// fresh lets somebody through who proved a short while ago who he is; others are
// asked first.
func (d *Door) fresh(next page.Handler) page.Handler {
	return func(w http.ResponseWriter, r *http.Request, s page.Frame) error {
		if !s.Session.Fresh(d.Now()) {
			http.Redirect(w, r, "/compte/confirmer", http.StatusSeeOther)
			return nil
		}
		return next(w, r, s)
	}
}

// confirmView is the page that asks who somebody is once more.
type confirmView struct {
	page.Frame
	Next, Error               string
	Password, Second, Passkey bool
	Company                   string
}

func (d *Door) confirmPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	return d.showConfirm(w, r, s, http.StatusOK, "")
}

func (d *Door) showConfirm(w http.ResponseWriter, r *http.Request, s page.Frame, status int, fault string) error {
	a, err := d.Account.Look(r.Context(), person(r, s))
	if err != nil {
		return err
	}
	next := "/compte"
	if asked := r.FormValue("suite"); asked != "" {
		next = page.OwnPath(asked)
	}
	templates.Render(w, status, "confirm", confirmView{
		Frame: s.Titled("C’est bien vous ?"), Next: next, Error: fault,
		Password: a.Password, Second: a.User.Second, Passkey: d.passkeyHere(r) && len(a.Passkeys) > 0, Company: d.Company,
	})
	return nil
}

// unconfirmed shows the question again, with the reason.
func (d *Door) unconfirmed(w http.ResponseWriter, r *http.Request, s page.Frame, err error, says string) error {
	why, ok := refusals[dunning.ErrorCode(err)]
	if !ok {
		return err
	}
	if dunning.ErrorCode(err) != dunning.CodeForbidden {
		says = why.says
	}
	return d.showConfirm(w, r, s, why.status, says)
}

func (d *Door) confirm(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	session, err := d.Proof.Confirm(r.Context(), person(r, s), r.PostFormValue("password"), r.PostFormValue("code"))
	if err != nil {
		return d.unconfirmed(w, r, s, err, "Le mot de passe ou le code n’est pas le bon.")
	}
	d.SetSession(w, session)
	http.Redirect(w, r, page.OwnPath(r.PostFormValue("suite")), http.StatusSeeOther)
	return nil
}

func (d *Door) endSession(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	id, err := strconv.ParseInt(r.PostFormValue("session"), 10, 64)
	if err != nil || id < 0 {
		return dunning.Errorf(dunning.CodeNotFound, "no session %q", r.PostFormValue("session"))
	}
	return d.back(w, r, d.Account.EndSession(r.Context(), person(r, s), id), "session")
}

func (d *Door) setPassword(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	session, err := d.Account.SetPassword(r.Context(), person(r, s), r.PostFormValue("password"))
	if dunning.ErrorCode(err) == dunning.CodeInvalid {
		return d.showAccount(w, r, s, http.StatusUnprocessableEntity, weakPassword)
	}
	if err != nil {
		return err
	}
	d.SetSession(w, session)
	return d.back(w, r, nil, "mot-de-passe")
}

// secondView is the page of an authenticator that is being set up. Its secret is
// in the answer to the form that made it, and nowhere else.
type secondView struct {
	page.Frame
	Secret, Path string
	Size         int // width and height of the QR code, in modules
	Error        string
}

func (d *Door) beginSecond(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	made, err := d.Second.BeginAuthenticator(r.Context(), person(r, s))
	if err != nil {
		return err
	}
	squares, err := made.Squares()
	if err != nil {
		return err
	}
	templates.Render(w, http.StatusOK, "second", secondView{
		Frame: s.Titled("Application d’authentification"), Secret: spaced(made.Secret), Path: squares.Path(), Size: len(squares),
	})
	return nil
}

// spaced writes a long text in groups of four, for people who type it.
func spaced(text string) string {
	var out []byte
	for i := range len(text) {
		if i > 0 && i%4 == 0 {
			out = append(out, ' ')
		}
		out = append(out, text[i])
	}
	return string(out)
}

// codesView shows recovery codes, once.
type codesView struct {
	page.Frame
	Codes []string
	New   bool // the authenticator has just been set up
}

func (d *Door) confirmSecond(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	codes, err := d.Second.ConfirmAuthenticator(r.Context(), person(r, s), r.PostFormValue("code"))
	switch dunning.ErrorCode(err) {
	case dunning.CodeInvalid:
		templates.Render(w, http.StatusUnprocessableEntity, "second", secondView{
			Frame: s.Titled("Application d’authentification"),
			Error: "Ce n’est pas le code que l’application affiche maintenant. Vérifiez que l’heure du téléphone est juste, et tapez le code du moment.",
		})
		return nil
	case dunning.CodeNotFound, dunning.CodeConflict:
		return d.showAccount(w, r, s, http.StatusUnprocessableEntity, "L’ajout de l’application a attendu trop longtemps\u00a0: recommencez.")
	}
	return d.showCodes(w, s, codes, true, err)
}

func (d *Door) showCodes(w http.ResponseWriter, s page.Frame, codes []string, fresh bool, err error) error {
	if err != nil {
		return err
	}
	templates.Render(w, http.StatusOK, "codes", codesView{Frame: s.Titled("Codes de secours"), Codes: codes, New: fresh})
	return nil
}

func (d *Door) renewRecovery(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	codes, err := d.Recovery.RenewRecovery(r.Context(), person(r, s))
	return d.showCodes(w, s, codes, false, err)
}

func (d *Door) removeSecond(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	return d.back(w, r, d.Second.RemoveAuthenticator(r.Context(), person(r, s)), "retire")
}

// addressOf is the e-mail address that a login is; empty when it is none.
func addressOf(login string) string {
	if strings.Contains(login, "@") {
		return login
	}
	return ""
}

// setMorning asks for the mail of the morning, or ends it.
func (d *Door) setMorning(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	if d.Mornings == nil {
		return dunning.Errorf(dunning.CodeNotFound, "no mail of the morning can be sent: the console has no address")
	}
	address, done := strings.TrimSpace(r.PostFormValue("adresse")), "matin"
	if r.PostFormValue("geste") == "arreter" {
		address, done = "", "matin-fini"
	} else if address == "" {
		return d.showAccount(w, r, s, http.StatusUnprocessableEntity, "Écrivez l’adresse à laquelle envoyer le message du matin.")
	}
	err := d.Mornings.SetMorning(r.Context(), s.Who, address)
	if dunning.ErrorCode(err) == dunning.CodeInvalid {
		return d.showAccount(w, r, s, http.StatusUnprocessableEntity, page.Said(err))
	}
	return d.back(w, r, err, done)
}
