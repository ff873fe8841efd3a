package page

import (
	"net/http"

	"relance/internal/access"
	"relance/internal/audit"
)

// Route is one row of the list of routes.
type Route struct {
	Method, Pattern string
	Deed            access.Deed // the right that the page takes; empty for pages before signing in
	Handle          Handler
	Kept            audit.Keeping // where the deed of the page is on record
	Audited         string        // name of the entry in the audit, where the door writes it
}

// Public tells whether a page is for people who are not signed in.
func (r Route) Public() bool { return r.Deed == "" }

// Handler answers for a page to the person of the frame; an error becomes the page of
// an error.
type Handler = func(w http.ResponseWriter, r *http.Request, s Frame) error

// Get is the route of a page that reads.
func Get(pattern string, deed access.Deed, h Handler) Route {
	return Route{Method: http.MethodGet, Pattern: pattern, Deed: deed, Handle: h}
}

// Post is the route of a form.
func Post(pattern string, deed access.Deed, h Handler) Route {
	return Route{Method: http.MethodPost, Pattern: pattern, Deed: deed, Handle: h}
}

// Headers sets what every answer carries.
func Headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
