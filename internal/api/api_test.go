package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"relance/internal/api"
	"relance/internal/app"
	"relance/internal/audit"
	"relance/internal/calendar"
	"relance/internal/company"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/postgres"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/postgrestest"
)

// world is an installation with two creditors whose invoices bear the same
// numbers, and the API before it.
type world struct {
	t      testing.TB
	db     *postgres.Store
	people *accounts.Store
	server *httptest.Server
	now    time.Time
	tokens map[string]string
}

var dayOfTests = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

func open(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, db: postgrestest.New(t), now: dayOfTests, tokens: map[string]string{}}
	w.db.Now = func() time.Time { return w.now }
	w.people = accounts.New(w.db)
	for _, id := range []string{"atelier", "moulin"} {
		w.creditor(id)
		for _, number := range []string{"F-1", "F-2", "F/3 é"} {
			w.invoice(id, number)
		}
		for _, role := range people.Roles() {
			w.token(role+" of "+id, people.Grant{Creditor: id, Role: role})
		}
	}
	w.token("admin of all", people.Grant{Creditor: people.Everyone, Role: "admin"})
	w.serve()
	return w
}

// serve opens the API before the installation.
func (w *world) serve() {
	w.server = httptest.NewServer(w.door().Handler())
	w.t.Cleanup(w.server.Close)
}

func (w *world) door() *api.Door {
	w.t.Helper()
	cfg := config.Default()
	cfg.Dir = w.t.TempDir()
	cfg.Secrets.DatabaseURL = w.db.Pool().Config().ConnString()
	application, err := app.Open(w.t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(application.Close)
	application.At(w.db.Now)
	office, err := application.Office()
	if err != nil {
		w.t.Fatal(err)
	}
	pages, err := application.DebtorPages()
	if err != nil {
		w.t.Fatal(err)
	}
	answers, err := accounts.NewAnswers(w.t.Context(), w.db)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(answers.Close)
	hooks := application.Webhooks()
	hooks.Audit = nil
	wordings, err := application.Texts(office)
	if err != nil {
		w.t.Fatal(err)
	}
	court := application.Recourse()
	court.Office, court.Register = office, register{}
	return &api.Door{
		Care: application.Care(), Court: court, Plans: application.Planner(office), Texts: wordings, Merging: application.Merging(),
		Webhooks: hooks, Statistics: application.Overview(), Office: office, Accounts: w.people, Answers: answers, Pages: pages, Now: w.db.Now,
		Failed: func(_ context.Context, _ string, err error) { w.t.Errorf("a fault of ours: %v", err) },
	}
}

// register knows every company that it is asked for.
type register struct{}

func (register) Company(_ context.Context, siren string) (company.Record, error) {
	return company.Record{SIREN: siren, Source: company.Recherche, Found: true, Name: "AUTRE NOM", Form: "5710"}, nil
}

func (w *world) creditor(id string) {
	w.t.Helper()
	c := dunning.Creditor{ID: id, Name: "Maison " + id, SIREN: "732829320", Address: dunning.Address{Lines: []string{"1 rue A"}, Postcode: "69003", City: "Lyon", Country: "FR"}, Email: id + "@example.com"}
	if err := w.db.SaveCreditor(w.t.Context(), c, []dunning.Plan{dunning.DefaultPlan()}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) invoice(creditor, number string) {
	w.t.Helper()
	added, err := w.db.AddInvoice(w.t.Context(), dunning.NewInvoice{
		Creditor: creditor,
		Debtor:   dunning.Debtor{Key: "C-" + creditor, Name: "Client de " + creditor, SIREN: map[string]string{"atelier": "552100554", "moulin": "404833048"}[creditor], Email: "client@example.org", Regime: dunning.B2B},
		Invoice: dunning.Invoice{
			Number: number, DueRule: dunning.DueStated, Source: "test", Issued: calendar.NewDate(2026, 2, 1), Due: calendar.NewDate(2026, 3, 3), Currency: "EUR",
			Total: 120_000, Payable: 120_000,
		},
		Now: w.now, Author: "test",
	})
	if err != nil || added.State != dunning.AddCreated {
		w.t.Fatal(added, err)
	}
}

func (w *world) token(name string, g people.Grant) {
	w.t.Helper()
	token, err := people.NewToken(strings.NewReader(strings.Repeat(name+"-", 40)))
	if err != nil {
		w.t.Fatal(err)
	}
	n := people.Token{Name: name, Grant: g, Expires: w.now.AddDate(1, 0, 0)}
	if err := w.people.AddToken(w.t.Context(), audit.Who{Name: "root", Door: "cli"}, n, people.HashOf(token)); err != nil {
		w.t.Fatal(err)
	}
	w.tokens[name] = token
}

func grantOf(creditor, role string) people.Grant { return people.Grant{Creditor: creditor, Role: role} }

// answer is what the API said.
type answer struct {
	status int
	header http.Header
	text   string
	json   map[string]any
}

func (w *world) ask(who, method, path, body string, headers ...string) answer {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.server.URL+api.Prefix+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if token := w.tokens[who]; token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := w.server.Client().Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	out := answer{status: res.StatusCode, header: res.Header, text: string(text)}
	kind := res.Header.Get("Content-Type")
	if strings.HasSuffix(kind, "json") {
		if err := json.NewDecoder(bytes.NewReader(text)).Decode(&out.json); err != nil {
			w.t.Errorf("%s %s: no JSON: %v: %s", method, path, err, text)
		}
	}
	if res.StatusCode >= 400 && kind != "application/problem+json" {
		w.t.Errorf("%s %s: an error of type %s", method, path, kind)
	}
	if res.Header.Get("Cache-Control") != "no-store" {
		w.t.Errorf("%s %s may be cached", method, path)
	}
	w.agrees(req, res, text)
	return out
}

const onF1 = "/cases/atelier/F-1"

func (w *world) pay(who, key, body string, headers ...string) answer {
	w.t.Helper()
	return w.ask(who, http.MethodPost, onF1+"/facts", body, append([]string{"Idempotency-Key", key}, headers...)...)
}

func TestAProgramPaysAnInvoiceAndReadsTheEnd(t *testing.T) {
	t.Parallel()
	w := open(t)
	seen := w.ask("clerk of atelier", http.MethodGet, onF1, "")
	if seen.status != 200 || seen.json["balance"] != "1200.00" || seen.json["version"] == nil || seen.header.Get("ETag") == "" {
		t.Fatalf("%d %s", seen.status, seen.text)
	}
	paid := w.pay("clerk of atelier", "k1", `{"kind":"paid","amount":"1200.00","date":"2026-03-09","id":"erp-77"}`, "If-Match", seen.header.Get("ETag"))
	if paid.status != 200 || paid.json["balance"] != "0.00" || paid.header.Get("Idempotency-Replayed") != "" {
		t.Fatalf("%d %s", paid.status, paid.text)
	}
	line := w.ask("reader of atelier", http.MethodGet, onF1+"/timeline", "")
	if line.status != 200 || !strings.Contains(line.text, `"kind":"paid"`) || !strings.Contains(line.text, `"author":"clerk of atelier"`) {
		t.Errorf("%d %s", line.status, line.text)
	}
	list := w.ask("reader of atelier", http.MethodGet, "/cases?open=true", "")
	if list.status != 200 || strings.Contains(list.text, `"F-1"`) && strings.Contains(list.text, `"balance":"1200.00","state":"closed"`) {
		t.Errorf("%d %s", list.status, list.text)
	}
}

func TestARequestThatIsSentTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	const body = `{"kind":"paid","amount":"100.00","date":"2026-03-09"}`
	answers := make([]answer, 6)
	var wait sync.WaitGroup
	for i := range answers {
		wait.Go(func() { answers[i] = w.pay("clerk of atelier", "same", body) })
	}
	wait.Wait()
	first := 0
	for _, a := range answers {
		if a.status != 200 || a.json["balance"] != "1100.00" {
			t.Errorf("%d %s", a.status, a.text)
		}
		if a.header.Get("Idempotency-Replayed") == "" {
			first++
		}
	}
	if first != 1 {
		t.Errorf("%d answers say that they were the first", first)
	}
	if a := w.pay("clerk of atelier", "another", `{"kind":"paid","amount":"100.00","date":"2026-03-08"}`); a.json["balance"] != "1000.00" {
		t.Errorf("another payment: %d %s", a.status, a.text)
	}
}

func TestAFactAboutAnOlderVersionIsRefusedWithTheNewer(t *testing.T) {
	t.Parallel()
	w := open(t)
	seen := w.ask("clerk of atelier", http.MethodGet, onF1, "")
	w.pay("clerk of atelier", "k1", `{"kind":"dispute","amount":"200.00","category":"quality"}`)
	a := w.pay("clerk of atelier", "k2", `{"kind":"paid","amount":"1200.00"}`, "If-Match", seen.header.Get("ETag"))
	if a.status != http.StatusPreconditionFailed || a.json["code"] != "conflict" || a.json["version"] == nil {
		t.Errorf("%d %s", a.status, a.text)
	}
	if now := w.ask("clerk of atelier", http.MethodGet, onF1, ""); now.json["balance"] != "1200.00" {
		t.Errorf("the refused fact counts: %s", now.text)
	}
}

// TestNothingOfOneCreditorReachesAnother walks every operation with the tokens of
// the other creditor: each answer is what it would be if he did not exist.
func TestNothingOfOneCreditorReachesAnother(t *testing.T) {
	t.Parallel()
	w := open(t)
	foreign := "admin of moulin"
	for _, path := range []string{onF1, onF1 + "/timeline", "/cases/atelier/" + url.PathEscape("F/3 é")} {
		a := w.ask(foreign, http.MethodGet, path, "")
		none := w.ask(foreign, http.MethodGet, strings.Replace(path, "atelier", "nobody", 1), "")
		if a.status != http.StatusNotFound || a.text != strings.ReplaceAll(none.text, "nobody", "atelier") {
			t.Errorf("%s: %d %s, of nobody %s", path, a.status, a.text, none.text)
		}
	}
	a := w.pay(foreign, "k", `{"kind":"paid","amount":"1.00"}`)
	if a.status != http.StatusNotFound {
		t.Errorf("paid: %d %s", a.status, a.text)
	}
	for _, path := range []string{"/cases", "/creditors", "/cases?text=F", "/cases?text=Client", "/cases?creditor=atelier"} {
		if a := w.ask(foreign, http.MethodGet, path, ""); strings.Contains(a.text, "de atelier") || strings.Contains(a.text, "Maison atelier") {
			t.Errorf("%s: %s", path, a.text)
		}
	}
	page := w.ask("admin of all", http.MethodGet, "/cases?limit=1", "")
	cursor, _ := page.json["next_cursor"].(string)
	if a := w.ask(foreign, http.MethodGet, "/cases?cursor="+cursor, ""); strings.Contains(a.text, "de atelier") {
		t.Errorf("a foreign cursor opens %s", a.text)
	}
}

func TestRightsStandInTheTable(t *testing.T) {
	t.Parallel()
	w := open(t)
	bodies := map[string]string{
		"reply": `{"kind":"reply"}`, "promise": `{"kind":"promise","date":"2026-03-20"}`, "close": `{"kind":"close","outcome":"written_off"}`,
	}
	for _, try := range []struct {
		role, kind string
		status     int
	}{ // in this order: nothing is promised or answered once the case is closed
		{"reader", "reply", 403},
		{"reader", "close", 403},
		{"clerk", "reply", 200},
		{"clerk", "close", 403},
		{"approver", "promise", 200},
		{"approver", "close", 200},
	} {
		a := w.pay(try.role+" of atelier", try.role+try.kind, bodies[try.kind])
		if a.status != try.status || try.status == 403 && a.json["code"] != "forbidden" {
			t.Errorf("%s, %s: %d %s; want %d", try.role, try.kind, a.status, a.text, try.status)
		}
	}
	refused := 0
	err := w.people.Audit(t.Context(), 0, func(e audit.Entry) error {
		if e.Refused != "" && e.Who.Door == "api" {
			refused++
		}
		return nil
	})
	if err != nil || refused != 3 {
		t.Errorf("%d refused attempts are in the audit, %v; want 3", refused, err)
	}
}

func TestWithoutALivingTokenThereIsNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.token("revoked", people.Grant{Creditor: people.Everyone, Role: "admin"})
	if err := w.people.RevokeToken(t.Context(), audit.Who{Name: "root", Door: "cli"}, "revoked"); err != nil {
		t.Fatal(err)
	}
	unknown, err := people.NewToken(strings.NewReader(strings.Repeat("x", 64)))
	if err != nil {
		t.Fatal(err)
	}
	w.tokens["unknown"], w.tokens["mistyped"] = unknown, strings.Replace(unknown, "e", "f", 1)
	said := map[string]bool{}
	for _, who := range []string{"nobody", "unknown", "revoked", "mistyped"} {
		a := w.ask(who, http.MethodGet, "/cases", "", "Cookie", "__Host-session=x")
		if a.status != http.StatusUnauthorized || a.header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: %d %s", who, a.status, a.text)
		}
		said[a.text] = true
	}
	if len(said) != 2 {
		t.Errorf("known and unknown tokens are answered differently: %v", said)
	}
	w.now = w.now.AddDate(2, 0, 0)
	if a := w.ask("admin of all", http.MethodGet, "/cases", ""); a.status != http.StatusUnauthorized {
		t.Errorf("a token that is too old: %d", a.status)
	}
}

func TestAWrongRequestIsAnsweredWithWhatIsWrong(t *testing.T) {
	t.Parallel()
	w := open(t)
	for name, row := range map[string]struct {
		body   string
		header []string
		status int
		says   string
	}{
		"no key":             {`{"kind":"paid","amount":"1.00"}`, nil, 422, "Idempotency-Key"},
		"no JSON":            {`{`, []string{"Idempotency-Key", "a"}, 400, ""},
		"unknown field":      {`{"kind":"paid","amuont":"1.00"}`, []string{"Idempotency-Key", "b"}, 422, "amuont"},
		"an amount in cents": {`{"kind":"paid","amount":"1.005"}`, []string{"Idempotency-Key", "c"}, 422, "amount"},
		"no such kind":       {`{"kind":"danced"}`, []string{"Idempotency-Key", "d"}, 422, "danced"},
		"no amount":          {`{"kind":"paid"}`, []string{"Idempotency-Key", "e"}, 422, "amount"},
		"a day to come":      {`{"kind":"paid","amount":"1.00","date":"2026-05-01"}`, []string{"Idempotency-Key", "f"}, 422, "future"},
		"no such day":        {`{"kind":"paid","amount":"1.00","date":"2026-02-30"}`, []string{"Idempotency-Key", "g"}, 422, ""},
		"a version of words": {`{"kind":"reply"}`, []string{"Idempotency-Key", "h", "If-Match", "latest"}, 422, "If-Match"},
	} {
		a := w.ask("admin of all", http.MethodPost, onF1+"/facts", row.body, row.header...)
		if a.status != row.status || !strings.Contains(a.text, row.says) || a.json["detail"] == "" || a.json["code"] != "invalid" {
			t.Errorf("%s: %d %s", name, a.status, a.text)
		}
	}
	if a := w.ask("admin of all", http.MethodGet, "/cases?limt=3", ""); a.status != 422 {
		t.Errorf("a mistyped filter: %d %s", a.status, a.text)
	}
	if a := w.ask("admin of all", http.MethodGet, "/cases?cursor=abc", ""); a.status != 422 || !strings.Contains(a.text, "cursor") {
		t.Errorf("a made-up cursor: %d %s", a.status, a.text)
	}
}

func TestPagesHoldEveryCaseOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	seen := map[string]int{}
	path := "/cases?limit=1"
	for range 10 {
		a := w.ask("admin of all", http.MethodGet, path, "")
		for _, c := range a.json["cases"].([]any) {
			c := c.(map[string]any)
			seen[c["creditor"].(string)+" "+c["invoice"].(string)]++
		}
		next, more := a.json["next_cursor"].(string)
		if !more {
			break
		}
		path = "/cases?limit=1&cursor=" + next
	}
	if len(seen) != 6 {
		t.Errorf("seen %v", seen)
	}
	for name, n := range seen {
		if n != 1 {
			t.Errorf("%s is seen %d times", name, n)
		}
	}
	if a := w.ask("admin of all", http.MethodGet, "/cases/atelier/"+url.PathEscape("F/3 é"), ""); a.status != 200 || a.json["invoice"] != "F/3 é" {
		t.Errorf("a number with a slash: %d %s", a.status, a.text)
	}
}
