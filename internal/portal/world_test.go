package portal_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/http"
	"net/http/httptest"
	netmail "net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"relance/activities"
	"relance/internal/backoffice"
	"relance/internal/backoffice/debtorpages"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/payment/stripe/stripetest"
	"relance/internal/portal"
	"relance/internal/postgres"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/banking"
	pages "relance/internal/postgres/portal"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/sending"
	"relance/internal/posting"
	"relance/internal/smtp"
	"relance/internal/smtp/smtptest"
	"relance/internal/web"
)

// monday is a business day in summer at 10:00 in Paris.
var monday = time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)

// world is an installation with a creditor whose debtors have pages, a mail
// server, and a visitor.
type world struct {
	t        testing.TB
	store    *postgres.Store
	pages    *pages.Store
	use      *debtorpages.Portal
	post     *posting.Post
	mails    *posting.PagePost
	composer activities.Composer
	server   *smtptest.Server
	door     http.Handler
	now      time.Time
	cookies  []*http.Cookie
	failed   []error
	stripe   *stripetest.Server
}

const site = "https://factures.example.fr"

func creditor() dunning.Creditor {
	return dunning.Creditor{
		ID: "atelier", Name: "Atelier Brunel SARL", SIREN: "732829320", Email: "compta@example.fr", IBAN: "FR7630006000011234567890189",
		Phone: "04 00 00 00 12", Address: dunning.Address{Lines: []string{"12 rue des Lilas"}, Postcode: "69003", City: "Lyon"},
		Signatory: "Claire Brunel", Portal: dunning.Portal{On: true},
	}
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return worldIn(t, postgrestest.New(t))
}

// worldIn is the same in a store that is there already.
func worldIn(t testing.TB, store *postgres.Store) *world {
	t.Helper()
	w := &world{t: t, store: store, now: monday}
	w.store.Now = func() time.Time { return w.now }
	w.server = smtptest.Start(t, smtptest.Options{})
	cfg := config.Default()
	cfg.Creditors = []dunning.Creditor{creditor()}
	cfg.Mail.Mode, cfg.Mail.SMTP = config.Live, config.SMTP{Host: w.server.Host, Port: w.server.Port, TLS: "none"}
	cfg.Public.Listen, cfg.Portal.Address = "127.0.0.1:8071", site
	plan := dunning.DefaultPlan()
	plan.Spread = 0
	w.must(w.store.SaveCreditor(t.Context(), cfg.Creditors[0], []dunning.Plan{plan}))
	w.pages = pages.New(w.store)
	w.post = posting.New(cfg, sending.NewRoom(w.store), slog.New(slog.DiscardHandler), w.store.Now)
	w.post.Links = w.pages
	composer, err := w.post.MailComposer()
	w.must(err)
	w.composer = composer
	s, room := w.store, sending.NewRoom(w.store)
	office := &backoffice.Office{
		Now: s.Now, Rates: interest.Builtin(), CreditorReader: s, Finder: room, CaseReader: room, Log: s, Archive: s, Debtors: room, Debts: room, Money: banking.New(s), Work: room, Portfolio: room,
	}
	w.use = &debtorpages.Portal{
		Office: office, Links: w.pages, Ending: w.pages, Cases: room, Keep: w.pages, Said: w.pages, Files: w.pages, Mails: w.pages,
		Codes: w.pages, Tasks: s, Random: rand.Reader,
	}
	w.stripe = stripetest.Start(t, w.store.Now)
	w.use.Cards = &debtorpages.Cards{Creditor: "atelier", Provider: w.stripe.Client(), Keep: w.pages, Read: w.pages, Payouts: w.pages}
	sender := w.sender()
	w.mails = &posting.PagePost{Post: w.post, Letters: w.pages, Secrets: w.pages, Archive: s,
		Send: func(ctx context.Context, e smtp.Envelope) (smtp.Outcome, error) { return sender.Send(ctx, e, nil) }}
	door := &portal.Door{Pages: w.use, Ears: w.use, Keys: w.use, Cards: w.use, Site: site, Notes: accounts.New(s), Now: s.Now, Random: rand.Reader,
		Failed: func(_ context.Context, _ string, err error) { w.failed = append(w.failed, err) }}
	mux := http.NewServeMux()
	mux.Handle(portal.Prefix, door.Handler())
	mux.Handle("POST /webhooks/stripe", door.CardNotice())
	w.door = mux
	t.Cleanup(func() {
		for _, err := range w.failed {
			t.Errorf("a page failed: %v", err)
		}
	})
	return w
}

func (w *world) sender() *smtp.Sender {
	w.t.Helper()
	s, err := posting.Sender(w.post.Config)
	w.must(err)
	w.t.Cleanup(s.Close)
	return s
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("%v (%s)", err, dunning.ErrorHint(err))
	}
}

func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

var pdf = []byte("%PDF-1.7 an invoice")

// add imports an invoice of 1,200.00 € that is twenty days late.
func (w *world) add(number, debtor string, change ...func(*dunning.NewInvoice)) dunning.Ref {
	w.t.Helper()
	n := dunning.NewInvoice{
		Creditor: "atelier",
		Debtor:   dunning.Debtor{Key: debtor, Name: "Menuiserie Vasseur SAS", Email: strings.ToLower(debtor) + "@example.com", Regime: dunning.B2B},
		Invoice: dunning.Invoice{
			Number: number, Issued: date("2026-04-12"), Due: date("2026-05-12"), DueRule: dunning.DueStated, Currency: "EUR",
			Total: 120000, Payable: 120000, Source: "test",
		},
		Document: &dunning.Document{MediaType: "application/pdf", Name: number + ".pdf", Bytes: append(pdf, number...)},
		Now:      w.now, Author: "claire",
	}
	for _, c := range change {
		c(&n)
	}
	added, err := w.store.AddInvoice(w.t.Context(), n)
	w.must(err)
	return added.Ref
}

// send takes a case's next step all the way and gives the mail that arrived.
func (w *world) send(ref dunning.Ref) smtptest.Message {
	w.t.Helper()
	out := w.reserve(ref)
	if out.State != dunning.ReserveGranted {
		w.t.Fatalf("the notice is %s", out.State)
	}
	sent, err := w.deliver(ref, out)
	if err != nil || !sent {
		w.t.Fatalf("the mail did not leave: %v", err)
	}
	got := w.server.Messages()
	return got[len(got)-1]
}

func (w *world) reserve(ref dunning.Ref) dunning.Reserved {
	w.t.Helper()
	c, err := w.store.LoadCase(w.t.Context(), ref)
	w.must(err)
	out, err := sending.New(w.store).Reserve(w.t.Context(), dunning.ReserveRequest{
		Ref: ref, Step: dunning.Next(c, w.now).Step, Known: c.Version, Now: w.now, Owner: "worker",
	})
	w.must(err)
	out.Ref = ref
	return out
}

// deliver renders and hands over what was granted; false when it must not leave.
func (w *world) deliver(ref dunning.Ref, out dunning.Reserved) (bool, error) {
	return w.handOver(ref, out, w.composer, w.post.MailDeliverer(w.sender()))
}

// handOver renders what was granted and hands it to a deliverer.
func (w *world) handOver(ref dunning.Ref, out dunning.Reserved, composer activities.Composer, deliverer activities.Deliverer) (bool, error) {
	ctx := w.t.Context()
	rendered, err := composer.Compose(ctx, out, w.now)
	if err != nil {
		return false, err
	}
	if rendered, err = sending.New(w.store).SaveRendered(ctx, out.Message.ID, rendered); err != nil {
		return false, err
	}
	refused := false
	d, err := deliverer.Deliver(ctx, activities.Parcel{Reserved: out, Rendered: rendered}, func(ctx context.Context) error {
		ok, err := sending.New(w.store).HandOver(ctx, out.Message.ID, "worker", w.now)
		if err == nil && !ok {
			refused = true
			return activities.ErrChanged
		}
		return err
	})
	if refused {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	c, err := w.store.LoadCase(ctx, ref)
	if err != nil {
		return false, err
	}
	_, err = sending.New(w.store).Finish(ctx, dunning.Finished{Message: out.Message.ID, Outcome: d.Outcome, At: w.now, Ref: ref, Known: c.Version})
	return d.Outcome == dunning.SendAccepted, err
}

var linkIn = regexp.MustCompile(regexp.QuoteMeta(site) + `(/p/[A-Za-z0-9_-]{27})`)

// linkOf finds the link in the text of a mail.
func (w *world) linkOf(m smtptest.Message) string {
	w.t.Helper()
	found := linkIn.FindStringSubmatch(textOf(w.t, m.Bytes))
	if found == nil {
		w.t.Fatalf("the mail has no link:\n%s", textOf(w.t, m.Bytes))
	}
	return found[1]
}

// textOf gives all text parts of a mail, decoded.
func textOf(t testing.TB, raw []byte) string {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	var walk func(kind, encoding string, body io.Reader)
	walk = func(kind, encoding string, body io.Reader) {
		media, params, err := mime.ParseMediaType(kind)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(media, "multipart/") {
			parts := multipart.NewReader(body, params["boundary"])
			for {
				p, err := parts.NextRawPart()
				if err != nil {
					return
				}
				walk(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p)
			}
		}
		if !strings.HasPrefix(media, "text/") {
			return
		}
		if strings.EqualFold(encoding, "quoted-printable") {
			body = quotedprintable.NewReader(body)
		}
		data, _ := io.ReadAll(body)
		out.Write(data)
	}
	walk(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body)
	return strings.ReplaceAll(out.String(), "\r\n", "\n")
}

// answer is what a visitor got.
type answer struct {
	status int
	header http.Header
	body   string
}

func (w *world) do(method, path string, form url.Values) answer {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, path, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return w.serve(r)
}

func (w *world) serve(r *http.Request) answer {
	for _, c := range w.cookies {
		r.AddCookie(c)
	}
	rec := httptest.NewRecorder()
	web.Identified([]netip.Prefix{}, w.door).ServeHTTP(rec, r)
	w.cookies = append(w.cookies, rec.Result().Cookies()...)
	return answer{rec.Code, rec.Header(), rec.Body.String()}
}

func (w *world) get(path string) answer { return w.do(http.MethodGet, path, nil) }

func (w *world) want(a answer, status int, holds ...string) {
	w.t.Helper()
	if a.status != status {
		w.t.Fatalf("status %d, want %d:\n%s", a.status, status, a.body)
	}
	for _, text := range holds {
		if !strings.Contains(a.body, text) {
			w.t.Errorf("the page lacks %q:\n%s", text, a.body)
		}
	}
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`)

// say fills a form in, and confirms the second page.
func (w *world) say(link, slug string, form url.Values) answer {
	w.t.Helper()
	second := w.do(http.MethodPost, link+"/dire/"+slug, form)
	w.want(second, http.StatusOK, "Confirmer")
	return w.do(http.MethodPost, link+"/dire/"+slug, hiddenOf(second))
}

func hiddenOf(a answer) url.Values {
	out := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(a.body, -1) {
		out.Add(m[1], htmlUnescape(m[2]))
	}
	return out
}

func htmlUnescape(s string) string {
	return strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&lt;", "<", "&gt;", ">", "&#43;", "+", "&amp;", "&").Replace(s)
}

// dump is a digest of every table, but for what is left out.
func (w *world) dump(without ...string) map[string]string {
	w.t.Helper()
	rows, err := w.store.Pool().Query(w.t.Context(), `
		select table_name from information_schema.tables where table_schema = current_schema() order by 1`)
	w.must(err)
	var names []string
	for rows.Next() {
		var name string
		w.must(rows.Scan(&name))
		names = append(names, name)
	}
	w.must(rows.Err())
	out := postgrestest.Content(w.t, w.store.Pool(), names...)
	for _, name := range without {
		delete(out, name)
	}
	return out
}

func (w *world) count(sql string, args ...any) (n int) {
	w.t.Helper()
	w.must(w.store.Pool().QueryRow(w.t.Context(), "select count(*) from "+sql, args...).Scan(&n))
	return n
}

// sendMails sends every mail about pages that waits and gives the last that arrived.
func (w *world) sendMails() smtptest.Message {
	w.t.Helper()
	before := len(w.server.Messages())
	for range 20 {
		sent, err := w.mails.One(w.t.Context())
		w.must(err)
		if !sent {
			break
		}
	}
	got := w.server.Messages()
	if len(got) == before {
		w.t.Fatal("no mail left")
	}
	return got[len(got)-1]
}
