package console_test

import (
	"crypto/rand"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/answer"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/backoffice/contacts"
	"relance/internal/backoffice/debtorpages"
	"relance/internal/backoffice/merging"
	"relance/internal/backoffice/overview"
	"relance/internal/backoffice/planning"
	"relance/internal/backoffice/staff"
	"relance/internal/calendar"
	"relance/internal/console"
	"relance/internal/console/bankdesk"
	"relance/internal/console/board"
	"relance/internal/console/clientdesk"
	"relance/internal/console/letterdesk"
	"relance/internal/console/maildesk"
	"relance/internal/console/mergedesk"
	"relance/internal/console/office"
	"relance/internal/console/page"
	"relance/internal/console/plandesk"
	"relance/internal/console/waitdesk"
	"relance/internal/directory/directorytest"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/people"
	"relance/internal/postgres"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/banking"
	"relance/internal/postgres/lookup"
	"relance/internal/postgres/mailbox"
	mergings "relance/internal/postgres/merging"
	"relance/internal/postgres/monthend"
	"relance/internal/postgres/plans"
	"relance/internal/postgres/portal"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/sending"
	"relance/internal/postgres/views"
	"relance/internal/postgres/webhooks"
)

// visit is an installation with two creditors, and a browser before its console.
type visit struct {
	t       testing.TB
	db      *postgres.Store
	people  *accounts.Store
	office  *backoffice.Office
	look    *overview.Office
	clients *debtorpages.Portal
	door    *console.Door
	server  *httptest.Server
	browser *http.Client
	passed  atomic.Int64 // since the visit began

	directory *directorytest.Provider
}

const (
	password = "cheval agrafe pile correct"
	hostile  = `<img src=x onerror=alert(1)> & "Fils"`
)

// open is a console of two creditors with an invoice each.
func open(t testing.TB) *visit {
	t.Helper()
	v := unused(t)
	now := v.db.Now()
	for _, id := range []string{"atelier", "moulin"} {
		c := dunning.Creditor{ID: id, Name: "Maison " + id, Email: id + "@example.com"}
		v.must(v.db.SaveCreditor(t.Context(), c, []dunning.Plan{dunning.DefaultPlan()}))
		added, err := v.db.AddInvoice(t.Context(), dunning.NewInvoice{
			Creditor: id, Debtor: dunning.Debtor{Key: "C-" + id, Name: hostile + " " + id, Email: "client@example.org"},
			Invoice: dunning.Invoice{
				Number: "F/1 é", Issued: calendar.NewDate(2026, 2, 1), Due: calendar.NewDate(2026, 3, 3), DueRule: dunning.DueStated, Currency: "EUR",
				Total: 120_000, Payable: 120_000, Source: "test",
			},
			Now: now, Author: "test",
		})
		if err != nil || added.State != dunning.AddCreated {
			t.Fatal(added, err)
		}
	}
	return v
}

// unused is a console that holds nothing yet.
func unused(t testing.TB) *visit {
	t.Helper()
	v := &visit{t: t, db: postgrestest.New(t)}
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	v.db.Now = func() time.Time { return now.Add(time.Duration(v.passed.Load())) }
	v.people = accounts.New(v.db)
	banks, mails, room := banking.New(v.db), mailbox.New(v.db), sending.NewRoom(v.db)
	v.office = &backoffice.Office{
		Now: v.db.Now, CreditorReader: v.db, Finder: room, CaseReader: room, Shown: room, Log: v.db, Archive: v.db, Work: room, Rates: interest.Builtin(),
		Portfolio: room, Doubts: v.db, BankFeed: banks, BankStore: banks, BankReader: banks, OpenLineReader: banks, Bills: room, Chain: v.db, Debtors: room, Switches: room,
		Mailbox: mails, MailReader: mails, Replies: mails, Scribe: scribe{}, Answers: true,
		ContactReader: room, Keys: v.db, Requests: v.db, Invoices: v.db, Credits: room, Plans: []dunning.Plan{dunning.DefaultPlan()},
	}
	beginnings, err := answer.Load(nil)
	v.must(err)
	v.office.Beginnings = beginnings
	v.server = httptest.NewUnstartedServer(nil)
	ways, gate := v.entrance()
	seen := views.New(v.db)
	look := &overview.Office{Now: v.db.Now, Days: seen, JobReader: seen, Lists: seen, Creditor: v.db, BankFiles: seen, Finder: seen, Pulses: seen, ItemReader: seen, MonthStore: monthend.New(v.db), BoardStore: monthend.New(v.db), ViewStore: v.people, ShareStore: v.people}
	v.look = look
	users := &staff.Accounts{UserStore: v.people, UserReader: v.people, SessionStore: v.people, TokenStore: v.people, AuditReader: v.people, JournalReader: v.people, Seconds: v.seconds(), Ties: v.people, Random: rand.Reader, Now: v.db.Now}
	deliveries := webhooks.New(v.db)
	hooks := &backoffice.Webhooks{Store: deliveries, Reader: deliveries, Audit: v.people, Random: rand.Reader}
	v.office.Changes = v.db
	kept := plans.New(v.db)
	planner := &planning.Planner{Office: v.office, Creditors: v.db, Portfolio: room, Plans: kept, Keeper: kept, Cases: kept, Audit: v.people, Now: v.db.Now}
	rooms := portal.New(v.db)
	v.clients = &debtorpages.Portal{Office: v.office, Links: rooms, Ending: rooms, Cases: room, Keep: rooms, Said: rooms, Files: rooms, Mails: rooms, Codes: rooms, Tasks: v.db, Random: rand.Reader}
	v.office.PageRecord, v.office.Debts, v.office.Money, v.office.DebtorLists = rooms, room, banks, room
	pairs := mergings.New(v.db)
	merged := &merging.Desk{Store: pairs, Reader: pairs, Keys: v.db, Now: v.db.Now}
	care := &staff.Care{Store: v.people, Tasks: lookup.New(v.db), Keys: v.db, Now: v.db.Now}
	door := &console.Door{
		Common: &page.Common{Now: v.db.Now, Random: rand.Reader, Notes: v.people},
		Cases:  v.office, Proofs: v.office, Foresight: v.office, Work: v.office, Overview: look, CaseLists: look, Jobs: look, Messages: v.office,
		Pulse: look, Exports: look, Views: look, Shares: look, Accounts: look, Find: look, Debtors: v.office, Gate: gate, Entrance: ways,
		Care: care, DebtorMoney: v.office,
		Bank:   bankdesk.Door{Lines: v.office, OpenLines: v.office, Around: look, CaseLists: look},
		Wait:   waitdesk.Door{Jobs: look, Care: care},
		Letter: letterdesk.Door{Cases: v.office, Letters: v.office, Work: v.office, Jobs: look},
		Merge:  mergedesk.Door{Merging: merged, Known: merged, Debtors: v.office},
		Client: clientdesk.Door{Cases: v.office, Links: v.clients, Answers: v.clients},
		Mail:   maildesk.Door{Mailbox: v.office, MailWork: v.office, Replies: v.office},
		Board:  board.Door{Figures: look},
		Texts:  v.texts(),
		Plans:  plandesk.Door{Plans: planner, Changes: planner, Rehearsals: v.office, File: "relance.yaml"},
		Office: office.Door{
			Importer: v.office, Contacts: &contacts.Merger{Creditors: v.db, Debtors: room, Now: v.db.Now}, People: users, Rights: users, Sessions: users, Audit: users, Switches: room, Hooks: hooks, Deliveries: hooks, Changes: v.office,
		},
	}
	v.door = door
	v.server.Config.Handler = door.Handler()
	v.server.Start()
	t.Cleanup(v.server.Close)
	v.forget()
	return v
}

func (v *visit) must(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// forget opens a browser that has no cookie.
func (v *visit) forget() {
	jar, err := cookiejar.New(nil)
	v.must(err)
	v.browser = &http.Client{Jar: jar}
}

// shown is what a browser shows in the end.
type shown struct {
	status  int
	address string
	html    string
}

func (v *visit) read(res *http.Response, err error) shown {
	v.t.Helper()
	v.must(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	v.must(err)
	csp := res.Header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		v.t.Errorf("%s carries the policy %q", res.Request.URL.Path, csp)
	}
	return shown{res.StatusCode, res.Request.URL.Path, string(body)}
}

func (v *visit) get(path string) shown {
	v.t.Helper()
	return v.read(v.browser.Get(v.server.URL + path))
}

func (v *visit) post(path string, values ...string) shown {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	return v.read(v.browser.PostForm(v.server.URL+path, form))
}

// enter signs a new user in by a one-time link.
func (v *visit) enter(role, creditor string) {
	v.t.Helper()
	login := role + "." + creditor + "@example.fr"
	n := people.NewUser{Login: login, Name: role, Grant: people.Grant{Creditor: creditor, Role: role}}
	_, err := v.people.AddUser(v.t.Context(), audit.Who{Name: "root", Door: "cli"}, n, people.HashOf("link of "+login))
	v.must(err)
	v.forget()
	if p := v.get("/acces?cle=" + url.QueryEscape("link of "+login)); p.status != 200 || !strings.Contains(p.html, login) {
		v.t.Fatalf("%d %s", p.status, p.html)
	}
	if p := v.post("/acces", "cle", "link of "+login, "password", password); p.status != 200 || p.address != "/" {
		v.t.Fatalf("%d %s %s", p.status, p.address, p.html)
	}
}

const f1 = "/dossiers/atelier/F%2F1%20%C3%A9"

var hidden = regexp.MustCompile(`name="(cle|version)" value="([^"]*)"`)

// form reads the key and the version of a form.
func (p shown) form(t testing.TB) (key, version string) {
	t.Helper()
	found := map[string]string{}
	for _, m := range hidden.FindAllStringSubmatch(p.html, -1) {
		found[m[1]] = m[2]
	}
	if found["cle"] == "" || found["version"] == "" {
		t.Fatalf("a form without key or version: %s", p.html)
	}
	return found["cle"], found["version"]
}

func TestAPersonSignsInFindsACaseAndNotesAPayment(t *testing.T) {
	t.Parallel()
	v := open(t)
	if p := v.get("/dossiers"); p.address != "/connexion" {
		t.Fatalf("without signing in one is at %s", p.address)
	}
	v.enter("clerk", "atelier")
	if p := v.post("/sortie"); p.address != "/connexion" {
		t.Fatalf("after signing out one is at %s", p.address)
	}
	if p := v.post("/connexion", "login", "clerk.atelier@example.fr", "password", "wrong"); p.status != 403 || !strings.Contains(p.html, "ne vont pas ensemble") {
		t.Errorf("a wrong password: %d", p.status)
	}
	if p := v.post("/connexion", "login", "Clerk.Atelier@example.fr", "password", password, "suite", "/dossiers"); p.address != "/dossiers" || !strings.Contains(p.html, "200,00") {
		t.Fatalf("%d %s %s", p.status, p.address, p.html)
	}
	if p := v.get("/dossiers?q=Fils"); !strings.Contains(p.html, "F/1 é") {
		t.Error("half a name finds nothing")
	}
	if p := v.get(f1); p.status != 200 || !strings.Contains(p.html, "Reste dû aujourd’hui") || !strings.Contains(p.html, "Noter un paiement") {
		t.Fatalf("%d %s", p.status, p.html)
	}
	key, version := v.get(f1 + "/noter/paiement").form(t)
	for range 2 { // the button was pressed twice
		p := v.post(f1+"/noter/paiement", "cle", key, "version", version, "montant", "200,00", "date", "09/03/2026")
		if p.status != 200 || !strings.Contains(p.html, "Paiement reçu") && !strings.Contains(p.html, "a changé entre-temps") {
			if p.status != 422 {
				t.Fatalf("%d %s", p.status, p.html)
			}
		}
	}
	c, err := v.office.Sheet(t.Context(), access.Shell("root"), dunning.Ref{Creditor: "atelier", Number: "F/1 é"})
	v.must(err)
	if c.Case.Balance != 100_000 || len(c.Payments) != 1 || c.Timeline[len(c.Timeline)-1].Author != "clerk.atelier@example.fr" {
		t.Errorf("balance %s, %d payments", c.Case.Balance, len(c.Payments))
	}
}

func TestAFormPostsToWhereItIsReadAlsoForANumberWithASlash(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	p := v.get(f1 + "/noter/promesse")
	key, version := p.form(t)
	action := regexp.MustCompile(`method="post" action="([^"]*/noter/[^"]*)"`).FindStringSubmatch(p.html)
	if action == nil {
		t.Fatal("the form has no address")
	}
	if p := v.post(html.UnescapeString(action[1]), "cle", key, "version", version, "date", "20/03/2026", "geste", "voir"); p.status != 200 || !strings.Contains(p.html, "Ce que cela changera") {
		t.Errorf("%s: %d", action[1], p.status)
	}
}

func TestAFormAboutAnOlderCaseIsShownAgainWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	key, version := v.get(f1 + "/noter/promesse").form(t)
	_, err := v.office.Tell(t.Context(), access.Shell("root"), backoffice.Fact{
		Ref: dunning.Ref{Creditor: "atelier", Number: "F/1 é"}, Event: dunning.NewReply(),
	})
	v.must(err)
	p := v.post(f1+"/noter/promesse", "cle", key, "version", version, "date", "20/03/2026", "montant", "500")
	if p.status != 422 || !strings.Contains(p.html, "a changé entre-temps") || !strings.Contains(p.html, `value="20/03/2026"`) || !strings.Contains(p.html, `value="500"`) {
		t.Fatalf("%d %s", p.status, p.html)
	}
	key, version = p.form(t)
	if p := v.post(f1+"/noter/promesse", "cle", key, "version", version, "date", "20/03/2026", "montant", "500"); p.status != 200 || p.address == "" {
		t.Errorf("confirmed: %d %s", p.status, p.html)
	}
}

func TestWhatIsTypedWronglyIsSaidBesideTheForm(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("approver", "atelier")
	for name, row := range map[string]struct {
		form   string
		values []string
		says   string
	}{
		"an amount in words": {"paiement", []string{"montant", "douze"}, "Le montant ne se lit pas"},
		"nothing to pay":     {"paiement", []string{"montant", "-5"}, "Le montant ne se lit pas"},
		"no such day":        {"promesse", []string{"date", "31/02/2026"}, "La date ne se lit pas"},
		"no day":             {"echeance", nil, "La date manque"},
		"a day that passed":  {"promesse", []string{"date", "01/01/2026"}, "ne conviennent pas"},
		"no reason":          {"cloture", []string{"choix", "because"}, "Choisissez dans la liste"},
	} {
		key, version := v.get(f1 + "/noter/" + row.form).form(t)
		p := v.post(f1+"/noter/"+row.form, append([]string{"cle", key, "version", version}, row.values...)...)
		if p.status != 422 || !strings.Contains(p.html, row.says) {
			t.Errorf("%s: %d %s", name, p.status, p.html)
		}
	}
	if p := v.get(f1 + "/noter/danse"); p.status != 404 {
		t.Errorf("a form that is none: %d", p.status)
	}
}

func TestRightsAndCreditorsHoldOnEveryPage(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("admin", "moulin")
	for _, path := range []string{f1, f1 + "/noter/paiement", "/dossiers/nobody/F-1"} {
		if p := v.get(path); p.status != 404 || strings.Contains(p.html, "atelier&lt;") || strings.Contains(p.html, "200,00") {
			t.Errorf("%s of another creditor: %d", path, p.status)
		}
	}
	if p := v.post(f1+"/noter/paiement", "montant", "1", "cle", "k", "version", "1"); p.status != 404 {
		t.Errorf("a payment of another creditor: %d", p.status)
	}
	if p := v.get("/dossiers"); strings.Contains(p.html, "C-atelier") || strings.Contains(p.html, "/dossiers/atelier/") {
		t.Error("the list shows another creditor's case")
	}
	v.enter("reader", "atelier")
	if p := v.get(f1); p.status != 200 || strings.Contains(p.html, "/noter/") {
		t.Errorf("a reader is offered forms: %d", p.status)
	}
	key, version := v.get(f1 + "/noter/paiement").form(t)
	if p := v.post(f1+"/noter/paiement", "montant", "1", "cle", key, "version", version); p.status != 403 {
		t.Errorf("a reader records a payment: %d", p.status)
	}
}

func TestPostsFromOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	for _, path := range []string{"/connexion", "/acces", "/sortie", f1 + "/noter/paiement", "/taches/1/faite"} {
		for header, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.server.URL+path, strings.NewReader("montant=1"))
			v.must(err)
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set(header, value)
			if p := v.read(v.browser.Do(req)); p.status != 403 {
				t.Errorf("%s with %s: %d", path, header, p.status)
			}
		}
	}
	if p := v.get(f1); p.status != 200 {
		t.Errorf("the session is gone: %d", p.status)
	}
}

func TestAReturnAddressOfAnotherSiteIsNotFollowed(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	for _, next := range []string{"//evil.example", `/\evil.example`, "https://evil.example", "javascript:alert(1)", ""} {
		v.forget()
		if p := v.post("/connexion", "login", "clerk.atelier@example.fr", "password", password, "suite", next); p.address != "/" {
			t.Errorf("%q leads to %s", next, p.address)
		}
	}
}

func TestANameThatIsMoreThanANameDoesNoHarm(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("admin", people.Everyone)
	for _, path := range []string{"/", "/dossiers", f1, f1 + "/noter/paiement", "/dossiers?q=" + url.QueryEscape(hostile)} {
		if p := v.get(path); p.status != 200 || strings.Contains(p.html, "<img") {
			t.Errorf("%s: %d", path, p.status)
		}
	}
}

func TestWorkIsListedAndFinished(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("clerk", "atelier")
	if p := v.get("/"); !strings.Contains(p.html, "Rien à faire") {
		t.Errorf("an empty day: %s", p.html)
	}
	_, err := v.office.Tell(t.Context(), access.Shell("root"), backoffice.Fact{
		Ref: dunning.Ref{Creditor: "atelier", Number: "F/1 é"}, Event: dunning.NewReply(),
	})
	v.must(err)
	p := v.get("/")
	m := regexp.MustCompile(`/taches/(\d+)`).FindStringSubmatch(p.html)
	if m == nil || !strings.Contains(p.html, "Réponses à lire") {
		t.Fatalf("the answer to read is not on the page: %s", p.html)
	}
	task := v.get(m[0])
	key, version := task.form(t)
	if p := v.post(m[0]+"/lue", "cle", key, "version", version); p.address != "/" || !strings.Contains(p.html, "Rien à faire") {
		t.Errorf("a finished task stays: %s", p.html)
	}
}
