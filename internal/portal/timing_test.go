package portal_test

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice/debtorpages"
	"relance/internal/dunning"
	"relance/internal/postgres/lookup"
	"relance/internal/visit"
)

// asked writes down what a page asks of the database.
type asked struct {
	debtorpages.LinkReader
	debtorpages.ShownReader
	debtorpages.PageMails
	debtorpages.CodeStore
	list []string
}

func (a *asked) Link(ctx context.Context, h visit.Hash) (visit.Link, error) {
	a.list = append(a.list, "link")
	return a.LinkReader.Link(ctx, h)
}

func (a *asked) Shown(ctx context.Context, creditor, debtor string, numbers []string) ([]dunning.CaseView, error) {
	a.list = append(a.list, "shown")
	return a.ShownReader.Shown(ctx, creditor, debtor, numbers)
}

func (a *asked) AskMail(ctx context.Context, kind visit.MailKind, h visit.Hash) error {
	a.list = append(a.list, "mail")
	return a.PageMails.AskMail(ctx, kind, h)
}

func (a *asked) InSession(ctx context.Context, link int64, h visit.Hash) (bool, error) {
	a.list = append(a.list, "session")
	return a.CodeStore.InSession(ctx, link, h)
}

// An unknown link, an expired one, a revoked one and a closed one take the same
// time, since they take the same way: each asks one question, which finds
// nothing, and what is answered is the same to the last byte and header.
func TestUnknownAndDeadLinksTakeTheSameWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	revoked := w.linkOf(w.send(w.add("F-1", "C-7")))
	w.must(w.use.Revoke(t.Context(), access.Shell("claire"), 1, "leaked"))
	expired := w.linkOf(w.send(w.add("F-2", "C-8")))
	w.now = w.now.Add(visit.Life + time.Hour)
	living := w.linkOf(w.send(w.add("F-3", "C-9")))
	a := &asked{LinkReader: w.pages, ShownReader: lookup.New(w.store), PageMails: w.pages, CodeStore: w.pages}
	w.use.Links, w.use.Cases, w.use.Mails, w.use.Codes = a, a, a, a
	for _, c := range []struct {
		method, path string
		form         url.Values
	}{
		{http.MethodGet, "", nil}, {http.MethodHead, "", nil}, {http.MethodGet, "/facture/F-2", nil}, {http.MethodGet, "/dire/contester", nil},
		{http.MethodGet, "/compte", nil}, {http.MethodGet, "/donnees", nil}, {http.MethodPost, "/renvoyer", url.Values{}},
		{http.MethodPost, "/dire/contester", url.Values{"facture": {"F-2"}, "motif": {"price"}, "texte": {"Non"}}},
		{http.MethodPost, "/compte", url.Values{"code": {"123456"}}}, {http.MethodPost, "/carte", url.Values{}},
	} {
		a.list = nil
		unknown := w.do(c.method, "/p/AAAAAAAAAAAAAAAAAAAAAAAAAAA"+c.path, c.form)
		unknown.header.Del("X-Request-Id")
		way := slices.Clone(a.list)
		if len(way) != 1 {
			t.Errorf("%s %s asks %v, want one question", c.method, c.path, way)
		}
		for name, link := range map[string]string{"expired": expired, "revoked": revoked} {
			a.list = nil
			got := w.do(c.method, link+c.path, c.form)
			got.header.Del("X-Request-Id") // each request has its own
			if !slices.Equal(a.list, way) {
				t.Errorf("%s %s of an %s link asks %v, of an unknown one %v", c.method, c.path, name, a.list, way)
			}
			if got.status != unknown.status || plain(got, link) != plain(unknown, "/p/AAAAAAAAAAAAAAAAAAAAAAAAAAA") || !maps.EqualFunc(got.header, unknown.header, slices.Equal) {
				t.Errorf("%s %s of an %s link is answered otherwise than of an unknown one", c.method, c.path, name)
			}
		}
	}
	a.list = nil
	w.want(w.get(living), http.StatusOK)
	if !slices.Equal(a.list, []string{"link", "shown"}) {
		t.Errorf("a living link asks %v", a.list)
	}
}

// plain is a page without the address that was asked for.
func plain(a answer, link string) string { return strings.ReplaceAll(a.body, link, "") }
