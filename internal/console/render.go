package console

import (
	"bytes"
	"compress/gzip"
	"embed"
	"html/template"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed templates/*.html
var templates embed.FS

// pages holds each template together with the frame and the parts that several
// pages share.
var pages = func() map[string]*template.Template {
	files, err := templates.ReadDir("templates")
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	out := map[string]*template.Template{}
	for _, f := range files {
		if name := strings.TrimSuffix(f.Name(), path.Ext(f.Name())); name != "layout" && name != "parts" {
			out[name] = template.Must(template.ParseFS(templates, "templates/layout.html", "templates/parts.html", "templates/"+f.Name()))
		}
	}
	return out
}()

// render writes a page whole or not at all.
func render(w http.ResponseWriter, status int, page string, view any) {
	var b bytes.Buffer
	if err := pages[page].ExecuteTemplate(&b, "layout", view); err != nil {
		http.Error(w, "La page n’a pas pu être préparée.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes()) //nolint:errcheck // the browser has gone
}

// packing compresses what a handler writes, when the browser can unpack it.
func packing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || strings.HasPrefix(r.URL.Path, "/style/") || r.URL.Path == livePath {
			next.ServeHTTP(w, r)
			return
		}
		p := &packer{ResponseWriter: w}
		next.ServeHTTP(p, r)
		p.close()
	})
}

// packer packs pages; files pass as they are.
type packer struct {
	http.ResponseWriter
	z       *gzip.Writer
	decided bool
}

func (p *packer) decide() {
	if p.decided {
		return
	}
	p.decided = true
	h := p.Header()
	if strings.HasPrefix(h.Get("Content-Type"), "text/") && h.Get("Content-Encoding") == "" && h.Get("Content-Length") == "" {
		h.Set("Content-Encoding", "gzip")
		h.Add("Vary", "Accept-Encoding")
		p.z = gzip.NewWriter(p.ResponseWriter)
	}
}

// WriteHeader implements http.ResponseWriter.
func (p *packer) WriteHeader(status int) {
	if status >= http.StatusOK && status != http.StatusNoContent && status < http.StatusMultipleChoices || status >= http.StatusBadRequest {
		p.decide()
	}
	p.decided = true
	p.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (p *packer) Write(b []byte) (int, error) {
	p.decide()
	if p.z != nil {
		return p.z.Write(b)
	}
	return p.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (p *packer) Unwrap() http.ResponseWriter { return p.ResponseWriter }

func (p *packer) close() {
	if p.z != nil {
		p.z.Close() //nolint:errcheck // the browser has gone
	}
}

// thousands writes a whole number with its thin spaces.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0 && n >= 0; i -= 3 {
		text = text[:i] + "\u202f" + text[i:]
	}
	return text
}
