package console_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"relance/internal/audit"
	"relance/internal/people"
)

// answer sends a form and gives the answer itself, without following it.
func (v *visit) answer(path string, values url.Values) *http.Response {
	v.t.Helper()
	once := *v.browser
	once.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	r, err := once.PostForm(v.server.URL+path, values)
	v.must(err)
	v.must(r.Body.Close())
	return r
}

func TestSecretsOfCookiesAreOutOfReach(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	v.authenticator()
	v.forget()
	form := url.Values{"login": {clerk}, "password": {password}}
	r := v.answer("/connexion", form)
	seen := 0
	for _, c := range r.Cookies() {
		seen++
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("%s is %s", c.Name, c.Raw)
		}
	}
	if seen == 0 {
		t.Fatal("no cookie is set")
	}
	v.door.Secure = true
	for _, c := range v.answer("/connexion", form).Cookies() {
		if !c.Secure || !strings.HasPrefix(c.Name, "__Host-") {
			t.Errorf("behind TLS %s is %s", c.Name, c.Raw)
		}
	}
}

func TestASessionThatWasSlippedInIsNeverSignedIn(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	jar, err := cookiejar.New(nil)
	v.must(err)
	at, err := url.Parse(v.server.URL)
	v.must(err)
	jar.SetCookies(at, []*http.Cookie{{Name: "relance", Value: "chosen by somebody else", Path: "/"}})
	v.browser = &http.Client{Jar: jar}
	if p := v.signIn(); p.address != "/" || v.session() == "chosen by somebody else" || len(v.session()) < 40 {
		t.Fatalf("%s with the session %q", p.address, v.session())
	}
	first := v.session()
	if v.signIn(); v.session() == first {
		t.Error("signing in again keeps the secret")
	}
}

func TestEveryAnswerForbidsWhatItDoesNotNeed(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("admin", people.Everyone)
	for _, path := range append([]string{"/connexion", "/acces?cle=x", "/compte", "/nowhere", "/connexion/retour?state=x"}, everyPage...) {
		r, err := v.browser.Get(v.server.URL + path)
		v.must(err)
		v.must(r.Body.Close())
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		for _, want := range []string{"frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "script-src 'self'"} {
			if !strings.Contains(r.Header.Get("Content-Security-Policy"), want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
	}
}

func TestARefusedAttemptIsOnRecordOnce(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("reader", "atelier")
	key, version := v.get(f1 + "/noter/paiement").form(t)
	for path, values := range map[string][]string{
		f1 + "/noter/paiement": {"montant", "1", "cle", key, "version", version}, "/utilisateurs": {"login", "x", "role", "admin", "pour", "*"},
	} {
		var before, after []audit.Entry
		collect := func(to *[]audit.Entry) {
			v.must(v.people.Audit(t.Context(), 0, func(e audit.Entry) error { *to = append(*to, e); return nil }))
		}
		collect(&before)
		if p := v.post(path, values...); p.status != http.StatusForbidden {
			t.Fatalf("%s: %d", path, p.status)
		}
		collect(&after)
		if len(after) != len(before)+1 {
			t.Errorf("%s leaves %d entries", path, len(after)-len(before))
			continue
		}
		e := after[len(after)-1]
		if e.Refused == "" || e.Who.Name != "reader.atelier@example.fr" || e.Who.Door != "console" || e.Deed == "" || e.Object == "" {
			t.Errorf("%s leaves %+v", path, e)
		}
	}
}

func TestALinkLeadsWhereTheConfigurationSays(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("admin", people.Everyone)
	v.door.Office.Address = "https://relance.example.com"
	p := v.post("/utilisateurs", "login", "lea@example.fr", "nom", "Léa", "role", "reader", "pour", "atelier")
	if p.status != 200 || !strings.Contains(p.html, "https://relance.example.com/acces?cle=") {
		t.Errorf("%d %s", p.status, p.html)
	}
}
