package catcher

import (
	"embed"
	"fmt"
	"html/template"
	"mime"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	_ "time/tzdata" // Europe/Paris on machines without zone files
)

//go:embed page.html
var pages embed.FS

var paris = func() *time.Location {
	l, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return time.UTC
	}
	return l
}()

var page = template.Must(template.New("page.html").Funcs(template.FuncMap{
	"moment": func(t time.Time) string { return t.In(paris).Format("02/01/2006 15:04:05") },
	"size": func(b []byte) string {
		return strings.Replace(fmt.Sprintf("%.1f\u00a0Ko", float64(len(b))/1000), ".", ",", 1)
	},
}).ParseFS(pages, "page.html"))

// The page itself runs no script and loads nothing from elsewhere.
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// A mail's HTML may show its own pictures and colours and do nothing else.
const mailPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups"

func (c *Catcher) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", c.showList)
	mux.HandleFunc("GET /m/{id}", c.showList)
	mux.HandleFunc("GET /m/{id}/html", c.showHTML)
	mux.HandleFunc("GET /m/{id}/file/{n}", c.showFile)
	mux.HandleFunc("GET /m/{id}/eml", c.showSource)
	return loopbackOnly(mux)
}

// loopbackOnly refuses requests under another name: a page elsewhere whose
// name points here (DNS rebinding) must not read the mails.
func loopbackOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if ip := net.ParseIP(strings.Trim(host, "[]")); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "adresse inattendue", http.StatusMisdirectedRequest)
			return
		}
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// row is one line of the list.
type row struct {
	ID                int
	When, To, Subject string
	Files             int
	Current, Refused  bool
	at                time.Time
}

func (c *Catcher) showList(w http.ResponseWriter, r *http.Request) {
	var view struct {
		Rows  []row
		Open  *content
		Mails int
	}
	id, _ := strconv.Atoi(r.PathValue("id"))
	if m, ok := c.message(id); ok {
		open := read(m)
		view.Open = &open
	} else if id != 0 || r.PathValue("id") != "" {
		http.NotFound(w, r)
		return
	}
	for _, m := range c.Messages() {
		line := row{ID: m.ID, To: m.To, Subject: m.Subject, Files: m.attached, Current: m.ID == id, at: m.Received}
		view.Rows = append(view.Rows, line)
		view.Mails++
	}
	for _, refused := range c.Refusals() {
		view.Rows = append(view.Rows, row{To: refused.To, Refused: true, at: refused.At})
	}
	slices.SortStableFunc(view.Rows, func(a, b row) int { return b.at.Compare(a.at) })
	for i := range view.Rows {
		view.Rows[i].When = view.Rows[i].at.In(paris).Format("15:04:05")
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", pagePolicy)
	_ = page.Execute(w, view) // a broken connection is the reader's affair
}

// found gives the mail that the path names, or answers 404.
func (c *Catcher) found(w http.ResponseWriter, r *http.Request) (content, bool) {
	id, _ := strconv.Atoi(r.PathValue("id"))
	m, ok := c.message(id)
	if !ok {
		http.NotFound(w, r)
		return content{}, false
	}
	return read(m), true
}

var cidLink = regexp.MustCompile(`(?i)cid:([^"'\s)>]+)`)

func (c *Catcher) showHTML(w http.ResponseWriter, r *http.Request) {
	m, ok := c.found(w, r)
	if !ok {
		return
	}
	body := cidLink.ReplaceAllStringFunc(m.HTML, func(link string) string {
		id, err := url.PathUnescape(link[len("cid:"):])
		n := slices.IndexFunc(m.Files, func(f file) bool { return f.ContentID == id })
		if err != nil || n < 0 {
			return link
		}
		return fmt.Sprintf("/m/%d/file/%d", m.ID, n)
	})
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", mailPolicy)
	_, _ = w.Write([]byte(body))
}

func (c *Catcher) showFile(w http.ResponseWriter, r *http.Request) {
	m, ok := c.found(w, r)
	n, err := strconv.Atoi(r.PathValue("n"))
	if !ok {
		return
	}
	if err != nil || n < 0 || n >= len(m.Files) {
		http.NotFound(w, r)
		return
	}
	f := m.Files[n]
	disposition, media := "attachment", "application/octet-stream"
	switch f.Type { // what a browser shows without running anything
	case "application/pdf", "image/png", "image/jpeg", "image/gif":
		disposition, media = "inline", f.Type
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.Name}))
	_, _ = w.Write(f.Bytes)
}

func (c *Catcher) showSource(w http.ResponseWriter, r *http.Request) {
	m, ok := c.found(w, r)
	if !ok {
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	_, _ = w.Write(m.Bytes)
}
