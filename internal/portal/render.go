package portal

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"html/template"
	"net/http"
	"path"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/notice"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed static/page.css
var styleSheet []byte

//go:embed static/page.js
var script []byte

// Both are named by their contents, so that browsers may keep them for ever.
var (
	stylePath  = Prefix + "static/" + digest(styleSheet) + ".css"
	scriptPath = Prefix + "static/" + digest(script) + ".js"
)

func digest(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:8])
}

func asset(media string, data []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", media)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	})
}

// frame is what every page has.
type frame struct {
	Title string
	Lang  string // fr or en
	Base  string // address of the debtor's page
}

// S says a text in the language of the page.
func (f frame) S(french, english string) string {
	if f.Lang == "en" {
		return english
	}
	return french
}

// StylePath is where the style sheet is.
func (frame) StylePath() string { return stylePath }

// Entrance is where the code of a letter is entered.
func (frame) Entrance() string { return Prefix }

// ScriptPath is where the script is that copies bank details.
func (frame) ScriptPath() string { return scriptPath }

// date writes a date, sum an amount, in the language of the page.
func (f frame) date(d calendar.Date) string {
	switch {
	case d.IsZero():
		return ""
	case f.Lang == "en":
		return strings.ReplaceAll(d.English(), " ", "\u00a0")
	}
	return strings.ReplaceAll(d.French(), " ", "\u00a0")
}

func (f frame) sum(c money.Cents, currency string) string {
	a := money.Amount{Cents: c, Currency: currency}
	if f.Lang == "en" {
		return money.English(a)
	}
	return money.French(a)
}

// qr draws a payload as an image that stands in the page; empty for none.
func qr(payload string) template.URL {
	if payload == "" {
		return ""
	}
	code, err := notice.QRCode(payload)
	if err != nil {
		return ""
	}
	code.Scale = 4
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(code.PNG())) //nolint:gosec // of our own making
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
func render(w http.ResponseWriter, status int, page string, view any) error {
	var b bytes.Buffer
	if err := pages[page].ExecuteTemplate(&b, "layout", view); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes()) //nolint:errcheck // the browser has gone
	return nil
}

// errorView is the page of whatever went wrong.
type errorView struct {
	frame
	Dead bool // the link is unknown, or no longer valid
	Text string
	ID   string // id of the error in the log
}

// fail answers with the page of an error. All that is not there has one page.
func (d *Door) fail(w http.ResponseWriter, r *http.Request, err error) {
	v := errorView{frame: frame{Lang: preferred(r), Base: base(r)}}
	status := http.StatusInternalServerError
	switch dunning.ErrorCode(err) {
	case dunning.CodeNotFound:
		if token := r.PathValue("token"); token != "" {
			d.missed(r, token)
		}
		status, v.Dead = http.StatusNotFound, true
		v.Title = v.S("Ce lien n’est pas valable", "This link is not valid")
	case dunning.CodeForbidden:
		status, v.Text = http.StatusForbidden, v.S("Cette page demande le code envoyé par e-mail.", "This page takes the code that is sent by e-mail.")
	case dunning.CodeUnavailable:
		status, v.Text = http.StatusTooManyRequests, v.S("Trop de demandes. Répondez à notre message par e-mail ou appelez-nous.", "Too many requests. Answer our message by e-mail, or call us.")
	case dunning.CodeInvalid, dunning.CodeConflict:
		status, v.Text = http.StatusUnprocessableEntity, v.S("Ces valeurs ne conviennent pas. Revenez en arrière pour les corriger.", "These values do not fit. Go back to correct them.")
	default:
		v.ID = rand.Text()
		v.Text = v.S("Cela n’a pas fonctionné, et c’est de notre fait. Rien n’a été perdu de ce que vous aviez confirmé.", "That did not work, and the fault is ours. Nothing that you had confirmed is lost.")
		if d.Failed != nil {
			d.Failed(r.Context(), v.ID, err)
		}
	}
	if v.Title == "" {
		v.Title = v.S("Cela n’a pas fonctionné", "That did not work")
	}
	if err := render(w, status, "error", v); err != nil {
		http.Error(w, v.Title, status)
	}
}

// preferred is the language of a visitor of whom nothing is known.
func preferred(r *http.Request) string {
	if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "en") {
		return "en"
	}
	return "fr"
}

// base is the address of the debtor's page that a request is about.
func base(r *http.Request) string { return Prefix + r.PathValue("token") }
