package page

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"embed"
	"html/template"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed templates/*.html
var shared embed.FS

// Templates holds the templates of a group of pages, by name, each together with the
// frame and the parts that all pages share.
type Templates map[string]*template.Template

// Load reads the templates of a group of pages, from its folder templates. It
// panics when one cannot be read: they are part of the program.
func Load(files embed.FS) Templates {
	frame := template.Must(template.New("frame").Funcs(template.FuncMap{"key": formKey}).ParseFS(shared, "templates/*.html"))
	all, err := files.ReadDir("templates")
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	out := Templates{}
	for _, f := range all {
		page := template.Must(frame.Clone())
		out[strings.TrimSuffix(f.Name(), path.Ext(f.Name()))] = template.Must(page.ParseFS(files, "templates/"+f.Name()))
	}
	return out
}

// formKey is the field that names a form, so that it counts once however often it is
// posted: serve gives its value to the request (access.Named).
func formKey() template.HTML {
	return template.HTML(`<input type="hidden" name="` + KeyField + `" value="` + rand.Text() + `">`) //nolint:gosec // letters and figures
}

// KeyField is the field of a form that holds its key.
const KeyField = "cle"

// Render writes a page whole or not at all.
func (t Templates) Render(w http.ResponseWriter, status int, page string, view any) {
	var b bytes.Buffer
	if err := t[page].ExecuteTemplate(&b, "layout", view); err != nil {
		http.Error(w, "La page n’a pas pu être préparée.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes()) //nolint:errcheck // the browser has gone
}

// Packing compresses what a handler writes, when the browser can unpack it.
func Packing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || strings.HasPrefix(r.URL.Path, "/style/") {
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
	kind := h.Get("Content-Type")
	if strings.HasPrefix(kind, "text/") && kind != "text/event-stream" && h.Get("Content-Encoding") == "" && h.Get("Content-Length") == "" {
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

// Thousands writes a whole number with its thin spaces.
func Thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0 && n >= 0; i -= 3 {
		text = text[:i] + "\u202f" + text[i:]
	}
	return text
}
