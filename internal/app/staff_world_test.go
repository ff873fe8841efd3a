package app

import (
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/people"
	"relance/internal/postgres"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/twinstest"
)

// staffed is an installation with two creditors whose invoices, debtors and documents
// bear the same names, and the staff's listener before it as `relance up` opens it:
// the console and the API.
type staffed struct {
	t        *testing.T
	app      *App
	db       *postgres.Store
	people   *accounts.Store
	base     string
	host     string
	own, his twinstest.Possession // of atelier, whose people try, and of moulin
	sessions map[string]string
	users    map[string]int64
	tokens   map[string]string
	keys     int // of requests that write
	matters  int // to which two people must agree
}

// sums are what each invoice of a creditor is about: what the other one is told never
// holds it.
var sums = map[string]money.Cents{"atelier": 120_000, "moulin": 777_791}

const numberOne = "F-1"

func openStaff(t *testing.T, settings ...func(*config.Config)) *staffed {
	t.Helper()
	return openStaffIn(t.Context(), t, settings...)
}

// openStaffIn is openStaff with the context in which the program is opened.
func openStaffIn(ctx context.Context, t *testing.T, settings ...func(*config.Config)) *staffed {
	t.Helper()
	w := &staffed{t: t, db: postgrestest.New(t), sessions: map[string]string{}, users: map[string]int64{}, tokens: map[string]string{}}
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	w.db.Now = func() time.Time { return now }
	w.people = accounts.New(w.db)
	cfg := config.Default()
	cfg.Dir, cfg.Secrets.DatabaseURL = t.TempDir(), w.db.Pool().Config().ConnString()
	for _, set := range settings {
		set(&cfg)
	}
	var err error
	w.app, err = Open(ctx, cfg, slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})))
	w.must(err)
	t.Cleanup(w.app.Close)
	w.app.At(w.db.Now)
	w.app.Renewal = Renewal{File: filepath.Join(cfg.Dir, "relance.yaml"), Env: func(string) string { return "" }, Began: now, Begin: func() {}}
	for id, sum := range sums {
		w.creditor(id, sum, now)
	}
	w.own, w.his = w.possess("atelier", now), w.possess("moulin", now)
	for _, r := range access.Roles() {
		w.user(string(r)+" of atelier", people.Grant{Creditor: "atelier", Role: string(r)})
	}
	w.user("admin of all", people.Grant{Creditor: people.Everyone, Role: "admin"})
	w.serve()
	return w
}

// creditor keeps a creditor, and invoices whose numbers and debtor the other one has
// alike.
func (w *staffed) creditor(id string, sum money.Cents, now time.Time) {
	w.t.Helper()
	c := dunning.Creditor{
		ID: id, Name: "Maison " + twinstest.Mark(id), SIREN: "732829320", Email: id + "@example.com", IBAN: "FR7630006000011234567890189", Signatory: "Claire Brunel",
		Address: dunning.Address{Lines: []string{"1 rue A"}, Postcode: "69003", City: "Lyon", Country: "FR"},
	}
	w.must(w.db.SaveCreditor(w.t.Context(), c, []dunning.Plan{dunning.DefaultPlan()}))
	for _, number := range []string{numberOne, "F-2", "F/3 é"} {
		added, err := w.db.AddInvoice(w.t.Context(), dunning.NewInvoice{
			Creditor: id, Now: now, Author: "test",
			Debtor: dunning.Debtor{Key: "C-1", Name: "Client commun", SIREN: "552100554", Email: "client@example.org", Regime: dunning.B2B, Contact: twinstest.Mark(id),
				Address: dunning.Address{Lines: []string{"2 rue de " + twinstest.Mark(id)}, Postcode: "69002", City: "Lyon", Country: "FR"},
			},
			Invoice: dunning.Invoice{
				Number: number, DueRule: dunning.DueStated, Source: "test", Issued: calendar.NewDate(2026, 2, 1), Due: calendar.NewDate(2026, 3, 3), Currency: "EUR",
				Total: sum, Payable: sum,
			},
		})
		if err != nil || added.State != dunning.AddCreated {
			w.t.Fatal(added, err)
		}
	}
}

// possess gives a creditor one of everything.
func (w *staffed) possess(creditor string, now time.Time) twinstest.Possession {
	w.t.Helper()
	p := twinstest.Give(w.t, w.db, creditor, now)
	office, err := w.app.Office()
	w.must(err)
	run := office.BankFiles(access.Shell("root"))
	run.Creditor = creditor
	_, err = run.Take(w.t.Context(), "releve-"+twinstest.Mark(creditor)+".sta", strings.NewReader(twinstest.Statement(twinstest.Mark(creditor))), func(backoffice.BankEntry) error { return nil })
	w.must(err)
	w.must(w.db.Pool().QueryRow(w.t.Context(), `select max(id) from bank_lines`).Scan(&p.Line))
	return p
}

// user keeps somebody who may sign in, with a token of the same right.
func (w *staffed) user(name string, g people.Grant) {
	w.t.Helper()
	root := audit.Who{Name: "root", Door: "cli"}
	u, err := w.people.AddUser(w.t.Context(), root, people.NewUser{Login: loginOf(name), Name: name, Grant: g}, people.HashOf("link of "+name))
	w.must(err)
	w.users[name] = u.ID
	token, err := people.NewToken(strings.NewReader(strings.Repeat(name+"-", 40)))
	w.must(err)
	w.must(w.people.AddToken(w.t.Context(), root, people.Token{Name: name, Grant: g, Expires: w.db.Now().AddDate(1, 0, 0)}, people.HashOf(token)))
	w.tokens[name] = token
}

func loginOf(name string) string { return strings.ReplaceAll(name, " ", ".") + "@example.fr" }

// serve opens the staff's listener with its limits.
func (w *staffed) serve() {
	w.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	handler, err := w.app.staff(ctx)
	w.must(err)
	l := w.app.door("staff", config.Door{Listen: "127.0.0.1:0"}, handler)
	l.Body = staffBody
	bound, ended := make(chan net.Addr, 1), make(chan error, 1)
	l.Bound = func(a net.Addr) { bound <- a }
	go func() { ended <- l.Run(ctx) }()
	w.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			w.t.Error(err)
		}
	})
	select {
	case a := <-bound:
		w.host, w.base = a.String(), "http://"+a.String()
	case err := <-ended:
		w.t.Fatal(err)
	}
}

func (w *staffed) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// enter opens a session for a user as if he had just proved who he is, unless he has
// one.
func (w *staffed) enter(name string) {
	w.t.Helper()
	if w.sessions[name] != "" {
		return
	}
	secret, err := people.NewSecret(strings.NewReader(strings.Repeat(w.t.Name()+name, 40)))
	w.must(err)
	secret += "-" + time.Now().Format(time.RFC3339Nano)
	_, err = w.people.OpenSession(w.t.Context(), audit.Who{Name: loginOf(name), Door: "console"}, people.NewSession{
		User: w.users[name], Login: loginOf(name), Hash: people.HashOf(secret), By: people.ByPassword,
	})
	w.must(err)
	w.sessions[name] = secret
}

// said is an answer of the listener.
type said struct {
	status int
	header http.Header
	body   string
}

// ask sends a request of the console as a browser with a session sends it; it follows
// nothing. Nobody is who has no session.
func (w *staffed) ask(who, method, path string, form url.Values, file string, headers ...string) said {
	w.t.Helper()
	body, kind := formOf(w.t, form, file)
	if method == http.MethodGet {
		body, kind = nil, ""
	}
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.base+path, body)
	w.must(err)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if s := w.sessions[who]; s != "" {
		r.AddCookie(&http.Cookie{Name: "relance", Value: s})
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return w.send(r)
}

// formOf writes a form, with a file when there is one.
func formOf(t *testing.T, form url.Values, file string) (io.Reader, string) {
	t.Helper()
	if file == "" {
		return strings.NewReader(form.Encode()), "application/x-www-form-urlencoded"
	}
	var b strings.Builder
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("fichier", "fichier.txt")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(part, file)
	for k, all := range form {
		for _, v := range all {
			m.WriteField(k, v)
		}
	}
	m.Close()
	return strings.NewReader(b.String()), m.FormDataContentType()
}

// program sends a request of the API with a token.
func (w *staffed) program(who, method, path string) said {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.base+"/api/v1"+path, nil)
	w.must(err)
	r.Header.Set("Authorization", "Bearer "+w.tokens[who])
	return w.send(r)
}

func (w *staffed) send(r *http.Request) said {
	w.t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	w.must(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	w.must(err)
	return said{res.StatusCode, res.Header, string(body)}
}

// audited gives the entries of the audit after a number.
func (w *staffed) audited(after int64) (out []audit.Entry) {
	w.t.Helper()
	w.must(w.people.Audit(w.t.Context(), after, func(e audit.Entry) error { out = append(out, e); return nil }))
	return out
}

// lastEntry is the number of the last entry.
func (w *staffed) lastEntry() (seq int64) {
	w.t.Helper()
	w.must(w.db.Pool().QueryRow(w.t.Context(), `select coalesce(max(seq), 0) from audit`).Scan(&seq))
	return seq
}

// belongings is all that is on record of a creditor, to see whether it was touched.
func (w *staffed) belongings(creditor string) (sum string) {
	w.t.Helper()
	w.must(w.db.Pool().QueryRow(w.t.Context(), `
		select md5(string_agg(part, '|')) from (
			select json_agg(c order by c.id)::text part from cases c where creditor = $1
			union all select json_agg(d order by d.id)::text from debtors d where creditor = $1
			union all select json_agg(e order by e.case_id, e.seq)::text from events e join cases c on c.id = e.case_id where c.creditor = $1
			union all select json_agg(t order by t.id)::text from tasks t join cases c on c.id = t.case_id where c.creditor = $1
			union all select json_agg(b order by b.id)::text from bank_lines b where creditor = $1
			union all select json_agg(m order by m.id)::text from mails m where creditor = $1
			union all select json_agg(m order by m.id)::text from messages m where creditor = $1
			union all select json_agg(h order by h.id)::text from webhooks h where creditor = $1
			union all select json_agg(p order by p.debtor_id)::text from proceedings p join debtors d on d.id = p.debtor_id where d.creditor = $1
			union all select json_agg(x order by x.id)::text from creditor_changes x where creditor = $1
		) parts`, creditor).Scan(&sum))
	return sum
}
