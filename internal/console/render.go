package console

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"net/http"
	"path"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/people"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed static/console.css
var styleSheet []byte

// stylePath names the style sheet by its contents, so that browsers may keep it
// for ever.
var stylePath = "/style/" + hex.EncodeToString(sum(styleSheet))[:16] + ".css"

func sum(b []byte) []byte {
	s := sha256.Sum256(b)
	return s[:]
}

func style() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		http.ServeContent(w, r, "console.css", time.Time{}, bytes.NewReader(styleSheet))
	})
}

// shell is the frame around each page.
type shell struct {
	Title string
	Who   access.Actor
	Path  string
	Sends string // what does not leave, for the banner

	session people.Session
}

// titled gives the frame a title.
func (s shell) titled(title string) shell { s.Title = title; return s }

// StylePath is where the style sheet is.
func (shell) StylePath() string { return stylePath }

// SignedIn tells whether there is a menu.
func (s shell) SignedIn() bool { return s.Who.Name != "" }

// In tells whether a menu entry is the place where one is.
func (s shell) In(prefix string) bool {
	if prefix == "/" {
		return s.Path == "/"
	}
	return strings.HasPrefix(s.Path, prefix)
}

// pages holds each template together with the frame.
var pages = func() map[string]*template.Template {
	files, err := templates.ReadDir("templates")
	if err != nil {
		panic(err)
	}
	out := map[string]*template.Template{}
	for _, f := range files {
		if name := strings.TrimSuffix(f.Name(), path.Ext(f.Name())); name != "layout" {
			out[name] = template.Must(template.ParseFS(templates, "templates/layout.html", "templates/"+f.Name()))
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
