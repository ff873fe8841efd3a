package portal

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice/debtorpages"
	"relance/internal/dunning"
	"relance/internal/visit"
	"relance/internal/web"
)

// Pages shows debtors what they owe.
type Pages interface {
	See(ctx context.Context, token string) (debtorpages.Account, error)
	SeeWhole(ctx context.Context, token, session string) (debtorpages.Account, error)
	InvoiceFile(ctx context.Context, token, session, number string) (dunning.Document, error)
}

// Ears records what debtors say.
type Ears interface {
	Weigh(ctx context.Context, token string, a visit.Answer) (debtorpages.Weighed, error)
	Say(ctx context.Context, token, key string, a visit.Answer) (debtorpages.Weighed, error)
	Bring(ctx context.Context, token string, data []byte) (sha string, err error)
}

// Keys sends new links, and codes that open the whole account.
type Keys interface {
	SendAgain(ctx context.Context, token string) error
	SendCode(ctx context.Context, token string) error
	EnterCode(ctx context.Context, token, code string) (session string, err error)
}

// Cards take card payments.
type Cards interface {
	StartCard(ctx context.Context, token, back string) (address string, err error)
	HearCard(ctx context.Context, signature string, body []byte, at time.Time) error
}

// Notes writes deeds that are no facts of a case to the audit.
type Notes interface {
	Note(ctx context.Context, e audit.Entry) error
}

// Door serves the pages of debtors. Its fields are what they work with.
type Door struct {
	Cards  Cards
	Site   string // https address of the pages, for the way back from a provider
	Pages  Pages
	Ears   Ears
	Keys   Keys
	Notes  Notes
	Now    func() time.Time // UTC
	Random io.Reader        // crypto/rand.Reader
	Secure bool             // browsers reach the pages by TLS: cookies are sent over TLS alone
	// Failed logs an internal error under the identifier that the debtor is told.
	Failed func(ctx context.Context, id string, err error)

	misses misses
	taken  taken
}

// Prefix begins every path of the pages.
const Prefix = "/p/"

// route is one row of the list of routes.
type route struct {
	Method, Pattern string
	handle          func(w http.ResponseWriter, r *http.Request) error
}

// routes lists every page and every form. What begins with GET changes nothing.
func (d *Door) routes() []route {
	return []route{
		{http.MethodGet, "/p/{$}", d.entrance},
		{http.MethodPost, "/p/{$}", d.enter},
		{http.MethodGet, "/p/{token}", d.page},
		{http.MethodGet, "/p/{token}/facture/{number}", d.file},
		{http.MethodGet, "/p/{token}/donnees", d.privacy},
		{http.MethodGet, "/p/{token}/recu", d.received},
		{http.MethodGet, "/p/{token}/compte", d.whole},
		{http.MethodPost, "/p/{token}/compte", d.openWhole},
		{http.MethodPost, "/p/{token}/renvoyer", d.again},
		{http.MethodPost, "/p/{token}/carte", d.card},
		{http.MethodGet, "/p/{token}/dire/{slug}", d.form},
		{http.MethodPost, "/p/{token}/dire/{slug}", d.say},
	}
}

// Handler serves the pages.
func (d *Door) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range d.routes() {
		mux.HandleFunc(r.Method+" "+r.Pattern, func(w http.ResponseWriter, q *http.Request) {
			if err := r.handle(w, q); err != nil {
				d.fail(w, q, err)
			}
		})
	}
	mux.Handle("GET "+stylePath, asset("text/css; charset=utf-8", styleSheet))
	mux.Handle("GET "+scriptPath, asset("text/javascript; charset=utf-8", script))
	mux.HandleFunc(Prefix, func(w http.ResponseWriter, r *http.Request) { d.fail(w, r, nothing()) })
	guarded := http.NewCrossOriginProtection()
	guarded.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.fail(w, r, dunning.Errorf(dunning.CodeForbidden, "this form was sent from another site"))
	}))
	return headers(d.patient(guarded.Handler(mux)))
}

// note keeps what was done, or refused, by whoever has a link. He is known by its
// number: its token opens the page.
func (d *Door) note(r *http.Request, l visit.Link, deed, object, refused string) error {
	return d.Notes.Note(r.Context(), audit.Entry{
		Who: visitor(r, "link "+strconv.FormatInt(l.ID, 10)), Creditor: l.Creditor, Deed: deed, Object: object, Refused: refused,
	})
}

// noteFile keeps that whoever has a link took the file of an invoice out. A filter
// that opens it again and again leaves one entry an hour.
func (d *Door) noteFile(r *http.Request, l visit.Link) error {
	object := l.Creditor + "/" + r.PathValue("number")
	if r.Method != http.MethodGet || !d.taken.first(strconv.FormatInt(l.ID, 10)+" "+object, d.Now()) {
		return nil
	}
	return d.note(r, l, "get-invoice-file", object, "")
}

// visitor names the sender of a request, for the audit.
func visitor(r *http.Request, name string) audit.Who {
	who := audit.Who{Name: name, Door: string(access.Portal)}
	if a := web.Client(r.Context()); a.IsValid() {
		who.Address = a.String()
	}
	return who
}

// nothing is the answer for every page that does not exist, or no longer.
func nothing() error { return dunning.Errorf(dunning.CodeNotFound, "there is no such page") }

// headers sets what every answer carries.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self' https://checkout.stripe.com; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
		h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
