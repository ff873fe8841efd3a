package app

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"relance/internal/api"
	"relance/internal/console"
	"relance/internal/postgres/twinstest"
)

// marks are what of another creditor stands in no answer: his word, and his sum in
// every writing.
var marks = []string{twinstest.Mark("moulin"), "7777.91", "7777,91", "7\u202f777,91", "7 777,91", "777791", `"creditor":"moulin"`, "/moulin/"}

// mostWalked bounds the pages that one person opens.
const mostWalked = 1200

// TestNothingOfAnotherCreditorIsFoundWhoeverLooksWhere walks all that a person of one
// creditor can reach on the staff's listener: every page, from link to link, with
// its filters, frames, files and further pages; then every page and every operation of
// the API that reads, with the names, the numbers, the hashes and the cursors of the
// other one, whose invoices and debtor bear the same. What is found is opened as far
// as a reader of it would: archives are unpacked, the streams of PDFs too.
func TestNothingOfAnotherCreditorIsFoundWhoeverLooksWhere(t *testing.T) {
	t.Parallel()
	w := openStaff(t)
	const spy = "admin of atelier"
	w.enter(spy)
	seen, queue, alike := map[string]bool{}, w.beginnings(), map[string]int{}
	first := len(queue)
	saw := 0 // answers in which his own word stands: the walk sees something
	for len(queue) > 0 && len(seen) < mostWalked {
		path := queue[0]
		queue = queue[1:]
		first--
		if seen[path] || first < 0 && alike[shape(path)] >= mostAlike {
			continue
		}
		seen[path] = true
		alike[shape(path)]++
		a := w.ask(spy, http.MethodGet, path, nil, "", "Last-Event-ID", "older")
		text := unpacked(a.body)
		if strings.Contains(text, twinstest.Mark("atelier")) {
			saw++
		}
		w.holdsNothing(path, a, text)
		if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && a.status == http.StatusOK {
			queue = append(queue, links(a.body)...)
		}
		if to := a.header.Get("Location"); strings.HasPrefix(to, "/") {
			queue = append(queue, to)
		}
	}
	if len(queue) > 0 {
		t.Errorf("the walk has no end: %d pages, %d to come, as %s", len(seen), len(queue), queue[0])
	}
	if saw < 25 || len(seen) < 80 {
		t.Errorf("of %d pages %d show what is his own: the walk sees too little", len(seen), saw)
	}
	for _, r := range api.Routes() {
		if r.Writes() {
			continue
		}
		for _, path := range w.operations(r.Path) {
			a := w.program(spy, http.MethodGet, path)
			w.holdsNothing("/api/v1"+path, a, unpacked(a.body))
		}
	}
	t.Logf("%d pages, %d of them with what is his own", len(seen), saw)
}

// holdsNothing holds that an answer gives nothing of the other creditor away; what was
// asked for may stand in it as it was written.
func (w *staffed) holdsNothing(path string, a said, text string) {
	w.t.Helper()
	if a.status >= http.StatusInternalServerError && a.status != http.StatusServiceUnavailable {
		w.t.Errorf("%s: %d", path, a.status)
	}
	asked, err := url.QueryUnescape(path)
	w.must(err)
	for _, m := range marks {
		if strings.Contains(asked, m) && a.status != http.StatusOK {
			continue
		}
		if i := strings.Index(text, m); i >= 0 && !strings.Contains(asked, m) {
			w.t.Errorf("%s (%d) gives away %q: …%s…", path, a.status, m, text[max(0, i-80):min(len(text), i+80)])
		}
	}
}

// beginnings are the pages where the walk begins: every page with the things of both
// creditors, and with everything that a number can name.
func (w *staffed) beginnings() (out []string) {
	for _, p := range []twinstest.Possession{w.own, w.his} {
		for name, v := range visits(p, "walk") {
			if strings.HasPrefix(name, "GET ") && name != "GET /journal" {
				out = append(out, v.path)
			}
		}
	}
	for _, r := range new(console.Door).Routes() {
		if r.Method != http.MethodGet || r.Public() || strings.HasPrefix(r.Pattern, "/journal") {
			continue
		}
		for _, creditor := range []string{"moulin", "atelier"} {
			for id := range 9 {
				out = append(out, strings.NewReplacer("{$}", "", "{creditor}", creditor, "{number}", "F-1", "{key}", "C-1", "{form}", "paiement", "{login}", url.PathEscape(loginOf("reader of atelier")),
					"{id}", strconv.Itoa(id+1), "{n}", "1").Replace(r.Pattern))
				if !strings.Contains(r.Pattern, "{id}") {
					break
				}
			}
		}
	}
	for _, q := range []string{"moulin", "7777,91", "F-1", "client", w.his.Document, "commun"} {
		out = append(out, "/recherche?q="+url.QueryEscape(q), "/dossiers?q="+url.QueryEscape(q), "/debiteurs?q="+url.QueryEscape(q))
	}
	for _, q := range []string{"tous=1", "creancier=moulin", "client=C-1", "debiteur=C-1"} {
		out = append(out, "/dossiers?"+q, "/dossiers/export.csv?"+q, "/dossiers/export.xlsx?"+q)
	}
	return out
}

// operations are the addresses by which an operation of the API could name what is the
// other creditor's, with cursors that whoever has all was given.
func (w *staffed) operations(pattern string) (out []string) {
	for _, creditor := range []string{"moulin", "atelier"} {
		for id := range 9 {
			out = append(out, strings.NewReplacer("{creditor}", creditor, "{number}", "F-1", "{key}", "C-1", "{id}", strconv.Itoa(id+1), "{sha256}", w.his.Document, "{way}", "injonction").Replace(pattern))
			if !strings.Contains(pattern, "{id}") {
				break
			}
		}
	}
	if strings.Contains(pattern, "{") {
		return out
	}
	for _, q := range []string{"?creditor=moulin", "?all=true", "?text=moulin", "?finished=true", "?limit=1"} {
		out = append(out, pattern+q)
	}
	page := w.program("admin of all", http.MethodGet, pattern+"?limit=1")
	if _, rest, more := strings.Cut(page.body, `"next_cursor":"`); more {
		cursor, _, _ := strings.Cut(rest, `"`)
		out = append(out, pattern+"?cursor="+cursor, pattern+"?limit=1&cursor="+cursor)
	}
	return out
}

// mostAlike is how many pages are followed of one address and one set of filters.
const mostAlike = 3

// shape is an address with the names of its filters.
func shape(path string) string {
	at, query, _ := strings.Cut(path, "?")
	q, _ := url.ParseQuery(query)
	return at + "?" + strings.Join(slices.Sorted(maps.Keys(q)), "&")
}

var link = regexp.MustCompile(`(?:href|src|action)="(/[^"]*)"`)

// links are the addresses that a page leads to, but not those of its own looks.
func links(html string) (out []string) {
	for _, m := range link.FindAllStringSubmatch(html, -1) {
		to := strings.ReplaceAll(m[1], "&amp;", "&")
		if !strings.HasPrefix(to, "/style/") && !strings.HasPrefix(to, "/journal") && to != "/sortie" {
			out = append(out, to)
		}
	}
	return out
}

var streams = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)

// unpacked is a body with all that is packed in it: archives, workbooks, streams of
// PDFs.
func unpacked(body string) string {
	if z, err := zip.NewReader(strings.NewReader(body), int64(len(body))); err == nil {
		var b strings.Builder
		for _, f := range z.File {
			b.WriteString(f.Name + "\n")
			if r, err := f.Open(); err == nil {
				inner, _ := io.ReadAll(io.LimitReader(r, 16<<20))
				b.WriteString(unpacked(string(inner)))
			}
		}
		return b.String()
	}
	if !strings.HasPrefix(body, "%PDF") {
		return body
	}
	var b strings.Builder
	b.WriteString(body)
	for _, m := range streams.FindAllStringSubmatch(body, -1) {
		if r, err := zlib.NewReader(bytes.NewReader([]byte(m[1]))); err == nil {
			inner, _ := io.ReadAll(io.LimitReader(r, 16<<20))
			b.Write(inner)
		}
	}
	return b.String()
}

// TestEveryEntryOfTheNavigationOpens holds that nobody is shown a door that is shut
// to him: whatever the navigation offers a role, it opens.
func TestEveryEntryOfTheNavigationOpens(t *testing.T) {
	t.Parallel()
	w := openStaff(t)
	offered := map[string]int{}
	for name := range w.users {
		w.enter(name)
		_, nav, _ := strings.Cut(w.ask(name, http.MethodGet, "/", nil, "").body, "<nav")
		nav, _, _ = strings.Cut(nav, "</nav>")
		for _, m := range link.FindAllStringSubmatch(nav, -1) {
			path := m[1]
			offered[name]++
			if a := w.ask(name, http.MethodGet, path, nil, ""); a.status != http.StatusOK {
				t.Errorf("%s is offered %s, which answers %d", name, path, a.status)
			}
		}
	}
	if r, a := offered["reader of atelier"], offered["admin of all"]; r < 6 || a <= r {
		t.Errorf("a reader is offered %d entries, an admin %d", r, a)
	}
}
