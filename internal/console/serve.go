package console

import (
	"crypto/rand"
	"net"
	"net/http"
	"net/url"
	"strings"

	"relance/internal/backoffice/staff"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/web"
)

// headers sets what every answer carries.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// cookie is the name of the one that holds the secret of a session. Behind TLS
// the browser itself refuses it from anywhere else.
func (d *Door) cookie() string {
	if d.Secure {
		return "__Host-relance"
	}
	return "relance"
}

func (d *Door) setCookie(w http.ResponseWriter, secret string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: d.cookie(), Value: secret, Path: "/", MaxAge: age, HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// visitor is where a request comes from: through a trusted proxy, the address that
// the proxy names.
func visitor(r *http.Request) staff.Visitor {
	host := web.Client(r.Context()).String()
	if !web.Client(r.Context()).IsValid() { // outside the program's listeners
		host, _, _ = net.SplitHostPort(r.RemoteAddr)
	}
	agent := r.UserAgent()
	if len(agent) > 200 {
		agent = agent[:200]
	}
	return staff.Visitor{Address: host, Agent: agent}
}

// serve runs a page for the person of the session, or sends the visitor to sign
// in and back.
func (d *Door) serve(row route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := d.shellOf(r)
		switch {
		case err != nil && dunning.ErrorCode(err) != dunning.CodeNotFound:
			d.fail(w, r, s, err)
			return
		case err != nil && !row.Public():
			http.Redirect(w, r, "/connexion?suite="+url.QueryEscape(back(r)), http.StatusSeeOther)
			return
		}
		if err := d.framed(r, &s); err != nil {
			d.fail(w, r, s, err)
			return
		}
		if err := row.handle(w, r, s); err != nil {
			d.fail(w, r, s, err)
		}
	})
}

// framed fills the frame in, for a page that will show it.
func (d *Door) framed(r *http.Request, s *shell) error {
	if s.Who.Name == "" {
		return nil
	}
	return d.frame(r.Context(), r, s)
}

// back is where a visitor goes after signing in: the page that was asked for. A
// form that was posted is never posted again by itself: it is shown with all that
// was typed into it.
func back(r *http.Request) string {
	if r.Method == http.MethodGet {
		return r.URL.RequestURI()
	}
	if !strings.Contains(r.URL.Path, "/noter/") || r.ParseForm() != nil {
		return "/"
	}
	typed := url.Values{}
	for _, field := range typedFields {
		if text := r.PostForm.Get(field); text != "" && len(text) <= mostTyped {
			typed.Set(field, text)
		}
	}
	if len(typed) == 0 {
		return r.URL.EscapedPath()
	}
	return r.URL.EscapedPath() + "?" + typed.Encode()
}

// typedFields are what a person types into a form about a case.
var typedFields = []string{"montant", "date", "choix", "mots", "echeances"}

// mostTyped bounds a text that travels in an address.
const mostTyped = 2000

// shellOf is the frame of a page for the person of the session; CodeNotFound
// when nobody is signed in.
func (d *Door) shellOf(r *http.Request) (shell, error) {
	c, err := r.Cookie(d.cookie())
	if err != nil {
		return shell{}, dunning.Errorf(dunning.CodeNotFound, "nobody is signed in")
	}
	who, session, err := d.Gate.Who(r.Context(), visitor(r), c.Value)
	if err != nil {
		return shell{}, err
	}
	return shell{Who: who, session: session, Path: r.URL.Path, Sends: d.Sends}, nil
}

// newKey names a form, so that it counts once however often it is posted.
func (d *Door) newKey() (string, error) { return people.NewSecret(d.Random) }

// statuses gives the HTTP status of each code.
var statuses = map[dunning.Code]int{
	dunning.CodeInvalid: http.StatusUnprocessableEntity, dunning.CodeNotFound: http.StatusNotFound, dunning.CodeConflict: http.StatusConflict,
	dunning.CodeForbidden: http.StatusForbidden, dunning.CodeUnavailable: http.StatusServiceUnavailable,
}

// fail answers with the page of an error. One without a code is a fault of ours:
// the person is told the name under which it stands in the log.
func (d *Door) fail(w http.ResponseWriter, r *http.Request, s shell, err error) {
	status, known := statuses[dunning.ErrorCode(err)]
	v := errorView{shell: s.titled("Cela n’a pas fonctionné"), Text: capital(said(err)) + "."}
	if !known {
		status, v.Text, v.ID = http.StatusInternalServerError, "", rand.Text()
		if d.Failed != nil {
			d.Failed(r.Context(), v.ID, err)
		}
	}
	if dunning.ErrorCode(err) == dunning.CodeNotFound {
		v.Text = "Cette page ou ce dossier n’existe pas, ou ne vous est pas ouvert."
	}
	render(w, status, "error", v)
}

// errorView is the page of an error.
type errorView struct {
	shell
	Text string
	ID   string // under which it stands in the log
}

// nowhere answers for an address that is none.
func (d *Door) nowhere(http.ResponseWriter, *http.Request, shell) error {
	return dunning.Errorf(dunning.CodeNotFound, "no such page")
}
