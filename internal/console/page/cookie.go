package page

import (
	"net/http"

	"relance/internal/people"
)

// Cookie gives the name of a cookie of the console. Behind TLS the browser itself refuses it from anywhere
// else.
func (c *Common) Cookie(name string) string {
	if c.Secure {
		return "__Host-" + name
	}
	return name
}

// The cookies that hold secrets.
const (
	SessionCookie = "relance"       // holds the secret of a session
	StepCookie    = "relance-etape" // holds the secret of a step that the next request finishes
)

// SetSession gives the browser the secret of a session; an empty one takes it away.
func (c *Common) SetSession(w http.ResponseWriter, secret string) {
	c.setCookie(w, SessionCookie, secret, int(people.Absolute.Seconds()))
}

// SetStep gives the browser the secret of a step; an empty one takes it away.
func (c *Common) SetStep(w http.ResponseWriter, secret string) {
	c.setCookie(w, StepCookie, secret, int(people.StepLife.Seconds()))
}

// Secret reads the secret of a cookie; empty when the browser has none.
func (c *Common) Secret(r *http.Request, name string) string {
	if k, err := r.Cookie(c.Cookie(name)); err == nil {
		return k.Value
	}
	return ""
}

func (c *Common) setCookie(w http.ResponseWriter, name, secret string, age int) {
	if secret == "" {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{
		Name: c.Cookie(name), Value: secret, Path: "/", MaxAge: age, HttpOnly: true, Secure: c.Secure, SameSite: http.SameSiteLaxMode,
	})
}
