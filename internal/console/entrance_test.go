package console_test

import (
	"context"
	"crypto/rand"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"relance/internal/audit"
	"relance/internal/backoffice/staff"
	"relance/internal/console/entrance"
	"relance/internal/directory"
	"relance/internal/directory/directorytest"
	"relance/internal/passkey"
	"relance/internal/people"
	"relance/internal/web/browsertest"
)

// entrance puts the ways in together. Passkeys are bound to localhost, where the
// server listens as well.
func (v *visit) entrance() (entrance.Door, *staff.SignIn) {
	_, port, _ := strings.Cut(v.server.Listener.Addr().String(), ":")
	at := "http://localhost:" + port
	site, err := passkey.New(at)
	v.must(err)
	v.directory = directorytest.New(v.t, "relance", "secret", at+"/connexion/retour", v.db.Now)
	s := v.people
	gate := staff.NewSignIn(staff.SignIn{
		Credentials: s, Open: s, Links: s, Steps: s, Notes: s, Holders: s, Persons: s, Keys: site, Random: rand.Reader, Now: v.db.Now,
		Directory: directory.New(directory.Company{Issuer: v.directory.URL, ClientID: "relance", Secret: "secret", Return: at + "/connexion/retour"}, nil, v.db.Now),
	})
	self := &staff.Self{Gate: gate, Reader: s, Own: s, Seconds: v.seconds(), Store: s, List: s, Maker: site, Ties: s}
	return entrance.Door{
		Gate: gate, Links: gate, Keys: gate, Directory: gate, Account: self, Proof: self, Second: self, Recovery: self, OwnKeys: self, OwnTie: self, Mornings: &staff.Mornings{Store: v.people},
		KeyHost: site.Host, Company: "l’annuaire",
	}, gate
}

func (v *visit) seconds() *staff.Authenticators {
	return &staff.Authenticators{Store: v.people, Recovery: v.people, Random: rand.Reader, Now: v.db.Now}
}

// later lets time pass.
func (v *visit) later(d time.Duration) { v.passed.Add(int64(d)) }

const clerk = "clerk.atelier@example.fr"

func (v *visit) signIn(values ...string) shown {
	v.t.Helper()
	return v.post("/connexion", append([]string{"login", clerk, "password", password}, values...)...)
}

var (
	secretShown = regexp.MustCompile(`<code>([A-Z2-7 ]{39})</code>`)
	codeShown   = regexp.MustCompile(`<code>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</code>`)
)

// authenticator sets one up and gives its secret and the recovery codes.
func (v *visit) authenticator() (secret string, codes []string) {
	v.t.Helper()
	p := v.post("/compte/authentificateur")
	m := secretShown.FindStringSubmatch(p.html)
	if p.status != 200 || m == nil || !strings.Contains(p.html, `<svg class="qr"`) {
		v.t.Fatalf("%d %s", p.status, p.html)
	}
	secret = strings.ReplaceAll(m[1], " ", "")
	p = v.post("/compte/authentificateur/code", "code", v.codeOf(secret))
	for _, m := range codeShown.FindAllStringSubmatch(p.html, -1) {
		codes = append(codes, m[1])
	}
	if p.status != 200 || len(codes) != 10 {
		v.t.Fatalf("%d, %d codes: %s", p.status, len(codes), p.html)
	}
	return secret, codes
}

func (v *visit) codeOf(secret string) string {
	code, err := totp.GenerateCode(secret, v.db.Now())
	v.must(err)
	return code
}

func TestTheSecondFactorIsSetUpAskedForAndUsedOnce(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	secret, codes := v.authenticator()
	if p := v.get("/compte"); strings.Contains(p.html, secret) || strings.Contains(p.html, codes[0]) || !strings.Contains(p.html, "<strong>10</strong>") {
		t.Errorf("the account shows a secret twice, or not how many codes are left: %s", p.html)
	}
	used := v.codeOf(secret)
	v.later(time.Minute)
	v.forget()
	p := v.signIn("suite", "/dossiers")
	if p.address != "/connexion/code" || v.get("/dossiers").address != "/connexion" {
		t.Fatalf("with the password alone one is at %s", p.address)
	}
	for name, code := range map[string]string{"no code": "", "a wrong one": "000000", "the one that set it up": used, "a recovery code of nobody": "aaaa-bbbb-cccc-dddd"} {
		if p := v.post("/connexion/code", "code", code, "suite", "/dossiers"); p.status != http.StatusForbidden || p.address != "/connexion/code" {
			t.Errorf("%s: %d %s", name, p.status, p.address)
		}
	}
	v.later(time.Minute)
	code := v.codeOf(secret)
	if p := v.post("/connexion/code", "code", code[:3]+" "+code[3:], "suite", "/dossiers"); p.address != "/dossiers" {
		t.Fatalf("the right code leads to %s: %s", p.address, p.html)
	}
	v.forget()
	v.signIn()
	if p := v.post("/connexion/code", "code", code); p.status != http.StatusForbidden {
		t.Errorf("the same code counts twice: %d", p.status)
	}
	if p := v.post("/connexion/code", "code", strings.ToUpper(codes[3])); p.address != "/" {
		t.Fatalf("a recovery code leads to %s: %s", p.address, p.html)
	}
	v.forget()
	v.signIn()
	if p := v.post("/connexion/code", "code", codes[3]); p.status != http.StatusForbidden {
		t.Errorf("the same recovery code counts twice: %d", p.status)
	}
}

func TestCodesCannotBeGuessed(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	secret, _ := v.authenticator()
	v.later(time.Minute)
	v.forget()
	v.signIn()
	refused := 0
	for range 8 {
		if p := v.post("/connexion/code", "code", "000000"); p.status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused != 3 {
		t.Errorf("%d of 8 tries had to wait, want 3", refused)
	}
	if v.signIn().address != "/connexion/code" {
		t.Error("the right password has to wait for the code's sake")
	}
	if p := v.post("/connexion/code", "code", v.codeOf(secret)); p.status != http.StatusTooManyRequests {
		t.Errorf("another step begins the count anew: %d", p.status)
	}
	v.later(5 * time.Second)
	if p := v.post("/connexion/code", "code", v.codeOf(secret)); p.address != "/" {
		t.Errorf("after the wait: %d %s", p.status, p.address)
	}
}

func TestHowOneSignsInIsChangedOnlyByWhoProvesAgainWhoHeIs(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	secret, _ := v.authenticator()
	v.later(people.FreshFor)
	forms := []string{
		"/compte/mot-de-passe", "/compte/authentificateur", "/compte/authentificateur/code", "/compte/authentificateur/retirer", "/compte/codes",
		"/compte/cle", "/compte/cle/1/retirer", "/compte/annuaire", "/compte/annuaire/quitter",
	}
	for _, form := range forms {
		if p := v.post(form, "password", "une autre phrase de passe"); p.address != "/compte/confirmer" {
			t.Errorf("%s leads to %s", form, p.address)
		}
	}
	if p := v.post("/compte/cle/debut"); p.status != http.StatusForbidden {
		t.Errorf("a passkey is begun: %d", p.status)
	}
	before := v.session()
	for name, values := range map[string][]string{
		"a wrong password": {"password", "wrong", "code", v.codeOf(secret)}, "no code": {"password", password}, "a wrong code": {"password", password, "code", "000000"},
	} {
		if p := v.post("/compte/confirmer", values...); p.status != http.StatusForbidden {
			t.Errorf("%s: %d", name, p.status)
		}
	}
	v.later(time.Minute)
	if p := v.post("/compte/confirmer", "password", password, "code", v.codeOf(secret), "suite", "/compte"); p.address != "/compte" || !strings.Contains(p.html, "Retirer") {
		t.Fatalf("%d %s %s", p.status, p.address, p.html)
	}
	if v.session() == before {
		t.Error("the session keeps its secret")
	}
	if p := v.post("/compte/authentificateur/retirer"); p.address != "/compte" || !strings.Contains(p.html, "est retirée") {
		t.Errorf("%d %s", p.status, p.html)
	}
	v.forget()
	if p := v.signIn(); p.address != "/" {
		t.Errorf("without an authenticator one is at %s", p.address)
	}
}

// session is the secret that the browser holds.
func (v *visit) session() string {
	v.t.Helper()
	at, err := url.Parse(v.server.URL)
	v.must(err)
	for _, c := range v.browser.Jar.Cookies(at) {
		if c.Name == "relance" {
			return c.Value
		}
	}
	return ""
}

func TestOneSeesAndEndsOnesOwnSessionsAlone(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("approver", "atelier")
	other := v.browser
	v.enter("clerk", "atelier")
	first := v.browser
	v.forget()
	v.signIn()
	p := v.get("/compte")
	ids := regexp.MustCompile(`name="session" value="([1-9]\d*)"`).FindAllStringSubmatch(p.html, -1)
	if len(ids) != 1 || strings.Count(p.html, "celle-ci") != 1 {
		t.Fatalf("%d other sessions: %s", len(ids), p.html)
	}
	if p := v.post("/compte/session", "session", ids[0][1]); p.address != "/compte" || !strings.Contains(p.html, "La session est fermée") {
		t.Errorf("%d %s", p.status, p.html)
	}
	second := v.browser
	if v.browser = first; v.get("/").address != "/connexion" {
		t.Error("the session that was ended lives")
	}
	v.browser = second
	all, err := v.people.Sessions(t.Context(), 1)
	v.must(err)
	for _, s := range all { // the approver's
		if p := v.post("/compte/session", "session", strconv.FormatInt(s.ID, 10)); p.status != http.StatusNotFound {
			t.Errorf("a session of another is ended: %d", p.status)
		}
	}
	if p := v.post("/compte/session", "session", "0"); p.address != "/connexion" {
		t.Errorf("after ending all one is at %s", p.address)
	}
	if v.browser = other; v.get("/").address != "/" {
		t.Error("the session of another ended as well")
	}
}

func TestANewPasswordOfOnesOwnClosesTheOtherBrowsers(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	other := v.browser
	v.forget()
	v.signIn()
	before := v.session()
	if p := v.post("/compte/mot-de-passe", "password", "court"); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.html, "trop court") {
		t.Errorf("a short password: %d", p.status)
	}
	if p := v.post("/compte/mot-de-passe", "password", "une autre phrase de passe"); p.address != "/compte" || v.session() == before {
		t.Fatalf("%d %s", p.status, p.address)
	}
	here := v.browser
	if v.browser = other; v.get("/").address != "/connexion" {
		t.Error("the other browser is still signed in")
	}
	if p := v.signIn(); p.status != http.StatusForbidden {
		t.Errorf("the old password counts: %d", p.status)
	}
	if v.browser = here; v.get("/").address != "/" {
		t.Error("this browser is signed out")
	}
}

var away = regexp.MustCompile(`href="(http[^"]+/authorize[^"]+)"`)

// visitDirectory follows a form to the directory and comes back.
func (v *visit) visitDirectory(form string, values ...string) shown {
	v.t.Helper()
	p := v.post(form, values...)
	m := away.FindStringSubmatch(p.html)
	if p.status != 200 || m == nil {
		v.t.Fatalf("%d %s", p.status, p.html)
	}
	back, err := url.Parse(v.directory.Visit(v.t, html.UnescapeString(m[1])))
	v.must(err)
	return v.get(back.RequestURI())
}

func TestAPersonOfTheDirectoryComesInWhenInvitedAndNotByAddress(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	v.forget()
	v.directory.Claims = map[string]any{"email": clerk, "email_verified": true, "preferred_username": clerk}
	if p := v.visitDirectory("/connexion/annuaire"); p.status != http.StatusForbidden || !strings.Contains(p.html, "personne ne vous a invité") {
		t.Fatalf("a stranger with the address of a user: %d %s", p.status, p.html)
	}
	v.must(v.people.AddLink(t.Context(), shell, clerk, people.HashOf("an invitation")))
	if p := v.visitDirectory("/connexion/annuaire", "cle", "an invitation"); p.address != "/" {
		t.Fatalf("invited: %d %s %s", p.status, p.address, p.html)
	}
	if p := v.get("/acces?cle=an+invitation"); p.status != http.StatusNotFound {
		t.Errorf("the invitation counts twice: %d", p.status)
	}
	v.forget()
	if p := v.visitDirectory("/connexion/annuaire"); p.address != "/" {
		t.Errorf("afterwards: %d %s", p.status, p.address)
	}
	v.post("/sortie")
	v.directory.Subject = "00u2"
	if p := v.visitDirectory("/connexion/annuaire"); p.status != http.StatusForbidden {
		t.Errorf("another person of the same address: %d", p.status)
	}
}

func TestAnAnswerOfTheDirectoryInAnotherBrowserOpensNothing(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	if p := v.visitDirectory("/compte/annuaire"); p.address != "/compte" || !strings.Contains(p.html, "relié à l’annuaire") {
		t.Fatalf("%d %s %s", p.status, p.address, p.html)
	}
	v.forget()
	p := v.post("/connexion/annuaire")
	back, err := url.Parse(v.directory.Visit(t, html.UnescapeString(away.FindStringSubmatch(p.html)[1])))
	v.must(err)
	mine := v.browser
	v.forget()
	if p := v.get(back.RequestURI()); p.status != http.StatusForbidden || v.session() != "" {
		t.Errorf("in another browser: %d", p.status)
	}
	v.browser = mine
	if p := v.get(back.RequestURI()); p.address != "/" {
		t.Errorf("in the one that asked: %d %s", p.status, p.address)
	}
}

func TestAPasskeyIsMadeSignsInAndIsTakenAway(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it opens a browser")
	}
	v := open(t)
	v.enter("clerk", "atelier")
	ctx := browsertest.Open(t)
	here := strings.Replace(v.server.URL, "127.0.0.1", "localhost", 1)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	// A telephone that holds passkeys and is unlocked by its owner.
	must(chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		if _, err := cdp.Call(ctx, target, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, target, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true, HasUserVerification: true,
			AutomaticPresenceSimulation: true, IsUserVerified: true,
		}})
		return err
	})))
	must(chromedp.Do(ctx, chromedp.Navigate(here+"/connexion"), chromedp.SetValue("#login", clerk), chromedp.SetValue("#password", password), chromedp.Submit("#password"), chromedp.WaitVisible("nav")))
	must(chromedp.Do(ctx, chromedp.Navigate(here+"/compte"), chromedp.SetValue("#nom", "Téléphone"), chromedp.Click("form[data-make] button"), chromedp.WaitVisible(".told")))
	shown, err := chromedp.Run(ctx, chromedp.Text("main"))
	must(err)
	if !strings.Contains(shown, "Téléphone") || !strings.Contains(shown, "est prête") {
		t.Fatalf("the account shows %s", shown)
	}
	must(chromedp.Do(ctx, chromedp.Click(".out button"), chromedp.WaitVisible("#login")))
	must(chromedp.Do(ctx, chromedp.Click("form[data-passkey] button"), chromedp.WaitVisible("nav")))
	title, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.title"))
	must(err)
	if !strings.Contains(title, "Aujourd") {
		t.Errorf("with the passkey one is at %q", title)
	}
	v.later(people.FreshFor)
	must(chromedp.Do(ctx, chromedp.Navigate(here+"/compte/confirmer?suite=/compte"), chromedp.Click("form[data-passkey] button"), chromedp.WaitVisible(".rows form[action*='/cle/'] button")))
	must(chromedp.Do(ctx, chromedp.Click(".rows form[action*='/cle/'] button"), chromedp.WaitVisible(".told")))
	must(chromedp.Do(ctx, chromedp.Click(".out button"), chromedp.WaitVisible("#login"), chromedp.Click("form[data-passkey] button"), chromedp.WaitVisible("[role=alert]")))
	keys, err := v.people.Passkeys(t.Context(), 1)
	must(err)
	if len(keys) != 0 {
		t.Errorf("%d passkeys are left", len(keys))
	}
}

var shell = audit.Who{Name: "root", Door: "cli"}

func TestThePersonAsksForTheMailOfTheMorningAndEndsIt(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("reader", "atelier")
	me := "reader.atelier@example.fr"
	if p := v.get("/compte"); p.status != 200 || !strings.Contains(p.html, "Message du matin<span>aucun") || !strings.Contains(p.html, `type="email" maxlength="254" autocomplete="email" value="`+me+`"`) {
		t.Fatalf("%d %s", p.status, p.html)
	}
	if p := v.post("/compte/matin", "adresse", hostile); p.status != 422 || !strings.Contains(p.html, "&lt;img") || strings.Contains(p.html, "<img") {
		t.Errorf("no address: %d", p.status)
	}
	if p := v.post("/compte/matin", "adresse", " "); p.status != 422 || !strings.Contains(p.html, "Écrivez l’adresse") {
		t.Errorf("none: %d", p.status)
	}
	if p := v.post("/compte/matin", "adresse", "moi@example.org"); p.status != 200 || !strings.Contains(p.html, "Message du matin<span>actif") || !strings.Contains(p.html, "7 h 30") {
		t.Errorf("asked for: %d %s", p.status, p.html)
	}
	if p := v.post("/compte/matin", "geste", "arreter", "adresse", "moi@example.org"); p.status != 200 || !strings.Contains(p.html, "Message du matin<span>aucun") || !strings.Contains(p.html, "ne recevrez plus") {
		t.Errorf("ended: %d", p.status)
	}
	v.forget()
	v.enter("admin", people.Everyone)
	if p := v.get("/journal?quoi=morning.set"); !strings.Contains(p.html, "Message du matin choisi ou arrêté") || !strings.Contains(p.html, me) {
		t.Error("the journal does not say who asked for it")
	}
}
